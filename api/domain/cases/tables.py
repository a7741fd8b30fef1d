"""A case is the matter, which may live for years; a handling is what is written for one meeting's treatment of it."""

import datetime as dt
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.cases.rules import CaseState, VersionKind
from api.domain.kernel.tables import (
    Created,
    Versioned,
    WorkTable,
    choice,
    id_column,
    id_type,
    instant,
    json_column,
    reference,
)

ProposalKind = Literal["main", "alternative", "amendment"]
ProposalState = Literal["draft", "submitted", "put_to_vote", "adopted", "rejected", "lapsed", "withdrawn"]
Access = Literal["open", "closed"]
AttachmentStatus = Literal["expected", "under_preparation", "available"]


class Case(Versioned, WorkTable, table=True):
    """The matter across meetings and bodies."""

    __tablename__ = "case"

    id: str = id_column("case")
    title: str
    state: CaseState = choice(CaseState, default="draft")
    lang: str = "nn"


class Handling(Versioned, WorkTable, table=True):
    """The case document for one treatment of a case. May stand before any meeting is chosen."""

    __tablename__ = "handling"

    id: str = id_column("hnd")
    case_id: str = reference("work.case.id")
    title: str
    access: Access = choice(Access, default="open")
    open_title: str | None = None
    """The form of the title that the public sees when ``access`` is closed."""
    case_officer_id: str | None = reference("work.account.id", nullable=True)
    """Who writes it. A case officer sees no other drafts than these."""
    body_id: str | None = reference("work.body.id", nullable=True)
    """Whose it is to treat: of the agenda that it stands on, or stood on last."""
    legal_basis: str | None = None
    """Needed before a closed handling can be published; readiness checks it, so that a draft can be saved without."""
    lang: str = "nn"
    text: dict[str, Any] | None = json_column(nullable=True)
    references: list[dict[str, Any]] = json_column(default_factory=list)
    """Earlier resolutions leaned on: ``[{"text", "date", "caseNumber"}]``."""
    deadlines: list[dict[str, Any]] = json_column(default_factory=list)
    """``[{"text", "date"}]``."""
    municipalities: list[str] = json_column(default_factory=list, sa_column_kwargs={"server_default": sa.text("'[]'")})
    """Numbers of the municipalities that the case concerns (Statistics Norway's standard 131)."""


class Proposal(Versioned, WorkTable, table=True):
    """What somebody moves that the body resolves; points and blanks stand in the text."""

    __tablename__ = "proposal"
    __table_args__ = (sa.UniqueConstraint("handling_id", "position", deferrable=True, initially="DEFERRED"),)

    id: str = id_column("prop")
    handling_id: str = reference("work.handling.id", index=False, ondelete="CASCADE")
    position: int
    kind: ProposalKind = choice(ProposalKind, default="main")
    state: ProposalState = choice(ProposalState, default="draft")
    text: dict[str, Any] = json_column()
    access: Access = choice(Access, default="open")
    legal_basis: str | None = None
    """Why it is closed, in a case that is open itself."""
    recommends_to: str | None = None
    mover: str | None = None
    """Who moves an alternative or an amendment; None is the administration."""


class SubItem(Versioned, WorkTable, table=True):
    """A lettered part of a case, such as a–d of the seed's item 16."""

    __tablename__ = "sub_item"
    __table_args__ = (sa.UniqueConstraint("handling_id", "position", deferrable=True, initially="DEFERRED"),)

    id: str = id_column("sub")
    handling_id: str = reference("work.handling.id", index=False, ondelete="CASCADE")
    position: int
    label: str
    title: str
    text: dict[str, Any] | None = json_column(nullable=True)


class Attachment(Versioned, WorkTable, table=True):
    """A line of the attachment list; ``document_id`` is empty until somebody uploads the file."""

    __tablename__ = "attachment"
    __table_args__ = (
        sa.UniqueConstraint("handling_id", "position", deferrable=True, initially="DEFERRED"),
        sa.CheckConstraint("(status = 'available') = (document_id IS NOT NULL)", name="available_has_document"),
    )

    id: str = id_column("att")
    handling_id: str = reference("work.handling.id", index=False, ondelete="CASCADE")
    sub_item_id: str | None = reference("work.sub_item.id", nullable=True, ondelete="SET NULL")
    position: int
    number: str | None = None
    title: str
    status: AttachmentStatus = choice(AttachmentStatus, default="expected")
    document_id: str | None = reference("work.document.id", nullable=True)


class HandlingVersion(Created, WorkTable, table=True):
    """The texts of a handling as somebody saved them. Kept as long as the handling."""

    __tablename__ = "handling_version"
    __table_args__ = (
        sa.UniqueConstraint("handling_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("(kind = 'restored') = (restored_from IS NOT NULL)", name="restored_from"),
    )

    id: str = id_column("hver")
    handling_id: str = reference("work.handling.id", index=False, ondelete="CASCADE")
    number: int
    kind: VersionKind = choice(VersionKind)
    content: dict[str, Any] = json_column()
    """A ``VersionContent``."""
    saved_by_id: str | None = Field(default=None, sa_type=id_type())
    saved_by_name: str
    saved_at: dt.datetime = instant()
    """The last time; ``created_at`` is the first, for automatic savings that were joined to one version."""
    restored_from: int | None = None


class EditLock(Created, WorkTable, table=True):
    """Who is writing in a handling. It runs out when it is not refreshed (``rules.LOCK_LIFETIME``)."""

    __tablename__ = "edit_lock"
    __table_args__ = (sa.UniqueConstraint("handling_id"),)

    id: str = id_column("lock")
    handling_id: str = reference("work.handling.id", index=False, ondelete="CASCADE")
    account_id: str = reference("work.account.id", ondelete="CASCADE")
    account_name: str
    since: dt.datetime = instant()
    refreshed_at: dt.datetime = instant()
