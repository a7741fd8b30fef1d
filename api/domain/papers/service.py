"""A member's papers: the board's editions with what is withheld taken out, and how far they are read."""

import datetime as dt

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import Gone, NotFound
from api.domain.papers import inhability, policy, rules
from api.domain.papers.schemas import ItemReading, MemberPapers, PapersSummary
from api.domain.papers.tables import Inhability, Reading
from api.domain.publications import board, editions
from api.domain.publications.editions import EditionHead, ItemPrint
from api.domain.publications.snapshot import DocumentView


async def mine(session: AsyncSession, actor: Actor) -> list[PapersSummary]:
    """Every meeting whose papers the actor gets: unread and changed first, then the latest start first."""
    entered, seen = await _inhabilities(session, actor), await _seen(session, actor)
    heads = await editions.heads(session, policy.bodies(actor))
    return sorted((_summary(head, entered, seen) for head in heads), key=lambda row: not (row.unread or row.changed))


async def papers(session: AsyncSession, actor: Actor, meeting_id: str) -> MemberPapers:
    """The papers of one meeting as the actor may see them.

    Raises NotFound for who doesn't get them, Gone with the reason when they have been taken back.
    """
    head = await _head(session, actor, meeting_id)
    edition = await editions.newest(session, meeting_id)
    if head.withdrawn_because is not None or edition is None:
        raise Gone("The papers have been taken back.", extra={"reason": head.withdrawn_because})
    entered, seen = await _inhabilities(session, actor), await _seen(session, actor)
    return MemberPapers(
        papers=board.for_member(edition, inhability.withheld(entered)),
        readings=tuple(
            ItemReading(
                item_id=one.item_id,
                fingerprint=_current(one, entered),
                state=rules.read_state(_current(one, entered), seen.get(one.item_id)),
                inhability=inhability.shown(entered[one.item_id]) if one.item_id in entered else None,
            )
            for one in head.prints
        ),
    )


async def document(session: AsyncSession, actor: Actor, meeting_id: str, version_id: str) -> DocumentView:
    """A document that the actor's papers of the meeting show. Raises NotFound, Gone."""
    for item in (await papers(session, actor, meeting_id)).papers.items:
        for attachment in board.attachments_of(item):
            if attachment.document is not None and attachment.document.version_id == version_id:
                return attachment.document
    raise NotFound(f"There is no document version {version_id} in these papers.")


async def titles(session: AsyncSession, actor: Actor) -> dict[str, str]:
    """What the items of the actor's papers are called, with their meeting, by the item's id."""
    entered = await _inhabilities(session, actor)
    named: dict[str, str] = {}
    for head in await editions.heads(session, policy.bodies(actor)):
        edition = await editions.newest(session, head.meeting_id)
        if edition is not None:
            items = board.for_member(edition, inhability.withheld(entered)).items
            named |= {item.id: f"{head.title}: {item.label}. {item.title}" for item in items}
    return named


async def mark_read(session: AsyncSession, actor: Actor, item_id: str, fingerprint: str, now: dt.datetime) -> None:
    """Remember what the actor has read of an item. Raises NotFound for one that the actor was not given."""
    await inhability.body_of_paper(session, actor, item_id)
    row = {"account_id": actor.id, "agenda_item_id": item_id, "fingerprint": fingerprint, "at": now}
    await session.execute(
        insert(Reading)
        .values(row)
        .on_conflict_do_update(
            index_elements=["account_id", "agenda_item_id"], set_={"fingerprint": fingerprint, "at": now}
        )
    )


async def _head(session: AsyncSession, actor: Actor, meeting_id: str) -> EditionHead:
    heads = await editions.heads(session, policy.bodies(actor), meeting_id)
    if not heads:
        raise NotFound(f"There are no papers of a meeting {meeting_id}.")
    return heads[0]


async def _inhabilities(session: AsyncSession, actor: Actor) -> dict[str, Inhability]:
    return {} if actor.person_id is None else await inhability.of_person(session, actor.person_id)


async def _seen(session: AsyncSession, actor: Actor) -> dict[str, str]:
    rows = await session.scalars(select(Reading).where(Reading.account_id == actor.id))
    return {row.agenda_item_id: row.fingerprint for row in rows}


def _current(one: ItemPrint, entered: dict[str, Inhability]) -> str:
    """The fingerprint of what the actor gets of the item."""
    row = entered.get(one.item_id)
    return one.open if row is not None and rules.is_withheld(row.state) else one.whole


def _summary(head: EditionHead, entered: dict[str, Inhability], seen: dict[str, str]) -> PapersSummary:
    stands = head.withdrawn_because is None
    states = [rules.read_state(_current(one, entered), seen.get(one.item_id)) for one in head.prints if stands]
    return PapersSummary(
        meeting_id=head.meeting_id,
        body_id=head.body_id,
        body_name=head.body_name,
        number=head.number,
        title=head.title,
        starts_at=head.starts_at,
        # Of what is taken back the title, the day and the reason are left, as in public.
        place=head.place if stands else None,
        version=head.version,
        kind=head.kind,
        published_at=head.published_at,
        state="standing" if stands else "withdrawn",
        withdrawn_because=head.withdrawn_because,
        item_count=len(head.prints),
        unread=states.count("unread"),
        changed=states.count("changed"),
    )
