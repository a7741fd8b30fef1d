import json

import pytest
from hypothesis import given

from api.domain.publications.snapshot import Snapshot
from api.outputs import jsonld
from tests.unit.outputs.snapshots import CANCELLED, HOSTILE, SAMPLE, snapshots

BASE = "https://sogn.example"


def test_a_meeting_is_an_event_with_its_time_place_and_organiser() -> None:
    event = json.loads(jsonld.meeting(SAMPLE, base_url=BASE))
    assert (event["@type"], event["startDate"], event["location"]["name"], event["organizer"]["name"]) == (
        "Event",
        "2025-10-20T09:00:00+02:00",
        "Campus Sogndal, møterom Sparebank Vest",
        "Styret i Sogn KO",
    )


def test_a_side_event_is_an_event_of_its_own() -> None:
    event = json.loads(jsonld.meeting(SAMPLE, base_url=BASE))
    assert [side["startDate"] for side in event["subEvent"]] == ["2025-10-20T15:00:00+02:00"]


def test_a_cancelled_meeting_says_so() -> None:
    assert json.loads(jsonld.meeting(CANCELLED, base_url=BASE))["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_remote_meeting_is_attended_online() -> None:
    remote = SAMPLE.model_copy(update={"meeting": SAMPLE.meeting.model_copy(update={"remote": True, "place": None})})
    event = json.loads(jsonld.meeting(remote, base_url=BASE))
    assert (event["eventAttendanceMode"], event["location"]["@type"]) == (
        "https://schema.org/OnlineEventAttendanceMode",
        "VirtualLocation",
    )


def test_a_case_names_its_files_and_the_way_to_it() -> None:
    work, trail = json.loads(jsonld.case(SAMPLE, SAMPLE.items[6], base_url=BASE))["@graph"]
    assert work["associatedMedia"][0]["encodingFormat"] == "application/pdf"
    assert [step["name"] for step in trail["itemListElement"]] == [
        "Styremøte 09-25 i Sogn KO",
        "Vertskommunesamarbeid om NAV",
    ]


@pytest.mark.parametrize(
    "written", [jsonld.meeting(HOSTILE, base_url=BASE), jsonld.case(HOSTILE, HOSTILE.items[0], base_url=BASE)]
)
def test_nothing_in_it_can_end_the_script_element(written: str) -> None:
    assert not set("<>&") & set(written)


@given(snapshots())
def test_any_meeting_gives_json(snapshot: Snapshot) -> None:
    assert json.loads(jsonld.meeting(snapshot, base_url=BASE))["name"] == snapshot.meeting.title
