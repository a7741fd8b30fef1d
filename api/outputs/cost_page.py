"""The pages of calculations of cost sharing that everybody may read. Pure."""

from collections.abc import Sequence
from typing import Literal

from api.domain.cost_sharing.schemas import PublishedCalculationOut, PublishedCalculationSummary
from api.domain.kernel import richtext
from api.domain.kernel.money import format_nok
from api.outputs import addresses
from api.outputs.cost_tables import as_node, everything
from api.outputs.html import Head, HeadLink, filled
from api.outputs.labels import Lang, t

LIST_PATH = "/kostnadsfordeling"
Live = Literal["try", "stage"]
"""What the front end does with a published calculation: readers try it, or it is shown on a wall."""
_LIVE_PATHS: dict[Live, str] = {"try": "prøv", "stage": "storskjerm"}


def list_head(*, lang: Lang) -> Head:
    return Head(t(lang, "cost.kind"), t(lang, "cost.listLead"), LIST_PATH)


def list_content(calculations: Sequence[PublishedCalculationSummary], *, lang: Lang) -> str:
    """The calculations in the order given, each with its day."""
    return filled("calculations.html", lang, calculations=calculations)


def live_head(calculation: PublishedCalculationOut, live: Live, *, lang: Lang) -> Head:
    """The head of a page that holds nothing of its own, so search engines pass it by."""
    title = f"{t(lang, f'cost.{live}')}: {calculation.name}"
    return Head(title, title, f"{calculation.path}/{_LIVE_PATHS[live]}", indexed=False)


def live_content(calculation: PublishedCalculationOut, live: Live, *, lang: Lang) -> str:
    """What stands until the front end takes over, with the way to the page that needs no script."""
    return filled("calculation_live.html", lang, calculation=calculation, title=t(lang, f"cost.{live}"))


def calculation_head(calculation: PublishedCalculationOut, *, base_url: str, lang: Lang) -> Head:
    title = f"{t(lang, 'cost.kind')}: {calculation.name}"
    data = addresses.absolute(base_url, addresses.calculation_json(calculation.id))
    return Head(
        title, title, calculation.path, links=(HeadLink("alternate", data, "application/json", t(lang, "file.json")),)
    )


def calculation_content(calculation: PublishedCalculationOut, *, lang: Lang) -> str:
    """What was shared and how it was rounded, every table with its note, and the figures that they rest on."""
    tables = [
        (richtext.with_ids({"type": "doc", "content": [as_node(one)]}), one.note)
        for one in everything(calculation.result, lang)
    ]
    return filled(
        "calculation.html",
        lang,
        calculation=calculation,
        amount=format_nok(calculation.result.amount, currency=True),
        json=addresses.calculation_json(calculation.id),
        tables=tables,
    )
