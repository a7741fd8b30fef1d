"""The page of a calculation of cost sharing that everybody may read. Pure."""

from api.domain.cost_sharing.schemas import PublishedCalculationOut
from api.domain.kernel import richtext
from api.domain.kernel.money import format_nok
from api.outputs import addresses
from api.outputs.cost_tables import as_node, everything
from api.outputs.html import Head, HeadLink, filled
from api.outputs.labels import Lang, t


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
