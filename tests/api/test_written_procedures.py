"""A case is sent to all members, each answers once from an account of their own, and something comes of it."""

import asyncio
import datetime as dt
import json
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from api.domain.kernel import richtext
from api.domain.meetings import service as meetings
from api.domain.notice import service as notice
from api.domain.written_procedures import service
from api.domain.written_procedures.tables import WrittenAnswer, WrittenProcedure
from tests.api.procedures import act, answer, prepare, prepared, read, sent, soon, waiting_case
from tests.api.site import API, Site, item, text
from tests.unit.outputs.pdf.reading import page_texts

CLOSED = {
    "access": "closed",
    "legalBasis": "offl. § 13 jf. fvl. § 13",
    "openTitle": "Personalsak",
}
BLANK = {
    "type": "doc",
    "content": [{"type": "paragraph", "content": [{"type": "blank", "attrs": {"hint": "xx", "kind": "text"}}]}],
}


def guard(answer: Any) -> str:
    assert answer.status_code == 409, answer.text
    assert answer.json()["remedy"]
    return str(answer.json()["guard"])


async def pass_the_deadline(site: Site, procedure_id: str) -> None:
    async with site.database.work.begin() as session:
        row = await session.get_one(WrittenProcedure, procedure_id)
        row.deadline = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)


async def suggested(site: Site) -> dict[str, str]:
    """The cases that wait for an agenda, with why, by their handlings."""
    found = await site.actors["administration"].get(f"{API}/bodies/{site.body_id}/agenda-suggestions")
    return {one["handlingId"]: one["reason"] for one in found.json()["cases"]}


async def resolution(site: Site, procedure: dict[str, Any], who: str = "administration") -> Any:
    return await site.actors[who].get(f"{API}/resolutions/{procedure['resolution']['id']}")


async def record_file(site: Site, procedure_id: str, who: str) -> httpx.Response:
    return await site.actors[who].get(f"{API}/written-procedures/{procedure_id}/record.pdf")


async def test_a_case_is_prepared_and_nothing_is_sent(site: Site):
    made = await prepared(site)

    assert (made["state"], made["sentAt"], made["awaitsMe"]) == ("draft", None, False)
    assert {place["memberName"] for place in made["places"]} == {"Person chair", "Person member"}
    assert (await site.actors["member"].get(f"{API}/written-procedures/{made['id']}")).status_code == 404


async def test_the_chair_sends_it_to_all_members_and_the_case_leaves_the_agenda(site: Site):
    case = await waiting_case(site)
    made = (await prepare(site, case["handlingId"])).json()

    found = await act(site, made["id"], "send")

    assert found.status_code == 200, found.text
    assert (found.json()["state"], found.json()["decidedBy"]) == ("sent", "Person chair")
    assert (await read(site, made["id"], "member"))["awaitsMe"]
    meeting = (await site.admin.get(f"{API}/meetings/{case['meetingId']}")).json()
    assert [one["title"] for one in meeting["items"]] == ["Ei anna sak"]


async def test_the_administration_sends_it_on_the_leaders_word(site: Site):
    made = await prepared(site)

    assert guard(await act(site, made["id"], "send", "administration")) == "leader_decides"
    member = await act(site, made["id"], "send", "administration", decidedBy=site.people["member"])
    assert guard(member) == "leader_decides"
    found = await act(site, made["id"], "send", "administration", decidedBy=site.people["chair"])
    assert (found.json()["decidedBy"], found.json()["sentBy"]) == ("Person chair", "Account administration")


async def test_all_who_agree_to_content_and_form_adopt_it(site: Site):
    procedure = await sent(site)
    await answer(site, procedure["id"], "member")
    last = await answer(site, procedure["id"], "chair")

    found = last.json()
    assert (last.status_code, found["state"], found["tally"]) == (
        201,
        "adopted",
        {"asked": 2, "answered": 2, "agreed": 2},
    )
    made = (await resolution(site, found)).json()
    assert (made["number"], made["path"]) == (
        f"{procedure['number']}/1",
        f"/admin/vedtak/styret/{procedure['number'].lower()}/1",
    )
    assert (made["vote"], made["outcome"]) == ("2 av 2 samde i innhald og form: vedteke.", "adopted")
    assert richtext.to_text(made["text"]) == "Styret vedtek budsjettet."
    assert (made["meetingId"], made["writtenProcedureId"]) == (None, procedure["id"])


