"""Proposals: the holes that must be filled before adoption, and the body that is asked to decide."""

import re
from collections.abc import Sequence

from api.ingest.agenda.tree import Blank, BlankKind, Block, Inline, ListBlock, Paragraph, walk
from api.ingest.agenda.vocabulary import BODY

_HOLE = re.compile(
    r"(?P<date>\b(?:xx?|XX?|dd|DD|__?)[./-](?:xx?|XX?|mm|MM|__?)[./-]"
    r"(?:20\d\d|\d\d|20xx|20XX|xx(?:xx)?|XX(?:XX)?|åååå|ÅÅÅÅ|åå|yyyy|__+)"
    r"|\b(?:xx?|XX?)\.?\s+(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)"
    r"(?:\s+20\d\d)?\b"
    r"|\b\d{1,2}\.(?:xx|XX)\.(?:20\d\d|\d\d)?|\b20(?:xx|XX)\b|\[(?:dato|set(?:t)?\s+inn\s+dato)[^\]]{0,40}\]|<dato>)"
    r"|(?P<number>(?<=kr )(?:x[x .]*x|X[X .]*X|_+|\.{3,}|(?<!«)…+(?!»))(?!\w)"
    r"|\b(?:xx+|XX+)(?:[ .](?:xxx|XXX))+\b|\b(?:x+|X+)(?=\s?(?:%|prosent|kroner|kr\b|mill))"
    r"|_{2,}(?=\s?(?:%|prosent|kroner|mill))"
    r"|\[(?:beløp|sum|tal|tall)[^\]]{0,40}\])"
    r"|(?P<text>\b(?:x{2,}|X{2,})\b|(?<!\w)_{2,}(?!\w)|\[\s*(?:\.{3}|…|_*"
    r"|[Nn]amn[^\]]{0,40}|[Nn]avn[^\]]{0,40}|[Ss]ett? inn[^\]]{0,60}|[Ff]yll inn[^\]]{0,60})\s*\]"
    r"|<(?:namn|navn|[Ss]ett? inn[^>]{0,60})>|\.{4,}|(?<![\w.«\"])\.{3}(?![\w»])|(?<!«)…+(?!»)"
    r"|\bN\.?\s?N\.?(?=[\s,.;]|$))"
)
_RECOMMENDS = re.compile(
    r"\b(?:rår|tilrår|tilråder|anbefal(?:er|ar)|innstill(?:er|ar)|føreslår|foreslår|fremjar|fremmer)\s+"
    r"(?:til\s+|overfor\s+|ovanfor\s+|for\s+)?(?:at\s+)?"
    rf"(?P<body>(?:dei\s+|de\s+)?{BODY}(?:\s+(?:i|for)\s+(?-i:[A-ZÆØÅ])[\wæøåÆØÅ.-]*(?:\s+(?:og\s+)?(?-i:[A-ZÆØÅ])[\wæøåÆØÅ-]*)*)?)"
    r"(?=\s*[,:]?\s*(?:(?:til\s+)?å\s+(?:gjere|gjøre|fatte|treffe|vedta|godkjenne|slutte)|å\s|til\s+å\s|(?:om\s+)?å\s+(?:gjere|fatte|vedta|gjøre)|"
    r"vedtek|vedtar|fatt[ae]r|gjer|gjør|godkjenner|tar|tek|slik|følg|$|:|med\s+slik))",
    re.I,
)
_PUT_FORWARD = re.compile(
    rf"\b(?:leggast?|legges|leggjast|sendast|sendes|legg(?:er|ar)|oversend(?:er|ast|es))\s+(?:sak[ae]n?\s+)?(?:fram\s+|frem\s+)?(?:for|til|over\s+til)\s+"
    rf"(?P<body>{BODY}(?:\s+i\s+(?-i:[A-ZÆØÅ])[\wæøå]*(?:\s+(?-i:[A-ZÆØÅ])\w*)*)?)\s+med\s+(?:slik|følg[je]+nde)\s+(?:tilråding|innstilling|anbefaling|forslag|framlegg)",
    re.I,
)
_NOT_ANOTHER = re.compile(r"^(?:styret|styre)$", re.I)


def mark_blanks(blocks: Sequence[Block]) -> int:
    """Put a blank where the proposal prints a hole, and count them: xx, dates to come, empty points, open lists."""
    for block in walk(blocks):
        if isinstance(block, Paragraph):
            block.content = [part for piece in block.content for part in _split(piece)]
        elif isinstance(block, ListBlock):
            _open_empty_points(block)
    _open_lists(blocks)
    inline = [part for block in walk(blocks) if isinstance(block, Paragraph) for part in block.content]
    return sum(isinstance(part, Blank) for part in inline)


def _split(piece: Inline) -> list[Inline]:
    if isinstance(piece, Blank):
        return [piece]
    parts: list[Inline] = []
    at = 0
    for found in _HOLE.finditer(piece):
        kind: BlankKind = "date" if found["date"] else "number" if found["number"] else "text"
        if found.start() > at:
            parts.append(piece[at : found.start()])
        parts.append(Blank(found.group(), kind))
        at = found.end()
    if at < len(piece):
        parts.append(piece[at:])
    return parts


def _open_empty_points(block: ListBlock) -> None:
    for item in block.items:
        if all(isinstance(one, Paragraph) and not one.content for one in item.blocks):
            item.blocks = [Paragraph([Blank("", "list")], item.line)]


def _open_lists(blocks: Sequence[Block]) -> None:
    """A text that ends in a colon with nothing after it waits for its list."""
    for at, block in enumerate(blocks):
        if isinstance(block, ListBlock):
            for item in block.items:
                _open_lists(item.blocks)
        elif isinstance(block, Paragraph) and at == len(blocks) - 1:
            last = block.content[-1] if block.content else None
            if isinstance(last, str) and last.rstrip().endswith(":"):
                block.content = [*block.content[:-1], last.rstrip() + " ", Blank("", "list")]


def recommends_to(text: str, addressed_to: str | None, own: str | None) -> str | None:
    """The body that the proposal asks to decide, as printed; None when ``own``, the body that meets, decides itself."""

    def is_another(name: str) -> bool:
        return not _NOT_ANOTHER.match(name) and (own is None or name.lower()[:8] != own.lower()[:8])

    for pattern in (_RECOMMENDS, _PUT_FORWARD):
        if (found := pattern.search(text[:3_000])) and is_another(found["body"]):
            return " ".join(found["body"].split())
    if addressed_to and is_another(addressed_to):
        return addressed_to
    return None
