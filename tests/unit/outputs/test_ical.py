import datetime as dt

from hypothesis import given
from icalendar import Calendar, Event

from api.domain.publications.snapshot import Snapshot
from api.outputs import ical
from api.outputs.summary import Withdrawal, summarise
from tests.unit.outputs.snapshots import AGENDA_ONLY, BODY, CANCELLED, HOSTILE, SAMPLE, at, fixed_id, snapshots

BASE = "https://sogn.example:8443"
WITHDRAWN = summarise(SAMPLE, Withdrawal(withdrawn_at=at(12), reason="Feil vedlegg i sak 9."))


def events(written: bytes) -> list[Event]:
    return list(Calendar.from_ical(written).walk("VEVENT"))


def test_a_meeting_starts_and_ends_by_the_clock_in_oslo() -> None:
    written = ical.meeting(SAMPLE, base_url=BASE)
    assert b"DTSTART;TZID=Europe/Oslo:20251020T090000\r\nDTEND;TZID=Europe/Oslo:20251020T144500" in written


def test_the_clock_in_oslo_is_described() -> None:
    zone = Calendar.from_ical(ical.meeting(SAMPLE, base_url=BASE)).walk("VTIMEZONE")[0].to_tz()
    summer, winter = dt.datetime(2026, 7, 1, 12, tzinfo=zone), dt.datetime(2026, 1, 1, 12, tzinfo=zone)
    assert (summer.utcoffset(), winter.utcoffset()) == (dt.timedelta(hours=2), dt.timedelta(hours=1))


def test_a_meeting_is_known_by_its_id_at_our_host() -> None:
    assert events(ical.meeting(SAMPLE, base_url=BASE))[0]["UID"] == f"{SAMPLE.meeting.id}@sogn.example"


def test_a_side_event_is_an_entry_of_its_own() -> None:
    side = events(ical.meeting(SAMPLE, base_url=BASE))[1]
    assert side["UID"] == f"{fixed_id('side', 1)}@sogn.example"
    assert "15:10 Rapporten ved KS Konsulent" in side["DESCRIPTION"]


def test_a_later_version_has_a_higher_sequence() -> None:
    first, second = (events(ical.meeting(one, base_url=BASE))[0] for one in (AGENDA_ONLY, SAMPLE))
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (1, 2)
    assert first["UID"] == second["UID"]


def test_it_was_last_changed_when_it_was_published() -> None:
    event = events(ical.meeting(SAMPLE, base_url=BASE))[0]
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == SAMPLE.publication.published_at


def test_the_agenda_and_the_address_stand_in_the_description() -> None:
    event = events(ical.meeting(SAMPLE, base_url=BASE))[0]
    assert "8. Prinsipp for kostnadsfordeling\n" in event["DESCRIPTION"]
    assert event["URL"] == "https://sogn.example:8443/m%C3%B8te/styret/2025-10-20"


def test_a_cancelled_meeting_says_so_in_status_and_title() -> None:
    event = events(ical.meeting(CANCELLED, base_url=BASE))[0]
    assert (event["STATUS"], event["SUMMARY"]) == ("CANCELLED", "Avlyst: Styremøte 09-25 i Sogn KO")


def test_a_withdrawn_meeting_stays_in_the_subscription_as_cancelled_and_newer() -> None:
    event = events(ical.body(BODY, [WITHDRAWN], base_url=BASE))[0]
    assert (event["STATUS"], event["SEQUENCE"], event["LAST-MODIFIED"].dt) == ("CANCELLED", 3, at(12))


def test_what_was_withdrawn_is_not_in_the_subscription() -> None:
    written = ical.body(BODY, [WITHDRAWN], base_url=BASE).replace(b"\r\n ", b"").decode()
    assert "Feil vedlegg i sak 9." in written
    assert "kostnadsfordeling" not in written
    assert "barnevern" not in written


def test_a_subscription_is_named_and_tells_how_often_to_look() -> None:
    calendar = Calendar.from_ical(ical.body(BODY, [summarise(SAMPLE)], base_url=BASE))
    assert (calendar["X-WR-CALNAME"], calendar["REFRESH-INTERVAL"].dt) == ("Styret i Sogn KO", dt.timedelta(hours=6))


def test_a_subscription_does_not_depend_on_the_order_it_is_given() -> None:
    other = summarise(SAMPLE).model_copy(update={"meeting_id": fixed_id("mtg", 2), "starts_at": at(8)})
    both = [summarise(SAMPLE), other]
    assert ical.body(BODY, both, base_url=BASE) == ical.body(BODY, both[::-1], base_url=BASE)


def test_a_text_can_not_add_a_line_of_its_own() -> None:
    lines = ical.meeting(HOSTILE, base_url=BASE).split(b"\r\n")
    assert not any(line.startswith(b"X-INJECTED") for line in lines)
    assert all(b"\r" not in line and b"\n" not in line for line in lines)


@given(snapshots())
def test_any_meeting_reads_back_with_its_title_and_start(snapshot: Snapshot) -> None:
    event = events(ical.meeting(snapshot, base_url=BASE))[0]
    assert event["SUMMARY"] == " ".join(snapshot.meeting.title.split())
    assert event["DTSTART"].dt.replace(tzinfo=None) == snapshot.meeting.starts_at.replace(tzinfo=None)


@given(snapshots())
def test_no_line_is_longer_than_the_standard_allows(snapshot: Snapshot) -> None:
    assert all(len(line) <= 75 for line in ical.meeting(snapshot, base_url=BASE).split(b"\r\n"))
