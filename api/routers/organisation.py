"""The organisation's bodies and municipalities."""

from fastapi import APIRouter, Response

from api.domain.kernel.policy import require
from api.domain.kernel.schemas import Schema
from api.domain.meetings.policy import can_prepare
from api.domain.organisation import service
from api.domain.organisation.schemas import (
    BodyOut,
    BodyPatch,
    KeyFigureOut,
    MandateOut,
    MunicipalityOut,
    MunicipalityPatch,
    OrganisationOut,
    OrganisationPatch,
)
from api.domain.organisation.service import MunicipalityWithFigures
from api.domain.organisation.tables import Body, Organisation
from api.http.conditional import IfMatch, IfNoneMatch, require_match
from api.http.openapi import problems
from api.routers.dependencies import Administration, OrganisationReader, SystemAdministrator, WorkingSession
from api.routers.representations import etag_of_schema, represent

router = APIRouter(prefix="/api/v1", tags=["organisation"], responses=problems(401, 403))


class Bodies(Schema):
    items: tuple[BodyOut, ...]


class Municipalities(Schema):
    items: tuple[MunicipalityOut, ...]


class Mandates(Schema):
    items: tuple[MandateOut, ...]


@router.get("/organisation", summary="The organisation", responses=problems(404))
async def organisation(
    _: OrganisationReader, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> OrganisationOut:
    """The one organisation that this installation serves."""
    return represent(_organisation(await service.get_organisation(session)), if_none_match)


@router.patch("/organisation", summary="Change the organisation", responses=problems(404))
async def change_organisation(
    patch: OrganisationPatch,
    response: Response,
    actor: SystemAdministrator,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> OrganisationOut:
    """Says which number the organisation has in the register of legal entities: its invoices are sent from that."""
    found = await service.get_organisation(session)
    require_match(if_match, etag_of_schema(_organisation(found)))
    await service.set_own_number(session, actor, found, patch.number)
    view = _organisation(found)
    response.headers["ETag"] = etag_of_schema(view)
    return view


@router.get("/bodies", summary="List bodies")
async def bodies(_: OrganisationReader, session: WorkingSession) -> Bodies:
    """Every body, in Norwegian alphabetical order."""
    return Bodies(items=tuple(_body(body) for body in await service.list_bodies(session)))


@router.get("/bodies/{body_id}", summary="Get a body", responses=problems(404))
async def body(
    body_id: str, _: OrganisationReader, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> BodyOut:
    """The body with its own rules: notice in days, and whether it may meet remotely."""
    return represent(_body(await service.get_body(session, body_id)), if_none_match)


@router.patch("/bodies/{body_id}", summary="Set a body's rules", responses=problems(404))
async def change_body(
    body_id: str,
    patch: BodyPatch,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> BodyOut:
    """Says whether the body may meet remotely, as the councils have decided (kommuneloven § 11-7)."""
    found = await service.get_body(session, body_id)
    require(can_prepare(actor, found.id))
    require_match(if_match, etag_of_schema(_body(found)))
    await service.set_remote_meetings(session, actor, found, allowed=patch.remote_meetings)
    view = _body(found)
    response.headers["ETag"] = etag_of_schema(view)
    return view


@router.get("/bodies/{body_id}/mandates", summary="List a body's seats", responses=problems(404))
async def mandates(body_id: str, _: OrganisationReader, session: WorkingSession) -> Mandates:
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
async def municipalities(_: OrganisationReader, session: WorkingSession) -> Municipalities:
    """Every municipality with its key figures, in Norwegian alphabetical order."""
    return Municipalities(items=tuple(_municipality(found) for found in await service.list_municipalities(session)))


@router.get("/municipalities/{municipality_id}", summary="Get a municipality", responses=problems(404))
async def municipality(
    municipality_id: str, _: OrganisationReader, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> MunicipalityOut:
    """One municipality with its key figures."""
    return represent(_municipality(await service.get_municipality(session, municipality_id)), if_none_match)


@router.patch("/municipalities/{municipality_id}", summary="Change a municipality", responses=problems(404))
async def change_municipality(
    municipality_id: str,
    patch: MunicipalityPatch,
    response: Response,
    actor: SystemAdministrator,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> MunicipalityOut:
    """Says by which organisation number Maskinporten knows the municipality's systems."""
    found = await service.get_municipality(session, municipality_id)
    require_match(if_match, etag_of_schema(_municipality(found)))
    await service.set_organisation_number(session, actor, found.municipality, patch.organisation_number)
    view = _municipality(found)
    response.headers["ETag"] = etag_of_schema(view)
    return view


def _organisation(found: Organisation) -> OrganisationOut:
    return OrganisationOut(
        id=found.id,
        name=found.name,
        short_name=found.short_name,
        number=found.number,
        website=found.website,
        lang=found.lang,
    )


def _municipality(found: MunicipalityWithFigures) -> MunicipalityOut:
    return MunicipalityOut(
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


def _body(body: Body) -> BodyOut:
    return BodyOut(
        id=body.id,
        slug=body.slug,
        name=body.name,
        kind=body.kind,
        meetings_open=body.meetings_open,
        agenda_notice_days=body.agenda_notice_days,
        papers_notice_days=body.papers_notice_days,
        remote_meetings=body.remote_meetings,
        lang=body.lang,
    )
