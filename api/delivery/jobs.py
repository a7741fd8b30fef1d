"""Work that runs by itself: jobs in PostgreSQL (procrastinate), run by ``samstyre worker`` or within ``serve``."""

import datetime as dt
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import procrastinate
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database
from api.domain.kernel.actor import SYSTEM
from api.domain.kernel.clock import now
from api.domain.kernel.errors import DomainError
from api.domain.publications import scheduling, service
from api.domain.publications.schemas import PublishOrder
from api.domain.publications.service import Render
from api.domain.publications.tables import ScheduledPublication
from api.http import idempotency
from api.storage import Storage

log = logging.getLogger(__name__)

EVERY_MINUTE: Final = "* * * * *"
EVERY_HOUR: Final = "17 * * * *"
ANSWERS_ARE_KEPT: Final = dt.timedelta(days=2)
"""How long the same Idempotency-Key gives the same answer."""


async def publish_due(database: Database, storage: Storage, render: Render) -> int:
    """Carry out every order whose hour has come; returns how many were published.

    An order that is refused at its hour is marked as failed with the reason, for the administration to see, and is
    not tried again. One that something unforeseen stops, such as a store that can't be reached, stays in the list for
    the next call and doesn't stop the others. Two workers never take the same one.
    """
    published = 0
    stuck: set[str] = set()
    while True:
        order_id = None
        try:
            async with database.work.begin() as session:
                order = await scheduling.next_due(session, now(), stuck)
                if order is None:
                    return published
                order_id = order.id
                done = await _carry_out(session, storage, render, order)
            published += done
        except Exception:
            if order_id is None:
                raise
            log.exception("scheduled publication %s could not be carried out", order_id)
            stuck.add(order_id)


async def _carry_out(session: AsyncSession, storage: Storage, render: Render, order: ScheduledPublication) -> bool:
    """Publish as ordered, or note why not; whether it was published."""
    try:
        # A savepoint: when it is refused, nothing of it stays but the reason.
        async with session.begin_nested():
            publication = await service.publish(
                session,
                SYSTEM,
                storage,
                render,
                order.meeting_id,
                PublishOrder.model_validate(
                    {"kind": order.kind, "changeNote": order.change_note, "overrides": order.overrides}
                ),
                now(),
                given_earlier=True,
            )
    except DomainError as error:
        log.warning("scheduled publication %s failed: %s", order.id, error)
        scheduling.fail(session, order, str(error))
        return False
    order.status, order.publication_id = "published", publication.id
    return True


@asynccontextmanager
async def worker(database: Database, storage: Storage, render: Render) -> AsyncIterator[procrastinate.App]:
    """An open procrastinate application with our jobs: ``await app.run_worker_async(…)`` runs them."""
    app = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=database.addresses.app,
            pool_factory=AsyncConnectionPool,
            min_size=1,
            max_size=4,
            kwargs={"options": "-c search_path=jobs"},
        )
    )

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="publish_due", queueing_lock="publish_due")
    async def run_publish_due(timestamp: int) -> None:
        del timestamp  # when it should have run; what counts is what is due now
        await publish_due(database, storage, render)

    @app.periodic(cron=EVERY_HOUR)
    @app.task(name="forget_answers", queueing_lock="forget_answers")
    async def run_forget_answers(timestamp: int) -> None:
        del timestamp
        async with database.work.begin() as session:
            await idempotency.forget(session, now() - ANSWERS_ARE_KEPT)

    async with app.open_async():
        yield app
