"""The organisation as it crosses the API."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from stdnum.no import orgnr

from api.domain.kernel.actor import SeatRole
from api.domain.kernel.schemas import Day, PlainDecimal, Schema
from api.domain.organisation.tables import BodyKind


class OrganisationOut(Schema):
    id: str
    name: str
    short_name: str
    number: str | None
    website: str | None
    lang: str


def _with_right_control_digit(number: str) -> str:
    if not orgnr.is_valid(number):
        raise ValueError("must be nine digits, the last of which is the right control digit")
    return number


class OrganisationPatch(Schema):
    """Its number in the register of legal entities (Enhetsregisteret)."""

    number: Annotated[str, AfterValidator(_with_right_control_digit), Field(examples=["974760673"])] | None


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


SeriesSlug = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]*$", max_length=60)]


class NewKeyFigureSeries(Schema):
    slug: SeriesSlug
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class KeyFigureSeriesOut(Schema):
    """A series, and the dates that there are figures at, the newest first.

    ``fetchable`` is whether Statistics Norway has it, in a table that is known here.
    """

    slug: str
    name: str
    dates: tuple[dt.date, ...]
    fetchable: bool


def _figure(value: Decimal) -> Decimal:
    if not value.is_finite() or not 0 <= value < 10**14 or value != value.quantize(Decimal("0.0001")):
        raise ValueError("must be a number from zero up with at most four decimals")
    return value


FigureValue = Annotated[PlainDecimal, AfterValidator(_figure)]


class FigureOfMunicipality(Schema):
    municipality_id: str
    value: FigureValue


class NewKeyFigures(Schema):
    """Figures of one series at one date. One that differs from what is kept becomes a new version of it."""

    series: SeriesSlug
    as_of: Day
    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    figures: Annotated[tuple[FigureOfMunicipality, ...], Field(min_length=1, max_length=2000)]


class KeyFigureRow(Schema):
    """A figure with whose it is. ``current`` is whether it is the newest version, the one that is reckoned with."""

    id: str
    municipality_id: str
    municipality_number: str
    municipality_name: str
    series: str
    as_of: dt.date
    value: PlainDecimal
    source: str
    version: int
    current: bool
    created_at: dt.datetime


class KeyFiguresRecorded(Schema):
    """What came of it: how many figures were new, corrections and as they were already."""

    added: int
    corrected: int
    unchanged: int


class FigureFault(Schema):
    """What is wrong in which cell of a file with key figures: ``row`` counts from 1 as in the file."""

    row: int
    column: str | None
    field: Literal["municipality", "series", "date", "value", "source"]
    code: Literal["missing", "unknown", "not_a_date", "not_a_figure", "repeated", "too_long"]
    value: str | None


class BroughtFigure(Schema):
    """A figure from a file or from Statistics Norway beside the one that is kept, if any.

    A correction becomes a new version; so does the same value from another source.
    """

    municipality_id: str
    municipality_number: str
    municipality_name: str
    series: str
    as_of: dt.date
    value: PlainDecimal
    source: str
    kept_value: PlainDecimal | None
    outcome: Literal["new", "correction", "unchanged"]


class KeyFiguresImport(Schema):
    """What a file holds. ``passedOver`` counts rows of municipalities that are no members; ``recorded`` is None as long
    as nothing is kept."""

    figures: tuple[BroughtFigure, ...]
    faults: tuple[FigureFault, ...]
    passed_over: int
    recorded: KeyFiguresRecorded | None


class FetchKeyFigures(Schema):
    """The date is 1 January: the day that Statistics Norway counts the population at."""

    series: SeriesSlug
    as_of: Day


class KeyFiguresFetched(Schema):
    """What Statistics Norway has. ``missing`` names the municipalities that it has no figure of."""

    figures: tuple[BroughtFigure, ...]
    missing: tuple[str, ...]


class MunicipalityOut(Schema):
    id: str
    number: str
    name: str
    organisation_number: str | None
    key_figures: tuple[KeyFigureOut, ...]


class MunicipalityPatch(Schema):
    """The number in the register of legal entities, by which Maskinporten knows the municipality's systems."""

    organisation_number: Annotated[str, AfterValidator(_with_right_control_digit), Field(examples=["974760673"])] | None


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
