"""Cases through meetings and bodies: what is set aside, taken up again, found and followed."""

import itertools
from typing import Any, get_args

import httpx
import pytest

from api.domain.kernel.errors import GuardRefused
from api.domain.meetings.setting_aside import SetAside, require_regrettable, require_undecided
from api.domain.meetings.states import WAITING, ItemState, MeetingState
from tests.api import register
from tests.api.site import API, Site, day, item, text

numbers = itertools.count(1)
ACTION = {"returned": "return", "withdrawn": "withdraw", "postponed": "postpone"}


async def meeting_with(site: Site, *titles: str, **fields: Any) -> dict[str, Any]:
    number = next(numbers)
    items = [item(title, text=text(f"Om {title}.")) for title in titles]
    return await site.create(number=f"CASE-{number}", startsAt=day(number), endsAt=None, items=items, **fields)


async def act(client: httpx.AsyncClient, item_id: str, action: str, **order: Any) -> httpx.Response:
    address = f"{API}/agenda-items/{item_id}"
    etag = (await client.get(address)).headers.get("etag", "")
    body = {"reason": "Tal manglar.", **order} if action != "reopen" else None
    return await client.post(f"{address}/actions/{action}", json=body, headers={"If-Match": etag})


async def case_of(site: Site, case_id: str) -> dict[str, Any]:
    answer = await site.admin.get(f"{API}/cases/{case_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("item_state", get_args(ItemState))
@pytest.mark.parametrize("meeting_state", get_args(MeetingState))
def test_only_what_is_undecided_in_a_meeting_that_is_not_over_is_set_aside(item_state, meeting_state):
    if item_state == "pending" and meeting_state in WAITING:
        require_undecided(item_state, meeting_state)
    else:
        with pytest.raises(GuardRefused):
            require_undecided(item_state, meeting_state)


@pytest.mark.parametrize("item_state", get_args(ItemState))
@pytest.mark.parametrize("meeting_state", get_args(MeetingState))
@pytest.mark.parametrize("written_since", [False, True])
def test_only_what_was_set_aside_and_led_to_nothing_is_regretted(item_state, meeting_state, written_since):
    if item_state in get_args(SetAside) and meeting_state in WAITING and not written_since:
        require_regrettable(item_state, meeting_state, written_since=written_since)
    else:
        with pytest.raises(GuardRefused):
            require_regrettable(item_state, meeting_state, written_since=written_since)


@pytest.mark.parametrize(
    ("state", "case_state"), [("returned", "draft"), ("withdrawn", "withdrawn"), ("postponed", "ready")]
)
async def test_an_item_is_set_aside_with_a_reason_and_the_case_follows(site: Site, state, case_state):
    (own,) = (await meeting_with(site, "Budsjett"))["items"]
    answer = await act(site.admin, own["id"], ACTION[state])

    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["stateReason"]) == (state, "Tal manglar.")
    assert (await case_of(site, own["caseId"]))["state"] == case_state


async def test_what_is_set_aside_is_not_set_aside_again(site: Site):
    (own,) = (await meeting_with(site, "Budsjett"))["items"]
    await act(site.admin, own["id"], "withdraw")
    answer = await act(site.admin, own["id"], "return")

    assert (answer.status_code, answer.json()["guard"]) == (409, "item_pending")


async def test_a_reason_must_be_given(site: Site):
    (own,) = (await meeting_with(site, "Budsjett"))["items"]

    assert (await act(site.admin, own["id"], "return", reason="")).status_code == 422


async def test_a_regret_puts_the_item_back(site: Site):
    (own,) = (await meeting_with(site, "Budsjett"))["items"]
    await act(site.admin, own["id"], "withdraw")
    answer = await act(site.admin, own["id"], "reopen")

    assert (answer.json()["state"], answer.json()["stateReason"]) == ("pending", None)


async def test_what_waits_to_be_decided_is_not_taken_up_again(site: Site):
    (own,) = (await meeting_with(site, "Budsjett"))["items"]
    answer = await act(site.admin, own["id"], "reopen")

    assert (answer.status_code, answer.json()["guard"]) == (409, "item_set_aside")


