"""Cases and their handlings as they cross the API."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from api.domain.cases.tables import Access, AttachmentStatus, CaseState, ProposalKind, ProposalState
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Schema

Title = Annotated[str, Field(min_length=1, max_length=500)]
Lang = Literal["nn", "nb", "en"]


class Reference(Schema):
    """An earlier resolution that the text leans on."""

    text: str = Field(max_length=500)
    date: dt.date | None = None
    case_number: str | None = Field(default=None, max_length=50)


class Deadline(Schema):
    text: str = Field(max_length=500)
    date: dt.date


class NewProposal(Schema):
    kind: ProposalKind = "main"
    text: RichText
    recommends_to: str | None = Field(default=None, max_length=200)


class NewSubItem(Schema):
    label: str = Field(min_length=1, max_length=10)
    title: Title
    text: RichText | None = None


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


class HandlingPatch(Schema):
    """Fields that are left out stay as they are; a list that is given takes the place of the old one."""

    title: Title | None = None
    access: Access | None = None
    open_title: str | None = Field(default=None, max_length=500)
    legal_basis: str | None = Field(default=None, max_length=200)
    proposals: tuple[NewProposal, ...] | None = None
    text: RichText | None = None


class AttachmentPatch(Schema):
    """Give a document, or say that it is still under preparation."""

    title: Title | None = None
    document_id: str | None = None
    status: Literal["expected", "under_preparation"] | None = None


class ProposalOut(Schema):
    id: str
    kind: ProposalKind
    state: ProposalState
    text: RichText
    recommends_to: str | None
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


class CaseOut(Schema):
    """A case and where it has been."""

    id: str
    title: str
    state: CaseState
    lang: str
    handling_ids: tuple[str, ...]
