import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.kernel.errors import GuardRefused
from api.domain.work_plans.rules import (
    Month,
    Place,
    Planned,
    Roll,
    Sitting,
    follows,
    in_order,
    missing_occurrences,
    occurrence_of,
    place_at,
    require_action,
    roll,
)

TODAY = dt.date(2026, 6, 10)
HELD = Sitting("mtg_1_held", dt.date(2026, 5, 4), over=True)
NEXT = Sitting("mtg_2_next", dt.date(2026, 6, 22), over=False)
LATER = Sitting("mtg_3_later", dt.date(2026, 9, 14), over=False)
NEXT_YEAR = Sitting("mtg_4_new_year", dt.date(2027, 1, 18), over=False)
SITTINGS = [HELD, NEXT, LATER]


def at(sitting: Sitting, id: str = "a", **fields) -> Planned:  # noqa: A002
    return Planned(id, place_at(sitting), fields.pop("position", 0), **fields)


def in_month(month: int, id: str = "a", year: int = 2026, **fields) -> Planned:  # noqa: A002
    return Planned(id, Place(Month(year, month)), fields.pop("position", 0), **fields)


def series(entry: Planned, recurrence: str, name: str = "s") -> Planned:
    return replace(
        entry,
        recurrence=recurrence,
        series_id=name,
        occurrence=occurrence_of(recurrence, entry.place),
    )


def rolled(*entries: Planned, sittings=SITTINGS, years=(2026,), today=TODAY) -> Roll:
    return roll(entries, sittings, 2026, set(years), today)


def test_what_a_held_meeting_did_not_get_done_goes_to_the_next_one():
    result = rolled(at(HELD))

    assert [(move.entry_id, move.place) for move in result.moves] == [("a", place_at(NEXT))]


@pytest.mark.parametrize("state", ["done", "moved", "dropped"])
def test_what_is_settled_stays(state):
    assert rolled(at(HELD, state=state)).is_empty


def test_an_item_with_an_outcome_is_done_and_not_moved():
    result = rolled(at(HELD, state="on_agenda", settled=True))

    assert (result.done, result.moves) == (("a",), ())


def test_an_item_without_an_outcome_is_moved():
    assert [move.entry_id for move in rolled(at(HELD, state="on_agenda")).moves] == ["a"]


def test_a_month_is_due_when_it_has_passed():
    result = rolled(in_month(5, "passed"), in_month(6, "this"), in_month(7, "coming"))

    assert [move.entry_id for move in result.moves] == ["passed"]


def test_a_day_is_due_when_it_has_passed():
    days = [replace(in_month(6, day), date=dt.date(2026, 6, int(day))) for day in ("9", "10")]

    assert [move.entry_id for move in rolled(*days).moves] == ["9"]


def test_without_a_meeting_to_come_everything_stays_and_is_named():
    result = rolled(at(HELD), sittings=[HELD])

    assert (result.moves, result.stranded) == ((), ("a",))


def test_a_meeting_that_was_called_off_is_no_place_to_go():
    result = rolled(at(HELD), sittings=[HELD, replace(NEXT, over=True), LATER])

    assert result.moves[0].place == place_at(LATER)


def test_what_recurs_at_each_meeting_gets_every_meeting_to_come():
    result = rolled(series(at(HELD, state="done"), "each_meeting"))

    assert [(one.place, one.occurrence) for one in result.additions] == [
        (place_at(NEXT), NEXT.id),
        (place_at(LATER), LATER.id),
    ]


def test_an_entry_for_each_meeting_goes_into_the_one_that_stands_at_the_next():
    result = rolled(series(at(HELD, "a"), "each_meeting"), series(at(NEXT, "b"), "each_meeting"))

    assert [(move.entry_id, move.merges, move.occurrence) for move in result.moves] == [("a", True, NEXT.id)]


def test_a_meeting_set_up_before_the_series_began_does_not_get_it():
    began = series(at(LATER), "each_meeting")

    assert rolled(began, sittings=[*SITTINGS, NEXT_YEAR], years=(2026, 2027)).additions[0].place == place_at(NEXT_YEAR)


