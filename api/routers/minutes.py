"""Minutes of a meeting: assembled, edited, sent, commented on, approved and sealed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import Response as AnyResponse

from api import sealing
from api.auth import sessions
from api.domain.identity import service as identity
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now
from api.domain.kernel.errors import NotFound, Unavailable
from api.domain.kernel.policy import Deny
from api.domain.minutes import approval, assembly, service
from api.domain.minutes.document import MinutesForm, MinutesItem
from api.domain.minutes.policy import can_approve
from api.domain.minutes.schemas import (
    Answer,
    Approving,
    CommentOut,
    Concluding,
    FileOut,
    MinutesOut,
    MinutesPatch,
    NewComment,
    Reopening,
    Sending,
    SignerOut,
)
from api.domain.minutes.service import Kept, Sent
from api.domain.minutes.tables import MinutesFile
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.ranges import file_responses
from api.http.security import download_headers
from api.outputs.minutes import rendered
from api.routers.dependencies import ConfiguredSettings, Files, Once, SignedIn, WorkingSession, is_https
from api.sealing.minutes import sealer

router = APIRouter(
    prefix="/api/v1/meetings/{meeting_id}/minutes",
    tags=["minutes"],
    route_class=IdempotentRoute,
    responses=problems(401, 404),
)


@router.get("", summary="Get the minutes")
async def get_minutes(meeting_id: str, response: Response, actor: SignedIn, session: WorkingSession) -> MinutesOut:
    """For the administration what would be sent now; for members the version that was sent to them.

    Closed items that a member is inhabile in are told as to the public. Before they are sent, members get 404.
    """
    return await _answer(session, actor, await service.read(session, actor, meeting_id), response)


@router.patch("", summary="Edit the minutes", responses=problems(403, 409))
async def edit(
    meeting_id: str,
    patch: MinutesPatch,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> MinutesOut:
    """Writes sections beside, or in place of, what is generated; what is generated is never lost."""
    kept = await service.hold(session, actor, meeting_id)
    require_match(if_match, etag_of_revision(kept.row.revision))
    await service.edit(session, actor, kept, patch)
    return await _answer(session, actor, await service.read(session, actor, meeting_id), response)


@router.post("/comments", status_code=201, summary="Comment on the minutes", responses=problems(403, 409))
async def comment(
    meeting_id: str, new: NewComment, response: Response, actor: SignedIn, session: WorkingSession, _: Once
) -> MinutesOut:
    """Says something of a section; the administration answers it before the minutes are approved."""
    kept = await service.hold(session, actor, meeting_id)
    await service.comment(session, actor, kept, new, now())
    return await _answer(session, actor, await service.read(session, actor, meeting_id), response)


@router.post("/comments/{comment_id}/actions/answer", summary="Answer a comment", responses=problems(403, 409))
async def answer(
    meeting_id: str,
    comment_id: str,
    given: Answer,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
) -> MinutesOut:
    """Tells the member what was made of it."""
    kept = await service.hold(session, actor, meeting_id)
    await service.answer(session, actor, kept, comment_id, given.answer, now())
    return await _answer(session, actor, await service.read(session, actor, meeting_id), response)


@router.post("/actions/send", summary="Send the minutes to the members", responses=problems(403, 409))
async def send(
    meeting_id: str,
    sending: Sending,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> MinutesOut:
    """Keeps what stands now as a version that members read, comment on and approve. It may be done again."""
    kept = await service.hold(session, actor, meeting_id)
    require_match(if_match, etag_of_revision(kept.row.revision))
    await service.send(session, actor, kept, sending, now())
    return await _answer(session, actor, await service.read(session, actor, meeting_id), response)


@router.post("/actions/approve", summary="Approve the minutes", responses=problems(403, 409))
async def approve(
    meeting_id: str,
    approving: Approving,
    request: Request,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    settings: ConfiguredSettings,
    _: Once,
) -> MinutesOut:
    """For the people who were named when the minutes were sent. Needs a fresh sign-in, by passkey for who has one.

    Who, when and by what goes into the sealed file.
    """
    kept = await service.hold(session, actor, meeting_id)
    proof = await identity.require_fresh(session, sessions.token_of(request, https=is_https(settings)), now())
    await approval.approve(session, actor, kept, approving.version, proof, now())
    return await _answer(session, actor, await service.read(session, actor, meeting_id), response)


@router.post("/actions/conclude", summary="Conclude the approval", responses=problems(403, 409))
async def conclude(
    meeting_id: str,
    concluding: Concluding,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
) -> MinutesOut:
    """Makes the minutes approved, once all who were named have, and the next meeting has where that was the way."""
    kept = await service.hold(session, actor, meeting_id)
    await approval.conclude(session, actor, kept, concluding.agenda_item_id, now())
    return await _answer(session, actor, await service.read(session, actor, meeting_id), response)


@router.post("/actions/reopen", summary="Take up approved minutes again", responses=problems(403, 409))
async def reopen(
    meeting_id: str,
    order: Reopening,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> MinutesOut:
    """For minutes that prove wrong: they are edited, sent, approved and sealed anew, with a note on what was wrong.

    What was sealed stays as it is, and what is published stays until the new version is published in its place.
    """
    kept = await service.hold(session, actor, meeting_id)
    require_match(if_match, etag_of_revision(kept.row.revision))
    await approval.reopen(session, actor, kept, order.reason)
    return await _answer(session, actor, await service.read(session, actor, meeting_id), response)


@router.post("/actions/seal", summary="Seal the minutes", responses=problems(403, 409, 503))
async def seal(
    meeting_id: str,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    storage: Files,
    settings: ConfiguredSettings,
    _: Once,
) -> MinutesOut:
    """Seals the whole minutes and the public form with the organisation's certificate (PAdES)."""
    kept = await service.hold(session, actor, meeting_id)
    moment = now()

    try:
        await approval.seal(session, actor, storage, kept, sealer(settings, moment), moment)
    except (sealing.SealNotConfigured, sealing.TimestampRequestError) as error:
        raise Unavailable(str(error)) from error
    return await _answer(session, actor, await service.read(session, actor, meeting_id), response)