async def test_a_postponed_item_goes_on_in_another_meeting_with_its_texts(site: Site):
    (own,) = (await meeting_with(site, "Vertskommune"))["items"]
    later = await meeting_with(site, "Noko anna")
    answer = await act(site.admin, own["id"], "postpone", meetingId=later["id"])
    assert answer.status_code == 200, answer.text
    continued = (await site.admin.get(f"{API}/meetings/{later['id']}")).json()["items"][-1]
    life = await case_of(site, own["caseId"])

    assert continued["caseId"] == own["caseId"]
    assert (continued["title"], continued["state"]) == ("Vertskommune", "pending")
    assert continued["text"]["content"][0]["content"] == own["text"]["content"][0]["content"]
    assert [(one["meetingId"], one["itemState"]) for one in life["handlings"]] == [
        (own["meetingId"], "postponed"),
        (later["id"], "pending"),
    ]
    regret = await act(site.admin, own["id"], "reopen")
    assert (regret.status_code, regret.json()["guard"]) == (409, "not_taken_up_elsewhere")


async def test_an_item_is_not_postponed_to_its_own_meeting(site: Site):
    (own,) = (await meeting_with(site, "Budsjett"))["items"]
    answer = await act(site.admin, own["id"], "postpone", meetingId=own["meetingId"])

    assert (answer.status_code, answer.json()["guard"]) == (409, "another_meeting")


async def test_an_item_is_not_postponed_to_a_meeting_that_is_not_there(site: Site):
    (own,) = (await meeting_with(site, "Budsjett"))["items"]
    answer = await act(site.admin, own["id"], "postpone", meetingId="mtg_01k7000000000000000000000x")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/meetingId")


async def test_a_case_goes_on_in_another_body(site: Site):
    (own,) = (await meeting_with(site, "Tilsyn"))["items"]
    other = await meeting_with(site, "Noko anna", bodyId=site.other_body_id)
    await act(site.admin, own["id"], "postpone", meetingId=other["id"])

    life = await case_of(site, own["caseId"])
    assert [one["bodyName"] for one in life["handlings"]] == ["Styret i Fjordane KO", "Nettverket"]
    # The administration of the other body sees its own treatment, and not the board's.
    theirs = await site.actors["other_administration"].get(f"{API}/cases/{own['caseId']}")
    assert [one["bodyName"] for one in theirs.json()["handlings"]] == ["Nettverket"]


@pytest.mark.parametrize("action", ["return", "withdraw", "postpone", "reopen"])
async def test_a_case_officer_sets_nothing_aside(site: Site, action):
    (own,) = (await meeting_with(site, "Eiga sak"))["items"]
    named = {"caseOfficerId": site.accounts["case_officer"]}
    await site.admin.patch(f"{API}/agenda-items/{own['id']}", json=named, headers={"If-Match": "*"})

    assert (await act(site.actors["case_officer"], own["id"], action)).status_code == 403


async def found(client: httpx.AsyncClient, **query: str) -> list[str]:
    answer = await client.get(f"{API}/cases", params=query)
    assert answer.status_code == 200, answer.text
    return [case["title"] for case in answer.json()["items"]]


async def test_cases_are_found_by_the_words_of_their_titles(site: Site):
    await meeting_with(site, "Brannvern i fjellbygdene", "Brannbil 100% ny")

    assert await found(site.admin, q="fjellbygdene BRANNVERN") == ["Brannvern i fjellbygdene"]
    assert await found(site.admin, q="100%") == ["Brannbil 100% ny"]
    assert await found(site.admin, q="brann_ern") == []


async def test_cases_are_found_by_body_and_state(site: Site):
    (own, _) = (await meeting_with(site, "Kaisak", "Kaisak to", bodyId=site.other_body_id))["items"]
    await act(site.admin, own["id"], "withdraw")

    assert await found(site.admin, q="kaisak", body=site.other_body_id, state="withdrawn") == ["Kaisak"]
    assert await found(site.admin, q="kaisak", body=site.body_id) == []


async def test_a_case_officer_finds_own_cases_only(site: Site):
    (own, _) = (await meeting_with(site, "Mi bru", "Di bru"))["items"]
    named = {"caseOfficerId": site.accounts["case_officer"]}
    await site.admin.patch(f"{API}/agenda-items/{own['id']}", json=named, headers={"If-Match": "*"})

    assert await found(site.actors["case_officer"], q="bru") == ["Mi bru"]
    assert await found(site.actors["other_administration"], q="bru") == []


async def test_a_case_that_one_may_read_nothing_of_is_not_there(site: Site):
    (own,) = (await meeting_with(site, "Løyndom"))["items"]

    for client in (site.actors["other_administration"], site.actors["case_officer"]):
        assert (await client.get(f"{API}/cases/{own['caseId']}")).status_code == 404


async def test_cases_come_in_pages_newest_first(site: Site):
    await meeting_with(site, "Side ein", "Side to", "Side tre")
    first = (await site.admin.get(f"{API}/cases", params={"q": "side", "limit": 2})).json()
    second = (await site.admin.get(f"{API}/cases", params={"q": "side", "limit": 2, "cursor": first["next"]})).json()

    assert [case["title"] for case in first["items"]] == ["Side tre", "Side to"]
    assert [case["title"] for case in second["items"]] == ["Side ein"]


