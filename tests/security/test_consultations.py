"""What the unions must not see: drafts, the other cases, what is closed, and what other bodies consult on."""

import datetime as dt
from typing import Any

import httpx
import pytest

from api.domain.identity.tables import Account
from api.domain.kernel.sorting import norwegian_key
from api.domain.organisation.tables import Mandate, Person
from tests.api.site import API, Site, _session_of, item, text
from tests.api.test_consultations import act, meeting, opened, read, said

CANARY = "qyxkanarixyq"


@pytest.fixture(scope="module")
async def other_union(site: Site) -> httpx.AsyncClient:
    """A union representative of another body."""
    async with site.database.work.begin() as session:
        person = Person(name="Annan tillitsvald", sort_key=norwegian_key("Annan"))
        session.add(person)
        await session.flush()
        seat = Mandate(
            person_id=person.id,
            body_id=site.other_body_id,
            role="union_representative",
            starts_on=dt.date(2020, 1, 1),
        )
        account = Account(username="annan", name="Annan tillitsvald", password_hash="none", person_id=person.id)
        session.add_all([seat, account])
        await session.flush()
    client = await site.connect()
    client.cookies.set("samstyre", await _session_of(site.database, account.id), domain="samstyre.test")
    return client


def draft() -> dict[str, Any]:
    return item(f"Løynd {CANARY}", text=text(f"Utkast {CANARY}"), proposals=[{"text": text(f"Framlegg {CANARY}")}])


async def everything(client: httpx.AsyncClient, found: dict[str, Any], consultation_id: str | None) -> str:
    """All that a client is told when it asks for the meeting, its item and the consultation."""
    item_id = found["items"][0]["id"]
    paths = [
        "/consultations",
        "/reminders",
        f"/agenda-items/{item_id}/consultations",
        f"/agenda-items/{item_id}",
        f"/meetings/{found['id']}",
        f"/meetings/{found['id']}/notice-plan",
        "/meetings",
        "/changes",
        *([f"/consultations/{consultation_id}"] if consultation_id else []),
    ]
    return "".join([(await client.get(f"{API}{path}")).text for path in paths])


async def test_a_draft_is_not_seen_by_the_unions_before_the_consultation_is_opened(site: Site):
    found = await meeting(site, draft())
    union = site.actors["union_representative"]

    assert CANARY not in await everything(union, found, None)
    assert (await union.get(f"{API}/agenda-items/{found['items'][0]['id']}/consultations")).status_code == 404


async def test_what_is_written_after_the_opening_is_not_seen_until_it_is_shown(site: Site):
    found = await meeting(site, item("Open sak"))
    made = await opened(site, found["items"][0]["id"])
    path = f"{API}/agenda-items/{found['items'][0]['id']}"
    tag = (await site.admin.get(path)).headers["etag"]
    await site.admin.patch(path, json={"text": text(f"Utkast {CANARY}")}, headers={"If-Match": tag})

    assert CANARY not in await everything(site.actors["union_representative"], found, made["id"])


async def test_a_consultation_is_not_there_for_those_of_another_body(site: Site, other_union: httpx.AsyncClient):
    found = await meeting(site, draft())
    made = await opened(site, found["items"][0]["id"])
    await said(site, made["id"], f"Innspel {CANARY}")
    body = {"organisationName": "Laget", "text": text("Vi òg.")}

    for client in (other_union, site.actors["other_administration"], site.actors["nobody"]):
        assert CANARY not in await everything(client, found, made["id"])
        assert (await client.get(f"{API}/consultations/{made['id']}")).status_code == 404
        assert (await client.post(f"{API}/consultations/{made['id']}/inputs", json=body)).status_code == 404
        assert (
            await client.post(f"{API}/consultations/{made['id']}/answers", json={"text": text("Nei.")})
        ).status_code == 404


@pytest.mark.parametrize("who", ["chair", "member", "deputy", "case_officer", "system_administrator"])
async def test_the_inputs_are_not_for_the_body_before_it_has_the_papers(site: Site, who: str):
    found = await meeting(site, draft())
    made = await opened(site, found["items"][0]["id"])
    await said(site, made["id"], f"Innspel {CANARY}")

    assert (await site.actors[who].get(f"{API}/consultations/{made['id']}")).status_code == 404
    assert made["id"] not in (await site.actors[who].get(f"{API}/consultations")).text