_PDF = {**problems(403), **file_responses("application/pdf")}


@router.get("/minutes.pdf", summary="Download the minutes", responses=_PDF, response_class=AnyResponse)
async def download(
    meeting_id: str,
    actor: SignedIn,
    session: WorkingSession,
    storage: Files,
    settings: ConfiguredSettings,
    form: Annotated[MinutesForm, Query(description="With closed items, or as everybody may read them.")] = "whole",
    version: Annotated[
        int | None, Query(ge=1, le=2**31 - 1, description="As it was sent; what stands now if left out.")
    ] = None,
) -> AnyResponse:
    """The sealed file, once there is one; who is inhabile in a closed item gets an unsealed copy without it."""
    kept = await service.read(session, actor, meeting_id)
    asked = None if version is None else await service.version(session, kept, version)
    document = await service.shown_to(session, actor, kept, asked)
    sent = asked or kept.sent
    if form == "public":
        stands = asked is None and actor.administers(kept.body_id)
        document = kept.standing[1] if stands or sent is None else sent.public
    file = next((one for one in sent.files if one.form == form), None) if sent is not None else None
    if sent is not None and file is not None and document in (sent.whole, sent.public):
        content = await storage.work.read(file.sha256)
    else:
        number = None if sent is None else sent.row.number
        is_draft = _is_draft(kept) and not _is_sealed_version(kept, actor, asked)
        content = await rendered(document, settings.public_url, now(), version=number, is_draft=is_draft)
    return _file(content, f"møtebok-{document.number}.pdf")


