"""The record of a written procedure for everybody: a copy in the published schema, and its tombstone.

Source: kommuneloven § 11-4: the record is open to the public but for the parts that are exempt.
"""

import datetime as dt
import hashlib

import rfc8785
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import Gone, GuardRefused, NotFound
from api.domain.kernel.event_types import EventType
from api.domain.kernel.policy import require
from api.domain.publications import readiness
from api.domain.publications.changes import require_open
from api.domain.publications.schemas import Override
from api.domain.written_procedures import policy, queries, views
from api.domain.written_procedures.queries import Found
from api.domain.written_procedures.record import public_record
from api.domain.written_procedures.schemas import PublishedRecordOut, SentCase
from api.domain.written_procedures.tables import PublishedRecord, RecordWithdrawal


def public_form(actor: Actor, found: Found, overrides: tuple[Override, ...], now: dt.datetime) -> PublishedRecordOut:
    """What everybody will read. Of a closed case the open title stands, and nothing of what it says.

    Raises Forbidden, GuardRefused ``procedure_over`` for one that was not sent or is not over, ``ready`` for identity
    numbers that are not overridden.
    """
    procedure = found.procedure
    require(policy.can_publish(actor, procedure.body_id))
    case = SentCase.model_validate(procedure.content) if procedure.content is not None else None
    course = views.course_of(found, case) if case is not None else None
    if case is None or course is None:
        raise GuardRefused(
            f"The procedure is {procedure.state}.",
            extra={"guard": "procedure_over", "remedy": "There is a record once what was sent is over."},
        )
    closed = case.access == "closed"
    basis = (case.legal_basis or "") if closed else None
    made = PublishedRecordOut(
        id=procedure.id,
        path=queries.path(procedure.id),
        body_name=found.body.name,
        number=procedure.number,
        title=(case.open_title or "") if closed else case.public_item.title,
        lang=case.item.lang,
        legal_basis=basis,
        state=procedure.state,
        sent_at=course.sent_at,
        ended_at=course.ended_at,
        published_at=now,
        record=public_record(course, basis),
    )
    readiness.settle(readiness.numbers_in("/record", made), [(one.code, one.path) for one in overrides])
    return made


async def publish(
    session: AsyncSession,
    actor: Actor,
    found: Found,
    made: PublishedRecordOut,
    file: bytes,
    overrides: tuple[Override, ...],
) -> None:
    """Give everybody the record and its file. Raises GuardRefused ``published_once``."""
    if await session.get(PublishedRecord, made.id) is not None:
        raise GuardRefused(
            "It is public, or has been.",
            extra={"guard": "published_once", "remedy": "What a record says never changes: there is nothing to do."},
        )
    body = rfc8785.dumps(made.model_dump(mode="json"))
    row = PublishedRecord(
        procedure_id=made.id,
        body_name=made.body_name,
        number=made.number,
        title=made.title,
        published_at=made.published_at,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        file=file,
    )
    session.add(row)
    await session.flush()
    after: dict[str, object] = {"sha256": row.sha256, "overrides": [one.model_dump(mode="json") for one in overrides]}
    _record(session, actor, "written_procedure.record_published", found, after)


async def withdraw(session: AsyncSession, actor: Actor, found: Found, reason: str, now: dt.datetime) -> None:
    """Take it back for good. Raises Forbidden, GuardRefused ``public``, Invalid for a reason that the public must not
    see."""
    require(policy.can_publish(actor, found.procedure.body_id))
    require_open(reason)
    shown = await queries.publication(session, found.procedure.id)
    if shown is None or shown.withdrawn_at is not None:
        raise GuardRefused("It isn't public.", extra={"guard": "public", "remedy": "There is nothing to do."})
    session.add(
        RecordWithdrawal(
            procedure_id=found.procedure.id,
            number=found.procedure.number,
            published_at=shown.published_at,
            withdrawn_at=now,
            reason=reason,
        )
    )
    await session.flush()
    _record(session, actor, "written_procedure.record_withdrawn", found, {"reason": reason})


async def listed(session: AsyncSession) -> list[PublishedRecord]:
    """As the public: those that stand, the latest first."""
    query = select(PublishedRecord).order_by(
        col(PublishedRecord.published_at).desc(), col(PublishedRecord.procedure_id).desc()
    )
    return list(await session.scalars(query))


async def get(session: AsyncSession, procedure_id: str) -> PublishedRecord:
    """As the public. Raises Gone with the tombstone, NotFound."""
    found = await session.get(PublishedRecord, procedure_id)
    if found is not None:
        return found
    grave = await session.get(RecordWithdrawal, procedure_id)
    if grave is None:
        raise NotFound(f"No record {procedure_id} is published.")
    raise Gone(
        f"This was withdrawn: {grave.reason}",
        extra={
            "tombstone": {
                "procedureId": grave.procedure_id,
                "number": grave.number,
                "publishedAt": grave.published_at.isoformat(),
                "withdrawnAt": grave.withdrawn_at.isoformat(),
                "reason": grave.reason,
            }
        },
    )


def _record(session: AsyncSession, actor: Actor, what: EventType, found: Found, after: dict[str, object]) -> None:
    subject = found.procedure.id
    event.record(session, actor, what, ("written_procedure", subject), body_id=found.body.id, after=after)
