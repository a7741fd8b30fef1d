"""Private notes and highlights: read, written and exported by their owner, and by nobody else whatever the role.

No event tells of them: what somebody thinks of a case is not the organisation's business.
"""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid, NotFound
from api.domain.papers import inhability, rules, service
from api.domain.papers.schemas import NewNote, NoteOut, NotePatch
from api.domain.papers.tables import Note
from api.domain.publications import board

MOST_NOTES = 5000


async def mine(session: AsyncSession, actor: Actor, meeting_id: str | None = None) -> list[Note]:
    """The actor's own notes in the order they were made, those on an item that is withheld left out.

    A quotation would show what the actor no longer gets (kommuneloven § 11-10).
    """
    query = select(Note).where(Note.account_id == actor.id).order_by(col(Note.id))
    if meeting_id is not None:
        query = query.where(Note.meeting_id == meeting_id)
    entered = {} if actor.person_id is None else await inhability.of_person(session, actor.person_id)
    withheld = {item_id for item_id, row in entered.items() if rules.is_withheld(row.state)}
    return [note for note in await session.scalars(query) if note.agenda_item_id not in withheld]


async def create(session: AsyncSession, actor: Actor, new: NewNote) -> Note:
    """A note on an item of the actor's papers, or on a document that they show there.

    Raises NotFound or Gone for papers that the actor doesn't get, Invalid for an item or a document that isn't in them
    and for a note that says nothing, GuardRefused ``room`` when there are too many.
    """
    _require_content(new.text, has_anchor=new.anchor is not None)
    given = await service.papers(session, actor, new.meeting_id)
    item = next((item for item in given.papers.items if item.id == new.item_id), None)
    if item is None:
        raise Invalid("The item is not in these papers.", (FieldError("/itemId", "must be an item of the meeting"),))
    documents = {a.document.version_id for a in board.attachments_of(item) if a.document is not None}
    if new.document_version_id is not None and new.document_version_id not in documents:
        raise Invalid(
            "The document is not attached to the item.",
            (FieldError("/documentVersionId", "must be a document of the item"),),
        )
    if len(await mine(session, actor)) >= MOST_NOTES:
        raise GuardRefused(
            f"There is room for {MOST_NOTES} notes.", extra={"guard": "room", "remedy": "Delete some old ones."}
        )
    note = Note(
        account_id=str(actor.id),
        meeting_id=new.meeting_id,
        agenda_item_id=new.item_id,
        document_version_id=new.document_version_id,
        anchor=None if new.anchor is None else new.anchor.model_dump(mode="json"),
        colour=new.colour,
        text=new.text,
    )
    session.add(note)
    await session.flush()
    return note


async def get(session: AsyncSession, actor: Actor, note_id: str) -> Note:
    """A note of the actor's own. Raises NotFound for anybody else's."""
    note = next((note for note in await mine(session, actor) if note.id == note_id), None)
    if note is None:
        raise NotFound(f"There is no note {note_id}.")
    return note


async def change(session: AsyncSession, note: Note, patch: NotePatch) -> None:
    """Change text, colour or place. Raises Invalid for a note that says nothing."""
    if patch.text is not None:
        note.text = patch.text
    if patch.colour is not None:
        note.colour = patch.colour
    if patch.anchor is not None:
        note.anchor = patch.anchor.model_dump(mode="json")
    _require_content(note.text, has_anchor=note.anchor is not None)
    await session.flush()


async def remove(session: AsyncSession, note: Note) -> None:
    """Delete it for good."""
    await session.delete(note)
    await session.flush()


def shown(note: Note) -> NoteOut:
    """The note as its owner gets it."""
    return NoteOut.model_validate(
        {
            "id": note.id,
            "revision": note.revision,
            "meeting_id": note.meeting_id,
            "item_id": note.agenda_item_id,
            "document_version_id": note.document_version_id,
            "anchor": note.anchor,
            "colour": note.colour,
            "text": note.text,
            "created_at": note.created_at,
            "updated_at": note.updated_at,
        }
    )


def _require_content(text: str, *, has_anchor: bool) -> None:
    if not text.strip() and not has_anchor:
        raise Invalid("A note needs words or a place that it marks.", (FieldError("/text", "is empty", "required"),))