async def test_its_permanent_link_finds_it(site: Site):
    procedure = await sent(site)
    for who in ("member", "chair"):
        await answer(site, procedure["id"], who)
    *_, body, date, number = (await read(site, procedure["id"]))["resolution"]["path"].split("/")

    listed = await site.actors["member"].get(
        f"{API}/resolutions", params={"body": body, "date": date, "number": number}
    )
    cited = await site.actors["member"].get(f"{API}/resolutions", params={"q": f"{procedure['number']}/1"})

    for answered in (listed, cited):
        assert [one["writtenProcedureId"] for one in answered.json()["items"]] == [procedure["id"]]
    exported = await site.admin.get(f"{API}/resolutions/export.csv")
    assert f"{procedure['number']}/1" in exported.text


async def test_the_record_says_what_a_record_must(site: Site):
    procedure = await sent(site, ("member",))
    await answer(site, procedure["id"], "deputy", content=True, form=True, comment="Greitt for meg.")
    await answer(site, procedure["id"], "chair")

    words = richtext.to_text((await read(site, procedure["id"]))["record"])

    for part in (
        "Person chair avgjorde at saka skulle handsamast skriftleg etter kommunelova § 11-8",
        "Grunngjeving: Fristen hjå Statsforvaltaren er før neste møte.",
        "Person member er inhabil med heimel i kommunelova § 11-10",
        "Person deputy (for Person member)",
        "Merknad frå Person deputy: Greitt for meg.",
        "2 av 2 samde i innhald og form: vedteke.",
        "Styret vedtek budsjettet.",
    ):
        assert part in words


@pytest.mark.parametrize(("content", "form"), [(False, True), (True, False)])
async def test_one_who_disagrees_sends_the_case_to_a_meeting(site: Site, content: bool, form: bool):
    procedure = await sent(site)

    found = (await answer(site, procedure["id"], "member", content=content, form=form, comment="Nei.")).json()

    assert (found["state"], found["resolution"]) == ("not_agreed", None)
    assert guard(await answer(site, procedure["id"], "chair")) == "procedure_sent"
    assert (await suggested(site))[procedure["handlingId"]] == "not_settled_in_writing"


async def test_a_case_on_its_way_waits_for_no_agenda(site: Site):
    procedure = await sent(site)
    other = await site.create(number=f"O{procedure['number']}", startsAt=soon(days=30), endsAt=None)

    assert procedure["handlingId"] not in await suggested(site)
    taken = await site.admin.post(
        f"{API}/meetings/{other['id']}/actions/take-up",
        json={"handlingId": procedure["handlingId"], "type": "decision"},
    )
    assert guard(taken) == "not_in_writing"


async def test_a_case_that_was_not_settled_is_taken_up_by_a_meeting(site: Site):
    procedure = await sent(site)
    await answer(site, procedure["id"], "member", content=False, form=True)
    other = await site.create(number=f"T{procedure['number']}", startsAt=soon(days=30), endsAt=None)

    taken = await site.admin.post(
        f"{API}/meetings/{other['id']}/actions/take-up",
        json={"handlingId": procedure["handlingId"], "type": "decision"},
    )

    assert taken.status_code == 201, taken.text
    assert taken.json()["handlingId"] == procedure["handlingId"]
    assert procedure["handlingId"] not in await suggested(site)


async def test_a_published_item_keeps_its_number_and_says_where_it_went(site: Site):
    case = await waiting_case(site)
    await site.publish(case["meetingId"], "agenda")
    made = (await prepare(site, case["handlingId"])).json()
    await act(site, made["id"], "send")

    left = (await site.admin.get(f"{API}/agenda-items/{case['id']}")).json()

    assert (left["state"], left["number"]) == ("postponed", 1)
    assert "§ 11-8" in left["stateReason"]


async def test_a_case_that_a_meeting_left_is_written_anew(site: Site):
    case = await waiting_case(site)
    etag = (await site.admin.get(f"{API}/agenda-items/{case['id']}")).headers["etag"]
    await site.admin.post(
        f"{API}/agenda-items/{case['id']}/actions/postpone", json={"reason": "Hastar."}, headers={"If-Match": etag}
    )

    made = await prepare(site, case["handlingId"])

    assert made.status_code == 201, made.text
    assert made.json()["handlingId"] != case["handlingId"]
    assert made.json()["caseId"] == case["caseId"]
    assert guard(await prepare(site, case["handlingId"])) == "newest_handling"


