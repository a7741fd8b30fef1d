"""The open data: stored bytes, conditions, pages, files; answers kept in memory until something is published."""

import asyncio
import gzip
import itertools
import json
from typing import Any

import pytest
from sqlmodel import select

from api.domain.publications.tables import Publication, PublishedItem
from api.main import CHECK_SECONDS, create_app
from tests.api.site import API, PUBLISHED, Site, client, day, item, open_site, opened, text

NUMBERS = itertools.count(1)
UNKNOWN = "mtg_01k7000000000000000000000x"


@pytest.fixture(scope="module")
async def meetings(site: Site) -> list[dict[str, Any]]:
    """Seven published meetings, latest first; the latest has an attachment and two items."""
    made = []
    for n in range(6):
        made.append(await site.create(number=f"S{n}", startsAt=day(n), endsAt=None))
        await site.publish(made[-1]["id"], "agenda")
    document = await site.upload(b"Eit notat. " * 400, "notat.txt")
    lines = [{"title": "Notat", "documentId": document["id"]}]
    made.append(
        await site.create(
            number="S6",
            startsAt=day(6),
            endsAt=None,
            items=[
                item("Budsjett", text=text("Om budsjettet."), attachments=lines),
                item("Val av leiar", type="election"),
            ],
        )
    )
    await site.publish(made[-1]["id"])
    return made[::-1]


@pytest.fixture
def latest(meetings: list[dict[str, Any]]) -> dict[str, Any]:
    return meetings[0]


def document_of(meeting: dict[str, Any]) -> str:
    return str(meeting["items"][0]["attachments"][0]["documentId"])


async def addresses(site: Site, meeting: dict[str, Any]) -> list[str]:
    versions = (await site.anonymous.get(f"{PUBLISHED}/meetings/{meeting['id']}/publications")).json()["items"]
    return [
        f"{PUBLISHED}/bodies",
        f"{PUBLISHED}/meetings",
        f"{PUBLISHED}/meetings/{meeting['id']}",
        f"{PUBLISHED}/meetings/{meeting['id']}/publications",
        f"{PUBLISHED}/meetings/{meeting['id']}/agenda.pdf",
        f"{PUBLISHED}/meetings/{meeting['id']}/bundle.pdf",
        f"{PUBLISHED}/meetings/{meeting['id']}/meeting.ics",
        f"{PUBLISHED}/bodies/styret/meetings.ics",
        f"{PUBLISHED}/feed.atom",
        f"{PUBLISHED}/agenda-items",
        f"{PUBLISHED}/agenda-items/{meeting['items'][0]['id']}",
        f"{PUBLISHED}/cases",
        f"{PUBLISHED}/cases/{meeting['items'][0]['caseId']}",
        f"{PUBLISHED}/documents/{document_of(meeting)}",
        f"{PUBLISHED}/documents/{document_of(meeting)}/content",
        f"{PUBLISHED}/publications/{versions[0]['id']}",
        "/",
        meeting["path"],
        f"{meeting['path']}/sak/1",
        "/sitemap.xml",
    ]


async def test_a_meeting_is_the_bytes_that_were_stored(site: Site, latest):
    answer = await site.anonymous.get(f"{PUBLISHED}/meetings/{latest['id']}")
    async with site.database.work() as session:
        row = (await session.scalars(select(Publication).where(Publication.meeting_id == latest["id"]))).one()

    assert answer.content == row.body


async def test_a_meeting_compressed_is_the_compressed_bytes_that_were_stored(site: Site, latest):
    reader = await site.connect(headers={"accept-encoding": "gzip"})
    async with reader.stream("GET", f"{PUBLISHED}/meetings/{latest['id']}") as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    async with site.database.work() as session:
        row = (await session.scalars(select(Publication).where(Publication.meeting_id == latest["id"]))).one()

    assert raw == row.body_gzip
    assert gzip.decompress(raw) == row.body
    assert answer.headers["etag"].endswith('-gzip"')
    assert answer.headers["vary"].lower() == "accept-encoding"


async def test_an_item_is_the_bytes_that_were_stored(site: Site, latest):
    item_id = latest["items"][0]["id"]
    answer = await site.anonymous.get(f"{PUBLISHED}/agenda-items/{item_id}")
    async with site.database.work() as session:
        row = (await session.scalars(select(PublishedItem).where(PublishedItem.item_id == item_id))).one()

    assert answer.content == row.body


async def test_every_answer_is_the_same_again_and_is_not_sent_to_who_has_it(site: Site, latest):
    for address in await addresses(site, latest):
        first = await site.anonymous.get(address)
        again = await site.anonymous.get(address)
        assert (first.status_code, first.content, first.headers["etag"]) == (
            200,
            again.content,
            again.headers["etag"],
        ), address
        known = await site.anonymous.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", first.headers["etag"]), address


