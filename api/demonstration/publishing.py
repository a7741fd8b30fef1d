"""Publishing as the administration would have done it, at a given hour of a given day."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.kernel.actor import SYSTEM
from api.domain.kernel.clock import at
from api.domain.publications import service as publications
from api.domain.publications.adding import Render
from api.domain.publications.schemas import PublishOrder
from api.domain.publications.snapshot import Kind
from api.storage import Storage


async def publish(
    session: AsyncSession,
    storage: Storage,
    render: Render,
    meeting_id: str,
    kind: Kind,
    day: dt.date,
    change_note: str | None = None,
) -> None:
    """Publish the meeting at noon on ``day``."""
    order = PublishOrder(kind=kind, change_note=change_note)
    await publications.publish(session, SYSTEM, storage, render, meeting_id, order, at(day, dt.time(12)))