async def test_the_administration_sees_who_may_write_for_its_body(site: Site):
    address = f"{API}/bodies/{site.body_id}/case-officers"
    names = [one["name"] for one in (await site.admin.get(address)).json()["items"]]

    assert names == ["Account administration", "Account case_officer", "Kari Kontor"]
    assert (await site.actors["other_administration"].get(address)).status_code == 404


async def test_attachments_are_put_in_another_order(site: Site):
    papers = [{"title": title} for title in ("Ein", "To", "Tre")]
    number = next(numbers)
    made = await site.create(
        number=f"ATT-{number}", startsAt=day(number), endsAt=None, items=[item(attachments=papers)]
    )
    (own,) = made["items"]
    address = f"{API}/agenda-items/{own['id']}"
    ids = [line["id"] for line in own["attachments"]]
    order = {"attachmentIds": [ids[2], ids[0], ids[1]]}
    answer = await site.admin.post(f"{address}/actions/reorder-attachments", json=order, headers={"If-Match": "*"})
    short = await site.admin.post(
        f"{address}/actions/reorder-attachments", json={"attachmentIds": ids[:2]}, headers={"If-Match": "*"}
    )

    assert [line["title"] for line in answer.json()["attachments"]] == ["Tre", "Ein", "To"]
    assert (short.status_code, short.json()["errors"][0]["pointer"]) == (422, "/attachmentIds")


async def test_a_case_is_in_treatment_once_its_agenda_is_published(site: Site):
    made = await meeting_with(site, "Kunngjord", "Trekt først")
    await act(site.admin, made["items"][1]["id"], "withdraw")
    await site.publish(made["id"], "agenda")

    states = [(await case_of(site, one["caseId"]))["state"] for one in made["items"]]
    assert states == ["in_treatment", "withdrawn"]


async def concluded(site: Site, case_id: str, action: str = "conclude", who: str = "administration") -> httpx.Response:
    client = site.actors[who]
    address = f"{API}/cases/{case_id}"
    etag = (await client.get(address)).headers.get("etag", "")
    return await client.post(f"{address}/actions/{action}", headers={"If-Match": etag})


async def resolved(site: Site) -> tuple[str, str]:
    """A case whose one item is adopted: its id, and that of the resolution."""
    meeting = await register.held(site)
    resolution = await register.record(site, meeting)
    return meeting["items"][0]["caseId"], resolution["id"]


async def test_a_case_is_closed_by_the_administration_once_it_is_treated_and_opened_again(site: Site):
    (waiting,) = (await meeting_with(site, "Budsjett"))["items"]
    assert (await concluded(site, waiting["caseId"])).json()["guard"] == "case_treated"

    case_id, _ = await resolved(site)
    before = await case_of(site, case_id)
    assert (before["mayConclude"], before["mayReopen"], before["conclusionSuggested"]) == (True, False, True)
    assert (await concluded(site, case_id, who="other_administration")).status_code == 404
    assert (await concluded(site, case_id, "reopen")).json()["guard"] == "case_concluded"
    closed = (await concluded(site, case_id)).json()
    assert (closed["state"], closed["mayReopen"], closed["conclusionSuggested"]) == ("concluded", True, False)
    assert (await concluded(site, case_id)).json()["guard"] == "case_open"
    assert (await concluded(site, case_id, "reopen")).json()["state"] == "in_treatment"


async def test_closing_is_not_suggested_while_something_is_left_to_follow_up(site: Site):
    case_id, resolution = await resolved(site)
    row = await register.follow_up(site, resolution)
    shown = await case_of(site, case_id)
    assert (shown["mayConclude"], shown["conclusionSuggested"]) == (True, False)

    assert (await register.step(site.admin, row, "done", {})).status_code == 200
    assert (await case_of(site, case_id))["conclusionSuggested"]


async def test_a_closed_case_that_is_put_on_an_agenda_is_open_again(site: Site):
    case_id, _ = await resolved(site)
    await concluded(site, case_id)
    handling = (await case_of(site, case_id))["handlings"][-1]["id"]
    later = await meeting_with(site)
    taken = await site.admin.post(
        f"{API}/meetings/{later['id']}/actions/take-up", json={"handlingId": handling, "type": "decision"}
    )
    assert taken.status_code == 201, taken.text
    shown = await case_of(site, case_id)
    assert (shown["state"], shown["mayConclude"]) == ("ready", False)