async def test_conditions_hold_as_well_when_nothing_is_kept_in_memory(site: Site, latest):
    for address in await addresses(site, latest):
        site.app.invalidate()
        first = await site.anonymous.get(address)
        site.app.invalidate()
        known = await site.anonymous.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (known.status_code, known.content) == (304, b""), address


async def test_head_tells_what_get_would(site: Site, latest):
    for address in await addresses(site, latest):
        got, head = await site.anonymous.get(address), await site.anonymous.head(address)
        assert (head.status_code, head.content) == (200, b""), address
        for name in ("etag", "content-type", "content-length", "cache-control"):
            assert head.headers[name] == got.headers[name], (address, name)


async def test_every_answer_may_be_read_from_any_site_and_kept_after_asking(site: Site, latest):
    for address in await addresses(site, latest):
        headers = (await site.anonymous.get(address)).headers
        assert headers["cache-control"] == "public, max-age=0, must-revalidate", address
        if address.startswith(PUBLISHED):
            assert headers["access-control-allow-origin"] == "*", address
        assert "set-cookie" not in headers


async def test_meetings_are_paged_through_forwards_and_back(site: Site, meetings):
    async def page(**query: Any) -> dict[str, Any]:
        return (await site.anonymous.get(f"{PUBLISHED}/meetings", params={"limit": 3, **query})).json()

    ids = [meeting["id"] for meeting in meetings]
    first = await page()
    second = await page(cursor=first["next"])
    third = await page(cursor=second["next"])
    back = await page(cursor=third["previous"])

    assert [one["id"] for part in (first, second, third) for one in part["items"]] == ids
    assert ([one["id"] for one in back["items"]], third["next"], first["previous"]) == (ids[3:6], None, None)


async def test_meetings_are_paged_through_the_other_way_round(site: Site, meetings):
    ids: list[str] = []
    query: dict[str, Any] = {"sort": "startsAt", "limit": 2}
    while True:
        page = (await site.anonymous.get(f"{PUBLISHED}/meetings", params=query)).json()
        ids += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]

    assert ids == [meeting["id"] for meeting in reversed(meetings)]


async def test_a_cursor_of_one_order_is_refused_by_the_other(site: Site, meetings):
    cursor = (await site.anonymous.get(f"{PUBLISHED}/meetings?limit=1")).json()["next"]
    answer = await site.anonymous.get(f"{PUBLISHED}/meetings", params={"sort": "startsAt", "cursor": cursor})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "cursor")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"body": "styret", "limit": 2}, ["S6", "S5"]),
        ({"body": "ingen"}, []),
        ({"year": 2025, "limit": 1}, ["S6"]),
        ({"year": 2024}, []),
        ({"date": "2025-01-08"}, ["S1"]),
        ({"q": "s3"}, ["S3"]),
        ({"q": "%"}, []),
        ({"q": "kommunehus", "limit": 1}, ["S6"]),
    ],
    ids=str,
)
async def test_meetings_are_picked_out(site: Site, meetings, query, numbers):
    found = (await site.anonymous.get(f"{PUBLISHED}/meetings", params=query)).json()["items"]

    assert [one["number"] for one in found] == numbers


async def test_items_are_paged_through_in_the_order_of_the_agenda(site: Site, meetings):
    seen: list[tuple[str, int]] = []
    query: dict[str, Any] = {"limit": 3}
    while True:
        page = (await site.anonymous.get(f"{PUBLISHED}/agenda-items", params=query)).json()
        seen += [(one["meeting"]["number"], one["number"]) for one in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]

    assert seen == [("S6", 1), ("S6", 2), *((f"S{n}", 1) for n in range(5, -1, -1))]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"body": "styret", "date": "2025-01-13", "number": 2}, ["Val av leiar"]),
        ({"type": "election"}, ["Val av leiar"]),
        ({"q": "LEIAR"}, ["Val av leiar"]),
        ({"meeting": UNKNOWN}, []),
        ({"case": "case_x"}, []),
    ],
    ids=str,
)
async def test_items_are_picked_out(site: Site, meetings, query, titles):
    found = (await site.anonymous.get(f"{PUBLISHED}/agenda-items", params=query)).json()["items"]

    assert [one["title"] for one in found] == titles


async def test_a_case_is_shown_with_every_meeting_that_treated_it(site: Site):
    first = await site.create(number="C1", startsAt=day(-20), endsAt=None, items=[item("Prinsipp")])
    case_id = first["items"][0]["caseId"]
    second = await site.create(number="C2", startsAt=day(-10), endsAt=None, items=[item("Avtale", caseId=case_id)])
    for meeting in (first, second):
        await site.publish(meeting["id"], "agenda")
    case = (await site.anonymous.get(f"{PUBLISHED}/cases/{case_id}")).json()
    listed = (await site.anonymous.get(f"{PUBLISHED}/cases?limit=100")).json()["items"]

    assert (case["title"], [one["title"] for one in case["treatments"]]) == ("Avtale", ["Avtale", "Prinsipp"])
    assert [one["title"] for one in listed if one["caseId"] == case_id] == ["Avtale"]
    await site.withdraw(first["id"])
    await site.withdraw(second["id"])