async def test_a_case_is_in_one_procedure_at_a_time(site: Site):
    case = await waiting_case(site)
    answers = await asyncio.gather(*(prepare(site, case["handlingId"]) for _ in range(3)))

    assert sorted(one.status_code for one in answers) == [201, 409, 409]


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"proposals": []}, "one_proposal"),
        ({"proposals": [{"text": text("Ja.")}, {"text": text("Nei."), "kind": "alternative"}]}, "one_proposal"),
        ({"proposals": [{"text": BLANK}]}, "blanks_filled"),
        ({"attachments": [{"title": "Notat", "status": "under_preparation"}]}, "documents_there"),
        ({"access": "closed"}, "closed_has_basis"),
    ],
)
async def test_only_a_whole_case_is_sent(site: Site, fields: dict[str, Any], refused: str):
    made = await prepared(site, **fields)

    assert guard(await act(site, made["id"], "send")) == refused
    assert (await read(site, made["id"]))["state"] == "draft"


async def test_what_was_sent_stays_as_it_was(site: Site):
    case = await waiting_case(site, text=text("Slik var ho."))
    await site.publish(case["meetingId"], "agenda")
    procedure = (await prepare(site, case["handlingId"])).json()
    await act(site, procedure["id"], "send")
    etag = (await site.admin.get(f"{API}/agenda-items/{case['id']}")).headers["etag"]
    changed = await site.admin.patch(
        f"{API}/agenda-items/{case['id']}", json={"text": text("Slik vart ho.")}, headers={"If-Match": etag}
    )
    assert changed.status_code == 200

    assert richtext.to_text((await read(site, procedure["id"], "member"))["item"]["text"]) == "Slik var ho."


async def test_documents_are_given_as_they_were_when_the_case_was_sent(site: Site):
    document = await site.upload(b"Avtalen, slik han var.")
    procedure = await sent(site, attachments=[{"title": "Avtalen", "documentId": document["id"]}])
    shown = procedure["item"]["attachments"][0]["document"]
    address = f"{API}/written-procedures/{procedure['id']}/documents/{shown['versionId']}"

    assert (await site.actors["deputy"].get(address)).content == b"Avtalen, slik han var."
    for who in ("union_representative", "other_administration", "nobody"):
        assert (await site.actors[who].get(address)).status_code == 404


async def test_an_answer_is_taken_once(site: Site):
    procedure = await sent(site)
    answers = await asyncio.gather(*(answer(site, procedure["id"], "member") for _ in range(4)))

    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
    assert {one.json()["guard"] for one in answers if one.status_code == 409} == {"answers_once"}


async def test_two_last_answers_at_once_adopt_it_once(site: Site):
    for _ in range(5):
        procedure = await sent(site)
        answers = await asyncio.gather(*(answer(site, procedure["id"], who) for who in ("member", "chair")))

        assert [one.status_code for one in answers] == [201, 201]
        found = await site.admin.get(f"{API}/resolutions", params={"case": procedure["caseId"]})
        assert len(found.json()["items"]) == 1


async def test_a_yes_and_a_no_at_once_adopt_nothing(site: Site):
    for _ in range(5):
        procedure = await sent(site)
        await asyncio.gather(
            answer(site, procedure["id"], "member"), answer(site, procedure["id"], "chair", content=True, form=False)
        )

        found = await read(site, procedure["id"])
        assert (found["state"], found["resolution"]) == ("not_agreed", None)


@pytest.mark.parametrize("who", ["administration", "deputy", "union_representative", "nobody"])
async def test_nobody_answers_who_is_not_asked(site: Site, who: str):
    procedure = await sent(site)

    found = await answer(site, procedure["id"], who)

    assert found.status_code in (403, 404, 409)
    assert not (await read(site, procedure["id"]))["tally"]["answered"]


async def test_a_deputy_is_asked_when_a_member_says_to_be_inhabile(site: Site):
    procedure = await sent(site)

    declared = await answer(site, procedure["id"], "member", inhabile=True)

    assert declared.status_code == 201
    assert (await read(site, procedure["id"], "deputy"))["awaitsMe"]
    assert not (await read(site, procedure["id"], "member"))["awaitsMe"]
    await answer(site, procedure["id"], "deputy")
    assert (await answer(site, procedure["id"], "chair")).json()["state"] == "adopted"


