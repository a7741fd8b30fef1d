"""Which minutes wait for somebody."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.domain.kernel.actor import Actor
from api.domain.meetings.tables import Meeting
from api.domain.minutes.schemas import WaitingMinutes
from api.domain.minutes.tables import Minutes, MinutesApproval, MinutesVersion
from api.domain.organisation.tables import Body
from api.domain.papers import policy as papers


async def waiting_for(session: AsyncSession, actor: Actor, today: dt.date) -> list[WaitingMinutes]:
    """Minutes that were sent to the actor: those to approve first, then those to comment on in time, earliest first.

    ``today`` is the day in Norway; comments are in time on the last day.
    """
    if actor.person_id is None:
        return []
    query = (
        sa.select(Minutes, Meeting, Body, MinutesVersion, MinutesApproval)
        .join(Meeting, col(Meeting.id) == col(Minutes.meeting_id))
        .join(Body, col(Body.id) == col(Meeting.body_id))
        .join(MinutesVersion, col(MinutesVersion.minutes_id) == col(Minutes.id))
        .outerjoin(
            MinutesApproval,
            (col(MinutesApproval.version_id) == col(MinutesVersion.id))
            & (col(MinutesApproval.person_id) == actor.person_id),
        )
        .where(col(Minutes.state) == "sent", col(Meeting.body_id).in_(papers.bodies(actor)))
        .order_by(col(Minutes.id), col(MinutesVersion.number))
    )
    newest = {row[0].id: row for row in (await session.execute(query)).all()}
    rows = [
        WaitingMinutes(
            meeting_id=meeting.id,
            title=meeting.title,
            body_name=body.name,
            starts_at=meeting.starts_at,
            version=version.number,
            comments_until=minutes.comments_until,
            may_approve=actor.person_id in minutes.signers and approval is None,
        )
        for minutes, meeting, body, version, approval in newest.values()
    ]
    due = [row for row in rows if row.may_approve or row.comments_until is None or row.comments_until >= today]
    return sorted(due, key=lambda row: (not row.may_approve, row.starts_at, row.meeting_id))