async def test_a_closed_case_is_shown_with_its_open_title_unless_the_administration_includes_it(site: Site):
    closed = {"access": "closed", "openTitle": "Personalsak", "legalBasis": "offl. § 13"}
    kept, shown = [await meeting(site, {**draft(), **closed}) for _ in range(2)]
    union = site.actors["union_representative"]
    quiet = await opened(site, kept["items"][0]["id"])
    told = await opened(site, shown["items"][0]["id"], includeClosed=True)

    assert CANARY not in str(await read(union, quiet["id"]))
    assert (await read(union, quiet["id"]))["case"]["item"]["title"] == "Personalsak"
    assert CANARY in str(await read(union, told["id"]))


async def test_a_closed_attachment_is_neither_named_nor_sent(site: Site):
    document = await site.upload(CANARY.encode(), f"{CANARY}.txt", title=CANARY)
    await site.admin.put(
        f"{API}/documents/{document['id']}/access",
        json={"access": "closed", "legalBasis": "offl. § 13", "openTitle": "Notat"},
        headers={"If-Match": '"1"'},
    )
    found = await meeting(site, item(attachments=[{"title": CANARY, "documentId": document["id"]}]))
    made = await opened(site, found["items"][0]["id"], includeClosed=True)
    union = site.actors["union_representative"]

    assert CANARY not in (await union.get(f"{API}/consultations/{made['id']}")).text
    sent = await union.get(f"{API}/consultations/{made['id']}/documents/{document['id']}/content")
    assert sent.status_code == 404


async def test_a_document_that_the_case_does_not_show_is_not_sent(site: Site):
    document = await site.upload(CANARY.encode())
    made = await opened(site, (await meeting(site))["items"][0]["id"])
    union = site.actors["union_representative"]

    sent = await union.get(f"{API}/consultations/{made['id']}/documents/{document['id']}/content")
    assert sent.status_code == 404


async def test_an_input_is_changed_and_withdrawn_by_nobody_but_its_author(site: Site):
    made = await opened(site, (await meeting(site))["items"][0]["id"])
    given = await said(site, made["id"])
    tag = {"If-Match": '"1"'}
    for who, client in site.actors.items():
        if who == "union_representative":
            continue
        path = f"{API}/inputs/{given['id']}"
        assert (await client.patch(path, json={"organisationName": "Andre"}, headers=tag)).status_code == 404, who
        assert (await client.post(f"{path}/actions/withdraw", headers=tag)).status_code == 404, who


async def test_the_unions_neither_open_nor_answer_nor_close(site: Site):
    found = await meeting(site)
    made = await opened(site, found["items"][0]["id"])
    union = site.actors["union_representative"]
    path = f"{API}/consultations/{made['id']}"
    tag = {"If-Match": (await union.get(path)).headers["etag"]}
    answers = [
        await union.post(f"{path}/answers", json={"text": text("Vi svarar.")}),
        await union.post(f"{path}/actions/close", headers=tag),
        await union.post(f"{path}/actions/extend", json={"deadline": made["deadline"]}, headers=tag),
        await union.post(f"{path}/actions/refresh", json={}, headers=tag),
        await union.post(
            f"{API}/agenda-items/{found['items'][0]['id']}/consultations", json={"deadline": made["deadline"]}
        ),
    ]

    assert [(answer.status_code, bool(answer.json()["detail"])) for answer in answers] == [(403, True)] * 5


async def test_what_is_said_stays_out_of_the_log(site: Site):
    word = "qyxloggxyq"
    found = await meeting(site)
    made = await opened(site, found["items"][0]["id"], message=f"Melding {word}")
    await said(site, made["id"], f"Innspel {word}")
    await act(site, made["id"], "close")
    log, after, read_on = "", 0, True
    while read_on:
        page = await site.admin.get(f"{API}/changes", params={"after": after})
        read_on, after, log = bool(page.json()["items"]), page.json()["next"], log + page.text

    assert made["id"] in log
    assert word not in log


async def test_nothing_of_a_consultation_is_published(site: Site):
    found = await meeting(site)
    made = await opened(site, found["items"][0]["id"], message=f"Melding {CANARY}")
    await said(site, made["id"], f"Innspel {CANARY}")
    await site.publish(found["id"])

    published = await site.anonymous.get(f"{API}/published/meetings/{found['id']}")
    assert published.status_code == 200
    assert CANARY not in published.text
    assert made["id"] not in published.text
