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
