"""When a consultation takes input, and who sees what was said."""

import datetime as dt
from dataclasses import dataclass
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.consultation import policy, rules
from api.domain.consultation.content import consulted_case
from api.domain.consultation.rules import Treatment, Window
from api.domain.kernel.actor import Actor, Grant, Seat, SeatRole, person
from api.domain.kernel.errors import GuardRefused, Invalid
from api.domain.kernel.policy import Allow
from api.domain.meetings.states import PUBLISHABLE, ItemState, MeetingState
from tests.unit.domain import facts

MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)
ITEM_STATES = st.sampled_from(get_args(ItemState))
MEETING_STATES = st.sampled_from(get_args(MeetingState))
TREATMENTS = st.builds(Treatment, ITEM_STATES, MEETING_STATES, MOMENTS)
BODY, OTHER = "body_1", "body_2"


@dataclass(frozen=True)
class Written:
    account_id: str
    withdrawn_at: dt.datetime | None


def seated(role: SeatRole, body_id: str = BODY) -> Actor:
    return person("acc_1", "Kari", frozenset(), frozenset({Seat(body_id, role)}), "pers_1")


def administers(body_id: str | None) -> Actor:
    return person("acc_1", "Kari", frozenset({Grant("administration", body_id)}), frozenset(), None)


@given(TREATMENTS, MOMENTS)
def test_a_case_is_consulted_on_while_it_is_pending_and_the_meeting_has_not_begun(treatment: Treatment, now):
    possible = (
        treatment.item_state == "pending"
        and treatment.meeting_state in PUBLISHABLE
        and now < treatment.meeting_starts_at
    )
    if possible:
        rules.require_consultable(treatment, now)
    else:
        with pytest.raises(GuardRefused) as refused:
            rules.require_consultable(treatment, now)
        assert refused.value.extra["guard"] in ("item_pending", "meeting_not_begun")
        assert refused.value.extra["remedy"]


@given(MOMENTS, MOMENTS, MOMENTS)
def test_a_deadline_lies_between_now_and_the_meeting(now, deadline, starts_at):
    treatment = Treatment("pending", "planned", starts_at)
    if now < deadline < starts_at:
        rules.require_deadline(deadline, treatment, now)
    else:
        with pytest.raises(Invalid):
            rules.require_deadline(deadline, treatment, now)


@given(st.builds(Window, MOMENTS, st.none() | MOMENTS), TREATMENTS, MOMENTS)
def test_input_is_never_taken_after_the_deadline_or_a_closing_or_the_start_of_the_meeting(window, treatment, now):
    try:
        rules.require_open(window, treatment, now)
    except GuardRefused:
        return
    assert now < window.deadline
    assert window.closed_at is None
    assert now < treatment.meeting_starts_at


def test_input_that_comes_late_is_told_how_to_come_in():
    deadline = dt.datetime(2025, 10, 13, tzinfo=dt.UTC)
    treatment = Treatment("pending", "planned", deadline + dt.timedelta(days=7))
    with pytest.raises(GuardRefused) as refused:
        rules.require_open(Window(deadline, None), treatment, deadline)

    assert refused.value.extra["guard"] == "consultation_open"
    assert "extend" in str(refused.value.extra["remedy"])


INPUTS = st.lists(st.builds(Written, st.sampled_from(["acc_1", "acc_2", "acc_3"]), st.none() | MOMENTS))
STATES = st.sampled_from(get_args(rules.ConsultationState))


@given(INPUTS, STATES)
def test_a_union_sees_nothing_of_the_others_while_the_window_is_open_and_nothing_withdrawn_ever(inputs, state):
    seen = rules.visible_inputs(inputs, reader="union", account_id="acc_1", state=state)
    others = [one for one in seen if one.account_id != "acc_1"]

    assert [one for one in seen if one.account_id == "acc_1"] == [one for one in inputs if one.account_id == "acc_1"]
    assert not any(one.withdrawn_at for one in others)
    assert state != "open" or not others


@given(INPUTS, STATES)
def test_the_body_sees_what_stands_and_the_administration_sees_all(inputs, state):
    body = rules.visible_inputs(inputs, reader="body", account_id="acc_9", state=state)

    assert body == tuple(one for one in inputs if one.withdrawn_at is None)
    assert rules.visible_inputs(inputs, reader="administration", account_id="acc_9", state=state) == tuple(inputs)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 2)), st.dictionaries(st.text(max_size=3), st.integers(0, 2)))
