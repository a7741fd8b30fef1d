"""A calculation of cost sharing as PDF: every table, and the figures that they rest on."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from api.domain.cost_sharing.rules import Rule
from api.domain.kernel.money import format_nok
from api.domain.kernel.richtext.building import paragraph, words
from api.domain.kernel.richtext.typst import pieces, printable, to_typst
from api.outputs.cost_tables import CostTable, as_node
from api.outputs.pdf.rendering import render
from api.outputs.pdf.view import fact
from api.outputs.pdf.wording import Wording


def cost_sharing(
    name: str,
    organisation: str,
    amount: Decimal,
    rule: Rule,
    tables: Sequence[CostTable],
    *,
    address: str,
    at: dt.datetime,
    lang: str = "nn",
) -> bytes:
    """PDF/UA-1 and PDF/A-3a. ``at`` is when it was saved, ``address`` where it lies. Same arguments, same bytes."""
    label = Wording(lang)
    blocks = []
    for one in tables:
        blocks.append(as_node(one))
        if one.note:
            blocks.append(paragraph(words(one.note)))
    title = printable(name)
    kind = label.shared("cost.kind")
    view = {
        "lang": label.lang,
        "labelLang": label.lang,
        "labels": label.all(),
        "organisation": printable(organisation),
        "kind": kind,
        "title": title,
        "titlePieces": pieces(title, 24),
        "description": f"{kind}: {title}",
        "keywords": [],
        "facts": [
            fact(label.shared("cost.amount"), format_nok(amount, currency=True)),
            fact(label.shared("cost.rule"), label.shared(f"cost.rule.{rule}")),
            fact(label.shared("cost.saved"), label.date(at)),
            fact(label("fact.link"), address, href=address),
        ],
        "text": to_typst({"type": "doc", "content": blocks}, heading_level=1, base_url=""),
        "numbered": True,
        "runningLeft": f"{kind}: {title}",
        "runningRight": "",
        "footer": printable(organisation),
    }
    return render("cost_sharing.typ", view, {}, at=at)