def test_a_series_by_quarters_gets_the_quarters_that_are_left():
    result = rolled(series(in_month(2, state="done"), "quarterly"))

    assert [(one.place.month.month, one.occurrence) for one in result.additions] == [(8, "2026-q3"), (11, "2026-q4")]


def test_a_yearly_entry_comes_back_where_there_is_a_plan_for_the_year():
    yearly = series(in_month(3, state="done"), "yearly")

    assert rolled(yearly).additions == ()
    added = rolled(yearly, years=(2026, 2027)).additions
    assert [(one.place, one.occurrence) for one in added] == [(Place(Month(2027, 3)), "2027")]


def test_a_yearly_entry_that_was_late_comes_back_in_its_own_month():
    late = replace(series(at(LATER, state="done"), "yearly"), home=Month(2026, 3))

    assert rolled(late, years=(2026, 2027)).additions[0].place.month == Month(2027, 3)


def test_a_plan_two_years_ahead_is_left_alone():
    yearly = series(in_month(3, state="done"), "yearly")

    assert [one.occurrence for one in rolled(yearly, years=(2026, 2027, 2028)).additions] == ["2027"]


def test_a_series_ends_with_an_entry_that_no_longer_recurs():
    first, last = series(in_month(2, "a", state="done"), "quarterly"), series(in_month(5, "b"), "quarterly")

    assert rolled(first, replace(last, recurrence="none", state="done")).additions == ()


def test_a_time_that_was_dropped_does_not_come_back():
    entries = [
        series(at(HELD, "a", state="done"), "each_meeting"),
        series(at(NEXT, "b", state="dropped"), "each_meeting"),
    ]

    assert [one.place for one in rolled(*entries).additions] == [place_at(LATER)]


def test_something_for_each_meeting_needs_a_meeting():
    with pytest.raises(GuardRefused) as refused:
        occurrence_of("each_meeting", Place(Month(2026, 3)))

    assert refused.value.extra["guard"] == "recurs_with_meetings"


STATES = {"planned", "on_agenda", "done", "moved", "dropped"}
ALLOWED = {
    "change": {"planned"},
    "delete": {"planned"},
    "move": {"planned", "on_agenda"},
    "drop": {"planned"},
    "put_on_agenda": {"planned"},
    "take_off_agenda": {"on_agenda"},
    "done": {"planned", "on_agenda"},
    "reopen": {"done", "moved", "dropped"},
}


@pytest.mark.parametrize("action", ALLOWED)
@pytest.mark.parametrize("state", sorted(STATES))
def test_an_action_is_taken_only_from_its_states(action, state):
    if state in ALLOWED[action]:
        require_action(action, state)
    else:
        with pytest.raises(GuardRefused) as refused:
            require_action(action, state)
        assert refused.value.extra["guard"] == "entry_state"
        assert refused.value.extra["remedy"]


# -- whatever the plan looks like --------------------------------------------------------------------------------------


@st.composite
def bodies(draw):
    """A body's meetings over two years and what is planned for them, in any state, series included."""
    days = draw(st.lists(st.integers(0, 700), min_size=0, max_size=8, unique=True))
    today = dt.date(2026, 1, 1) + dt.timedelta(days=draw(st.integers(0, 500)))
    sittings = []
    for number, day in enumerate(sorted(days)):
        date = dt.date(2026, 1, 1) + dt.timedelta(days=day)
        sittings.append(Sitting(f"mtg_{number:02}", date, over=date < today or draw(st.booleans())))
    entries, taken = [], set()
    for number in range(draw(st.integers(0, 14))):
        sitting = draw(st.sampled_from(sittings)) if sittings and draw(st.booleans()) else None
        place = place_at(sitting) if sitting else Place(Month(draw(st.integers(2026, 2027)), draw(st.integers(1, 12))))
        state = draw(st.sampled_from(["planned", "planned", "on_agenda", "done", "dropped"]))
        settled = state == "on_agenda" and draw(st.booleans())
        entry = Planned(f"e{number:02}", place, number, state=state, settled=settled)
        kind = draw(st.sampled_from(["none", "yearly", "quarterly", "each_meeting"]))
        if kind != "none" and (kind != "each_meeting" or sitting):
            entry = series(entry, kind, f"{kind}-{draw(st.integers(0, 1))}")
            if (entry.series_id, entry.occurrence) in taken:
                continue
            taken.add((entry.series_id, entry.occurrence))
        entries.append(entry)
    years = {2026} | {entry.place.month.year for entry in entries}
    return entries, sittings, years, today


