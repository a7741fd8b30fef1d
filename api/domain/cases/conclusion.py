"""A case is closed when everything about it is done, and opened again when it is not."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.cases import rules
from api.domain.cases.rules import CaseState
from api.domain.cases.tables import Case
from api.domain.kernel import event
from api.domain.kernel.actor import Actor


async def conclude(session: AsyncSession, actor: Actor, case: Case, body_id: str, *, treated: bool) -> None:
    """``treated`` says that its last treatment came to an end. Raises GuardRefused ``case_open``, ``case_treated``."""
    rules.require_concludable(case.state, treated=treated)
    before, case.state = case.state, "concluded"
    await session.flush()
    event.record(
        session,
        actor,
        "case.concluded",
        ("case", case.id),
        body_id=body_id,
        before={"state": before},
        after={"state": case.state},
    )


async def reopen(session: AsyncSession, actor: Actor, case: Case, body_id: str, to: CaseState = "in_treatment") -> None:
    """Open it again, by regret or because it is written anew for a meeting. Raises GuardRefused ``case_concluded``."""
    rules.require_concluded(case.state)
    case.state = to
    await session.flush()
    event.record(
        session,
        actor,
        "case.reopened",
        ("case", case.id),
        body_id=body_id,
        before={"state": "concluded"},
        after={"state": to},
    )