async def test_who_was_inhabile_when_the_case_stood_on_an_agenda_is_not_sent_it(site: Site):
    case = await waiting_case(site, title="Løyndom", **CLOSED)
    declared = await site.admin.post(
        f"{API}/agenda-items/{case['id']}/inhabilities", json={"personId": site.people["member"]}
    )
    assert declared.status_code == 201, declared.text
    made = (await prepare(site, case["handlingId"])).json()
    assert {place["holderName"] for place in made["places"]} == {"Person chair", "Person deputy"}

    found = (await act(site, made["id"], "send")).json()

    assert [one["name"] for one in found["inhabile"]] == ["Person member"]
    assert "Løyndom" not in json.dumps(await read(site, made["id"], "member"), ensure_ascii=False)
    assert (await read(site, made["id"], "deputy"))["awaitsMe"]


async def test_a_chair_who_is_inhabile_does_not_decide_it(site: Site):
    case = await waiting_case(site, title="Løyndom", **CLOSED)
    await site.admin.post(f"{API}/agenda-items/{case['id']}/inhabilities", json={"personId": site.people["chair"]})
    made = (await prepare(site, case["handlingId"])).json()

    assert "Løyndom" not in json.dumps(await read(site, made["id"], "chair"), ensure_ascii=False)
    assert guard(await act(site, made["id"], "send")) == "leader_decides"


async def test_it_goes_to_a_meeting_when_nobody_is_left_to_ask(site: Site):
    procedure = await sent(site, ("deputy",))

    found = await answer(site, procedure["id"], "member", inhabile=True)

    assert found.json()["state"] == "not_agreed"


async def test_it_is_not_sent_when_a_seat_has_nobody_to_answer(site: Site):
    made = await prepared(site)
    inhabile = [{"personId": site.people[one]} for one in ("member", "deputy")]

    assert guard(await act(site, made["id"], "send", inhabile=inhabile)) == "seats_filled"


async def test_who_is_inhabile_gets_no_closed_case_and_no_closed_resolution(site: Site):
    procedure = await sent(
        site,
        ("member",),
        title="Løyndom i tittelen",
        text=text("Løyndom i teksten"),
        proposals=[{"text": text("Løyndom i framlegget")}],
        **CLOSED,
    )
    await answer(site, procedure["id"], "deputy", content=True, form=True, comment="Løyndom i merknaden")
    found = await read(site, procedure["id"], "member")
    assert found["isWithheld"]
    assert "Løyndom" not in json.dumps(found, ensure_ascii=False)

    await answer(site, procedure["id"], "chair")

    over = await read(site, procedure["id"])
    assert "Løyndom" not in json.dumps(await read(site, procedure["id"], "member"), ensure_ascii=False)
    assert (await resolution(site, over, "member")).status_code == 404
    for who in ("deputy", "chair"):
        assert "Løyndom i framlegget" in (await resolution(site, over, who)).text
    listed = await site.actors["member"].get(f"{API}/written-procedures")
    assert "Løyndom" not in listed.text
    assert (await record_file(site, procedure["id"], "member")).status_code == 404
    assert (await record_file(site, procedure["id"], "chair")).status_code == 200


async def test_the_record_is_a_file_once_it_is_over(site: Site):
    procedure = await sent(site)
    assert (await record_file(site, procedure["id"], "chair")).status_code == 404
    for who in ("chair", "member"):
        await answer(site, procedure["id"], who)

    file = await record_file(site, procedure["id"], "member")

    assert (file.status_code, file.headers["content-type"]) == (200, "application/pdf")
    assert "private" in file.headers["cache-control"]
    printed = " ".join("\n".join(page_texts(file.content)).split())
    assert f"{procedure['number']}" in printed
    assert "2 av 2 samde i innhald og form: vedteke." in printed
    assert (await record_file(site, procedure["id"], "union_representative")).status_code == 404


@pytest.mark.parametrize("who", ["union_representative", "nobody", "other_administration", "system_administrator"])
async def test_others_know_nothing_of_it(site: Site, who: str):
    procedure = await sent(site)
    for one in ("member", "chair"):
        await answer(site, procedure["id"], one)
    client = site.actors[who]

    assert (await client.get(f"{API}/written-procedures/{procedure['id']}")).status_code == 404
    assert (await client.get(f"{API}/written-procedures")).json()["items"] == []


async def test_a_closed_proposal_in_an_open_case_gives_a_closed_resolution(site: Site):
    proposal = {"text": text("Vi seier ja."), "access": "closed", "legalBasis": "offl. § 23"}
    procedure = await sent(site, proposals=[proposal])
    for who in ("member", "chair"):
        await answer(site, procedure["id"], who)

    made = (await resolution(site, await read(site, procedure["id"]))).json()

    assert (made["access"], made["legalBasis"]) == ("closed", "offl. § 23")


