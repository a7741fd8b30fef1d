"""The case as the unions see it, made from what is written now."""

import dataclasses
import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.consultation.schemas import ConsultedCase
from api.domain.kernel.ids import new_id
from api.domain.publications.facts import MeetingFacts
from api.domain.publications.gathering import gather
from api.domain.publications.redaction import redact
from api.domain.publications.snapshot import PublicationStamp


async def read(
    session: AsyncSession, meeting_id: str, item_id: str, *, include_closed: bool, now: dt.datetime
) -> ConsultedCase:
    """Raises NotFound for an unknown meeting."""
    _, facts = await gather(session, meeting_id)
    return consulted_case(facts, item_id, include_closed=include_closed, now=now)


def consulted_case(facts: MeetingFacts, item_id: str, *, include_closed: bool, now: dt.datetime) -> ConsultedCase:
    """What the public would see of the item among the papers; ``include_closed`` opens its texts, never a document."""
    item = next(item for item in facts.items if item.id == item_id)
    shown = dataclasses.replace(facts, items=(item,))
    stamp = PublicationStamp(id=new_id("pub"), version=1, kind="papers", published_at=now)
    snapshot = redact(shown.with_texts_open() if include_closed else shown, stamp)
    return ConsultedCase(
        meeting_number=facts.number,
        meeting_title=snapshot.meeting.title,
        meeting_starts_at=facts.starts_at,
        body_name=facts.body.name,
        item=snapshot.items[0],
    )
