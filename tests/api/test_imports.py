"""Importing an agenda: upload, review, accept."""

import itertools
from typing import Any

import pytest

from tests.api.site import API, Site

NUMBERS = itertools.count(1)
AGENDA = """Styremøte {number} i Fjordane KO
Stad: Rådhuset i Vik
Tid: {day}. november 2025 kl. 09:00-14:00

Sak 1: Val av referent
Framlegg til vedtak:
Styret vel ein referent.

Sak 2: Budsjett for neste år
Saksframstilling:
Budsjettet er på 6 millionar kroner.
"""


async def imported(site: Site) -> tuple[dict[str, Any], str]:
    """An import of an agenda with a number and a day of its own, and its ETag."""
    n = next(NUMBERS)
    content = AGENDA.format(number=f"{n + 10}-25", day=n)
    answer = await site.admin.post(f"{API}/imports", files={"file": ("agenda.txt", content.encode())})
    assert answer.status_code == 201, answer.text
    return answer.json(), answer.headers["etag"]


def address(found: dict[str, Any], rest: str = "") -> str:
    return f"{API}/imports/{found['id']}{rest}"


async def corrected(site: Site, found: dict[str, Any], **meeting: Any) -> str:
    draft = {**found["draft"], "meeting": {**found["draft"]["meeting"], **meeting}}
    etag = (await site.admin.get(address(found))).headers["etag"]
    answer = await site.admin.put(address(found, "/draft"), json=draft, headers={"If-Match": etag})
    assert answer.status_code == 200, answer.text
    return answer.headers["etag"]


async def test_an_agenda_becomes_a_draft_and_the_draft_a_meeting(site: Site):
    found, etag = await imported(site)
    answer = await site.admin.post(address(found, "/actions/accept"), headers={"If-Match": etag})

    assert answer.status_code == 201, answer.text
    meeting = answer.json()
    assert [(one["number"], one["title"]) for one in meeting["items"]] == [
        (1, "Val av referent"),
        (2, "Budsjett for neste år"),
    ]
    assert answer.headers["location"] == f"{API}/meetings/{meeting['id']}"
    assert (await site.admin.get(answer.headers["location"])).headers["etag"] == answer.headers["etag"]
    after = (await site.admin.get(address(found))).json()
    assert (after["status"], after["meetingId"]) == ("accepted", meeting["id"])


async def test_the_source_is_shown_line_by_line(site: Site):
    found, _ = await imported(site)
    lines = (await site.admin.get(address(found, "/source"))).json()["lines"]

    assert {"number": 2, "text": "Stad: Rådhuset i Vik"} in [{**line, "text": line["text"].strip()} for line in lines]


async def test_a_correction_is_what_the_meeting_is_made_of(site: Site):
    found, _ = await imported(site)
    etag = await corrected(site, found, place="Førde")
    answer = await site.admin.post(address(found, "/actions/accept"), headers={"If-Match": etag})

    assert answer.json()["place"] == "Førde"


@pytest.mark.parametrize(
    ("meeting", "pointer"),
    [
        ({"number": None}, "/meeting/number"),
        ({"date": None}, "/meeting/date"),
        ({"title": "x" * 400}, "/title"),
        ({"date": "9999-12-31", "start": "09:00", "end": "08:00"}, "/meeting/date"),
        ({"date": "0001-01-01"}, "/startsAt"),
        ({"programme": [{"start": "10:00", "end": "09:00", "text": "Bakvendt"}]}, ""),
    ],
    ids=str,
)
async def test_a_draft_that_makes_no_meeting_is_refused_with_its_faults(site: Site, meeting, pointer):
    found, _ = await imported(site)
    etag = await corrected(site, found, **meeting)
    answer = await site.admin.post(address(found, "/actions/accept"), headers={"If-Match": etag})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert (await site.admin.get(address(found))).json()["status"] == "draft"


async def test_a_meeting_of_a_number_that_is_taken_leaves_the_draft_as_it_was(site: Site):
    first, etag = await imported(site)
    await site.admin.post(address(first, "/actions/accept"), headers={"If-Match": etag})
    second, _ = await imported(site)
    etag = await corrected(site, second, number=first["draft"]["meeting"]["number"])
    answer = await site.admin.post(address(second, "/actions/accept"), headers={"If-Match": etag})

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert (await site.admin.get(address(second))).json()["status"] == "draft"


async def test_a_body_that_does_not_exist_is_refused(site: Site):
    found, etag = await imported(site)
    answer = await site.admin.post(address(found, "/actions/accept?body=body_x"), headers={"If-Match": etag})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/bodyId")


async def test_accepting_again_under_the_same_key_gives_the_same_meeting(site: Site):
    found, etag = await imported(site)
    headers = {"If-Match": etag, "Idempotency-Key": f"accept-{found['id']}"}
    answers = [await site.admin.post(address(found, "/actions/accept"), headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("method", "rest"), [("PUT", "/draft"), ("POST", "/actions/accept"), ("POST", "/actions/discard")]
)
async def test_an_import_is_decided_once_and_by_who_has_seen_it(site: Site, method, rest):
    found, etag = await imported(site)
    body = {"json": found["draft"]} if rest == "/draft" else {}

    async def asked(headers: dict[str, str]) -> int:
        return (await site.admin.request(method, address(found, rest), headers=headers, **body)).status_code

    assert await asked({}) == 428
    assert await asked({"If-Match": '"99"'}) == 412
    discarded = await site.admin.post(address(found, "/actions/discard"), headers={"If-Match": etag})
    assert discarded.json()["status"] == "discarded"
    assert await asked({"If-Match": discarded.headers["etag"]}) == 409


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("agenda.pdf", b"%PDF-1.7\ngarbage"),
        ("agenda.docx", b"PK\x03\x04garbage"),
        ("agenda.txt", b""),
        ("agenda.exe", b"MZ\x90\x00" + bytes(100)),
        ("agenda.txt", bytes(100)),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_with_a_reason(site: Site, name, content):
    answer = await site.admin.post(f"{API}/imports", files={"file": (name, content)})

    assert answer.status_code in (415, 422)
    assert answer.json()["detail"]


async def test_imports_are_paged_through_newest_first(site: Site):
    ids = [(await imported(site))[0]["id"] for _ in range(3)]
    first = (await site.admin.get(f"{API}/imports?limit=2")).json()
    second = (await site.admin.get(f"{API}/imports", params={"limit": 2, "cursor": first["next"]})).json()
    back = (await site.admin.get(f"{API}/imports", params={"limit": 2, "cursor": second["previous"]})).json()

    assert [one["id"] for one in first["items"]] == [ids[2], ids[1]]
    assert second["items"][0]["id"] == ids[0]
    assert back["items"] == first["items"]


@pytest.mark.parametrize("rest", ["", "/source"])
async def test_an_import_that_does_not_exist_is_not_found(site: Site, rest):
    assert (await site.admin.get(f"{API}/imports/imp_x{rest}")).status_code == 404
