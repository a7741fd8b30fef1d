"""Who there is: the organisation, its bodies and their seats, and the municipalities with their key figures."""

import datetime as dt
from decimal import Decimal
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.actor import SeatRole
from api.domain.kernel.tables import Created, Versioned, WorkTable, choice, id_column, reference

BodyKind = Literal[
    "board",
    "council_of_representatives",
    "political_council",
    "network",
    "steering_group",
    "project_group",
]


class Organisation(Versioned, WorkTable, table=True):
    """The one organisation that this deployment serves."""

    __tablename__ = "organisation"
    __table_args__ = (
        sa.CheckConstraint("number ~ '^[0-9]{9}$'", name="number"),
        sa.Index("uq_organisation_only_one", sa.text("(true)"), unique=True),
    )

    id: str = id_column("org")
    name: str
    short_name: str
    number: str | None = None
    website: str | None = None
    lang: str = "nn"


class Body(Versioned, WorkTable, table=True):
    """A body that meets. Notice days are its own rule, not the law's: the seed's board has 14 and 7."""

    __tablename__ = "body"
    __table_args__ = (
        sa.UniqueConstraint("slug"),
        sa.CheckConstraint("slug ~ '^[a-zæøå0-9]+(-[a-zæøå0-9]+)*$'", name="slug"),
        sa.CheckConstraint("agenda_notice_days >= papers_notice_days AND papers_notice_days >= 0", name="notice"),
    )

    id: str = id_column("body")
    slug: str
    """Stands in every address: ``styret``."""
    name: str
    kind: BodyKind = choice(BodyKind)
    meetings_open: bool = True
    agenda_notice_days: int = 14
    papers_notice_days: int = 7
    remote_meetings: bool = Field(default=False, sa_column_kwargs={"server_default": sa.text("false")})
    """Whether the councils have let the body meet remotely, wholly or in part (kommuneloven § 11-7 first paragraph)."""
    lang: str = "nn"
    sort_key: str = Field(sa_type=sa.Text(collation="C"))


class Municipality(Versioned, WorkTable, table=True):
    """A municipality, by its number in Statistics Norway's standard 131."""

    __tablename__ = "municipality"
    __table_args__ = (
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("organisation_number"),
        sa.CheckConstraint("number ~ '^[0-9]{4}$'", name="number"),
        sa.CheckConstraint("organisation_number ~ '^[0-9]{9}$'", name="organisation_number"),
    )

    id: str = id_column("mun")
    number: str
    name: str
    organisation_number: str | None = None
    """In the register of legal entities; by it Maskinporten says whom a system speaks for."""
    sort_key: str = Field(sa_type=sa.Text(collation="C"))


class KeyFigureSeries(Created, WorkTable, table=True):
    """What figures are kept of. Population and children come with the program; others are whatever one shares by."""

    __tablename__ = "key_figure_series"
    __table_args__ = (sa.CheckConstraint("slug ~ '^[a-z][a-z0-9_]*$'", name="slug"),)

    slug: str = Field(primary_key=True, sa_type=sa.Text(collation="C"))
    """``population`` or ``children_0_15``: what the API and agreements call it."""
    name: str
    """What people call it, in the organisation's language."""


class KeyFigure(Created, WorkTable, table=True):
    """One figure for one municipality at one date, with where it came from. A correction is a new row: a trigger and
    the app role's rights see to it that none is changed or removed."""

    __tablename__ = "key_figure"
    __table_args__ = (
        sa.UniqueConstraint("municipality_id", "series", "as_of", "version"),
        sa.CheckConstraint("value >= 0", name="value"),
        sa.CheckConstraint("version > 0", name="version"),
        sa.Index("ix_key_figure_series_as_of", "series", "as_of"),
    )

    id: str = id_column("fig")
    municipality_id: str = reference("work.municipality.id")
    series: str = Field(foreign_key="work.key_figure_series.slug", sa_type=sa.Text(collation="C"))
    as_of: dt.date
    value: Decimal = Field(sa_type=sa.Numeric(18, 4))
    source: str
    version: int = 1


class Person(Versioned, WorkTable, table=True):
    """Someone who holds a mandate."""

    __tablename__ = "person"

    id: str = id_column("pers")
    name: str
    email: str | None = None
    sort_key: str = Field(sa_type=sa.Text(collation="C"))


class Mandate(Versioned, WorkTable, table=True):
    """A person's seat in a body for a time."""

    __tablename__ = "mandate"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="period"),
        sa.CheckConstraint("(role = 'deputy') = (deputy_order IS NOT NULL)", name="deputy_order"),
    )

    id: str = id_column("mand")
    person_id: str = reference("work.person.id")
    body_id: str = reference("work.body.id")
    role: SeatRole = choice(SeatRole)
    municipality_id: str | None = reference("work.municipality.id", nullable=True)
    starts_on: dt.date
    ends_on: dt.date | None = None
    deputy_order: int | None = None
