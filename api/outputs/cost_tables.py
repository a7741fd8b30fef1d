"""A calculation of cost sharing as tables: the same ones in a case's text, a spreadsheet, CSV and PDF. Pure."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from api.domain.cost_sharing.schemas import Comparison, CostModelOut, CostRow
from api.domain.kernel import richtext
from api.domain.kernel.money import format_nok
from api.domain.kernel.richtext import RichText
from api.domain.kernel.richtext.building import paragraph, table, words
from api.domain.kernel.schemas import plain
from api.outputs.labels import t

Kind = Literal["text", "count", "kroner", "decimals"]
"""``count`` is a figure as it is, ``decimals`` one that is shown with two or fewer."""
Cell = str | Decimal | None


@dataclass(frozen=True)
class CostTable:
    """``kinds`` and ``headers`` are by column. ``note`` is said under the table, None when there is nothing to say."""

    caption: str
    headers: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str | None = None


def in_words(cell: Cell, kind: Kind) -> str:
    """A cell as it is read: ``3 083 000``, ``−4,2``."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if kind == "kroner":
        return format_nok(cell)
    return plain(cell).replace("-", "−").replace(".", ",")


def for_text(result: Comparison, lang: str) -> list[CostTable]:
    """What goes into a case: the comparison in kroner, the change against today, and a table for each model."""
    several = [_kroner(result, lang)] if len(result.models) > 1 or result.today_total is not None else []
    change = [_change(result, lang)] if result.today_total is not None else []
    return [*several, *change, *(_model(result, one, lang) for one in result.models)]


def everything(result: Comparison, lang: str) -> list[CostTable]:
    """All that was worked out, and the figures that it rests on."""
    percent = [_change_percent(result, lang)] if result.today_total is not None else []
    inhabitants = [_per_inhabitant(result, lang)] if result.population_as_of else []
    return [
        *for_text(result, lang),
        *percent,
        *inhabitants,
        *_cushions(result, lang),
        *_sources(result, lang),
    ]


def as_text(name: str, path: str, result: Comparison, lang: str) -> RichText:
    """The tables for a case as rich text, each with its note, and a link to the calculation at the end."""
    blocks = []
    for one in for_text(result, lang):
        blocks.append(as_node(one))
        if one.note:
            blocks.append(paragraph(words(one.note)))
    link = paragraph(words(t(lang, "cost.source") + " "), words(name, href=path), words("."))
    return richtext.with_ids({"type": "doc", "content": [*blocks, link]})


def as_node(one: CostTable) -> dict[str, object]:
    rows = [[in_words(cell, kind) for cell, kind in zip(row, one.kinds, strict=True)] for row in one.rows]
    return table(one.caption, one.headers, rows, figures=True)


def _kroner(result: Comparison, lang: str) -> CostTable:
    today: list[tuple[str, Decimal]] = []
    if result.today_total is not None:
        today = [(t(lang, "cost.today"), result.today_total)]
    rows = _by_member(result, lambda row: row.amount, today=lambda row: row.today)
    totals = (*(total for _, total in today), *(model.total for model in result.models))
    return CostTable(
        t(lang, "cost.comparison"),
        (t(lang, "cost.municipality"), *(label for label, _ in today), *_names(result)),
        ("text", *_times("kroner", len(totals))),
        (*rows, (t(lang, "cost.total"), *totals)),
    )


def _change(result: Comparison, lang: str) -> CostTable:
    totals = tuple(model.total - (result.today_total or 0) for model in result.models)
    return CostTable(
        t(lang, "cost.change"),
        (t(lang, "cost.municipality"), *_names(result)),
        ("text", *_times("kroner", len(totals))),
        (*_by_member(result, lambda row: row.change), (t(lang, "cost.total"), *totals)),
        _movers(result, lang),
    )


def _movers(result: Comparison, lang: str) -> str | None:
    limit = in_words(result.limit_percent, "decimals")
    said = []
    for model in result.models:
        names = [row.name for row in model.rows if row.municipality_id in model.movers]
        if names:
            said.append(f"{model.model.name}: {', '.join(names)}")
    return t(lang, "cost.movers", limit=limit, who="; ".join(said)) if said else None


def _change_percent(result: Comparison, lang: str) -> CostTable:
    rows = _by_member(result, lambda row: _rounded(row.change_percent))
    kinds: tuple[Kind, ...] = ("text", *_times("decimals", len(result.models)))
    return CostTable(t(lang, "cost.changePercent"), (t(lang, "cost.municipality"), *_names(result)), kinds, tuple(rows))


