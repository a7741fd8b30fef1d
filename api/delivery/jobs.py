"""Work that runs by itself: jobs in PostgreSQL (procrastinate), run by ``samstyre worker`` or within ``serve``."""

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import procrastinate
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database, listen
from api.delivery import reminders
from api.delivery.alerts import send_due
from api.delivery.webhooks import deliver_due
from api.domain.evaluations import service as evaluations
from api.domain.kernel import event
from api.domain.kernel.actor import SYSTEM
from api.domain.kernel.clock import now
from api.domain.kernel.errors import DomainError
from api.domain.notice import service as notice
from api.domain.publications import scheduling, service
from api.domain.publications.adding import Render
from api.domain.publications.schemas import PublishOrder
from api.domain.publications.tables import ScheduledPublication
from api.domain.subscriptions import service as subscriptions
from api.domain.webhooks import service as webhooks
from api.domain.written_procedures import service as written_procedures
from api.http import idempotency
from api.settings import Settings
from api.storage import Storage

log = logging.getLogger(__name__)

EVERY_MINUTE: Final = "* * * * *"
EVERY_QUARTER: Final = "*/15 * * * *"
EVERY_HOUR: Final = "17 * * * *"
ANSWERS_ARE_KEPT: Final = dt.timedelta(days=2)
"""How long the same Idempotency-Key gives the same answer."""
DELIVERIES_ARE_KEPT: Final = dt.timedelta(days=30)
"""How long the logs of webhooks and of mails go back."""
KINDS_OF_WORK: Final = 5
"""How many jobs run at once: one of each kind."""


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
        await scheduling.fail(session, order, str(error))
        return False
    order.status, order.publication_id = "published", publication.id
    return True


class OneAtATime:
    """Work that runs once at a time in this process; if it is asked for meanwhile, it runs once more.

    A lock of the queue's own would stay when a worker dies.
    """

    def __init__(self, work: Callable[[], Awaitable[object]]) -> None:
        self._work = work
        self._runs = False
        self._again = False

    async def run(self) -> None:
        self._again = True
        if self._runs:
            return
        self._runs = True
        try:
            while self._again:
                self._again = False
                await self._work()
        finally:
            self._runs = False


@asynccontextmanager
async def worker(
    database: Database, storage: Storage, render: Render, settings: Settings
) -> AsyncIterator[procrastinate.App]:
    """An open procrastinate application with our jobs: ``await app.run_worker_async(…)`` runs them.

    One job of each kind runs at a time, and a slow one holds up none of another kind. Webhooks and mails are sent
    each minute, and at once when something has happened.
    """
    app = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=database.addresses.app,
            pool_factory=AsyncConnectionPool,
            min_size=1,
            max_size=4,
            kwargs={"options": "-c search_path=jobs"},
        ),
        worker_defaults={"concurrency": KINDS_OF_WORK, "delete_jobs": "successful"},
    )

    delivering = OneAtATime(
        lambda: deliver_due(database, settings.derive, allow_private=settings.webhook_allow_private)
    )
    alerting = OneAtATime(lambda: send_due(database, settings))

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

    @app.periodic(cron=EVERY_QUARTER)
    @app.task(name="remind", queueing_lock="remind")
    async def run_remind(timestamp: int) -> None:
        del timestamp
        async with database.work.begin() as session:
            await notice.remind(session, now())
        await reminders.send_due(database, settings)

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="lapse_procedures", queueing_lock="lapse_procedures")
    async def run_lapse_procedures(timestamp: int) -> None:
        del timestamp
        async with database.work.begin() as session:
            await written_procedures.lapse_due(session, now())

    @app.periodic(cron=EVERY_HOUR)
    @app.task(name="close_evaluations", queueing_lock="close_evaluations")
    async def run_close_evaluations(timestamp: int) -> None:
        del timestamp
        async with database.work.begin() as session:
            await evaluations.close_due(session, now())

    @app.periodic(cron=EVERY_HOUR)
    @app.task(name="forget_deliveries", queueing_lock="forget_deliveries")
    async def run_forget_deliveries(timestamp: int) -> None:
        del timestamp
        async with database.work.begin() as session:
            await webhooks.forget(session, now() - DELIVERIES_ARE_KEPT)
            await subscriptions.forget(session, now(), DELIVERIES_ARE_KEPT)

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="deliver_webhooks", queueing_lock="deliver_webhooks")
    async def run_deliver_webhooks(timestamp: int) -> None:
        del timestamp
        await delivering.run()

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="send_alerts", queueing_lock="send_alerts")
    async def run_send_alerts(timestamp: int) -> None:
        del timestamp
        await alerting.run()

    async def hurry() -> None:
        async for channel in listen(database.addresses.app, event.CHANNEL, subscriptions.CHANNEL):
            for name in ("deliver_webhooks", "send_alerts") if channel == event.CHANNEL else ("send_alerts",):
                with contextlib.suppress(procrastinate.exceptions.AlreadyEnqueued):
                    await app.configure_task(name, queueing_lock=name).defer_async(timestamp=0)

    async with app.open_async():
        hurrying = asyncio.create_task(hurry())
        try:
            yield app
        finally:
            hurrying.cancel()
            await asyncio.gather(hurrying, return_exceptions=True)