async def test_members_learn_what_others_answered_when_it_is_over(site: Site):
    procedure = await sent(site)
    await answer(site, procedure["id"], "member", content=True, form=True, comment="Bra.")

    def told(found: dict[str, Any]) -> list[Any]:
        return [(place["answered"], place["content"], place["comment"]) for place in found["places"]]

    assert (True, None, None) in told(await read(site, procedure["id"], "deputy"))
    assert (True, True, "Bra.") in told(await read(site, procedure["id"], "chair"))
    await answer(site, procedure["id"], "chair")
    assert (True, True, "Bra.") in told(await read(site, procedure["id"], "deputy"))


async def test_what_was_not_answered_in_time_lapses(site: Site):
    procedure = await sent(site)
    await answer(site, procedure["id"], "member")
    await pass_the_deadline(site, procedure["id"])

    assert guard(await answer(site, procedure["id"], "chair")) == "procedure_sent"
    assert (await read(site, procedure["id"]))["state"] == "lapsed"
    async with site.database.work.begin() as session:
        assert await service.lapse_due(session, dt.datetime.now(dt.UTC)) == 1
        assert await service.lapse_due(session, dt.datetime.now(dt.UTC)) == 0
    found = await read(site, procedure["id"])
    assert (found["state"], found["resolution"]) == ("lapsed", None)
    assert "fall bort" in richtext.to_text(found["record"])
    assert (await suggested(site))[procedure["handlingId"]] == "not_settled_in_writing"


async def test_it_is_withdrawn_with_a_reason(site: Site):
    procedure = await sent(site)

    found = await act(site, procedure["id"], "withdraw", reason="Tala var feil.")

    assert (found.json()["state"], found.json()["withdrawnBecause"]) == ("withdrawn", "Tala var feil.")
    assert guard(await act(site, procedure["id"], "withdraw", reason="Ein gong til.")) == "procedure_active"
    assert (await act(site, procedure["id"], "withdraw", "member", reason="Eg vil det.")).status_code == 403


async def test_members_are_given_more_time_and_never_less(site: Site):
    procedure = await sent(site)
    path = f"{API}/written-procedures/{procedure['id']}"

    async def patch(**fields: Any) -> Any:
        etag = (await site.actors["chair"].get(path)).headers["etag"]
        return await site.actors["chair"].patch(path, json=fields, headers={"If-Match": etag})

    assert (await patch(deadline=soon(days=9))).status_code == 200
    assert (await patch(deadline=soon(days=8))).status_code == 422
    assert guard(await patch(reason="Ei heilt anna grunngjeving.")) == "procedure_draft"


async def test_a_change_of_what_one_has_not_seen_is_refused(site: Site):
    made = await prepared(site)
    path = f"{API}/written-procedures/{made['id']}"

    stale = await site.actors["chair"].post(f"{path}/actions/send", json={}, headers={"If-Match": '"other"'})
    blind = await site.actors["chair"].post(f"{path}/actions/send", json={})

    assert (stale.status_code, blind.status_code) == (412, 428)


@pytest.mark.parametrize(
    "given", [{}, {"content": True}, {"form": False}, {"inhabile": True, "content": True}, {"content": 1, "form": 1}]
)
async def test_half_an_answer_is_refused(site: Site, given: dict[str, Any]):
    procedure = await sent(site)

    refused = await site.actors["member"].post(f"{API}/written-procedures/{procedure['id']}/answers", json=given)

    assert refused.status_code == 422


async def test_an_answer_is_never_changed_or_removed(site: Site):
    procedure = await sent(site)
    await answer(site, procedure["id"], "member")

    for change in (sa.update(WrittenAnswer).values(comment="Anna."), sa.delete(WrittenAnswer)):
        with pytest.raises(sa.exc.DBAPIError):
            async with site.database.work.begin() as session:
                await session.execute(change.execution_options(synchronize_session=False))


