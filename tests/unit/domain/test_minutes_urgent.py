"""Minutes of an urgent remote meeting: that it was one, on what ground, and who wanted what to wait."""

from api.domain.deliberation import orders
from api.domain.deliberation.facts import ItemFact
from api.domain.meetings.urgency import Urgency
from api.domain.minutes.document import MinutesDocument
from tests.unit.domain.rooms import ITEMS, MEMBERS, OPEN, SECRET, Meeting, setup
from tests.unit.domain.test_minutes import public, whole, words

OPEN_ITEMS = (ITEMS[0], ITEMS[3])


def urgent(items: tuple[ItemFact, ...] = OPEN_ITEMS) -> Meeting:
    urgency = Urgency("minor", f"{SECRET} hastar.", "Leiar frå Vik")
    meeting = Meeting(setup(remote=True, urgency=urgency, items=items))
    meeting.open(*MEMBERS[:4])
    return meeting


def head(document: MinutesDocument) -> str:
    return " ".join(document.head.lines)


def test_the_minutes_say_that_it_was_an_urgent_remote_meeting_and_on_what_ground():
    told = head(whole(urgent()))

    assert "hastefjernmøte. Leiar frå Vik avgjorde det" in told
    assert "sakene var ikkje så viktige at det trongst eit ekstraordinært møte" in told
    assert f"Grunngjeving: {SECRET} hastar." in told


def test_an_ordinary_meeting_is_not_called_one():
    assert "hastefjernmøte" not in head(whole(Meeting()))


def test_the_reason_is_left_out_when_something_was_closed_and_the_ground_is_not():
    meeting = urgent(ITEMS)

    for told in (head(whole(meeting)), head(public(meeting))):
        assert SECRET not in told
        assert "sakene var ikkje så viktige" in told


def test_the_public_minutes_of_a_closed_meeting_leave_the_reason_out():
    assert SECRET not in public(urgent(), access="closed").model_dump_json()


def test_the_minutes_name_those_who_demanded_that_the_case_waits():
    meeting = urgent()
    meeting.do(orders.DemandOrdinaryMeeting(item_id=OPEN, person_id=MEMBERS[2]))
    one = words(whole(meeting))
    meeting.do(orders.DemandOrdinaryMeeting(item_id=OPEN, person_id=MEMBERS[3]))
    both = words(whole(meeting))

    assert one[0] == f"Medlem {MEMBERS[2]} kravde at saka skulle vente til eit ordinært møte (kommunelova § 11-8)."
    assert both[0].startswith(f"Medlem {MEMBERS[2]} og Medlem {MEMBERS[3]} kravde")
    assert "minst ein tredel av medlemmene" in both[1]
