"""A case is shown to the unions, they say what they think, the administration answers, and the board reads it."""

import datetime as dt
import itertools
from typing import Any

import httpx
import pytest

from api.domain.consultation.tables import Consultation
from api.domain.meetings.tables import AgendaItem
from tests.api.site import API, Site, item, text

NUMBERS = itertools.count(1)


def moment(**ahead: float) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(**ahead)).isoformat()


async def meeting(site: Site, *items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    starts = {"startsAt": moment(days=20), "endsAt": moment(days=20, hours=3)}
    return await site.create(number=f"C{next(NUMBERS)}", items=list(items) or [item()], **{**starts, **fields})


async def opened(site: Site, item_id: str, **fields: Any) -> dict[str, Any]:
    answer = await site.actors["administration"].post(
        f"{API}/agenda-items/{item_id}/consultations", json={"deadline": moment(days=5), **fields}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def said(site: Site, consultation_id: str, words: str = "Vi er samde.") -> dict[str, Any]:
    answer = await site.actors["union_representative"].post(
        f"{API}/consultations/{consultation_id}/inputs", json={"organisationName": "Laget", "text": text(words)}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def read(client: httpx.AsyncClient, consultation_id: str) -> dict[str, Any]:
    answer = await client.get(f"{API}/consultations/{consultation_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def act(site: Site, consultation_id: str, name: str, **body: Any) -> httpx.Response:
    administration = site.actors["administration"]
    seen = await administration.get(f"{API}/consultations/{consultation_id}")
    return await administration.post(
        f"{API}/consultations/{consultation_id}/actions/{name}",
        headers={"If-Match": seen.headers["etag"]},
        **({"json": body} if body or name == "refresh" else {}),
    )


async def pass_the_deadline(site: Site, consultation_id: str) -> None:
    async with site.database.work.begin() as session:
        row = await session.get_one(Consultation, consultation_id)
        row.opened_at = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
        row.deadline = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)


async def test_the_unions_see_the_case_as_it_is_when_the_consultation_is_opened(site: Site):
    found = await meeting(site, item("Skog i Sogn", text=text("Tre kommunar vil vere med.")))
    made = await opened(site, found["items"][0]["id"], message="Sjå særleg på bemanninga.")
    union = site.actors["union_representative"]

    shown = await read(union, made["id"])
    assert shown["case"]["item"]["title"] == "Skog i Sogn"
    assert "Tre kommunar" in str(shown["case"]["item"]["text"])
    assert shown["message"] == "Sjå særleg på bemanninga."
    assert (shown["state"], shown["canTakePart"], shown["canPrepare"]) == ("open", True, False)
    assert made["id"] in [one["id"] for one in (await union.get(f"{API}/consultations")).json()["items"]]


async def test_what_is_written_after_the_opening_is_shown_when_the_administration_refreshes(site: Site):
    found = await meeting(site, item("Før"))
    item_id = found["items"][0]["id"]
    made = await opened(site, item_id)
    current = await site.admin.get(f"{API}/agenda-items/{item_id}")
    await site.admin.patch(
        f"{API}/agenda-items/{item_id}", json={"title": "Etter"}, headers={"If-Match": current.headers["etag"]}
    )
    union = site.actors["union_representative"]
    before = await read(union, made["id"])

    refreshed = await act(site, made["id"], "refresh", note="Tittelen er ny.")
    after = await read(union, made["id"])
    assert before["case"]["item"]["title"] == "Før"
    assert refreshed.status_code == 200, refreshed.text
    assert after["case"]["item"]["title"] == "Etter"
    assert [(change["parts"], change["note"]) for change in after["changes"]] == [(["title"], "Tittelen er ny.")]
    again = await act(site, made["id"], "refresh")
    assert (again.status_code, again.json()["guard"]) == (409, "case_changed")


async def test_an_input_is_edited_before_the_deadline_and_its_earlier_wording_is_kept(site: Site):
    made = await opened(site, (await meeting(site))["items"][0]["id"])
    first = await said(site, made["id"], "Fyrste ord.")
    union = site.actors["union_representative"]
    changed = await union.patch(
        f"{API}/inputs/{first['id']}", json={"text": text("Andre ord.")}, headers={"If-Match": '"1"'}
    )

    assert changed.status_code == 200, changed.text
    seen = (await read(site.actors["administration"], made["id"]))["inputs"][0]
    assert "Andre ord." in str(seen["text"])
    assert "Fyrste ord." in str(seen["versions"])
    stale = await union.patch(
        f"{API}/inputs/{first['id']}", json={"text": text("Tredje.")}, headers={"If-Match": '"1"'}
    )
    assert stale.status_code == 412


async def test_a_withdrawn_input_stays_with_the_administration_only(site: Site):
    found = await meeting(site)
    item_id = found["items"][0]["id"]
    made = await opened(site, item_id)
    given = await said(site, made["id"], "Dette trekkjer vi.")
    union = site.actors["union_representative"]
    gone = await union.post(f"{API}/inputs/{given['id']}/actions/withdraw", headers={"If-Match": '"1"'})
    await site.publish(found["id"])

    assert gone.status_code == 200, gone.text
    board = await site.actors["member"].get(f"{API}/agenda-items/{item_id}/consultations")
    assert "Dette trekkjer vi." not in board.text
    assert (await read(site.actors["administration"], made["id"]))["inputs"][0]["withdrawnAt"] is not None
    again = await union.post(f"{API}/inputs/{given['id']}/actions/withdraw", headers={"If-Match": '"2"'})
    assert (again.status_code, again.json()["guard"]) == (409, "input_standing")


async def test_late_input_is_refused_until_the_administration_extends_the_deadline(site: Site):
    made = await opened(site, (await meeting(site))["items"][0]["id"])
    await pass_the_deadline(site, made["id"])
    union = site.actors["union_representative"]
    body = {"organisationName": "Laget", "text": text("Seint.")}
    late = await union.post(f"{API}/consultations/{made['id']}/inputs", json=body)

    assert (late.status_code, late.json()["guard"]) == (409, "consultation_open")
    assert (await act(site, made["id"], "extend", deadline=moment(days=2))).status_code == 200
    assert (await union.post(f"{API}/consultations/{made['id']}/inputs", json=body)).status_code == 201


async def test_a_closed_consultation_takes_no_input_and_is_reopened_by_extending_it(site: Site):
    made = await opened(site, (await meeting(site))["items"][0]["id"])

    assert (await act(site, made["id"], "close")).json()["state"] == "closed"
    twice = await act(site, made["id"], "close")
    assert (twice.status_code, twice.json()["guard"]) == (409, "consultation_open")
    assert (await act(site, made["id"], "extend", deadline=moment(days=2))).json()["state"] == "open"


async def test_a_case_has_one_open_consultation_at_a_time(site: Site):
    item_id = (await meeting(site))["items"][0]["id"]
    made = await opened(site, item_id)
    again = await site.actors["administration"].post(
        f"{API}/agenda-items/{item_id}/consultations", json={"deadline": moment(days=3)}
    )

    assert (again.status_code, again.json()["guard"]) == (409, "one_open")
    await act(site, made["id"], "close")
    await opened(site, item_id)


@pytest.mark.parametrize("days", [-1, 30])
async def test_a_deadline_past_or_after_the_meeting_is_refused_with_a_pointer(site: Site, days: int):
    item_id = (await meeting(site))["items"][0]["id"]
    answer = await site.actors["administration"].post(
        f"{API}/agenda-items/{item_id}/consultations", json={"deadline": moment(days=days)}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/deadline"


async def test_an_item_that_is_settled_is_not_consulted_on(site: Site):
    item_id = (await meeting(site))["items"][0]["id"]
    async with site.database.work.begin() as session:
        (await session.get_one(AgendaItem, item_id)).state = "withdrawn"
    answer = await site.actors["administration"].post(
        f"{API}/agenda-items/{item_id}/consultations", json={"deadline": moment(days=5)}
    )

    assert (answer.status_code, answer.json()["guard"]) == (409, "item_pending")


async def test_an_input_without_words_is_refused(site: Site):
    made = await opened(site, (await meeting(site))["items"][0]["id"])
    answer = await site.actors["union_representative"].post(
        f"{API}/consultations/{made['id']}/inputs", json={"organisationName": "Laget", "text": text("  ")}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/text")


async def test_the_answer_is_seen_by_the_unions_at_once_and_by_the_board_with_the_papers(site: Site):
    found = await meeting(site)
    item_id = found["items"][0]["id"]
    made = await opened(site, item_id)
    await said(site, made["id"], "Kva med bemanninga?")
    answered = await site.actors["administration"].post(
        f"{API}/consultations/{made['id']}/answers", json={"text": text("Ho vert som før.")}
    )
    member = site.actors["member"]
    hidden = await member.get(f"{API}/agenda-items/{item_id}/consultations")
    await site.publish(found["id"])
    board = await member.get(f"{API}/agenda-items/{item_id}/consultations")

    assert answered.status_code == 201, answered.text
    assert "Ho vert som før." in str((await read(site.actors["union_representative"], made["id"]))["answers"])
    assert hidden.status_code == 404
    assert board.status_code == 200
    assert "Kva med bemanninga?" in board.text
    assert "Ho vert som før." in board.text
    assert made["id"] in (await member.get(f"{API}/consultations")).text


async def test_the_list_comes_in_pages(site: Site):
    for _ in range(3):
        await opened(site, (await meeting(site))["items"][0]["id"])
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = (await site.actors["union_representative"].get(f"{API}/consultations", params=query)).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]

    assert len(seen) == len(set(seen)) >= 3


async def test_an_attachment_is_downloaded_in_the_version_that_was_shown_and_while_it_is_open(site: Site):
    document = await site.upload(b"Eit tal: 1.")
    found = await meeting(site, item(attachments=[{"title": "Notat", "documentId": document["id"]}]))
    made = await opened(site, found["items"][0]["id"])
    files = {"file": ("notat.txt", b"Eit tal: 2.")}
    await site.admin.post(f"{API}/documents/{document['id']}/versions", files=files)
    union, path = (
        site.actors["union_representative"],
        f"{API}/consultations/{made['id']}/documents/{document['id']}/content",
    )

    shown = await union.get(path)
    assert (shown.status_code, shown.text) == (200, "Eit tal: 1.")
    await site.admin.put(
        f"{API}/documents/{document['id']}/access",
        json={"access": "closed", "legalBasis": "offl. § 13", "openTitle": "Notat"},
        headers={"If-Match": '"2"'},
    )
    assert (await union.get(path)).status_code == 404


async def test_a_consultation_outlives_an_item_that_is_taken_off_the_agenda(site: Site):
    item_id = (await meeting(site))["items"][0]["id"]
    made = await opened(site, item_id)
    await said(site, made["id"])
    current = await site.admin.get(f"{API}/agenda-items/{item_id}")
    gone = await site.admin.delete(f"{API}/agenda-items/{item_id}", headers={"If-Match": current.headers["etag"]})

    assert gone.status_code == 204, gone.text
    seen = await read(site.actors["administration"], made["id"])
    assert (seen["itemId"], len(seen["inputs"])) == (None, 1)
    late = await site.actors["union_representative"].post(
        f"{API}/consultations/{made['id']}/inputs", json={"organisationName": "Laget", "text": text("Meir.")}
    )
    assert (late.status_code, late.json()["guard"]) == (409, "on_agenda")


async def published(site: Site, *items: dict[str, Any]) -> dict[str, Any]:
    """A meeting whose first item the unions have spoken on, with the papers out: the meeting and the consultation."""
    found = await meeting(site, *items)
    made = await opened(site, found["items"][0]["id"], includeClosed=True)
    await said(site, made["id"], "Kva med bemanninga?")
    await site.publish(found["id"])
    return {"meeting": found, "item_id": found["items"][0]["id"], "id": made["id"]}


@pytest.mark.parametrize("access", [{}, {"access": "closed", "openTitle": "Personalsak", "legalBasis": "offl. § 13"}])
async def test_a_member_who_is_inhabile_gets_no_consultation_until_the_body_has_said_otherwise(
    site: Site, access: dict[str, str]
):
    given = await published(site, item("Tilsetjing", **access))
    member, chair = site.actors["member"], site.actors["chair"]
    paths = [f"{API}/agenda-items/{given['item_id']}/consultations", f"{API}/consultations/{given['id']}"]
    before = [(await member.get(path)).status_code for path in paths]
    declared = await member.post(f"{API}/agenda-items/{given['item_id']}/inhabilities", json={})
    while_inhabile = [(await member.get(path)).status_code for path in paths]
    listed = (await member.get(f"{API}/consultations", params={"limit": 100})).text

    assert (declared.status_code, before, while_inhabile) == (201, [200, 200], [404, 404])
    assert given["id"] not in listed
    assert "Kva med bemanninga?" in (await chair.get(paths[0])).text
    await site.actors["administration"].patch(
        f"{API}/inhabilities/{declared.json()['id']}", json={"state": "rejected"}, headers={"If-Match": '"1"'}
    )
    assert [(await member.get(path)).status_code for path in paths] == [200, 200]


async def test_a_member_reads_nothing_of_a_late_item_before_it_stands_in_the_papers(site: Site):
    given = await published(site, item())
    meeting_id = given["meeting"]["id"]
    late = await site.admin.post(f"{API}/meetings/{meeting_id}/agenda-items", json=item("Sein sak"))
    assert late.status_code == 201, late.text
    made = await opened(site, late.json()["id"])
    path = f"{API}/agenda-items/{late.json()['id']}/consultations"
    member = site.actors["member"]
    hidden = await member.get(path)
    listed = (await member.get(f"{API}/consultations", params={"limit": 100})).text
    await site.publish(meeting_id, changeNote="Ei sak til.")

    assert hidden.status_code == 404
    assert made["id"] not in listed
    assert (await member.get(path)).json()["items"][0]["id"] == made["id"]


async def test_papers_that_are_taken_back_take_the_consultation_with_them(site: Site):
    given = await published(site, item())
    member, path = site.actors["member"], f"{API}/agenda-items/{given['item_id']}/consultations"
    before = await member.get(path)
    await site.withdraw(given["meeting"]["id"])

    assert (before.status_code, (await member.get(path)).status_code) == (200, 404)


async def test_a_member_is_told_of_no_consultation_on_a_case_that_was_not_sent_to_the_unions(site: Site):
    found = await meeting(site)
    await site.publish(found["id"])
    answer = await site.actors["member"].get(f"{API}/agenda-items/{found['items'][0]['id']}/consultations")

    assert (answer.status_code, answer.json()) == (200, {"items": []})


async def test_a_case_officer_reads_what_is_said_of_a_case_of_their_own_and_prepares_nothing(site: Site):
    mine = site.accounts["case_officer"]
    found = await meeting(site, item(caseOfficerId=mine))
    item_id = found["items"][0]["id"]
    officer = site.actors["case_officer"]
    none = await officer.get(f"{API}/agenda-items/{item_id}/consultations")
    made = await opened(site, item_id)
    await said(site, made["id"], "Kva med bemanninga?")
    answer = {"text": text("Ho vert som før.")}
    await site.actors["administration"].post(f"{API}/consultations/{made['id']}/answers", json=answer)
    shown = await read(officer, made["id"])

    assert (none.status_code, none.json()) == (200, {"items": []})
    assert "Kva med bemanninga?" in str(shown["inputs"])
    assert "Ho vert som før." in str(shown["answers"])
    assert (shown["canPrepare"], shown["canTakePart"]) == (False, False)
    assert made["id"] in (await officer.get(f"{API}/agenda-items/{item_id}/consultations")).text
    assert made["id"] in (await officer.get(f"{API}/consultations", params={"limit": 100})).text
    refused = await officer.post(f"{API}/consultations/{made['id']}/answers", json=answer)
    assert (refused.status_code, bool(refused.json()["detail"])) == (403, True)


async def test_a_case_officer_sees_no_input_that_was_withdrawn(site: Site):
    found = await meeting(site, item(caseOfficerId=site.accounts["case_officer"]))
    made = await opened(site, found["items"][0]["id"])
    given = await said(site, made["id"], "Dette trekkjer vi.")
    await site.actors["union_representative"].post(
        f"{API}/inputs/{given['id']}/actions/withdraw", headers={"If-Match": '"1"'}
    )

    assert (await read(site.actors["case_officer"], made["id"]))["inputs"] == []


async def test_a_case_officer_is_told_of_nothing_on_a_case_of_somebody_elses(site: Site):
    document = await site.upload(b"Eit tal.")
    found = await meeting(
        site,
        item(caseOfficerId=site.accounts["administration"], attachments=[{"title": "N", "documentId": document["id"]}]),
    )
    item_id = found["items"][0]["id"]
    made = await opened(site, item_id)
    officer = site.actors["case_officer"]
    paths = [
        f"/agenda-items/{item_id}/consultations",
        f"/consultations/{made['id']}",
        f"/consultations/{made['id']}/documents/{document['id']}/content",
    ]

    assert [(await officer.get(f"{API}{path}")).status_code for path in paths] == [404, 404, 404]
    answered = await officer.post(f"{API}/consultations/{made['id']}/answers", json={"text": text("Nei.")})
    assert answered.status_code == 404
    assert made["id"] not in (await officer.get(f"{API}/consultations", params={"limit": 100})).text
    assert made["id"] not in (await officer.get(f"{API}/meetings/{found['id']}/notice-plan")).text