async def test_who_has_not_answered_is_reminded_alone(site: Site):
    procedure = await sent(site)
    await answer(site, procedure["id"], "member")
    near = dt.datetime.fromisoformat(procedure["deadline"]) - dt.timedelta(hours=3)

    async def reminded(who: str) -> list[str]:
        items = (await site.actors[who].get(f"{API}/reminders")).json()["items"]
        return [one["dueAt"] for one in items if one["code"] == "written_answer_due"]

    async with site.database.work.begin() as session:
        await notice.remind(session, near)
    assert procedure["deadline"] in await reminded("chair")
    assert procedure["deadline"] not in await reminded("member")
    await answer(site, procedure["id"], "chair")
    async with site.database.work.begin() as session:
        await notice.remind(session, near)
    assert procedure["deadline"] not in await reminded("chair")


async def test_a_follow_up_of_what_was_settled_in_writing_is_reminded_of(site: Site):
    procedure = await sent(site)
    for who in ("member", "chair"):
        await answer(site, procedure["id"], who)
    made = (await read(site, procedure["id"]))["resolution"]
    due = {"what": "Send brevet", "ownerId": site.accounts["member"], "dueOn": "2025-01-01"}
    added = await site.admin.post(f"{API}/resolutions/{made['id']}/follow-ups", json=due)
    assert added.status_code == 201, added.text

    # Later than every other test here: reminders are brought up to date from one moment to the next.
    async with site.database.work.begin() as session:
        await notice.remind(session, dt.datetime.now(dt.UTC) + dt.timedelta(days=20))

    mine = (await site.actors["member"].get(f"{API}/reminders")).json()["items"]
    assert [(one["code"], one["meetingId"]) for one in mine if one["subjectId"] == added.json()["id"]] == [
        ("follow_up_due", None)
    ]


async def test_the_log_tells_what_happened_and_not_what_was_said(site: Site):
    procedure = await sent(site, title="Løynd tittel", **CLOSED)
    await answer(site, procedure["id"], "member", content=False, form=True, comment="Løynd merknad")

    told = [one for one in await site.changes() if one["subjectId"] == procedure["id"]]

    assert [one["type"] for one in told] == [
        "written_procedure.created",
        "written_procedure.sent",
        "written_procedure.answered",
        "written_procedure.not_agreed",
    ]
    assert "Løynd" not in json.dumps(told, ensure_ascii=False)


async def test_an_item_of_an_open_meeting_is_settled_there(site: Site):
    case = await waiting_case(site)
    async with site.database.work.begin() as session:
        await meetings.set_state(session, case["meetingId"], "in_session")

    assert guard(await prepare(site, case["handlingId"])) == "undecided"


async def test_a_body_says_whether_it_may_meet_remotely(site: Site):
    path = f"{API}/bodies/{site.body_id}"
    seen = await site.actors["administration"].get(path)
    assert seen.json()["remoteMeetings"] is False

    changed = await site.actors["administration"].patch(
        path, json={"remoteMeetings": True}, headers={"If-Match": seen.headers["etag"]}
    )

    assert changed.json()["remoteMeetings"] is True
    other = await site.actors["other_administration"].patch(
        path, json={"remoteMeetings": False}, headers={"If-Match": changed.headers["etag"]}
    )
    assert other.status_code == 403
    meeting = await site.create(number="FJERN", startsAt=soon(days=33), endsAt=None, remote=True, items=[item()])
    codes = (await site.admin.get(f"{API}/meetings/{meeting['id']}/readiness", params={"kind": "agenda"})).json()
    assert "remote-not-allowed" not in json.dumps(codes)
    etag = changed.headers["etag"]
    await site.actors["administration"].patch(path, json={"remoteMeetings": False}, headers={"If-Match": etag})
    codes = (await site.admin.get(f"{API}/meetings/{meeting['id']}/readiness", params={"kind": "agenda"})).json()
    assert "remote-not-allowed" in json.dumps(codes)


async def test_a_case_settled_in_writing_counts_as_treated(site: Site):
    made = await sent(site)
    case = f"{API}/cases/{made['caseId']}"
    office = site.actors["administration"]
    on_its_way = (await office.get(case)).json()
    for who in ("chair", "member"):
        assert (await answer(site, made["id"], who)).status_code == 201

    settled = (await office.get(case)).json()

    assert (on_its_way["mayConclude"], on_its_way["conclusionSuggested"]) == (False, False)
    assert (settled["mayConclude"], settled["conclusionSuggested"]) == (True, True)


async def test_a_case_that_was_not_agreed_to_in_writing_is_not_treated(site: Site):
    made = await sent(site)
    await answer(site, made["id"], "chair", content=False, form=True)

    found = (await site.actors["administration"].get(f"{API}/cases/{made['caseId']}")).json()

    assert found["mayConclude"] is False
