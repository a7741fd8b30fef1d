"""Key figures by series, date and municipality. A correction is a new version: nothing is overwritten."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import Conflict, FieldError, Invalid
from api.domain.kernel.schemas import plain
from api.domain.organisation.schemas import BroughtFigure, KeyFiguresRecorded, NewKeyFigures, NewKeyFigureSeries
from api.domain.organisation.tables import KeyFigure, KeyFigureSeries, Municipality

Key = tuple[str, dt.date]
"""A series and a date."""


@dataclass(frozen=True)
class Series:
    slug: str
    name: str
    dates: tuple[dt.date, ...]
    """The newest first."""


@dataclass(frozen=True)
class Brought:
    """A figure that came from elsewhere and isn't kept yet."""

    place: Municipality
    series: str
    as_of: dt.date
    value: Decimal
    source: str


async def series(session: AsyncSession) -> list[Series]:
    """Every series with its dates, in alphabetical order of its slug."""
    dates: dict[str, list[dt.date]] = {}
    pairs = sa.select(col(KeyFigure.series), col(KeyFigure.as_of)).distinct().order_by(col(KeyFigure.as_of).desc())
    for slug, as_of in (await session.execute(pairs)).all():
        dates.setdefault(slug, []).append(as_of)
    rows = await session.scalars(select(KeyFigureSeries).order_by(col(KeyFigureSeries.slug)))
    return [Series(row.slug, row.name, tuple(dates.get(row.slug, ()))) for row in rows]


async def add_series(session: AsyncSession, actor: Actor, new: NewKeyFigureSeries) -> Series:
    """Raises Conflict when there is one of that slug."""
    if await session.get(KeyFigureSeries, new.slug) is not None:
        raise Conflict(f"There is a series {new.slug}.")
    session.add(KeyFigureSeries(slug=new.slug, name=new.name))
    await session.flush()
    event.record(session, actor, "key_figures.series_added", ("key_figures", new.slug), after={"name": new.name})
    return Series(new.slug, new.name, ())


async def listed(
    session: AsyncSession, series: str | None = None, as_of: dt.date | None = None, *, all_versions: bool = False
) -> list[tuple[KeyFigure, Municipality, bool]]:
    """Figures with whose they are and whether they are current: by series, the newest date first, then alphabetical."""
    current = {row.id for found in (await _current(session)).values() for row in found.values()}
    query = (
        select(KeyFigure, Municipality)
        .join(Municipality, col(Municipality.id) == col(KeyFigure.municipality_id))
        .order_by(
            col(KeyFigure.series),
            col(KeyFigure.as_of).desc(),
            col(Municipality.sort_key),
            col(KeyFigure.version).desc(),
        )
    )
    if series is not None:
        query = query.where(KeyFigure.series == series)
    if as_of is not None:
        query = query.where(KeyFigure.as_of == as_of)
    rows = [(figure, place, figure.id in current) for figure, place in (await session.execute(query)).all()]
    return [row for row in rows if all_versions or row[2]]


async def current(session: AsyncSession, keys: Collection[Key]) -> dict[Key, dict[str, KeyFigure]]:
    """The figures that are reckoned with, by series and date and then by the municipality's id."""
    return await _current(session, sa.tuple_(col(KeyFigure.series), col(KeyFigure.as_of)).in_(list(keys)))


async def newest_date(session: AsyncSession, series: str) -> dt.date | None:
    """The newest date that there is a figure of the series at."""
    return await session.scalar(sa.select(sa.func.max(col(KeyFigure.as_of))).where(col(KeyFigure.series) == series))


async def record(session: AsyncSession, actor: Actor, new: NewKeyFigures) -> KeyFiguresRecorded:
    """Keeps figures, all or none. One that is kept already with the same value and source is left as it is.

    Raises Invalid for an unknown series, an unknown municipality, and one that is named twice.
    """
    await _check(session, new)
    kept = (await current(session, [(new.series, new.as_of)])).get((new.series, new.as_of), {})
    added: dict[str, str] = {}
    before: dict[str, str] = {}
    unchanged = 0
    for figure in new.figures:
        old = kept.get(figure.municipality_id)
        if old is not None and (old.value, old.source) == (figure.value, new.source):
            unchanged += 1
            continue
        if old is not None:
            before[figure.municipality_id] = plain(old.value)
        added[figure.municipality_id] = plain(figure.value)
        session.add(
            KeyFigure(
                municipality_id=figure.municipality_id,
                series=new.series,
                as_of=new.as_of,
                value=figure.value,
                source=new.source,
                version=old.version + 1 if old else 1,
            )
        )
    await session.flush()
    if added:
        event.record(
            session,
            actor,
            "key_figures.recorded",
            ("key_figures", new.series),
            before={"figures": before} if before else None,
            after={"asOf": new.as_of.isoformat(), "source": new.source, "figures": added},
        )
    return KeyFiguresRecorded(added=len(added) - len(before), corrected=len(before), unchanged=unchanged)


async def beside_kept(session: AsyncSession, figures: Iterable[Brought]) -> list[BroughtFigure]:
    """Each figure with the one that is kept, by which it is new, a correction or unchanged."""
    figures = list(figures)
    kept = await current(session, {(one.series, one.as_of) for one in figures})
    found = []
    for one in figures:
        old = kept.get((one.series, one.as_of), {}).get(one.place.id)
        is_same = old is not None and (old.value, old.source) == (one.value, one.source)
        found.append(
            BroughtFigure(
                municipality_id=one.place.id,
                municipality_number=one.place.number,
                municipality_name=one.place.name,
                series=one.series,
                as_of=one.as_of,
                value=one.value,
                source=one.source,
                kept_value=old.value if old else None,
                outcome="new" if old is None else "unchanged" if is_same else "correction",
            )
        )
    return found


async def _check(session: AsyncSession, new: NewKeyFigures) -> None:
    if await session.get(KeyFigureSeries, new.series) is None:
        raise Invalid(f"There is no series {new.series}.", (FieldError("/series", "is unknown", "unknown"),))
    known = set(await session.scalars(select(Municipality.id)))
    seen: set[str] = set()
    faults = []
    for index, figure in enumerate(new.figures):
        pointer = f"/figures/{index}/municipalityId"
        if figure.municipality_id not in known:
            faults.append(FieldError(pointer, "is unknown", "unknown"))
        elif figure.municipality_id in seen:
            faults.append(FieldError(pointer, "is named twice", "twice"))
        seen.add(figure.municipality_id)
    if faults:
        raise Invalid(
            "Some figures are of no municipality, or of one that has another. Nothing is kept.", tuple(faults)
        )


async def _current(
    session: AsyncSession, condition: sa.ColumnElement[bool] | None = None
) -> dict[Key, dict[str, KeyFigure]]:
    parts = (col(KeyFigure.series), col(KeyFigure.as_of), col(KeyFigure.municipality_id))
    query = select(KeyFigure).ext(distinct_on(*parts)).order_by(*parts, col(KeyFigure.version).desc())
    if condition is not None:
        query = query.where(condition)
    found: dict[Key, dict[str, KeyFigure]] = {}
    for row in await session.scalars(query):
        found.setdefault((row.series, row.as_of), {})[row.municipality_id] = row
    return found
