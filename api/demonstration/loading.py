"""Loads the demonstration: what there is to meet about, and then the people who do something with it."""

from datetime import datetime

import sqlalchemy as sa

from api.database import Database
from api.demonstration import (
    accounts,
    budgets,
    coming_meeting,
    consultations,
    cost_shares,
    earlier_meetings,
    evaluations,
    held_meeting,
    in_writing,
    organisation,
    planned_meeting,
    resolutions,
    work_plan,
)
from api.demonstration.accounts import Credentials
from api.demonstration.held_meeting import minutes, room
from api.domain.minutes.approval import Sealer
from api.domain.publications.adding import Render
from api.storage import Storage


async def load(database: Database, storage: Storage, render: Render, now: datetime) -> bool:
    """Load the demonstration organisation into a database without one, its meetings laid around ``now``.

    ``now`` is any moment after 20 October 2025, the day that is kept free for the real agenda. Returns False, and does
    nothing, when there is an organisation already. Everything stands in one transaction: what was put in the object
    store before a crash is only unused bytes, put there again under the same names by the next call. Two calls at once
    wait for each other, and the later one returns False.
    """
    async with database.work.begin() as session:
        if not await organisation.claim(session):
            return False
        # The transaction is idle while files are made and rendered.
        await session.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        board_id = await organisation.add(session)
        await earlier_meetings.add(session, board_id)
        await cost_shares.add(session)
        cases = await held_meeting.add(session, storage, render, board_id)
        await coming_meeting.add(session, storage, render, board_id, cases, now)
        await planned_meeting.add(session, board_id, cases, now)
        await work_plan.add(session, board_id, now)
        await budgets.add(session)
    return True


async def people_it(database: Database, storage: Storage, sealer: Sealer, now: datetime) -> list[Credentials]:
    """Give people accounts in the demonstration, and let them do their work; what to sign in with, role by role.

    They hold the meeting whose papers are out, from its opening to sealed and published minutes, follow up what it
    resolved, evaluate, and give input to the next one. ``now`` as for :func:`load`, which must be done.
    """
    async with database.work.begin() as session:
        # The transaction is idle while files are made and sealed.
        await session.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        made = await accounts.add(session, now)
        office, chair, member = [
            await accounts.actor(session, name, now) for name in ("administrasjon", "styreleiar", "medlem")
        ]
        await consultations.add(session, now)
        meeting_id = await held_meeting.meeting_id(session)
        await room.hold(session, office, meeting_id)
        await minutes.write(session, office, chair, member, meeting_id)
        await minutes.publish(session, storage, office, meeting_id, sealer, now)
        await earlier_meetings.resolve(session, office)
        await earlier_meetings.evaluate(session)
        await resolutions.add(session, office, now)
        await in_writing.add(session, now)
        await evaluations.add(session, now)
        return made
