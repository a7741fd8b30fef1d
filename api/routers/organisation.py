"""The organisation's bodies and municipalities."""

from fastapi import APIRouter

from api.domain.kernel.schemas import Schema
from api.domain.organisation import service
from api.domain.organisation.schemas import BodyOut, KeyFigureOut, MandateOut, MunicipalityOut, OrganisationOut
from api.http.openapi import problems
from api.routers.dependencies import Administration, WorkingSession

router = APIRouter(prefix="/api/v1", tags=["organisation"], responses=problems(401))


class Bodies(Schema):
    items: tuple[BodyOut, ...]


class Municipalities(Schema):
    items: tuple[MunicipalityOut, ...]


class Mandates(Schema):
    items: tuple[MandateOut, ...]


@router.get("/organisation", summary="The organisation", responses=problems(404))
async def organisation(_: Administration, session: WorkingSession) -> OrganisationOut:
    """The one organisation that this installation serves."""
    found = await service.get_organisation(session)
    return OrganisationOut(
        id=found.id,
        name=found.name,
        short_name=found.short_name,
        number=found.number,
        website=found.website,
        lang=found.lang,
    )


@router.get("/bodies", summary="List bodies")
async def bodies(_: Administration, session: WorkingSession) -> Bodies:
    """Every body, in Norwegian alphabetical order."""
    return Bodies(
        items=tuple(
            BodyOut(
                id=body.id,
                slug=body.slug,
                name=body.name,
                kind=body.kind,
                meetings_open=body.meetings_open,
                agenda_notice_days=body.agenda_notice_days,
                papers_notice_days=body.papers_notice_days,
                lang=body.lang,
            )
            for body in await service.list_bodies(session)
        )
    )


@router.get("/bodies/{body_id}/mandates", summary="List a body's seats", responses=problems(404))
async def mandates(body_id: str, _: Administration, session: WorkingSession) -> Mandates:
    """Who sits in the body, for which municipality and for how long."""
    return Mandates(
        items=tuple(
            MandateOut(
                id=mandate.id,
                body_id=mandate.body_id,
                person_id=person.id,
                person_name=person.name,
                role=mandate.role,
                municipality_id=mandate.municipality_id,
                starts_on=mandate.starts_on,
                ends_on=mandate.ends_on,
                deputy_order=mandate.deputy_order,
            )
            for mandate, person in await service.list_mandates(session, body_id)
        )
    )


@router.get("/municipalities", summary="List municipalities")
async def municipalities(_: Administration, session: WorkingSession) -> Municipalities:
    """Every municipality with its key figures, in Norwegian alphabetical order."""
    return Municipalities(
        items=tuple(
            MunicipalityOut(
                id=found.municipality.id,
                number=found.municipality.number,
                name=found.municipality.name,
                organisation_number=found.municipality.organisation_number,
                key_figures=tuple(
                    KeyFigureOut(
                        series=figure.series,
                        as_of=figure.as_of,
                        value=figure.value,
                        source=figure.source,
                        version=figure.version,
                    )
                    for figure in found.key_figures
                ),
            )
            for found in await service.list_municipalities(session)
        )
    )