def _per_inhabitant(result: Comparison, lang: str) -> CostTable:
    rows = _by_member(result, lambda row: row.per_inhabitant)
    kinds: tuple[Kind, ...] = ("text", *_times("kroner", len(result.models)))
    return CostTable(t(lang, "cost.perInhabitant"), (t(lang, "cost.municipality"), *_names(result)), kinds, tuple(rows))


def _model(result: Comparison, model: CostModelOut, lang: str) -> CostTable:
    """As case 8 of 20 October 2025 prints it: the figures, each part, and what is paid."""
    variable = model.model.variable
    names = {(basis.series, basis.as_of): basis.name for basis in result.bases}
    bases = [(part, names.get((part.series, part.as_of), part.series)) for part in variable]
    shown = [_dated(name, part.as_of) for part, name in bases]
    parts = [t(lang, "cost.variable")] if len(variable) == 1 else [t(lang, "cost.by", name=name) for _, name in bases]
    rows = [
        (row.name, *(part.basis for part in row.parts[1:]), *(part.amount for part in row.parts), row.amount)
        for row in model.rows
        if row.takes_part
    ]
    sums = tuple(
        sum((row.parts[index].basis or Decimal(0) for row in model.rows), Decimal(0))
        for index in range(1, len(variable) + 1)
    )
    note = None
    if model.difference:
        note = t(
            lang,
            "cost.rounding",
            total=format_nok(model.total),
            difference=("+" if model.difference > 0 else "") + format_nok(model.difference),
        )
    return CostTable(
        model.model.name,
        (t(lang, "cost.municipality"), *shown, t(lang, "cost.fixed"), *parts, t(lang, "cost.sum")),
        ("text", *_times("count", len(variable)), *_times("kroner", (len(variable) + 2))),
        (*rows, (t(lang, "cost.total"), *sums, *model.part_totals, result.amount)),
        note,
    )


def _cushions(result: Comparison, lang: str) -> list[CostTable]:
    found = []
    for model in result.models:
        cushion = model.cushion
        if cushion is None or not cushion.years:
            continue
        paid = [{cell.municipality_id: cell.amount for cell in year.rows} for year in cushion.years]
        rows = [
            (row.name, row.today, *(year.get(row.municipality_id, Decimal(0)) for year in paid)) for row in model.rows
        ]
        years = [t(lang, "cost.year", year=year.year) for year in cushion.years]
        found.append(
            CostTable(
                t(lang, "cost.transition", model=model.model.name),
                (t(lang, "cost.municipality"), t(lang, "cost.today"), *years),
                ("text", *_times("kroner", (len(years) + 1))),
                (*rows, (t(lang, "cost.total"), result.today_total, *(year.total for year in cushion.years))),
                t(lang, f"cost.cushion.{cushion.outcome}", years=cushion.years_needed or "–"),
            )
        )
    return found


def _sources(result: Comparison, lang: str) -> list[CostTable]:
    """The figures of each series and date, with where they came from."""
    names = {member.municipality_id: member.name for member in result.members}
    found = []
    for basis in result.bases:
        whose: dict[str, list[str]] = {}
        for figure in basis.figures:
            whose.setdefault(figure.source, []).append(names[figure.municipality_id])
        sources = [source if len(whose) == 1 else f"{source} ({', '.join(ones)})" for source, ones in whose.items()]
        found.append(
            CostTable(
                _dated(basis.name, basis.as_of),
                (t(lang, "cost.municipality"), t(lang, "cost.value")),
                ("text", "count"),
                tuple((names[figure.municipality_id], figure.value) for figure in basis.figures),
                f"{t(lang, 'cost.figureSource')}: {'; '.join(sources)}",
            )
        )
    return found


def _dated(name: str, day: dt.date) -> str:
    return f"{name} {day.day}.{day.month}.{day.year}"


def _names(result: Comparison) -> tuple[str, ...]:
    return tuple(model.model.name for model in result.models)


def _by_member(
    result: Comparison, of: Callable[[CostRow], Cell], today: Callable[[CostRow], Cell] | None = None
) -> Sequence[tuple[Cell, ...]]:
    """A row for each member that any model or today has: with today's if there is one, and each model's."""
    by_model = [{row.municipality_id: row for row in model.rows} for model in result.models]
    rows: list[tuple[Cell, ...]] = []
    for member in result.members:
        found = [model.get(member.municipality_id) for model in by_model]
        first = next((row for row in found if row is not None), None)
        if first is None:
            continue
        before = (today(first),) if today is not None and result.today_total is not None else ()
        rows.append((member.name, *before, *(None if row is None else of(row) for row in found)))
    return rows


def _times(kind: Kind, count: int) -> tuple[Kind, ...]:
    return (kind,) * count


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.1"))
