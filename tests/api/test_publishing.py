"""The publishing desk: readiness, preview, publish, schedule, withdraw."""

import datetime as dt
import itertools
from typing import Any

import httpx
import pytest

from tests.api.site import API, PUBLISHED, Site, day, item

NUMBERS = itertools.count(1)
UNKNOWN = "mtg_01k7000000000000000000000x"
IDENTITY_NUMBER = "01019010046"


async def planned(site: Site, **fields: Any) -> str:
    n = next(NUMBERS)
    meeting = await site.create(**{"number": f"D{n}", "startsAt": day(n), "endsAt": None, **fields})
    return str(meeting["id"])


async def publish(site: Site, meeting_id: str, **order: Any) -> httpx.Response:
    return await site.admin.post(f"{API}/meetings/{meeting_id}/actions/publish", json={"kind": "papers", **order})


async def test_readiness_tells_findings_in_the_readers_language(site: Site):
    meeting_id = await planned(site, items=[item(proposals=[])])
    found = {}
    for lang in ("nn", "nb", "en"):
        answer = await site.admin.get(
            f"{API}/meetings/{meeting_id}/readiness?kind=papers", headers={"Accept-Language": lang}
        )
        found[lang] = {finding["code"]: finding["message"] for finding in answer.json()["findings"]}

    assert set(found["nn"]) == {"deadline-missed", "missing-proposal"}
    assert len({messages["missing-proposal"] for messages in found.values()}) > 1
    assert answer.json()["ready"] is True


async def test_readiness_says_no_when_something_blocks(site: Site):
    meeting_id = await planned(site, items=[item(access="closed")])
    answer = await site.admin.get(f"{API}/meetings/{meeting_id}/readiness?kind=agenda")

    assert answer.json()["ready"] is False
    blocking = [finding for finding in answer.json()["findings"] if finding["severity"] == "blocking"]
    assert [(one["code"], one["path"], one["itemNumber"]) for one in blocking] == [
        ("closed-without-legal-basis", "/items/0", 1),
        ("closed-without-open-title", "/items/0", 1),
    ]


@pytest.mark.parametrize(
    ("kind", "media_type", "beginning"),
    [
        ("json", "application/json", b'{"publication"'),
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("pdf", "application/pdf", b"%PDF-"),
    ],
)
async def test_a_preview_shows_what_would_be_published_and_is_kept_by_nobody(site: Site, kind, media_type, beginning):
    meeting_id = await planned(site)
    answer = await site.admin.get(f"{API}/meetings/{meeting_id}/preview?kind=papers&format={kind}")

    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.content.lower().startswith(beginning.lower())
    assert "no-store" in answer.headers["cache-control"]
    assert (await site.anonymous.get(f"{PUBLISHED}/meetings/{meeting_id}")).status_code == 404


async def test_a_preview_is_redacted_as_the_publication_will_be(site: Site):
    meeting_id = await planned(site, items=[item("Løyndom", access="closed", openTitle="Sak", legalBasis="offl. § 13")])

    for kind in ("json", "html"):
        answer = await site.admin.get(f"{API}/meetings/{meeting_id}/preview?kind=papers&format={kind}")
        assert "Løyndom" not in answer.text


async def test_a_preview_as_a_member_shows_what_is_closed_but_not_to_who_is_inhabile_in_it(site: Site):
    meeting_id = await planned(site, items=[item("Løyndom", access="closed", openTitle="Sak", legalBasis="offl. § 13")])
    path = f"{API}/meetings/{meeting_id}/member-preview?kind=papers"
    item_id = (await site.admin.get(f"{API}/meetings/{meeting_id}")).json()["items"][0]["id"]
    entered = {"personId": site.people["member"], "state": "decided", "reason": "Slektning."}
    entry = await site.admin.post(f"{API}/agenda-items/{item_id}/inhabilities", json=entered)
    assert entry.status_code == 201, entry.text

    someone, other, inhabile = [
        await site.admin.get(f"{path}{who}")
        for who in ("", f"&personId={site.people['chair']}", f"&personId={site.people['member']}")
    ]

    assert "no-store" in someone.headers["cache-control"]
    for answer in (someone, other):
        assert [one["title"] for one in answer.json()["items"]] == ["Løyndom"]
    assert [one["title"] for one in inhabile.json()["items"]] == ["Sak"]
    assert inhabile.json()["withheld"] == [item_id]
    assert "Løyndom" not in inhabile.text
    assert (await site.anonymous.get(f"{PUBLISHED}/meetings/{meeting_id}")).status_code == 404


