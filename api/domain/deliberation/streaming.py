"""What everybody may follow is written beside what it tells of: in the same transaction, as rows only ever added."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.deliberation import queries
from api.domain.deliberation.public_view import public_view
from api.domain.deliberation.room import Room
from api.domain.deliberation.tables import Live
from api.domain.publications import chain


async def publish(session: AsyncSession, before: Room, after: Room, now: dt.datetime) -> None:
    """Let everybody follow, if the body meets in the open and the meeting stands published.

    Nothing is written as long as the doors are closed, nor when what everybody sees is the same.
    """
    if not after.setup.meetings_open or (before.doors_closed and after.doors_closed):
        return
    snapshot = await queries.standing(session, after.setup.meeting_id)
    if snapshot is None:
        return
    view = public_view(after, queries.public_items(snapshot))
    content = view.model_dump_json().encode()
    sha256 = chain.digest(content)
    query = select(Live.seq, Live.sha256).where(Live.meeting_id == after.setup.meeting_id)
    last = (await session.execute(query.order_by(col(Live.seq).desc()).limit(1))).first()
    if last is not None and last.sha256 == sha256:
        return
    session.add(
        Live(
            meeting_id=after.setup.meeting_id,
            seq=1 if last is None else last.seq + 1,
            publication_id=snapshot.publication.id,
            at=now,
            content=content,
            sha256=sha256,
        )
    )
    await session.flush()
