"""The organisation's own data, in Norwegian alphabetical order where there is an order."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel import event
from api.domain.kernel.actor import Actor, Seat
from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.organisation.tables import Body, KeyFigure, Mandate, Municipality, Organisation, Person


@dataclass(frozen=True)
class MunicipalityWithFigures:
    municipality: Municipality
    key_figures: tuple[KeyFigure, ...]


async def get_organisation(session: AsyncSession) -> Organisation:
    """The one organisation. Raises NotFound before it is set up (``samstyre setup``)."""
    organisation = (await session.scalars(select(Organisation))).one_or_none()
    if organisation is None:
        raise NotFound("The organisation is not set up yet.")
    return organisation


async def set_own_number(session: AsyncSession, actor: Actor, organisation: Organisation, number: str | None) -> None:
    """Says which number the organisation itself has in the register of legal entities."""
    before = {"number": organisation.number}
    organisation.number = number
    await session.flush()
    event.record(
        session,
        actor,
        "organisation.changed",
        ("organisation", organisation.id),
        before=before,
        after={"number": number},
    )


async def list_bodies(session: AsyncSession) -> list[Body]:
    return list((await session.scalars(select(Body).order_by(col(Body.sort_key)))).all())


async def get_body(session: AsyncSession, body_id: str) -> Body:
    """Raises NotFound."""
    body = await session.get(Body, body_id)
    if body is None:
        raise NotFound(f"There is no body {body_id}.")
    return body


async def set_remote_meetings(session: AsyncSession, actor: Actor, body: Body, *, allowed: bool) -> None:
    """Say whether the body may meet remotely (kommuneloven § 11-7)."""
    before = {"remoteMeetings": body.remote_meetings}
    body.remote_meetings = allowed
    await session.flush()
    event.record(
        session,
        actor,
        "body.remote_meetings_changed",
        ("body", body.id),
        body_id=body.id,
        before=before,
        after={"remoteMeetings": allowed},
    )


async def list_municipalities(session: AsyncSession) -> list[MunicipalityWithFigures]:
    """Every municipality with all its figures, each series newest date first, each date's newest version first."""
    figures: dict[str, list[KeyFigure]] = {}
    query = select(KeyFigure).order_by(
        col(KeyFigure.series), col(KeyFigure.as_of).desc(), col(KeyFigure.version).desc()
    )
    for figure in (await session.scalars(query)).all():
        figures.setdefault(figure.municipality_id, []).append(figure)
    return [MunicipalityWithFigures(row, tuple(figures.get(row.id, ()))) for row in await municipalities(session)]


async def municipalities(session: AsyncSession) -> list[Municipality]:
    """Every municipality, in alphabetical order."""
    return list(await session.scalars(select(Municipality).order_by(col(Municipality.sort_key))))


async def municipality_with_number(session: AsyncSession, organisation_number: str) -> Municipality | None:
    """The municipality with that number in the register of legal entities."""
    query = select(Municipality).where(Municipality.organisation_number == organisation_number)
    return (await session.scalars(query)).one_or_none()


async def set_organisation_number(
    session: AsyncSession, actor: Actor, municipality: Municipality, organisation_number: str | None
) -> None:
    """Says by which number the municipality's systems are known. Raises Invalid when another has it."""
    if organisation_number is not None:
        other = await municipality_with_number(session, organisation_number)
        if other is not None and other.id != municipality.id:
            raise Invalid(
                f"{other.name} has the organisation number {organisation_number}.",
                (FieldError("/organisationNumber", "is taken", "taken"),),
            )
    before = {"organisationNumber": municipality.organisation_number}
    municipality.organisation_number = organisation_number
    await session.flush()
    event.record(
        session,
        actor,
        "municipality.changed",
        ("municipality", municipality.id),
        before=before,
        after={"organisationNumber": organisation_number},
    )


async def get_municipality(session: AsyncSession, municipality_id: str) -> MunicipalityWithFigures:
    """Raises NotFound."""
    found = next((one for one in await list_municipalities(session) if one.municipality.id == municipality_id), None)
    if found is None:
        raise NotFound(f"There is no municipality {municipality_id}.")
    return found


async def has_municipality(session: AsyncSession, municipality_id: str) -> bool:
    return await session.get(Municipality, municipality_id) is not None


async def names_of(session: AsyncSession, person_ids: Collection[str]) -> dict[str, str]:
    """The names of people by id; ids that nobody has are left out."""
    people = await session.scalars(select(Person).where(col(Person.id).in_(person_ids)))
    return {person.id: person.name for person in people}


async def municipality_numbers(session: AsyncSession) -> frozenset[str]:
    """The numbers of the municipalities that take part."""
    return frozenset(await session.scalars(select(Municipality.number)))


async def seats_of(session: AsyncSession, person_id: str, day: dt.date) -> frozenset[Seat]:
    """What a person is in which bodies by the mandates in force on ``day``."""
    query = select(Mandate).where(
        Mandate.person_id == person_id,
        Mandate.starts_on <= day,
        sa.or_(col(Mandate.ends_on).is_(None), col(Mandate.ends_on) >= day),
    )
    return frozenset(Seat(row.body_id, row.role) for row in await session.scalars(query))


async def list_mandates(session: AsyncSession, body_id: str) -> list[tuple[Mandate, Person]]:
    """The seats of a body, by role and then by name. Raises NotFound for an unknown body."""
    await get_body(session, body_id)
    query = (
        select(Mandate, Person)
        .join(Person, col(Person.id) == col(Mandate.person_id))
        .where(Mandate.body_id == body_id)
        .order_by(col(Mandate.role), col(Mandate.deputy_order), col(Person.sort_key))
    )
    return [(mandate, person) for mandate, person in (await session.execute(query)).all()]