async def test_a_closed_meeting_is_listed_as_closed_under_its_open_title(site: Site):
    closed = {"access": "closed", "openTitle": "Ekstramøte", "legalBasis": "kommunelova § 11-5 andre ledd"}
    meeting = await site.create(number="LUKKA", startsAt=day(77), endsAt=None, title="Tilsetjing", **closed)
    await site.admin.post(f"{API}/meetings/{meeting['id']}/agenda-items", json=item("Søkjarar"))
    await site.publish(meeting["id"], "papers")
    listed = (await site.anonymous.get(f"{PUBLISHED}/meetings?date={day(77)[:10]}")).json()["items"]
    page = await site.anonymous.get(meeting["path"])

    assert [(one["title"], one["access"], one["place"]) for one in listed] == [("Ekstramøte", "closed", None)]
    assert "kommunelova § 11-5 andre ledd" in page.text
    assert '"isAccessibleForFree": false' in page.text
    assert "Tilsetjing" not in page.text
    assert "Søkjarar" not in page.text


async def test_a_meetings_access_can_not_be_nothing(site: Site):
    meeting_id = await planned(site)
    path = f"{API}/meetings/{meeting_id}"
    etag = (await site.admin.get(path)).headers["etag"]
    answer = await site.admin.patch(path, json={"access": None}, headers={"If-Match": etag})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/access")


async def test_a_publication_tells_its_address(site: Site):
    meeting_id = await planned(site)
    answer = await publish(site, meeting_id)

    assert (answer.status_code, answer.json()["version"], answer.json()["state"]) == (201, 1, "published")
    assert answer.headers["location"] == f"{PUBLISHED}/publications/{answer.json()['id']}"
    assert (await site.anonymous.get(answer.headers["location"])).status_code == 200


async def test_publishing_twice_under_one_key_is_one_version(site: Site):
    meeting_id = await planned(site)
    answers = [
        await site.admin.post(
            f"{API}/meetings/{meeting_id}/actions/publish",
            json={"kind": "papers"},
            headers={"Idempotency-Key": f"publish-{meeting_id}"},
        )
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]


async def test_a_refusal_names_the_guard_and_what_would_meet_it(site: Site):
    meeting_id = await planned(site)
    await publish(site, meeting_id)
    answer = await publish(site, meeting_id)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/guard-refused")
    assert answer.json()["guard"] == "change_note"
    assert answer.json()["errors"][0]["pointer"] == "/changeNote"


async def test_an_identity_number_blocks_until_somebody_answers_for_it(site: Site):
    meeting_id = await planned(site, items=[item(f"Sak {IDENTITY_NUMBER}")])
    refused = await publish(site, meeting_id)
    assert (refused.status_code, refused.json()["guard"]) == (409, "ready")
    assert IDENTITY_NUMBER not in refused.text

    override = {"code": "identity-number", "path": "/items/0", "reason": "Det er eit saksnummer."}
    assert (await publish(site, meeting_id, overrides=[override])).status_code == 201
    (event,) = [
        event
        for event in await site.changes()
        if event["type"] == "meeting.published" and event["subjectId"] == meeting_id
    ]
    assert (event["actorName"], event["after"]["overrides"]) == ("Kari Kontor", [override])


@pytest.mark.parametrize(
    ("order", "pointer"),
    [
        ({"kind": "minutes"}, "/kind"),
        ({"overrides": [{"code": "x", "path": "/", "reason": "kort"}]}, "/overrides/0/reason"),
        ({"overrides": [{"code": "x", "path": "/", "reason": "lang nok"}]}, "/overrides/0"),
        ({"at": "2020-01-01T00:00:00Z"}, "/at"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "/at"),
    ],
    ids=str,
)
async def test_a_fault_in_an_order_is_told_with_its_place(site: Site, order, pointer):
    answer = await publish(site, await planned(site), **order)

    assert answer.status_code == 422
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}