def test_the_changed_parts_are_just_those_that_differ(before, after):
    changed = rules.changed_parts(before, after)

    assert all(before.get(name) != after.get(name) for name in changed)
    same = (before.keys() | after.keys()) - set(changed)
    assert all(before.get(name) == after.get(name) for name in same)


@pytest.mark.parametrize("state", get_args(MeetingState))
@pytest.mark.parametrize("role", ["chair", "deputy_chair", "member", "deputy"])
def test_a_member_reads_the_inputs_when_the_papers_are_out_and_not_before(role, state):
    expected = "body" if state in policy.PAPERS_ARE_OUT else None

    assert policy.reader_of(seated(role), BODY, state) == expected


@pytest.mark.parametrize("state", [*get_args(MeetingState), None])
def test_what_is_consulted_on_in_one_body_is_for_the_unions_and_the_administration_of_that_body(state):
    assert policy.reader_of(seated("union_representative"), BODY, state) == "union"
    assert policy.reader_of(seated("union_representative", OTHER), BODY, state) is None
    assert policy.reader_of(administers(BODY), BODY, state) == "administration"
    assert policy.reader_of(administers(None), BODY, state) == "administration"
    assert policy.reader_of(administers(OTHER), BODY, state) is None


def test_only_the_administration_prepares_and_only_the_unions_take_part():
    assert isinstance(policy.can_prepare(administers(BODY), BODY), Allow)
    assert not isinstance(policy.can_prepare(seated("union_representative"), BODY), Allow)
    assert isinstance(policy.can_take_part(seated("union_representative"), BODY), Allow)
    for actor in (administers(BODY), seated("chair"), seated("union_representative", OTHER)):
        assert not isinstance(policy.can_take_part(actor, BODY), Allow)


WORDS = st.lists(st.text("qxz", min_size=10, max_size=10), min_size=6, max_size=6, unique=True)


@given(WORDS)
def test_a_closed_case_says_nothing_to_the_unions_but_its_open_title_and_legal_basis(words):
    title, text, proposal, attachment, open_title, basis = words
    item = facts.closed_item(
        title=title,
        text=facts.text(text),
        proposals=(facts.proposal(text=facts.text(proposal)),),
        attachments=(facts.attachment(title=attachment),),
        open_title=open_title,
        legal_basis=basis,
    )
    shown = consulted_case(facts.meeting(item), item.id, include_closed=False, now=facts.IN_TIME).model_dump_json()

    assert [word for word in (title, text, proposal, attachment) if word in shown] == []
    assert open_title in shown
    assert basis in shown


@given(WORDS)
def test_a_case_that_the_administration_includes_is_shown_but_never_a_closed_document(words):
    title, text, filename, document_title, *_ = words
    document = facts.document(
        access="closed", title=document_title, version=facts.version(filename=filename), legal_basis="offl. § 13"
    )
    item = facts.closed_item(title=title, text=facts.text(text), attachments=(facts.attachment(document=document),))
    shown = consulted_case(facts.meeting(item), item.id, include_closed=True, now=facts.IN_TIME).model_dump_json()

    assert title in shown
    assert text in shown
    assert [word for word in (filename, document_title, document.id) if word in shown] == []


def test_a_closed_meeting_is_named_to_the_unions_by_its_open_title_unless_the_case_is_included():
    proposals = (facts.proposal(text=facts.text("qxzqxzqxz"), access="closed", legal_basis="offl. § 13"),)
    item = facts.item(title="zxqzxqzxq", proposals=proposals)
    meeting = facts.meeting(item, access="closed", title="Tilsetjing", open_title="Ekstramøte", legal_basis="koml.")

    kept = consulted_case(meeting, item.id, include_closed=False, now=facts.IN_TIME)
    included = consulted_case(meeting, item.id, include_closed=True, now=facts.IN_TIME)

    assert (kept.meeting_title, kept.item.access, kept.item.proposals) == ("Ekstramøte", "closed", ())
    assert not {"qxzqxzqxz", "zxqzxqzxq", "Tilsetjing"} & set(kept.model_dump_json().split('"'))
    assert (included.meeting_title, included.item.title) == ("Tilsetjing", "zxqzxqzxq")
    assert "qxzqxzqxz" in included.model_dump_json()


def test_the_other_cases_of_the_meeting_are_not_shown():
    item, other = facts.item(), facts.item(number=2, title="Qxzqxzqxz")

    shown = consulted_case(facts.meeting(item, other), item.id, include_closed=True, now=facts.IN_TIME)
    assert "Qxzqxzqxz" not in shown.model_dump_json()
