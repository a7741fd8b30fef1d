"""Texts as semantic HTML. Nothing is trusted: every character is escaped, every attribute is ours."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from api.domain.kernel.richtext.plain import cell_text
from api.domain.kernel.richtext.schema import Node, RichText, attrs, children, is_safe_link

_TOTAL: Final = re.compile(r"(totalt?|sum|i alt)\b", re.IGNORECASE)
_LIST_TYPE: Final = {"alpha": ' type="a"', "roman": ' type="i"'}


def published_document(document_id: str) -> str:
    """Where the newest open version of a document is served to everyone."""
    return f"/api/v1/published/documents/{document_id}/content"


def to_html(
    doc: RichText,
    *,
    heading_offset: int,
    blank_label: str,
    table_label: str = "Tabell",
    anchor_prefix: str = "",
    document_href: Callable[[str], str] = published_document,
) -> str:
    """HTML5 that is well-formed XML too, without inline style or script.

    ``heading_offset`` is added to the levels 1–3 of the text (h6 is the deepest), and a level that the text skips is
    closed up, since a reader who goes by headings must not miss one. Each block has the id
    ``<anchor_prefix>p-<block id>``; give a prefix when several texts stand on one page. ``blank_label`` is read out
    at every hole («må fyllast ut»), ``table_label`` names a table that has no caption. ``document_href`` gives an
    image's address from its document id.
    """
    levels = dict(_levels(doc, heading_offset))
    writer = _Writer(levels, blank_label, table_label, anchor_prefix, document_href)
    return "".join(writer.block(block) for block in children(doc))


@dataclass(frozen=True)
class _Writer:
    levels: dict[str, int]
    blank_label: str
    table_label: str
    anchor_prefix: str
    document_href: Callable[[str], str]

    def anchor(self, node: Node) -> str:
        return f"{escape(self.anchor_prefix)}p-{escape(str(attrs(node)['id']))}"

    def block(self, node: Node) -> str:
        match node["type"]:
            case "paragraph":
                return f'<p id="{self.anchor(node)}">{self.inline(node)}</p>'
            case "heading":
                level = self.levels[attrs(node)["id"]]
                return f'<h{level} id="{self.anchor(node)}">{self.inline(node)}</h{level}>'
            case "bullet_list":
                return f'<ul class="ds-list">{self.items(node)}</ul>'
            case "ordered_list":
                start = attrs(node).get("start", 1)
                numbering = _LIST_TYPE.get(attrs(node).get("style", ""), "")
                first = f' start="{start}"' if start != 1 else ""
                return f'<ol class="ds-list"{numbering}{first}>{self.items(node)}</ol>'
            case "table":
                return self.table(node)
            case "blockquote":
                return f"<blockquote>{''.join(self.block(block) for block in children(node))}</blockquote>"
            case "image":
                source = escape(self.document_href(str(attrs(node)["document"])))
                alt = escape(str(attrs(node)["alt"]))
                return f'<figure id="{self.anchor(node)}"><img src="{source}" alt="{alt}" loading="lazy"/></figure>'
            case unknown:
                raise ValueError(f"no block node: {unknown}")

    def items(self, node: Node) -> str:
        return "".join(f"<li>{''.join(self.block(block) for block in children(item))}</li>" for item in children(node))

    def inline(self, node: Node) -> str:
        # One <a> per link, however many pieces of bold and italic it has: a screen reader must meet it once.
        pieces = []
        for href, run in groupby(children(node), key=_href):
            inner = "".join(self.piece(child) for child in run)
            linked = href is not None and is_safe_link(href)
            pieces.append(f'<a class="ds-link" href="{escape(str(href))}">{inner}</a>' if linked else inner)
        return "".join(pieces)

    def piece(self, node: Node) -> str:
        match node["type"]:
            case "text":
                result = escape(str(node["text"]))
            case "blank":
                label = escape(self.blank_label)
                hint = escape(str(attrs(node).get("hint", "")))
                shown = f'{hint} <span class="ds-sr-only">({label})</span>' if hint else f"({label})"
                result = f'<span class="blank">{shown}</span>'
            case _:
                result = "<br/>"
        for mark, tag in (("em", "em"), ("strong", "strong")):
            if any(own["type"] == mark for own in node.get("marks", ())):
                result = f"<{tag}>{result}</{tag}>"
        return result

    def table(self, node: Node) -> str:
        rows = children(node)
        head_rows = 0
        while head_rows < len(rows) and all(cell["type"] == "table_header" for cell in children(rows[head_rows])):
            head_rows += 1
        if head_rows == len(rows) and all(len(children(row)) == 1 for row in rows):
            # A single column of headers only: the first one heads it.
            head_rows = 1
        anchor = self.anchor(node)
        caption = attrs(node).get("caption")
        name = f'aria-labelledby="{anchor}-caption"' if caption else f'aria-label="{escape(self.table_label)}"'
        shown = f'<caption id="{anchor}-caption">{escape(caption)}</caption>' if caption else ""
        head = "".join(self.row(row, in_head=True) for row in rows[:head_rows])
        body = "".join(self.row(row, in_head=False) for row in rows[head_rows:])
        return (
            # a group, not a region: landmarks with one name twice help nobody
            f'<div class="table-scroll" role="group" tabindex="0" {name}>'
            f'<table id="{anchor}" class="ds-table">{shown}'
            f"{f'<thead>{head}</thead>' if head else ''}{f'<tbody>{body}</tbody>' if body else ''}</table></div>"
        )

    def row(self, node: Node, *, in_head: bool) -> str:
        total = ' class="total"' if not in_head and _is_total(node) else ""
        return f"<tr{total}>{''.join(self.cell(cell, in_head=in_head) for cell in children(node))}</tr>"

    def cell(self, node: Node, *, in_head: bool) -> str:
        paragraphs = children(node)
        colspan, rowspan = attrs(node).get("colspan", 1), attrs(node).get("rowspan", 1)
        shape = (f' colspan="{colspan}"' if colspan > 1 else "") + (f' rowspan="{rowspan}"' if rowspan > 1 else "")
        align = attrs(node).get("align")
        # an attribute for the style sheet: inline style is not allowed to run
        shape += f' data-align="{escape(align)}"' if align else ""
        # An empty header names nothing, so it is an ordinary cell to a screen reader.
        heads = node["type"] == "table_header" and any(children(paragraph) for paragraph in paragraphs)
        if heads:
            spread = colspan > 1 if in_head else rowspan > 1
            shape += f' scope="{"col" if in_head else "row"}{"group" if spread else ""}"'
        tag = "th" if heads else "td"
        if len(paragraphs) == 1:
            return f'<{tag} id="{self.anchor(paragraphs[0])}"{shape}>{self.inline(paragraphs[0])}</{tag}>'
        return f"<{tag}{shape}>{''.join(self.block(paragraph) for paragraph in paragraphs)}</{tag}>"


def _levels(doc: RichText, offset: int) -> Iterator[tuple[str, int]]:
    """Each heading's id and the level that it is shown at."""
    deepest = offset
    for node in _headings(doc):
        deepest = min(6, attrs(node)["level"] + offset, deepest + 1)
        yield attrs(node)["id"], deepest


def _headings(node: Node | RichText) -> Iterator[Node]:
    for child in children(node):
        if child["type"] == "heading":
            yield child
        yield from _headings(child)


def _is_total(row: Node) -> bool:
    return _TOTAL.match(cell_text(children(row)[0]).strip()) is not None


def _href(node: Node) -> object:
    return next((mark["attrs"]["href"] for mark in node.get("marks", ()) if mark["type"] == "link"), None)
