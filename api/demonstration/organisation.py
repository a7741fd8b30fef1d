"""Sogn KO itself: the municipalities with their figures, the bodies, and fictitious people in their seats."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.demonstration.cost_shares import BASIS_DATE, CHILDREN, POPULATION
from api.domain.kernel.actor import SeatRole
from api.domain.kernel.sorting import norwegian_key
from api.domain.organisation.tables import (
    Body,
    BodyKind,
    KeyFigure,
    Mandate,
    Municipality,
    Organisation,
    Person,
)

NUMBERS: Final = {
    "Vik": "4639",
    "Sogndal": "4640",
    "Aurland": "4641",
    "Lærdal": "4642",
    "Årdal": "4643",
    "Luster": "4644",
}

CHAIR: Final = "Torunn Lidavoll"

# Every name below is made up.
_DIRECTORS: Final = {
    "Lærdal": CHAIR,
    "Luster": "Asbjørn Tverrdalset",
    "Aurland": "Marta Kvamsnos",
    "Sogndal": "Håkon Fjellaker",
    "Vik": "Solveig Nesbrekke",
    "Årdal": "Geirmund Myrateig",
}
_MAYORS: Final = {
    "Sogndal": "Ingunn Strandelid",
    "Årdal": "Ola Brekkehaugen",
    "Aurland": "Synnøve Dalateig",
    "Luster": "Leif Åsmund Botnateig",
    "Lærdal": "Gudrun Øyravoll",
    "Vik": "Jostein Hellelid",
}
_HEADS_OF_SECTOR: Final = {
    "Sogndal": "Åshild Vikateig",
    "Luster": "Eirik Halsateig",
    "Årdal": "Randi Moavoll",
    "Vik": "Sigmund Tuftelid",
    "Lærdal": "Borghild Raudåsen",
    "Aurland": "Kåre Otterhaugen",
}
_UNION_REPRESENTATIVES: Final = ("Liv Ragnhild Sætrevoll", "Terje Nordlidaker", "Magnhild Skarateig")

_BODIES: Final[tuple[tuple[str, str, BodyKind, bool], ...]] = (
    ("styret", "Styret i Sogn KO", "board", True),
    ("representantskapet", "Representantskapet i Sogn KO", "council_of_representatives", True),
    ("sognarådet", "Sognarådet IPR", "political_council", True),
    ("styringsgruppa-tryggest", "Styringsgruppa for TryggEST", "steering_group", False),
    ("kommunedirektørnettverket", "Kommunedirektørnettverket", "network", False),
    ("kommunalsjefnettverket", "Kommunalsjefnettverket for helse og omsorg", "network", False),
    ("næringsnettverket", "Næringsnettverket", "network", False),
)

_SOURCES: Final = {
    "population": "Statistisk sentralbyrå, tabell 07459: folketal 1. januar 2025; som i sak 8, saklista 20.10.2025",
    "children_0_15": "Sak 8, saklista 20.10.2025: barn i alderen 0–15 år; saka gjev ingen dato for tala",
}
_MANDATES_FROM: Final = dt.date(2025, 1, 1)
_MANDATES_TO: Final = dt.date(2027, 10, 31)


async def claim(session: AsyncSession) -> bool:
    """Set up the organisation's own row; False when there is one. Waits for another transaction that is at it."""
    row = Organisation(name="Sogn kommunalt oppgåvefellesskap", short_name="Sogn KO")
    statement = insert(Organisation).values(row.model_dump()).on_conflict_do_nothing().returning(col(Organisation.id))
    return (await session.scalar(statement)) is not None


async def add(session: AsyncSession) -> str:
    """Municipalities, bodies, people and seats. Returns the board's id."""
    municipalities = await _add_municipalities(session)
    bodies = {
        slug: Body(slug=slug, name=name, kind=kind, meetings_open=is_open, sort_key=norwegian_key(name))
        for slug, name, kind, is_open in _BODIES
    }
    # As if the councils had decided it for the board.
    bodies["styret"].remote_meetings = True
    session.add_all(bodies.values())
    people = {
        name: Person(name=name, sort_key=norwegian_key(name))
        for name in (
            *_DIRECTORS.values(),
            *_MAYORS.values(),
            *_HEADS_OF_SECTOR.values(),
            *_UNION_REPRESENTATIVES,
        )
    }
    session.add_all(people.values())
    await session.flush()

    def seat(body: str, name: str, role: SeatRole, municipality: str | None, order: int | None = None) -> Mandate:
        return Mandate(
            body_id=bodies[body].id,
            person_id=people[name].id,
            role=role,
            municipality_id=municipalities[municipality] if municipality else None,
            starts_on=_MANDATES_FROM,
            ends_on=_MANDATES_TO,
            deputy_order=order,
        )

    for body, holders in (
        ("styret", _DIRECTORS),
        ("kommunedirektørnettverket", _DIRECTORS),
        ("representantskapet", _MAYORS),
        ("sognarådet", _MAYORS),
        ("styringsgruppa-tryggest", _HEADS_OF_SECTOR),
        ("kommunalsjefnettverket", _HEADS_OF_SECTOR),
    ):
        session.add_all(seat(body, name, role, place) for name, role, place in _roles(holders))
    session.add_all(
        seat("styret", name, "deputy", place, order)
        for order, (place, name) in enumerate(_HEADS_OF_SECTOR.items(), start=1)
    )
    session.add_all(seat("styret", name, "union_representative", None) for name in _UNION_REPRESENTATIVES)
    await session.flush()
    return bodies["styret"].id


def _roles(holders: Mapping[str, str]) -> list[tuple[str, SeatRole, str]]:
    """Name, role and municipality: the first one listed is the chair, the second the deputy chair."""
    leaders: dict[int, SeatRole] = {0: "chair", 1: "deputy_chair"}
    return [(name, leaders.get(rank, "member"), place) for rank, (place, name) in enumerate(holders.items())]


async def _add_municipalities(session: AsyncSession) -> dict[str, str]:
    """The municipalities' ids by name."""
    rows = {
        name: Municipality(number=number, name=name, sort_key=norwegian_key(name)) for name, number in NUMBERS.items()
    }
    session.add_all(rows.values())
    await session.flush()
    for series, figures in (("population", POPULATION), ("children_0_15", CHILDREN)):
        session.add_all(
            KeyFigure(
                municipality_id=rows[name].id,
                series=series,
                as_of=BASIS_DATE,
                value=Decimal(value),
                source=_SOURCES[series],
            )
            for name, value in figures.items()
        )
    return {name: row.id for name, row in rows.items()}
