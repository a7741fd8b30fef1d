"""Agreements on cost sharing in their versions, saved calculations, and those of them that the public may read."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.cost_sharing.states import VersionState
from api.domain.kernel.tables import (
    Created,
    PublishedTable,
    Versioned,
    WorkTable,
    choice,
    id_column,
    id_type,
    instant,
    json_column,
    reference,
)


class CostCalculation(Created, WorkTable, table=True):
    """A calculation as it was saved: what was asked, every figure that went in, and what came out. Only ever added."""

    __tablename__ = "cost_calculation"
    __table_args__ = (sa.Index("ix_cost_calculation_created_at_id", "created_at", "id"),)

    id: str = id_column("calc")
    name: str
    saved_by: str
    asked: dict[str, Any] = json_column()
    """A ``ComparisonOrder``."""
    result: dict[str, Any] = json_column()
    """A ``Comparison``."""


class CostSharingAgreement(Versioned, WorkTable, table=True):
    """What municipalities have agreed to share the cost of. How is in its versions."""

    __tablename__ = "cost_sharing_agreement"

    id: str = id_column("cagr")
    name: str
    purpose: str | None = None
    sort_key: str = Field(sa_type=sa.Text(collation="C"))


class CostSharingVersion(Versioned, WorkTable, table=True):
    """One version of an agreement. It is written while it is a draft, and stands as it was adopted after that."""

    __tablename__ = "cost_sharing_version"
    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("in_force_to >= in_force_from", name="period"),
        sa.CheckConstraint(
            "state = 'draft' OR (in_force_from IS NOT NULL AND (resolution_id IS NOT NULL OR adopted_by IS NOT NULL))",
            name="adopted",
        ),
        sa.Index("uq_cost_sharing_version_draft", "agreement_id", unique=True, postgresql_where="state = 'draft'"),
        sa.Index(
            "uq_cost_sharing_version_in_force", "agreement_id", unique=True, postgresql_where="state = 'in_force'"
        ),
    )

    id: str = id_column("agrv")
    agreement_id: str = reference("work.cost_sharing_agreement.id", index=False)
    number: int
    state: VersionState = choice(VersionState, default="draft")
    model: dict[str, Any] = json_column()
    """A ``CostModelKeys`` with its participants named."""
    amount: dict[str, Any] = json_column()
    """An ``AmountRule``."""
    calculation_id: str | None = reference("work.cost_calculation.id", nullable=True)
    """The calculation that it rests on; its table of transition is part of the agreement."""
    resolution_id: str | None = reference("work.resolution.id", nullable=True)
    adopted_by: str | None = None
    """Who has adopted it and when, where the register has no resolution of it."""
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    """The last day."""
    ended_because: str | None = None


class PublishedCalculation(PublishedTable, table=True):
    """A saved calculation that the organisation has made public, with the bytes that are sent."""

    __tablename__ = "calculation"
    __table_args__ = (sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),)

    calculation_id: str = Field(primary_key=True, sa_type=id_type())
    name: str
    published_at: dt.datetime = instant()
    body: bytes
    """Canonical JSON (RFC 8785) of a ``PublishedCalculationOut``."""
    sha256: str


class CalculationWithdrawal(PublishedTable, table=True):
    """The tombstone of a published calculation: row security hides what it stands for."""

    __tablename__ = "calculation_withdrawal"
    __table_args__ = (sa.CheckConstraint("length(reason) > 0", name="reason"),)

    calculation_id: str = reference("published.calculation.calculation_id", index=False, primary_key=True)
    name: str
    published_at: dt.datetime = instant()
    withdrawn_at: dt.datetime = instant()
    reason: str