@router.get("/items/{item_id}/extract.pdf", summary="Download an extract", responses=_PDF, response_class=AnyResponse)
async def extract(
    meeting_id: str, item_id: str, actor: SignedIn, session: WorkingSession, settings: ConfiguredSettings
) -> AnyResponse:
    """The extract of one case: time and place, how it was treated, and what was resolved."""
    kept = await service.read(session, actor, meeting_id)
    document = await service.shown_to(session, actor, kept)
    item = document.item(item_id)
    if not isinstance(item, MinutesItem):
        raise NotFound(f"There is no item {item_id} in these minutes.")
    is_draft = _is_draft(kept) and not _is_sealed_version(kept, actor)
    content = await rendered(
        document, settings.public_url, now(), version=_number(kept), only=item_id, is_draft=is_draft
    )
    return _file(content, f"særutskrift-{document.number}-sak-{item.number}.pdf")


def _number(kept: Kept) -> int | None:
    return None if kept.sent is None else kept.sent.row.number


def _is_draft(kept: Kept) -> bool:
    return kept.row.state not in ("approved", "sealed")


def _is_sealed_version(kept: Kept, actor: Actor, asked: Sent | None = None) -> bool:
    """Whether what is shown was sealed: members keep that while the minutes are corrected."""
    shown = asked or (None if actor.administers(kept.body_id) else kept.sent)
    return shown is not None and bool(shown.files)


def _file(content: bytes, name: str) -> AnyResponse:
    headers = {**download_headers(name, "application/pdf", "inline"), "Cache-Control": "private, no-store"}
    return AnyResponse(content, media_type="application/pdf", headers=headers)


async def _answer(session: WorkingSession, actor: Actor, kept: Kept, response: Response) -> MinutesOut:
    response.headers["ETag"] = etag_of_revision(kept.row.revision)
    keeps = actor.administers(kept.body_id)
    sent = kept.sent
    approved = {one.person_id: one for one in sent.approvals} if sent is not None else {}
    signers = tuple(
        SignerOut(
            person_id=one,
            name=kept.room.name_of(one),
            at=approved[one].at if one in approved else None,
            method=approved[one].method if one in approved else None,
        )
        for one in kept.row.signers
    )
    allowed = not isinstance(can_approve(actor, kept.row.signers), Deny)
    return MinutesOut(
        meeting_id=kept.row.meeting_id,
        state=kept.row.state,
        revision=kept.row.revision,
        version=_number(kept),
        sent_at=sent.row.created_at if sent is not None else None,
        way=kept.row.way,
        signers=signers,
        comments_until=kept.row.comments_until,
        approved_at=kept.row.approved_at,
        approved_in_item_id=kept.row.approved_in_item_id,
        sha256=sent.row.sha256 if sent is not None else None,
        document=await service.shown_to(session, actor, kept),
        public=kept.standing[1] if keeps else None,
        edits=kept.edits if keeps else {},
        stale=assembly.stale(kept.whole, kept.edits) if keeps else (),
        unsent=kept.unsent and _is_draft(kept),
        comments=tuple(
            CommentOut(
                id=one.id,
                section=one.section,
                version=number,
                name=one.name,
                text=one.text,
                at=one.created_at,
                answer=one.answer,
                answered_by=one.answered_by,
                answered_at=one.answered_at,
            )
            for one, number in await service.comments_for(session, actor, kept)
        ),
        files=() if sent is None else tuple(_file_out(sent.row.number, one) for one in sent.files),
        earlier_files=tuple(_file_out(number, one) for number, one in kept.sealed_before),
        may_keep=keeps,
        may_approve=allowed and kept.row.state == "sent" and actor.person_id not in approved,
    )


def _file_out(version: int, file: MinutesFile) -> FileOut:
    return FileOut(
        version=version,
        form=file.form,
        sha256=file.sha256,
        size=file.size,
        sealed_at=file.sealed_at,
        seal_name=file.seal_name,
        trial=file.trial,
        level=file.level,
    )
