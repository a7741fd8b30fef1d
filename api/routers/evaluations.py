"""Evaluation of meetings: opened by the administration, answered by the members, shown as sums."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.domain.evaluations import policy, rules, service
from api.domain.evaluations.schemas import (
    EvaluationAnswer,
    EvaluationOut,
    EvaluationResults,
    NewEvaluation,
    StatementResult,
    Statements,
)
from api.domain.evaluations.service import Found
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now, oslo_date
from api.domain.kernel.errors import NotFound
from api.domain.kernel.policy import Allow, require
from api.domain.organisation import service as organisation
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.routers.dependencies import Administration, Once, SignedIn, WorkingSession
from api.routers.loading import meeting_for
from api.routers.representations import etag_of_schema

router = APIRouter(prefix="/api/v1", tags=["evaluations"], route_class=IdempotentRoute, responses=problems(401))

_LATEST_FIRST = Keyset("evaluations:-startsAt", tuple[dt.datetime, str])


@router.get(
    "/bodies/{body_id}/evaluation-statements", summary="Get what a body's evaluations ask", responses=problems(403, 404)
)
async def get_statements(
    body_id: str, response: Response, actor: Administration, session: WorkingSession
) -> Statements:
    """The statements that the next evaluation will have."""
    return await _statements(session, actor, body_id, response)


@router.put(
    "/bodies/{body_id}/evaluation-statements", summary="Set what a body's evaluations ask", responses=problems(403, 404)
)
async def set_statements(
    body_id: str,
    new: Statements,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> Statements:
    """Evaluations that are opened already keep the ones they have."""
    current = await _statements(session, actor, body_id, response)
    require_match(if_match, etag_of_schema(current))
    await service.set_statements(session, actor, body_id, new.items)
    return await _statements(session, actor, body_id, response)


@router.get("/evaluations", summary="List evaluations")
async def list_evaluations(
    request: Request,
    response: Response,
    paging: Paging,
    actor: SignedIn,
    session: WorkingSession,
    body: Annotated[str | None, Query(max_length=100, description="Id of a body.")] = None,
) -> Page[EvaluationOut]:
    """Those of the bodies that one administers or is a member of, latest meeting first."""
    position = _LATEST_FIRST.position(paging)
    rows = await service.page(
        session,
        policy.readable_bodies(actor),
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
        body_id=body,
    )
    shown = [await _view(session, actor, row) for row in rows]
    headers: dict[str, str] = {}
    page = paginate(
        request, headers, _LATEST_FIRST, paging, shown, key=lambda row: (row.starts_at, row.id), item=lambda row: row
    )
    response.headers.update(headers)
    return page


@router.post(
    "/meetings/{meeting_id}/evaluation",
    status_code=201,
    summary="Open the evaluation of a meeting",
    responses=problems(403, 404, 409),
)
async def open_evaluation(
    meeting_id: str, new: NewEvaluation, response: Response, actor: Administration, session: WorkingSession, _: Once
) -> EvaluationOut:
    """From then on members and deputies may answer, until the day it closes."""
    meeting = (await meeting_for(session, actor, meeting_id)).meeting
    require(policy.can_keep(actor, meeting.body_id))
    made = await service.open_evaluation(session, actor, meeting, new.closes_on, now())
    return await _answer(session, actor, await service.get(session, made.id), response)


@router.get("/meetings/{meeting_id}/evaluation", summary="Get the evaluation of a meeting", responses=problems(404))
async def get_evaluation(
    meeting_id: str, response: Response, actor: SignedIn, session: WorkingSession
) -> EvaluationOut:
    """The form while it is open. When it is closed, what came of it, if enough have answered."""
    found = await service.of_meeting(session, meeting_id)
    if not policy.sees(actor, found.body.id):
        raise NotFound(f"The meeting {meeting_id} has no evaluation.")
    return await _answer(session, actor, found, response)


# A PUT, and without Idempotency-Key: what is kept of a POST would join the answer to its sender.
@router.put(
    "/evaluations/{evaluation_id}/answer",
    status_code=204,
    summary="Answer an evaluation",
    responses=problems(403, 404, 409),
)
async def answer(evaluation_id: str, given: EvaluationAnswer, actor: SignedIn, session: WorkingSession) -> None:
    """Adds the scores to the sums and the remark to the others. The answer itself is not kept, and can't be changed."""
    found = await _seen(session, actor, evaluation_id)
    require(policy.can_answer(actor, found.body.id))
    await service.answer(session, found, str(actor.person_id), given, now())


@router.post(
    "/evaluations/{evaluation_id}/actions/close", summary="Close an evaluation", responses=problems(403, 404, 409)
)
async def close(
    evaluation_id: str,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> EvaluationOut:
    """Ends it for good, and forgets who has answered."""
    found = await _seen(session, actor, evaluation_id)
    require(policy.can_keep(actor, found.body.id))
    require_match(if_match, etag_of_revision(found.evaluation.revision))
    await service.close(session, actor, found.evaluation, now())
    return await _answer(session, actor, await service.get(session, evaluation_id), response)


async def _statements(session: WorkingSession, actor: Actor, body_id: str, response: Response) -> Statements:
    body = await organisation.get_body(session, body_id)
    require(policy.can_keep(actor, body.id))
    view = Statements(items=await service.statements(session, body.id))
    response.headers["ETag"] = etag_of_schema(view)
    return view


async def _seen(session: WorkingSession, actor: Actor, evaluation_id: str) -> Found:
    found = await service.get(session, evaluation_id)
    if not policy.sees(actor, found.body.id):
        raise NotFound(f"There is no evaluation {evaluation_id}.")
    return found


async def _answer(session: WorkingSession, actor: Actor, found: Found, response: Response) -> EvaluationOut:
    response.headers["ETag"] = etag_of_revision(found.evaluation.revision)
    return await _view(session, actor, found)


async def _view(session: WorkingSession, actor: Actor, found: Found) -> EvaluationOut:
    evaluation, sums = found.evaluation, found.sums
    closed = found.is_closed(oslo_date(now()))
    answered = actor.person_id is not None and await service.has_answered(session, evaluation.id, actor.person_id)
    is_member = isinstance(policy.can_answer(actor, found.body.id), Allow)
    keeps = isinstance(policy.can_keep(actor, found.body.id), Allow)
    return EvaluationOut(
        id=evaluation.id,
        revision=evaluation.revision,
        meeting_id=found.meeting.id,
        meeting_number=found.meeting.number,
        meeting_title=found.meeting.title,
        starts_at=found.meeting.starts_at,
        body_id=found.body.id,
        body_name=found.body.name,
        statements=tuple(evaluation.statements),
        state="closed" if closed else "open",
        closes_on=evaluation.closes_on,
        answers=sums.answers,
        least_answers=rules.LEAST_ANSWERS,
        has_answered=answered and not closed,
        may_answer=is_member and not closed and not answered,
        may_close=keeps and evaluation.closed_at is None,
        results=_results(found) if rules.is_shown(sums, closed=closed) else None,
    )


def _results(found: Found) -> EvaluationResults:
    rows = zip(found.evaluation.statements, found.sums.counts, strict=True)
    return EvaluationResults(
        statements=tuple(StatementResult(text=text, mean=rules.mean(counts), counts=counts) for text, counts in rows),
        remarks=found.sums.remarks,
    )