@pytest.mark.parametrize("range_", ["bytes=0-9", "bytes=-10", "bytes=5-"])
async def test_a_part_of_a_published_file_is_downloaded(site: Site, latest, range_):
    for address in (
        f"{PUBLISHED}/documents/{document_of(latest)}/content",
        f"{PUBLISHED}/meetings/{latest['id']}/agenda.pdf",
    ):
        whole = (await site.anonymous.get(address)).content
        start, end = {"bytes=0-9": (0, 10), "bytes=-10": (len(whole) - 10, None), "bytes=5-": (5, None)}[range_]
        answer = await site.anonymous.get(address, headers={"Range": range_})
        assert (answer.status_code, answer.content) == (206, whole[start:end])


async def test_a_part_beyond_the_end_of_a_published_file_is_refused(site: Site, latest):
    address = f"{PUBLISHED}/documents/{document_of(latest)}/content"
    answer = await site.anonymous.get(address, headers={"Range": "bytes=999999-"})

    assert (answer.status_code, answer.headers["content-type"]) == (416, "application/problem+json")


async def test_the_archive_is_every_publication_oldest_first(site: Site, meetings):
    lines = (await site.anonymous.get(f"{PUBLISHED}/export.ndjson")).text.splitlines()
    numbers = [json.loads(line)["meeting"]["number"] for line in lines]

    assert [number for number in numbers if number.startswith("S")] == [f"S{n}" for n in range(7)]


async def test_the_archive_is_whole_when_it_is_longer_than_what_is_read_at_a_time(site: Site, meetings, monkeypatch):
    whole = (await site.anonymous.get(f"{PUBLISHED}/export.ndjson")).text
    for few in (1, 2, 7):
        monkeypatch.setattr("api.domain.publications.queries._AT_A_TIME", few)
        assert (await site.anonymous.get(f"{PUBLISHED}/export.ndjson")).text == whole


@pytest.mark.parametrize(
    "path",
    [
        f"/meetings/{UNKNOWN}",
        f"/meetings/{UNKNOWN}/publications",
        f"/meetings/{UNKNOWN}/agenda.pdf",
        f"/meetings/{UNKNOWN}/meeting.ics",
        "/bodies/ingen/meetings.ics",
        f"/agenda-items/{UNKNOWN}",
        f"/cases/{UNKNOWN}",
        f"/documents/{UNKNOWN}",
        f"/documents/{UNKNOWN}/content",
        f"/publications/{UNKNOWN}",
    ],
)
async def test_what_is_not_published_is_not_found(site: Site, path):
    answer = await site.anonymous.get(f"{PUBLISHED}{path}")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.headers["cache-control"] == "no-store"


async def test_an_agenda_has_no_bundle(site: Site, meetings):
    answer = await site.anonymous.get(f"{PUBLISHED}/meetings/{meetings[1]['id']}/bundle.pdf")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "query", ["q=%00", "q=", "year=1", "date=x", "sort=x", "limit=0", "cursor=%00", "body=%00"], ids=str
)
async def test_a_fault_in_a_query_is_the_askers(site: Site, query):
    assert (await site.anonymous.get(f"{PUBLISHED}/meetings?{query}")).status_code == 422


@pytest.mark.parametrize("path", ["/published/changes", "/changes"])
async def test_a_position_beyond_all_numbers_is_the_askers_fault(site: Site, path):
    assert (await site.admin.get(f"{API}{path}?after=99999999999999999999")).status_code == 422


async def test_a_null_character_in_an_address_is_the_askers_fault(site: Site):
    for path in (f"{PUBLISHED}/meetings/%00", "/m%C3%B8te/styret/%00"):
        assert 400 <= (await site.anonymous.get(path)).status_code < 500


async def test_who_publishes_sees_it_in_the_very_next_answer(site: Site):
    async def listed() -> bool:
        items = (await reader.get(f"{PUBLISHED}/meetings?limit=100")).json()["items"]
        return meeting["id"] in {one["id"] for one in items}

    # Not started, so that nothing from the database reaches its memory.
    app = create_app(site.settings, site.database)
    app.app.state.database = site.database
    meeting = await site.create(number="E1", startsAt=day(-50), endsAt=None)
    address = f"{API}/meetings/{meeting['id']}/actions"
    async with client(app) as reader:
        reader.cookies = site.admin.cookies
        seen = [await listed()]
        await reader.post(f"{address}/publish", json={"kind": "agenda"})
        seen.append(await listed())
        await reader.post(f"{address}/withdraw", json={"reason": "Feil dag er sett."})
        seen.append(await listed())

    assert seen == [False, True, False]


