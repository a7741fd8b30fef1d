"""An organisation to work in, and the few words that a meeting can't be without."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database
from api.domain.documents import service as documents
from api.domain.documents.service import NewFile
from api.domain.kernel import richtext
from api.domain.kernel.actor import administrator
from api.domain.kernel.sorting import norwegian_key
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import AgendaItemPatch, NewMeeting
from api.domain.meetings.service import MeetingWithAgenda
from api.domain.organisation.tables import Body, Organisation
from api.domain.publications import service as publications
from api.domain.publications.schemas import PublishOrder
from api.domain.publications.snapshot import Snapshot
from api.domain.publications.tables import FileKind, Publication
from api.storage import Storage, open_storage

KARI = administrator("acc_01k7000000000000000000000x", "Kari Kontor")
NOW = dt.datetime(2025, 9, 1, 12, tzinfo=dt.UTC)
STARTS_AT = dt.datetime(2025, 10, 20, 7, tzinfo=dt.UTC)


async def render(snapshot: Snapshot, attachments: Mapping[str, bytes]) -> Mapping[FileKind, bytes]:
    """Files that tell what they were made of, in no time."""
    told = ",".join([snapshot.publication.id, *sorted(attachments)])
    return {"agenda.pdf": f"agenda of {told}".encode()}


@dataclass
class Office:
    """A place to work: one session, the body ``styret`` and a store for files."""

    session: AsyncSession
    body: Body
    storage: Storage

    async def meeting(self, **fields: Any) -> MeetingWithAgenda:
        return await meetings.create(self.session, KARI, new_meeting(self.body.id, **fields))

    async def publish(self, meeting_id: str, kind: str = "papers", **order: Any) -> Publication:
        return await publish(self.session, self.storage, meeting_id, kind, **order)

    async def change(self, found: MeetingWithAgenda, index: int, **fields: Any) -> None:
        """Change the content of an item of the agenda."""
        entry = (await meetings.get(self.session, found.meeting.id)).agenda[index]
        await meetings.update_item(self.session, KARI, entry, AgendaItemPatch.model_validate(fields))

    async def document(self, content: bytes = b"Eit notat.", **fields: Any) -> str:
        stored = await self.storage.work.put(content)
        file = new_file(stored.sha256, size=stored.size, **fields)
        return (await documents.create(self.session, KARI, "Notat", "nn", file)).document.id


async def publish(session: AsyncSession, storage: Storage, meeting_id: str, kind: str, **order: Any) -> Publication:
    given = PublishOrder.model_validate({"kind": kind, **order})
    return await publications.publish(session, KARI, storage, render, meeting_id, given, NOW)


async def open_office(session: AsyncSession, folder: Path) -> Office:
    body = await add_organisation(session)
    return Office(session, body, open_storage(None, folder))


async def add_organisation(session: AsyncSession) -> Body:
    session.add(Organisation(name="Fjordane kommunalt oppgåvefellesskap", short_name="Fjordane KO"))
    body = Body(slug="styret", name="Styret i Fjordane KO", kind="board", sort_key=norwegian_key("Styret"))
    session.add(body)
    await session.flush()
    return body


async def committed_meetings(database: Database, *numbers: str) -> list[str]:
    """Meetings of these numbers in a database of one's own, one a day; their ids."""
    async with database.work.begin() as session:
        body = await add_organisation(session)
        return [
            (
                await meetings.create(
                    session, KARI, new_meeting(body.id, number=number, starts_at=STARTS_AT + dt.timedelta(days=day))
                )
            ).meeting.id
            for day, number in enumerate(numbers)
        ]


def text(words: str) -> dict[str, Any]:
    return richtext.text_doc(words)


def item(title: str = "Budsjett", **fields: Any) -> dict[str, Any]:
    return {"type": "decision", "title": title, "proposals": [{"text": text("Styret vedtek.")}], **fields}


def new_meeting(body_id: str, **fields: Any) -> NewMeeting:
    return NewMeeting.model_validate(
        {
            "body_id": body_id,
            "number": "09-25",
            "title": "Styremøte",
            "starts_at": STARTS_AT,
            "place": "Sogndal",
            "items": [item("Opning", type="opening"), item("Budsjett"), item("Eventuelt", type="any_other_business")],
            **fields,
        }
    )


def new_file(sha256: str = hashlib.sha256(b"").hexdigest(), **fields: Any) -> NewFile:
    return NewFile(
        **{
            "filename": "notat.txt",
            "media_type": "text/plain",
            "size": 10,
            "sha256": sha256,
            "pages": None,
            "text": "Eit notat.",
            "text_status": "extracted",
            **fields,
        }
    )
