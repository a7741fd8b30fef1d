"""Minutes of what was recorded in the room. Pure.

Source: kommuneloven § 11-4: time and place, who was present and absent, which cases, which resolutions, what votes came
to; and the basis for closing the doors, for inhability and for exemptions.
"""

import hashlib
from collections.abc import Iterator, Mapping

import rfc8785

from api.domain.deliberation import outcomes, presence, waiting
from api.domain.deliberation.items import ItemRecord, Stretch
from api.domain.deliberation.room import Room
from api.domain.kernel import richtext
from api.domain.minutes import redaction, sentences
from api.domain.minutes.attendance import Attendance, Span, treatment, whole_meeting
from api.domain.minutes.document import (
    HEAD,
    Edit,
    Head,
    MeetingFacts,
    MinutesDocument,
    MinutesForm,
    MinutesItem,
    Passage,
    Resolution,
)
from api.domain.minutes.wording import Wording, capital


def whole(room: Room, facts: MeetingFacts, edits: Mapping[str, Edit] | None = None) -> MinutesDocument:
    """The minutes as the body has them, closed items included."""
    wording = Wording(room.setup.lang)
    return _document(room, room, facts, wording, "whole", edits or {}, whole_meeting(room))


def public(room: Room, facts: MeetingFacts, edits: Mapping[str, Edit] | None = None) -> MinutesDocument:
    """The minutes as everybody may read them."""
    wording = Wording(room.setup.lang)
    shown = redaction.public_room(room, facts, wording)
    told = whole_meeting(room) if len(shown.items) == len(room.items) else treatment(shown.items)
    return _document(room, shown, facts, wording, "public", edits or {}, told)


def _document(
    room: Room,
    shown: Room,
    facts: MeetingFacts,
    wording: Wording,
    form: MinutesForm,
    edits: Mapping[str, Edit],
    told: tuple[Span, ...],
) -> MinutesDocument:
    """``shown`` is what may be written of; of ``room`` only what remains of closed items is."""
    meeting_closed = form == "public" and facts.access == "closed"
    note = edits.get(HEAD)
    return MinutesDocument(
        lang=wording.lang,
        form=form,
        meeting_id=room.setup.meeting_id,
        body_id=room.setup.body_id,
        body_name=room.setup.body_name,
        organisation=facts.organisation,
        number=facts.number,
        title=(facts.open_title or wording("closedTitle")) if meeting_closed else facts.title,
        starts_at=facts.starts_at,
        room_seq=room.seq,
        correction=facts.correction,
        head=_head(shown, facts, wording, told, place=None if meeting_closed else facts.place),
        note=note.text if note is not None else None,
        items=tuple(
            redaction.closed_item(room, item, facts, wording)
            if (left := shown.item(item.fact.id)) is None
            else _item(shown, left, facts, wording, form, edits.get(item.fact.id))
            for item in room.items
            if form == "whole" or redaction.is_told_of(item, facts)
        ),
    )


def _head(room: Room, facts: MeetingFacts, wording: Wording, told: tuple[Span, ...], *, place: str | None) -> Head:
    attendance = Attendance(room, told, wording, facts.municipalities)
    return Head(
        opened_at=room.opened_at,
        closed_at=room.closed_at,
        place=place,
        remote=room.setup.remote,
        lines=tuple(_lines(room, wording, attendance)),
        present=attendance.members(),
        deputies=attendance.deputies(),
        absent=attendance.absent(),
        unions=attendance.unions(),
        guests=tuple(
            dict.fromkeys(one.name for one in room.speakers if one.person_id is None and one.began_at is not None)
        ),
    )


def _lines(room: Room, wording: Wording, attendance: Attendance) -> Iterator[str]:
    yield from sentences.urgency(room, wording)
    if room.opened_at is not None:
        yield wording("opened", clock=wording.clock(room.opened_at))
        figures = {"present": attendance.at_opening(), "members": len(room.setup.members)}
        yield wording("presentCount", **figures)
    if leaders := _leaders(room):
        yield wording("chaired", names=wording.names(leaders))
    for one in room.breaks:
        until = wording.clock(one.until) if one.until is not None else ""
        key = "breakReason" if one.reason else "break"
        yield wording(key, since=wording.clock(one.since), until=until, reason=one.reason or "")
    if room.closed_at is not None:
        yield wording("closed", clock=wording.clock(room.closed_at))


def _leaders(room: Room) -> list[str]:
    """Who led the meeting, in their order: those under whom votes were taken, and who led it last."""
    votes = sorted((vote for item in room.items for vote in item.votes), key=lambda vote: vote.seq)
    ids = dict.fromkeys([*(vote.led_by for vote in votes), room.chaired_by])
    return [room.name_of(one) for one in ids if one is not None]


def _item(
    room: Room, item: ItemRecord, facts: MeetingFacts, wording: Wording, form: MinutesForm, edit: Edit | None
) -> MinutesItem:
    closed = redaction.is_closed(item, facts)
    proceedings = tuple(_proceedings(room, item, wording))
    return MinutesItem(
        id=item.fact.id,
        case_id=item.fact.case_id,
        number=item.fact.number,
        type=item.fact.type,
        title=item.fact.title,
        closed=closed,
        open_title=redaction.open_title(item, facts) if closed else None,
        legal_basis=redaction.basis_of(item, facts, wording) if closed else None,
        outcome=item.outcome.state if item.outcome is not None else None,
        inhabile_ids=tuple(one.person_id for one in item.inhabilities if one.steps_down),
        attendance=_attendance(room, item, wording) if form == "whole" else None,
        proceedings=proceedings,
        resolution=_resolution(room, item, wording),
        closing=sentences.closing_votes(room, item, wording) if closed else (),
        added=edit.text if edit is not None and edit.mode == "add" else None,
        replaced=edit.text if edit is not None and edit.mode == "replace" else None,
        fingerprint=_fingerprint(proceedings),
    )


