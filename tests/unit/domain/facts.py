"""Facts to publish from, each field with something sensible in it unless told otherwise."""

import datetime as dt
from typing import Any

from api.domain.kernel import richtext
from api.domain.kernel.ids import new_id
from api.domain.publications.facts import (
    AttachmentFacts,
    DocumentFacts,
    ItemFacts,
    MeetingFacts,
    ProposalFacts,
    SideEventFacts,
    SubItemFacts,
    VersionFacts,
)
from api.domain.publications.snapshot import BodyView, OrganisationView, PublicationStamp

STARTS_AT = dt.datetime(2025, 10, 20, 7, tzinfo=dt.UTC)
IN_TIME = dt.datetime(2025, 9, 1, 12, tzinfo=dt.UTC)
IDENTITY_NUMBER = "01019010046"


def text(words: str) -> dict[str, Any]:
    return richtext.text_doc(words)


def marked(*runs: tuple[str, str | None]) -> dict[str, Any]:
    """One paragraph of runs of text, each with a mark or none."""
    content = [{"type": "text", "text": run, **({"marks": [{"type": mark}]} if mark else {})} for run, mark in runs]
    return richtext.with_ids({"type": "doc", "content": [{"type": "paragraph", "content": content}]})


def picture(document_id: str, alternative: str = "Eit bilete") -> dict[str, Any]:
    node = {"type": "image", "attrs": {"document": document_id, "alt": alternative}}
    return richtext.with_ids({"type": "doc", "content": [node]})


def table(*, header: bool) -> dict[str, Any]:
    kind = "table_header" if header else "table_cell"

    def row(cell: str, words: str) -> dict[str, Any]:
        paragraph = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
        return {"type": "table_row", "content": [{"type": cell, "content": [paragraph]}]}

    return richtext.with_ids(
        {"type": "doc", "content": [{"type": "table", "content": [row(kind, "Kommune"), row("table_cell", "Vik")]}]}
    )


def version(**fields: Any) -> VersionFacts:
    return VersionFacts(
        **{
            "id": new_id("dver"),
            "number": 1,
            "filename": "notat.pdf",
            "media_type": "application/pdf",
            "size": 3,
            "sha256": "a" * 64,
            "pages": 1,
            "text": "Eit notat.",
            "text_status": "extracted",
            **fields,
        }
    )


def document(**fields: Any) -> DocumentFacts:
    return DocumentFacts(
        **{
            "id": new_id("doc"),
            "title": "Notat",
            "open_title": None,
            "access": "open",
            "legal_basis": None,
            "lang": "nn",
            "version": version(),
            **fields,
        }
    )


def attachment(**fields: Any) -> AttachmentFacts:
    given = {"id": new_id("att"), "number": None, "title": "Notat", "document": document(), **fields}
    return AttachmentFacts(**{"status": "available" if given["document"] else "expected", **given})


def proposal(**fields: Any) -> ProposalFacts:
    return ProposalFacts(
        **{
            "id": new_id("prop"),
            "kind": "main",
            "text": text("Styret vedtek."),
            "access": "open",
            "legal_basis": None,
            "recommends_to": None,
            **fields,
        }
    )


def side_event(**fields: Any) -> SideEventFacts:
    return SideEventFacts(
        **{
            "id": new_id("side"),
            "title": "Presentasjon",
            "starts_at": STARTS_AT,
            "ends_at": None,
            "place": None,
            "audience": None,
            "programme": (),
            **fields,
        }
    )


def sub_item(**fields: Any) -> SubItemFacts:
    return SubItemFacts(
        **{"id": new_id("sub"), "label": "a", "title": "Del", "text": text("Om delen."), "attachments": (), **fields}
    )


def item(**fields: Any) -> ItemFacts:
    return ItemFacts(
        **{
            "id": new_id("item"),
            "case_id": new_id("case"),
            "number": 1,
            "supplement": False,
            "type": "decision",
            "title": "Budsjett",
            "open_title": None,
            "access": "open",
            "legal_basis": None,
            "lang": "nn",
            "proposals": (proposal(),),
            "text": text("Om budsjettet."),
            "sub_items": (),
            "attachments": (),
            "references": (),
            **fields,
        }
    )


def closed_item(**fields: Any) -> ItemFacts:
    return item(**{"access": "closed", "open_title": "Personalsak", "legal_basis": "offl. § 13", **fields})


def meeting(*items: ItemFacts, **fields: Any) -> MeetingFacts:
    return MeetingFacts(
        **{
            "organisation": OrganisationView(id=new_id("org"), name="Fjordane KO", short_name="FKO"),
            "body": BodyView(id=new_id("body"), slug="styret", name="Styret", kind="board", meetings_open=True),
            "agenda_notice_days": 14,
            "papers_notice_days": 7,
            "id": new_id("mtg"),
            "number": "09-25",
            "title": "Styremøte 09-25",
            "access": "open",
            "open_title": None,
            "legal_basis": None,
            "state": "planned",
            "lang": "nn",
            "starts_at": STARTS_AT,
            "ends_at": None,
            "place": "Sogndal",
            "remote": False,
            "path": "/møte/styret/2025-10-20",
            "programme": (),
            "side_events": (),
            "items": items or (item(),),
            **fields,
        }
    )


def stamp(kind: str = "papers", **fields: Any) -> PublicationStamp:
    return PublicationStamp.model_validate(
        {"id": new_id("pub"), "version": 1, "kind": kind, "published_at": IN_TIME, **fields}
    )
