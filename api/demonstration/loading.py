"""Loads the demonstration, all of it or nothing."""

from datetime import datetime

import sqlalchemy as sa

from api.database import Database
from api.demonstration import coming_meeting, cost_shares, held_meeting, organisation, planned_meeting, work_plan
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
        await cost_shares.add(session)
        cases = await held_meeting.add(session, storage, render, board_id)
        await coming_meeting.add(session, storage, render, board_id, cases, now)
        await planned_meeting.add(session, board_id, cases, now)
        await work_plan.add(session, board_id, now)
    return True
