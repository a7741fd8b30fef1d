"""The organisation's own data, in Norwegian alphabetical order where there is an order."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel.errors import NotFound
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


async def list_bodies(session: AsyncSession) -> list[Body]:
    return list((await session.scalars(select(Body).order_by(col(Body.sort_key)))).all())


async def get_body(session: AsyncSession, body_id: str) -> Body:
    """Raises NotFound."""
    body = await session.get(Body, body_id)
    if body is None:
        raise NotFound(f"There is no body {body_id}.")
    return body


async def list_municipalities(session: AsyncSession) -> list[MunicipalityWithFigures]:
    """Every municipality with all its figures, each series newest date first, each date's newest version first."""
    municipalities = (await session.scalars(select(Municipality).order_by(col(Municipality.sort_key)))).all()
    figures: dict[str, list[KeyFigure]] = {}
    query = select(KeyFigure).order_by(
        col(KeyFigure.series), col(KeyFigure.as_of).desc(), col(KeyFigure.version).desc()
    )
    for figure in (await session.scalars(query)).all():
        figures.setdefault(figure.municipality_id, []).append(figure)
    return [MunicipalityWithFigures(row, tuple(figures.get(row.id, ()))) for row in municipalities]


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