async def test_an_order_for_later_is_accepted_and_called_off(site: Site):
    meeting_id = await planned(site)
    later = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat()
    answer = await publish(site, meeting_id, at=later)
    assert (answer.status_code, answer.json()["status"]) == (202, "scheduled")

    address = f"{API}/scheduled-publications/{answer.json()['id']}/actions/cancel"
    assert [
        (await site.admin.post(address, headers=headers)).status_code
        for headers in ({}, {"If-Match": '"99"'}, {"If-Match": '"1"'}, {"If-Match": '"2"'})
    ] == [428, 412, 200, 409]
    listed = (await site.admin.get(f"{API}/meetings/{meeting_id}/publications")).json()
    assert (listed["items"], [one["status"] for one in listed["scheduled"]]) == ([], ["cancelled"])


async def test_a_withdrawn_meeting_is_gone_with_its_reason(site: Site):
    meeting_id = await planned(site)
    await publish(site, meeting_id)
    answer = await site.admin.post(f"{API}/meetings/{meeting_id}/actions/withdraw", json={"reason": "Feil utgåve."})
    assert [(one["state"], one["reason"]) for one in answer.json()["items"]] == [("withdrawn", "Feil utgåve.")]

    gone = await site.anonymous.get(f"{PUBLISHED}/meetings/{meeting_id}")
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/withdrawn")
    assert gone.json()["tombstone"]["reason"] == "Feil utgåve."


async def test_a_superseded_version_is_withdrawn_and_the_standing_one_is_not(site: Site):
    meeting_id = await planned(site)
    first = (await publish(site, meeting_id)).json()["id"]
    second = (await publish(site, meeting_id, changeNote="Retta.")).json()["id"]

    async def withdrawn(publication_id: str) -> int:
        answer = await site.admin.post(
            f"{API}/publications/{publication_id}/actions/withdraw", json={"reason": "Sa for mykje."}
        )
        return answer.status_code

    assert (await withdrawn(second), await withdrawn(first), await withdrawn(first)) == (409, 200, 409)
    assert (await site.anonymous.get(f"{PUBLISHED}/publications/{first}")).status_code == 410
    assert (await site.anonymous.get(f"{PUBLISHED}/publications/{second}")).status_code == 200


@pytest.mark.parametrize("reason", ["kort", f"Namngav {IDENTITY_NUMBER}.", "Null\0teikn."])
async def test_a_reason_must_be_fit_for_the_public(site: Site, reason):
    meeting_id = await planned(site)
    await publish(site, meeting_id)
    answer = await site.admin.post(f"{API}/meetings/{meeting_id}/actions/withdraw", json={"reason": reason})

    assert answer.status_code == 422
    assert (await site.anonymous.get(f"{PUBLISHED}/meetings/{meeting_id}")).status_code == 200


async def test_what_is_not_published_is_not_withdrawn(site: Site):
    answer = await site.admin.post(
        f"{API}/meetings/{await planned(site)}/actions/withdraw", json={"reason": "Feil utgåve."}
    )

    assert (answer.status_code, answer.json()["guard"]) == (409, "published")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/meetings/{UNKNOWN}/readiness?kind=papers", None),
        ("GET", f"/meetings/{UNKNOWN}/preview?kind=papers", None),
        ("GET", f"/meetings/{UNKNOWN}/publications", None),
        ("POST", f"/meetings/{UNKNOWN}/actions/publish", {"kind": "papers"}),
        ("POST", "/publications/pub_x/actions/withdraw", {"reason": "Feil utgåve."}),
        ("POST", "/scheduled-publications/sched_x/actions/cancel", None),
    ],
)
async def test_what_does_not_exist_is_not_found(site: Site, method, path, body):
    answer = await site.admin.request(method, f"{API}{path}", json=body, headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