def _fingerprint(passages: tuple[Passage, ...]) -> str:
    """Of what was generated, so that a text of the secretary's is known to be older than what it stands for."""
    return hashlib.sha256(rfc8785.dumps([one.model_dump(mode="json") for one in passages])).hexdigest()


def _attendance(room: Room, item: ItemRecord, wording: Wording) -> str | None:
    """Who treated the item."""
    names = list(_treated_by(room, item))
    return wording("itemAttendance", names=wording.names(names)) if names else None


def _treated_by(room: Room, item: ItemRecord) -> Iterator[str]:
    for seat in room.setup.members:
        if not item.is_inhabile(seat.person_id) and _was_there(room, item, seat.person_id):
            yield seat.name
            continue
        for one in room.stand_ins:
            here = one.member_id == seat.person_id and one.item_id in (None, item.fact.id)
            if here and not item.is_inhabile(one.deputy_id) and _was_there(room, item, one.deputy_id):
                yield room.name_of(one.deputy_id)
                break


def _was_there(room: Room, item: ItemRecord, person_id: str) -> bool:
    def meets(stretch: Stretch) -> bool:
        span = Span(stretch.since, stretch.until)
        return any(
            span.meets(one.since, one.until)
            for one in room.presences
            if one.person_id == person_id and not (one.remote and item.must_be_closed)
        )

    return any(meets(stretch) for stretch in item.stretches)


def _proceedings(room: Room, item: ItemRecord, wording: Wording) -> Iterator[Passage]:
    """In the order in which a meeting goes about it: the agenda, who takes part, the doors, proposals, votes, words."""
    if item.fact.raised:
        yield Passage(words=wording("raised"))
    if item.objections:
        names = wording.names([room.name_of(one) for one in dict.fromkeys(item.objections)])
        yield Passage(words=wording("objected", names=names))
        if presence.is_objected_to(room, item):
            yield Passage(words=wording("objectedRefused"))
    if demands := waiting.standing(item):
        names = wording.names([room.name_of(one.person_id) for one in demands])
        yield Passage(words=wording("demanded", names=names))
        if waiting.must_wait(room, item):
            yield Passage(words=wording("demandedEnough"))
    for one in item.inhabilities:
        if sentence := sentences.inhability_sentence(room, one, wording):
            yield Passage(words=sentence)
    yield from _votes(room, item, wording, on_the_matter=False)
    for stand_in in room.stand_ins:
        if stand_in.item_id == item.fact.id:
            deputy, member = room.name_of(stand_in.deputy_id), room.name_of(stand_in.member_id)
            yield Passage(words=wording("satFor", deputy=deputy, member=member))
    for closure in item.closures:
        yield Passage(words=sentences.closure_sentence(closure, wording))
    for proposal in item.proposals:
        title = sentences.called(item, proposal, wording).removesuffix(f" {wording('from')} {proposal.mover}")
        key = "moved" if proposal.mover else "movedByNobody"
        yield Passage(words=wording(key, subject=title, mover=proposal.mover or ""), text=proposal.text)
    yield from _votes(room, item, wording, on_the_matter=True)
    for proposal in item.proposals:
        if proposal.state in ("withdrawn", "lapsed"):
            key = "proposalWithdrawn" if proposal.state == "withdrawn" else "lapsed"
            yield Passage(words=wording(key, subject=sentences.called(item, proposal, wording)))
    for said in item.remarks:
        yield Passage(words=wording("remark"), text=richtext.text_doc(said.text))
    for said in item.dissents:
        name = room.name_of(said.person_id)
        yield Passage(words=wording("dissent", name=name), text=richtext.text_doc(said.text))


def _votes(room: Room, item: ItemRecord, wording: Wording, *, on_the_matter: bool) -> Iterator[Passage]:
    for vote in item.standing_votes:
        if (vote.subject not in ("closing", "inhability")) == on_the_matter:
            yield Passage(words=" ".join(sentences.vote_sentences(room, item, vote, wording)))


def _resolution(room: Room, item: ItemRecord, wording: Wording) -> Resolution | None:
    outcome = item.outcome
    if outcome is None:
        return None
    body = room.setup.body_name
    if outcome.state in ("adopted", "adopted_as_amended"):
        resolved = outcomes.adopted(room, item)
        return Resolution(words=_formula(item, wording, body), text=resolved.text if resolved is not None else None)
    words = wording(outcome.state, body=body)
    if outcome.note:
        words = f"{words} {wording('reason', note=capital(outcome.note))}"
    return Resolution(words=words)


def _formula(item: ItemRecord, wording: Wording, body: str) -> str:
    adopted = outcomes.adopted_proposals(item)
    if not adopted:
        return wording("adoptedByElection")
    if to := next((one.recommends_to for one in adopted if one.recommends_to), None):
        return wording("recommended", body=body, to=to)
    was_changed = any(one.amended for one in adopted)
    return wording("adoptedAmended" if was_changed else "adopted", body=body)


def stale(document: MinutesDocument, edits: Mapping[str, Edit]) -> tuple[str, ...]:
    """Sections whose edit was written when the room still said something else."""
    now = {item.id: item.fingerprint for item in document.items if isinstance(item, MinutesItem)}
    return tuple(section for section, edit in edits.items() if section != HEAD and now.get(section) != edit.basis)
