"""Key figures from a file: whose and of what each row is, what would come of it, and all of it kept or nothing."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid
from api.domain.organisation import key_figures, service
from api.domain.organisation.key_figures import Brought
from api.domain.organisation.schemas import (
    FigureFault,
    FigureOfMunicipality,
    KeyFiguresImport,
    KeyFiguresRecorded,
    NewKeyFigures,
)
from api.domain.organisation.tables import Municipality

_NUMBER: Final = re.compile(r"(?:K-)?(\d{1,4})(?!\d)")
"""A region's number first in a cell, as Statistics Norway has it: ``4640 Sogndal``, ``K-4640``, ``46 Vestland``."""


@dataclass(frozen=True)
class SheetFigure:
    """A figure as it stands in a file: ``row`` from 1, ``columns`` the letters of its cells by field."""

    row: int
    columns: Mapping[str, str]
    municipality: str
    value: Decimal
    series: str | None = None
    as_of: dt.date | None = None
    source: str | None = None


@dataclass(frozen=True)
class FigureSheet:
    figures: tuple[SheetFigure, ...]
    faults: tuple[FigureFault, ...]


@dataclass(frozen=True)
class Unsaid:
    """What goes for figures whose row doesn't say it."""

    series: str | None = None
    as_of: dt.date | None = None
    source: str | None = None


async def preview(session: AsyncSession, sheet: FigureSheet, unsaid: Unsaid) -> KeyFiguresImport:
    """What the file would come to. Raises Invalid where neither file nor caller says series, date or source."""
    brought, faults, passed_over = await _read(session, sheet, unsaid)
    figures = await key_figures.beside_kept(session, brought)
    return KeyFiguresImport(figures=tuple(figures), faults=faults, passed_over=passed_over, recorded=None)


async def accept(session: AsyncSession, actor: Actor, sheet: FigureSheet, unsaid: Unsaid) -> KeyFiguresImport:
    """Keeps every figure of the file. Raises Invalid as :func:`preview` does, for any fault, and for no figure."""
    seen = await preview(session, sheet, unsaid)
    if seen.faults or not seen.figures:
        faults = [
            FieldError("/file", f"row {one.row}, column {one.column}: {one.field} is {one.code}", one.code)
            for one in seen.faults
        ] or [FieldError("/file", "has no figure of a member", "empty")]
        raise Invalid("The file can't be taken as it is. Nothing is kept.", tuple(faults))
    told = KeyFiguresRecorded(added=0, corrected=0, unchanged=0)
    together = sorted(seen.figures, key=lambda one: (one.series, one.as_of, one.source))
    for (series, as_of, source), figures in groupby(together, lambda one: (one.series, one.as_of, one.source)):
        new = NewKeyFigures(
            series=series,
            as_of=as_of,
            source=source,
            figures=tuple(
                FigureOfMunicipality(municipality_id=one.municipality_id, value=one.value) for one in figures
            ),
        )
        done = await key_figures.record(session, actor, new)
        told = KeyFiguresRecorded(
            added=told.added + done.added,
            corrected=told.corrected + done.corrected,
            unchanged=told.unchanged + done.unchanged,
        )
    return seen.model_copy(update={"recorded": told})


async def _read(
    session: AsyncSession, sheet: FigureSheet, unsaid: Unsaid
) -> tuple[list[Brought], tuple[FigureFault, ...], int]:
    said = _said(sheet.figures, unsaid)
    places = await service.municipalities(session)
    numbers = {place.number: place for place in places}
    names = {place.name.casefold(): place for place in places}
    slugs = {name: one.slug for one in await key_figures.series(session) for name in (one.slug, one.name.casefold())}
    brought: list[Brought] = []
    faults = list(sheet.faults)
    seen: set[tuple[str, str, dt.date]] = set()
    passed_over: set[int] = set()
    for one, series, as_of, source in said:
        place = _place(one.municipality, numbers, names)
        slug = slugs.get(series.casefold())
        if place is None and _NUMBER.match(one.municipality):
            passed_over.add(one.row)
        elif place is None:
            faults.append(_fault(one, "municipality", "unknown", one.municipality))
        elif slug is None:
            faults.append(_fault(one, "series", "unknown", series))
        elif (place.id, slug, as_of) in seen:
            faults.append(_fault(one, "municipality", "repeated", one.municipality))
        else:
            seen.add((place.id, slug, as_of))
            brought.append(Brought(place, slug, as_of, one.value, source))
    return brought, tuple(sorted(faults, key=lambda fault: fault.row)), len(passed_over)


def _said(figures: Iterable[SheetFigure], unsaid: Unsaid) -> list[tuple[SheetFigure, str, dt.date, str]]:
    """Each with its series, date and source."""
    said = []
    missing = set()
    for one in figures:
        series, as_of, source = one.series or unsaid.series, one.as_of or unsaid.as_of, one.source or unsaid.source
        if series is None:
            missing.add("/series")
        if as_of is None:
            missing.add("/asOf")
        if source is None:
            missing.add("/source")
        if series is not None and as_of is not None and source is not None:
            said.append((one, series, as_of, source))
    if missing:
        faults = tuple(
            FieldError(pointer, "is missing: not every row of the file says it", "missing")
            for pointer in sorted(missing)
        )
        raise Invalid("The file doesn't say of what, of when or from where its figures are.", faults)
    return said


def _place(text: str, numbers: Mapping[str, Municipality], names: Mapping[str, Municipality]) -> Municipality | None:
    number = _NUMBER.match(text)
    # A spreadsheet takes the nought from 0301.
    if number:
        return numbers.get(number[1].zfill(4))
    return names.get(text.casefold().removesuffix(" kommune").strip())


def _fault(one: SheetFigure, field: str, code: str, value: str | None) -> FigureFault:
    return FigureFault.model_validate(
        {"row": one.row, "column": one.columns.get(field), "field": field, "code": code, "value": value}
    )