def applied(entries: list[Planned], result: Roll) -> list[Planned]:
    """The plan after a roll, as the service carries it out."""
    after = {entry.id: entry for entry in entries}
    position = max((entry.position for entry in entries), default=0)
    for entry_id in result.done:
        after[entry_id] = replace(after[entry_id], state="done")
    for move in result.moves:
        source = after[move.entry_id]
        after[source.id] = replace(source, state="moved")
        if not move.merges:
            position += 1
            name = f"{source.id}>"
            after[name] = replace(
                source,
                id=name,
                place=move.place,
                position=position,
                state="planned",
                settled=False,
                occurrence=move.occurrence,
                home=None if source.recurrence == "each_meeting" else source.first_month,
            )
    for number, one in enumerate(result.additions):
        position += 1
        template = next(entry for entry in entries if entry.id == one.template_id)
        after[f"+{number:02}{position}"] = replace(
            template,
            id=f"+{number:02}{position}",
            place=one.place,
            position=position,
            state="planned",
            settled=False,
            occurrence=one.occurrence,
            home=None,
        )
    return list(after.values())


@given(bodies())
def test_rolling_loses_nothing(body):
    entries, sittings, years, today = body
    result = roll(entries, sittings, 2027, years, today)
    after = {entry.id: entry for entry in applied(entries, result)}

    for entry in entries:
        now = after[entry.id]
        if now.state == "moved":
            move = next(one for one in result.moves if one.entry_id == entry.id)
            here = [
                one
                for one in after.values()
                if one.state != "moved"
                and (one.id == f"{entry.id}>" or (move.merges and one.occurrence == move.occurrence))
            ]
            assert here, entry
        else:
            assert now == entry or (now.state == "done" and entry.settled)


@given(bodies())
def test_rolling_duplicates_nothing(body):
    entries, sittings, years, today = body
    after = applied(entries, roll(entries, sittings, 2027, years, today))

    assert max(Counter(entry.id for entry in after).values(), default=1) == 1
    times = Counter((one.series_id, one.occurrence) for one in after if one.series_id and one.state != "moved")
    assert max(times.values(), default=1) == 1


@given(bodies())
def test_rolling_twice_does_nothing_the_second_time(body):
    entries, sittings, years, today = body
    result = roll(entries, sittings, 2027, years, today)
    after = applied(entries, result)
    again = roll(after, sittings, 2027, years | {entry.place.month.year for entry in after}, today)

    assert again.is_empty, again


@given(bodies())
def test_rolling_keeps_the_order_of_what_it_moves(body):
    entries, sittings, years, today = body
    by_id = {one.id: one for one in sittings}
    result = roll(entries, sittings, 2027, years, today)
    after = in_order(applied(entries, result), by_id)

    before = [entry.id for entry in in_order(entries, by_id)]
    moved = [entry.id[:-1] for entry in after if entry.id.endswith(">")]
    assert moved == [one for one in before if one in moved]


@given(bodies())
def test_rolling_moves_only_forwards(body):
    entries, sittings, years, today = body
    by_id = {one.id: one for one in sittings}
    for move in roll(entries, sittings, 2027, years, today).moves:
        assert not by_id[move.place.meeting_id].over
        assert by_id[move.place.meeting_id].date >= today


@given(bodies())
def test_the_next_years_times_are_added_once(body):
    entries, sittings, _, today = body
    added = missing_occurrences(entries, sittings, {2027}, today)
    after = applied(entries, Roll((), (), added, ()))

    assert missing_occurrences(after, sittings, {2027}, today) == ()
    assert all(one.place.month.year == 2027 for one in added)


def test_a_move_by_hand_into_a_standing_time_makes_no_second():
    first, second = series(at(HELD, "a"), "each_meeting"), series(at(NEXT, "b"), "each_meeting")

    assert follows(first, place_at(NEXT), [first, second]).merges
    assert not follows(first, place_at(LATER), [first, second]).merges
