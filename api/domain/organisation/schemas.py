"""The organisation as it crosses the API."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from api.domain.kernel.actor import SeatRole
from api.domain.kernel.schemas import Schema
from api.domain.organisation.tables import BodyKind


class OrganisationOut(Schema):
    id: str
    name: str
    short_name: str
    number: str | None
    website: str | None
    lang: str


class BodyOut(Schema):
    id: str
    slug: str
    name: str
    kind: BodyKind
    meetings_open: bool
    agenda_notice_days: int
    papers_notice_days: int
    remote_meetings: bool
    lang: str


class BodyPatch(Schema):
    """Whether the body may meet remotely: what the councils have decided (kommuneloven § 11-7)."""

    remote_meetings: Annotated[bool, Field(strict=True)]


class KeyFigureOut(Schema):
    """A figure at a date; ``value`` is a decimal string."""

    series: str
    as_of: dt.date
    value: Decimal
    source: str
    version: int


class MunicipalityOut(Schema):
    id: str
    number: str
    name: str
    organisation_number: str | None
    key_figures: tuple[KeyFigureOut, ...]


class MunicipalityPatch(Schema):
    """The number in the register of legal entities, by which Maskinporten knows the municipality's systems."""

    organisation_number: Annotated[str, StringConstraints(pattern="^[0-9]{9}$")] | None


class MandateOut(Schema):
    """A seat: who holds it, for which municipality, from when to when."""

    id: str
    body_id: str
    person_id: str
    person_name: str
    role: SeatRole
    municipality_id: str | None
    starts_on: dt.date
    ends_on: dt.date | None
    deputy_order: int | None
