"""Cases and their handlings as they cross the API."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from api.domain.cases.rules import VersionKind
from api.domain.cases.tables import (
    Access,
    AttachmentStatus,
    ProposalKind,
    ProposalState,
)
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Schema

Title = Annotated[str, Field(min_length=1, max_length=500)]
Lang = Literal["nn", "nb", "en"]


Municipalities = Annotated[
    tuple[Annotated[str, Field(pattern="^[0-9]{4}$", examples=["4640"])], ...],
    Field(max_length=400, description="Numbers of the municipalities that the case concerns."),
]


class Reference(Schema):
    """An earlier resolution that the text leans on."""

    text: str = Field(max_length=500)
    date: dt.date | None = None
    case_number: str | None = Field(default=None, max_length=50)


class Deadline(Schema):
    text: str = Field(max_length=500)
    date: dt.date


class ProposalText(Schema):
    kind: ProposalKind = "main"
    text: RichText
    legal_basis: str | None = Field(default=None, max_length=200, description="Why it is closed.")
    recommends_to: str | None = Field(default=None, max_length=200)
    mover: str | None = Field(default=None, max_length=200, description="Who moves it; none is the administration.")


class NewProposal(ProposalText):
    access: Access = "open"


class ChangedProposal(ProposalText):
    """A proposal of the list that takes the old one's place; with ``id`` it is the same one as before."""

    id: str | None = None
    access: Access | None = Field(
        default=None, description="Left out, one that was there stays as it was, with its basis, and a new one is open."
    )


class NewSubItem(Schema):
    label: str = Field(min_length=1, max_length=10)
    title: Title
    text: RichText | None = None


class ChangedSubItem(NewSubItem):
    """A part of the list that takes the old one's place; with ``id`` it is the same one as before."""

    id: str | None = None


class NewAttachment(Schema):
    """A line of the attachment list, with the document when it is there."""

    number: str | None = Field(default=None, max_length=20)
    title: Title
    status: Literal["expected", "under_preparation"] = "expected"
    sub_item: str | None = Field(default=None, description="Label of the sub-item it belongs to.")
    document_id: str | None = None


class NewHandling(Schema):
    """What is written for one treatment of a case. ``case_id`` continues a case; without it a new one is opened."""

    case_id: str | None = None
    title: Title
    lang: Lang = "nn"
    access: Access = "open"
    open_title: str | None = Field(default=None, max_length=500)
    legal_basis: str | None = Field(default=None, max_length=200)
    proposals: tuple[NewProposal, ...] = ()
    text: RichText | None = None
    sub_items: tuple[NewSubItem, ...] = ()
    attachments: tuple[NewAttachment, ...] = ()
    references: tuple[Reference, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    case_officer_id: str | None = None
    municipalities: Municipalities = ()


class HandlingPatch(Schema):
    """Fields that are left out stay as they are; a list that is given takes the place of the old one."""

    title: Title | None = None
    access: Access | None = None
    open_title: str | None = Field(default=None, max_length=500)
    legal_basis: str | None = Field(default=None, max_length=200)
    proposals: tuple[ChangedProposal, ...] | None = None
    text: RichText | None = None
    sub_items: Annotated[tuple[ChangedSubItem, ...], Field(max_length=26)] | None = None
    references: tuple[Reference, ...] | None = None
    deadlines: tuple[Deadline, ...] | None = None
    case_officer_id: str | None = None
    municipalities: Municipalities | None = None


class AttachmentPatch(Schema):
    """Give a document, or say that it is still under preparation."""

    title: Title | None = None
    document_id: str | None = None
    status: Literal["expected", "under_preparation"] | None = None
    sub_item: str | None = Field(default=None, description="Label of the sub-item it belongs to; null for the case.")


class AttachmentOrder(Schema):
    """Every line of the attachment list, in the wanted order."""

    attachment_ids: tuple[str, ...]


class ProposalOut(Schema):
    id: str
    kind: ProposalKind
    state: ProposalState
    text: RichText
    access: Access
    legal_basis: str | None
    recommends_to: str | None
    mover: str | None
    blanks: int


class SubItemOut(Schema):
    id: str
    label: str
    title: str
    text: RichText | None


class AttachedDocument(Schema):
    """The newest version of an attachment's document, in short."""

    id: str
    title: str
    access: Access
    legal_basis: str | None
    open_title: str | None
    filename: str
    media_type: str
    size: int
    version: int
    text_status: str


class AttachmentOut(Schema):
    id: str
    revision: int
    number: str | None
    title: str
    status: AttachmentStatus
    sub_item: str | None
    document_id: str | None
    document: AttachedDocument | None


class VersionContent(Schema):
    """The texts of an item as they were at a time."""

    title: Title
    proposals: tuple[NewProposal, ...] = ()
    text: RichText | None = None
    sub_items: tuple[NewSubItem, ...] | None = Field(
        default=None, description="None in a version from before they were kept: restoring leaves them as they are."
    )


class VersionSummary(Schema):
    """A version of an item's texts. Nobody is named for the ``first``: it stood there before versions were kept."""

    number: int
    kind: VersionKind
    saved_by: str
    saved_at: dt.datetime
    restored_from: int | None


class VersionOut(VersionSummary):
    content: VersionContent


class ItemVersions(Schema):
    """Newest first."""

    items: tuple[VersionSummary, ...]


class Lock(Schema):
    """Who is writing, and until when the lock holds if nothing more is heard."""

    holder: str
    is_mine: bool
    since: dt.datetime
    expires_at: dt.datetime


class Editing(Schema):
    """Who is writing in an item, and the newest version by somebody else since the lock was taken."""

    lock: Lock | None
    newest_by_another: VersionSummary | None


class TakeLock(Schema):
    take_over: bool = Field(default=False, strict=True, description="Take it from somebody else, who is told.")
