import io
from typing import Any

import asyncpg
import openpyxl
import pytest

from api.domain.kernel.ids import new_id
from api.domain.meetings import service as meetings
from api.domain.organisation.tables import Municipality
from tests.api.register import CLOSED, act, content, correct, follow_up, held, record
from tests.api.site import API, Site, item, text


def with_blanks(*hints: str) -> dict[str, Any]:
    """The proposal of the model case: three municipalities that nobody has named yet."""
    pieces: list[dict[str, Any]] = [{"type": "text", "text": "Desse kommunane vert greidde ut: "}]
    for hint in hints:
        pieces += [{"type": "blank", "attrs": {"hint": hint, "kind": "text"}}, {"type": "text", "text": ", "}]
    return {"type": "doc", "content": [{"type": "paragraph", "content": pieces}]}


async def listed(site: Site, client: Any = None, **params: Any) -> list[dict[str, Any]]:
    answer = await (client or site.admin).get(f"{API}/resolutions", params={"limit": 100, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_a_resolution_is_recorded_with_all_that_was_minuted(site: Site):
    earlier = await record(site, await held(site))
    meeting = await held(site, item("Opning", type="opening"), item("NAV"))
    made = await record(
        site,
        meeting,
        1,
        title="Vertskommune for NAV",
        words="Vik, Luster og Sogndal vert greidde ut.",
        vote="Vedteke med fem mot ei røyst.",
        outcome="adopted_as_amended",
        dissents=[{"who": "Marta Kvamsnos", "text": "Aurland burde vere med."}],
        delegations=[{"to": "Styreleiar", "text": "Skriv under avtalen."}],
        deadlines=[{"text": "Utgreiinga er ferdig", "date": "2026-01-15"}],
        references=[{"text": "Prinsippvedtaket", "resolutionId": earlier["id"]}],
    )

    assert made["number"] == f"{meeting['number']}/2"
    assert made["state"] == "recorded"
    assert made["dissents"] == [{"who": "Marta Kvamsnos", "text": "Aurland burde vere med."}]
    assert made["delegations"][0]["to"] == "Styreleiar"
    assert made["deadlines"][0]["date"] == "2026-01-15"
    assert made["references"][0]["resolution"] == {
        "id": earlier["id"],
        "number": earlier["number"],
        "path": earlier["path"],
    }
    again = (await site.admin.get(f"{API}/resolutions/{earlier['id']}")).json()
    assert [one["id"] for one in again["referredToBy"]] == [made["id"]]
    entry = (await site.admin.get(f"{API}/agenda-items/{meeting['items'][1]['id']}")).json()
    assert entry["state"] == "adopted_as_amended"


async def test_a_text_with_three_blanks_is_refused_until_all_are_filled(site: Site):
    meeting = await held(site)
    address = f"{API}/agenda-items/{meeting['items'][0]['id']}/resolutions"

    refused = await site.admin.post(address, json={**content(), "text": with_blanks("xx", "xx", "xx")})
    nearly = await site.admin.post(address, json={**content(), "text": with_blanks("xx")})
    adopted = await site.admin.post(address, json=content(words="Desse kommunane vert greidde ut: Vik, Luster, Årdal."))

    assert refused.status_code == nearly.status_code == 409
    assert (refused.json()["guard"], refused.json()["blanks"]) == ("blanks_filled", 3)
    assert nearly.json()["blanks"] == 1
    assert adopted.status_code == 201


async def test_a_correction_that_leaves_a_blank_is_refused(site: Site):
    made = await record(site, await held(site))

    refused = await correct(site, made["id"], text=with_blanks("xx.xx.2026"))

    assert refused.json()["guard"] == "blanks_filled"


async def test_a_text_outside_the_schema_is_refused_with_its_place(site: Site):
    meeting = await held(site)
    bad = {**content(), "text": {"type": "doc", "content": [{"type": "script"}]}}
    answer = await site.admin.post(f"{API}/agenda-items/{meeting['items'][0]['id']}/resolutions", json=bad)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/text/")


async def test_a_meeting_to_come_has_no_resolutions(site: Site):
    meeting = await site.create(number="res-1")
    answer = await site.admin.post(f"{API}/agenda-items/{meeting['items'][0]['id']}/resolutions", json=content())

    assert answer.status_code == 409
    assert answer.json()["guard"] == "meeting_held"


async def test_an_item_that_was_postponed_has_no_resolution(site: Site):
    meeting = await site.create(number="res-2")
    item_id = meeting["items"][0]["id"]
    etag = (await site.admin.get(f"{API}/agenda-items/{item_id}")).headers["ETag"]
    postponed = await site.admin.post(
        f"{API}/agenda-items/{item_id}/actions/postpone", json={"reason": "Ventar."}, headers={"If-Match": etag}
    )
    assert postponed.status_code == 200, postponed.text
    async with site.database.work.begin() as session:
        await meetings.set_state(session, meeting["id"], "held")

    answer = await site.admin.post(f"{API}/agenda-items/{item_id}/resolutions", json=content())

    assert answer.json()["guard"] == "item_adopted"


async def test_an_item_with_a_resolution_stays_on_its_agenda(site: Site):
    meeting = await held(site)
    await record(site, meeting)
    address = f"{API}/agenda-items/{meeting['items'][0]['id']}"
    etag = (await site.admin.get(address)).headers["ETag"]

    answer = await site.admin.delete(address, headers={"If-Match": etag})

    assert answer.json()["guard"] == "item_not_adopted"


async def test_an_item_may_have_two_resolutions(site: Site):
    meeting = await held(site)
    first, second = await record(site, meeting), await record(site, meeting, title="Val av leiar", outcome="elected")

    assert second["number"] == f"{first['number']}-2"
    assert second["path"] == f"{first['path']}-2"


async def test_a_closed_resolution_needs_its_basis_and_an_open_title(site: Site):
    meeting = await held(site)
    answer = await site.admin.post(
        f"{API}/agenda-items/{meeting['items'][0]['id']}/resolutions", json={**content(), "access": "closed"}
    )

    assert answer.status_code == 422


async def test_a_correction_stands_beside_what_it_corrects(site: Site):
    made = await record(site, await held(site), words="Styret vedtek budsjettet på 6 058 000.")
    answer = await correct(
        site, made["id"], text=text("Styret vedtek budsjettet på 6 059 000."), reason="Talet var feil."
    )

    assert answer.status_code == 201, answer.text
    assert [one["number"] for one in answer.json()["versions"]] == [2, 1]
    assert answer.json()["versions"][0]["reason"] == "Talet var feil."
    old = (await site.admin.get(f"{API}/resolutions/{made['id']}/versions/1")).json()
    assert "6 058 000" in str(old["content"]["text"])
    assert "6 059 000" in str(answer.json()["text"])
    assert (await site.admin.get(f"{API}/resolutions/{made['id']}/versions/3")).status_code == 404


async def test_the_application_may_not_change_a_version(site: Site):
    made = await record(site, await held(site))
    connection = await asyncpg.connect(site.database.addresses.app)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(
                "UPDATE work.resolution_version SET title = 'X' WHERE resolution_id = $1", made["id"]
            )
    finally:
        await connection.close()


async def test_a_correction_on_top_of_an_unseen_one_is_refused(site: Site):
    made = await record(site, await held(site))
    address = f"{API}/resolutions/{made['id']}"
    etag = (await site.admin.get(address)).headers["ETag"]
    assert (await correct(site, made["id"])).status_code == 201
    body = {**content(), "outcome": "adopted", "reason": "Seint ute."}

    stale = await site.admin.post(f"{address}/versions", json=body, headers={"If-Match": etag})
    missing = await site.admin.post(f"{address}/versions", json=body)

    assert (stale.status_code, missing.status_code) == (412, 428)


async def test_it_goes_through_its_states(site: Site):
    made = await record(site, await held(site))
    states = [
        (await act(site, made["id"], action)).json()["state"] for action in ("finalise", "start", "implement", "resume")
    ]

    assert states == ["final", "in_progress", "implemented", "in_progress"]
    refused = await act(site, made["id"], "finalise")
    assert (refused.status_code, refused.json()["guard"]) == (409, "resolution_state")


async def test_it_is_not_implemented_while_a_follow_up_is_open(site: Site):
    made = await record(site, await held(site))
    await follow_up(site, made["id"])
    await act(site, made["id"], "finalise")

    refused = await act(site, made["id"], "implement")

    assert refused.json()["guard"] == "follow_ups_settled"


async def test_a_later_resolution_supersedes_and_can_be_undone(site: Site):
    old = await record(site, await held(site), decidedAt="2024-03-01T09:00:00Z")
    new = await record(site, await held(site), decidedAt="2024-06-01T09:00:00Z")

    ended = (await act(site, old["id"], "supersede", {"resolutionId": new["id"]})).json()

    assert ended["state"] == "superseded"
    assert ended["endedBy"]["number"] == new["number"]
    later = (await site.admin.get(f"{API}/resolutions/{new['id']}")).json()
    assert [one["id"] for one in later["ends"]] == [old["id"]]
    assert (await correct(site, old["id"])).json()["guard"] == "resolution_stands"
    back = (await act(site, old["id"], "reinstate")).json()
    assert (back["state"], back["endedBy"]) == ("recorded", None)
    assert (await act(site, old["id"], "reinstate")).json()["guard"] == "resolution_ended"


async def test_an_older_resolution_supersedes_nothing(site: Site):
    old = await record(site, await held(site), decidedAt="2024-03-01T09:00:00Z")
    new = await record(site, await held(site), decidedAt="2024-06-01T09:00:00Z")

    refused = await act(site, new["id"], "supersede", {"resolutionId": old["id"]})

    assert refused.json()["guard"] == "later_resolution"


async def test_a_resolution_is_rescinded_for_a_reason(site: Site):
    made = await record(site, await held(site))

    without = await act(site, made["id"], "rescind", {})
    ended = await act(site, made["id"], "rescind", {"reason": "Departementet oppheva det."})

    assert without.status_code == 422
    assert (ended.json()["state"], ended.json()["endedBecause"]) == ("rescinded", "Departementet oppheva det.")


@pytest.mark.parametrize("other", ["itself", new_id("res")], ids=["itself", "unknown"])
async def test_a_resolution_is_ended_by_another_one_that_there_is(site: Site, other: str):
    made = await record(site, await held(site))
    order = {"resolutionId": made["id"] if other == "itself" else other}

    assert (await act(site, made["id"], "supersede", order)).status_code == 422


async def test_a_reference_leads_to_another_resolution_that_there_is(site: Site):
    meeting = await held(site)
    bad = content(references=[{"text": "Ukjent", "resolutionId": new_id("res")}])
    answer = await site.admin.post(f"{API}/agenda-items/{meeting['items'][0]['id']}/resolutions", json=bad)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/references/0/resolutionId"


async def test_it_is_found_by_its_address(site: Site):
    made = await record(site, await held(site))
    body, date, number = made["path"].removeprefix("/admin/vedtak/").split("/")

    assert [one["id"] for one in await listed(site, body=body, date=date, number=number)] == [made["id"]]


@pytest.mark.parametrize("words", ["kommunar", "KOMMUNANE", "utgreiing kvitrev", "kvitreven"])
async def test_the_search_knows_words_in_their_forms(site: Site, words: str):
    made = await record(
        site,
        await held(site),
        title="Utgreiinga om kvitrev",
        words="Styret ber kommunane om ei utgreiing av kvitreven.",
    )

    assert made["id"] in [one["id"] for one in await listed(site, q=words)]


async def test_the_search_reads_dissents_and_knows_the_number(site: Site):
    made = await record(site, await held(site), dissents=[{"who": "Ola", "text": "Dette er dyrekjøpt gjeddefiske."}])

    assert [one["id"] for one in await listed(site, q="gjeddefiske")] == [made["id"]]
    assert [one["id"] for one in await listed(site, q=made["number"])] == [made["id"]]
    assert await listed(site, q="gjeddefiske -dyrekjøpt") == []


async def test_the_search_reads_what_holds_and_not_what_was_corrected(site: Site):
    made = await record(site, await held(site), words="Styret kjøper ein gravemaskinførar.")
    await correct(site, made["id"], text=text("Styret leiger ein."))

    assert await listed(site, q="gravemaskinførar") == []


async def test_the_register_is_filtered(site: Site):
    async with site.database.work.begin() as session:
        session.add(Municipality(number="4639", name="Vik", sort_key="Vik"))
    meeting = await held(site, item(municipalities=["4639"]))
    made = await record(site, meeting, decidedAt="2019-05-02T09:00:00Z")
    await act(site, made["id"], "finalise")
    await follow_up(site, made["id"])
    only = [made["id"]]

    assert [one["id"] for one in await listed(site, year=2019)] == only
    assert [one["id"] for one in await listed(site, case=made["caseId"])] == only
    assert [one["id"] for one in await listed(site, item=made["itemId"])] == only
    assert made["id"] in [one["id"] for one in await listed(site, municipality="4639")]
    assert await listed(site, municipality="4644", year=2019) == []
    assert made["id"] in [one["id"] for one in await listed(site, state="final")]
    assert await listed(site, state="implemented", year=2019) == []
    assert made["id"] in [one["id"] for one in await listed(site, unsettled=True)]
    assert made["id"] in [one["id"] for one in await listed(site, body=site.body_id)]
    assert await listed(site, body=site.other_body_id) == []
    row = (await listed(site, year=2019))[0]
    assert (row["unsettled"], row["overdue"]) == (1, 1)
    await act(site, made["id"], "rescind", {"reason": "Uaktuelt."})
    assert await listed(site, year=2019, inForce=True) == []


async def test_the_register_goes_page_by_page(site: Site):
    for _ in range(3):
        await record(site, await held(site), decidedAt="2018-05-02T09:00:00Z")
    first = (await site.admin.get(f"{API}/resolutions", params={"limit": 2, "year": 2018})).json()
    second = (
        await site.admin.get(f"{API}/resolutions", params={"limit": 2, "year": 2018, "cursor": first["next"]})
    ).json()

    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert not {one["id"] for one in first["items"]} & {one["id"] for one in second["items"]}


async def test_the_register_goes_out_as_files(site: Site):
    made = await record(
        site, await held(site), title="=2+2", words="Styret vedtek det.", decidedAt="2017-05-02T09:00:00Z"
    )
    csv = await site.admin.get(f"{API}/resolutions/export.csv", params={"year": 2017})
    xlsx = await site.admin.get(f"{API}/resolutions/export.xlsx", params={"year": 2017})

    assert csv.content.startswith(b"\xef\xbb\xbfNummer,Organ")
    assert made["number"] in csv.text
    assert "'=2+2" in csv.text
    rows = list(openpyxl.load_workbook(io.BytesIO(xlsx.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Nummer", made["number"]]
    assert rows[1][3] == "'=2+2"


# Who reads what


@pytest.mark.parametrize(
    ("kind", "open_", "closed"),
    [
        ("administration", True, True),
        ("case_officer", True, False),
        ("chair", True, True),
        ("member", True, True),
        ("deputy", True, True),
        ("union_representative", True, False),
        ("other_administration", False, False),
        ("system_administrator", False, False),
        ("nobody", False, False),
    ],
)
async def test_each_reads_the_resolutions_that_are_theirs(site: Site, kind: str, open_: bool, closed: bool):
    meeting = await held(site, item("Ope"), item("Lukka"))
    shown = await record(site, meeting, 0)
    hidden = await record(site, meeting, 1, **CLOSED)
    client = site.actors[kind]

    seen = {one["id"] for one in await listed(site, client)}

    for made, may in ((shown, open_), (hidden, closed)):
        assert (made["id"] in seen) is may
        address = f"{API}/resolutions/{made['id']}"
        assert (await client.get(address)).status_code == (200 if may else 404)
        assert (await client.get(f"{address}/versions/1")).status_code == (200 if may else 404)
        csv = await client.get(f"{API}/resolutions/export.csv")
        assert (f"{made['number']}," in csv.text) is may


async def test_who_is_inhabile_reads_nothing_of_a_closed_resolution(site: Site):
    meeting = await held(site)
    made = await record(site, meeting, **CLOSED)
    await follow_up(site, made["id"], what="Hemmeleg oppgåve")
    declared = await site.admin.post(
        f"{API}/agenda-items/{meeting['items'][0]['id']}/inhabilities", json={"personId": site.people["member"]}
    )
    assert declared.status_code == 201, declared.text

    assert (await site.actors["member"].get(f"{API}/resolutions/{made['id']}")).status_code == 404
    assert (await site.actors["chair"].get(f"{API}/resolutions/{made['id']}")).status_code == 200
    assert made["id"] not in (await site.actors["member"].get(f"{API}/follow-ups?limit=100")).text


async def test_the_case_officer_reads_the_closed_resolution_of_an_own_case(site: Site):
    meeting = await held(site, item(caseOfficerId=site.accounts["case_officer"]))
    made = await record(site, meeting, **CLOSED)

    assert (await site.actors["case_officer"].get(f"{API}/resolutions/{made['id']}")).status_code == 200


async def test_what_was_closed_stays_so_when_a_correction_opens_it(site: Site):
    made = await record(site, await held(site), **CLOSED)
    await correct(site, made["id"], access="open")
    client = site.actors["union_representative"]
    shown = (await client.get(f"{API}/resolutions/{made['id']}")).json()

    assert [one["number"] for one in shown["versions"]] == [2]
    assert (await client.get(f"{API}/resolutions/{made['id']}/versions/1")).status_code == 404
    assert (await client.get(f"{API}/resolutions/{made['id']}/versions/2")).status_code == 200


@pytest.mark.parametrize("kind", ["chair", "member", "case_officer", "union_representative"])
async def test_only_the_administration_keeps_the_register(site: Site, kind: str):
    made = await record(site, await held(site))

    answer = await act(site, made["id"], "finalise", client=site.actors[kind])

    assert answer.status_code == 403


async def test_no_event_tells_what_a_closed_resolution_says(site: Site):
    made = await record(site, await held(site), title="Oppseiing av qyxkvasser", words="qyxkvasser sluttar.", **CLOSED)
    row = await follow_up(site, made["id"], what="Skriv til qyxkvasser")
    told = str(await site.changes())

    assert made["id"] in told
    assert row["id"] in told
    assert "qyxkvasser" not in told