async def test_another_process_shows_a_publication_as_soon_as_it_is_told(site: Site, tmp_path):
    async with opened(site.database, tmp_path) as (other, _), client(other) as reader:
        # The first one also waits for that process's first look at the database; the second one is for the telling.
        for number in (60, 61):
            meeting = await site.create(number=f"E{number}", startsAt=day(-number), endsAt=None)
            listing = f"{PUBLISHED}/meetings?date={meeting['startsAt'][:10]}"
            assert (await reader.get(listing)).json()["items"] == []
            await site.publish(meeting["id"], "agenda")
            # Before that process looks again, which it does for notifications that were lost.
            async with asyncio.timeout(CHECK_SECONDS * 0.7):
                while not (await reader.get(listing)).json()["items"]:  # noqa: ASYNC110 -- its memory has no event
                    await asyncio.sleep(0)
            await site.withdraw(meeting["id"])


async def test_withdrawn_meetings_stay_in_calendar_and_feed_as_withdrawn(site: Site):
    meeting = await site.create(number="E3", startsAt=day(-70), endsAt=None)
    await site.publish(meeting["id"], "agenda")
    await site.withdraw(meeting["id"], "Feil dag er sett.")

    calendar = (await site.anonymous.get(f"{PUBLISHED}/bodies/styret/meetings.ics")).text
    feed = (await site.anonymous.get(f"{PUBLISHED}/feed.atom")).text
    assert meeting["id"] in calendar
    assert "STATUS:CANCELLED" in calendar
    assert "Feil dag er sett." in feed


async def test_calendar_and_feed_tell_of_the_withdrawal_when_nothing_else_was_ever_published(server, tmp_path):
    async with open_site(server, tmp_path) as site:
        for path in ("feed.atom", "bodies/styret/meetings.ics"):
            assert (await site.anonymous.get(f"{PUBLISHED}/{path}")).status_code == 404
        meeting = await site.create()
        await site.publish(meeting["id"], "agenda")
        await site.withdraw(meeting["id"], "Feil dag er sett.")

        assert "STATUS:CANCELLED" in (await site.anonymous.get(f"{PUBLISHED}/bodies/styret/meetings.ics")).text
        assert "Feil dag er sett." in (await site.anonymous.get(f"{PUBLISHED}/feed.atom")).text


async def late(site: Site, meeting: dict[str, Any], *items: dict[str, Any]) -> None:
    for one in items:
        added = await site.admin.post(f"{API}/meetings/{meeting['id']}/agenda-items", json=one)
        assert added.status_code == 201, added.text


async def brought(site: Site, meeting: dict[str, Any]) -> list[list[tuple[int, str]]]:
    """The late items of each version as the public is told of them, newest first."""
    path = f"{PUBLISHED}/meetings/{meeting['id']}/publications"
    versions = (await site.anonymous.get(path)).json()["items"]
    return [[(one["number"], one["title"]) for one in version["supplements"]] for version in versions]


async def test_each_version_names_the_late_items_that_it_brought_under_their_open_titles(site: Site):
    meeting = await site.create(number="71-25", startsAt=day(371), endsAt=None)
    await site.publish(meeting["id"], "agenda")
    closed = {"access": "closed", "openTitle": "Personalsak", "legalBasis": "offl. § 13"}
    await late(site, meeting, item("Høyring"), item("Tilsetjing av Ola", **closed))
    await site.publish(meeting["id"])
    await site.publish(meeting["id"], changeNote="Ei retting.")
    named = [(2, "Høyring"), (3, "Personalsak")]

    assert await brought(site, meeting) == [[], named, []]
    desk = (await site.admin.get(f"{API}/meetings/{meeting['id']}/publications")).json()["items"]
    assert [[(one["number"], one["title"]) for one in version["supplements"]] for version in desk] == [[], named, []]
    page = await site.anonymous.get(meeting["path"])
    assert "Tilleggssak 2: Høyring" in page.text
    assert "Tilleggssak 3: Personalsak" in (await site.anonymous.get(f"{PUBLISHED}/feed.atom")).text


async def test_an_item_is_late_to_what_stands_and_not_to_what_was_taken_back(site: Site):
    meeting = await site.create(number="72-25", startsAt=day(372), endsAt=None)
    await site.publish(meeting["id"])
    await late(site, meeting, item("Høyring"))
    await site.withdraw(meeting["id"])
    await site.publish(meeting["id"])

    assert await brought(site, meeting) == [[], []]
