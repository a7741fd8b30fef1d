"""Keeps an import from upload to decision. Reading the file and making the meeting are others' work."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer
from sqlmodel import col, select

from api.domain.imports.tables import AgendaImport
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import GuardRefused, NotFound


async def create(
    session: AsyncSession,
    actor: Actor,
    *,
    filename: str,
    sha256: str,
    source: list[dict[str, Any]],
    draft: dict[str, Any],
) -> AgendaImport:
    """Store a fresh draft with the lines that it was read from."""
    row = AgendaImport(filename=filename, sha256=sha256, source=source, draft=draft, created_by=actor.id)
    session.add(row)
    await session.flush()
    event.record(session, actor, "import.created", ("import", row.id), after={"sha256": sha256})
    return row


async def get(session: AsyncSession, import_id: str) -> AgendaImport:
    """Raises NotFound."""
    row = await session.get(AgendaImport, import_id)
    if row is None:
        raise NotFound(f"There is no import {import_id}.")
    return row


async def page(
    session: AsyncSession, limit: int, after: str | None, *, backwards: bool, created_by: str | None
) -> list[AgendaImport]:
    """Up to ``limit`` imports without source and draft, newest first, beside ``after``; with ``created_by`` theirs."""
    query = select(AgendaImport).options(defer(AgendaImport.source), defer(AgendaImport.draft))  # type: ignore[arg-type]
    if created_by is not None:
        query = query.where(AgendaImport.created_by == created_by)
    if after is not None:
        query = query.where(col(AgendaImport.id) > after if backwards else col(AgendaImport.id) < after)
    order = col(AgendaImport.id).asc() if backwards else col(AgendaImport.id).desc()
    return list((await session.scalars(query.order_by(order).limit(limit))).all())


async def save_draft(session: AsyncSession, actor: Actor, row: AgendaImport, draft: dict[str, Any]) -> AgendaImport:
    """Store a person's corrections. Raises GuardRefused once the import is decided."""
    _require_undecided(row)
    row.draft = draft
    await session.flush()
    event.record(session, actor, "import.draft_saved", ("import", row.id))
    return row


async def accept(session: AsyncSession, actor: Actor, row: AgendaImport, meeting_id: str, body_id: str) -> AgendaImport:
    """Note that the draft has become a meeting of the body. Raises GuardRefused once the import is decided."""
    _require_undecided(row)
    row.status, row.meeting_id = "accepted", meeting_id
    await session.flush()
    event.record(
        session, actor, "import.accepted", ("import", row.id), body_id=body_id, after={"meetingId": meeting_id}
    )
    return row


async def discard(session: AsyncSession, actor: Actor, row: AgendaImport) -> AgendaImport:
    """Put the draft aside; it can still be read. Raises GuardRefused once the import is decided."""
    _require_undecided(row)
    row.status = "discarded"
    await session.flush()
    event.record(session, actor, "import.discarded", ("import", row.id))
    return row


def _require_undecided(row: AgendaImport) -> None:
    if row.status != "draft":
        raise GuardRefused(
            f"The import is {row.status}.", extra={"guard": "undecided", "remedy": "Import the file again."}
        )
