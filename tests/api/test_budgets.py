"""Budgets: from draft to adopted, what is refused, moves, versions, years, funds."""

from typing import Any

import pytest

from tests.api.budgets import SEED, WORDS, act, adopted, begin, council, get, key, line, municipality, resolved, send
from tests.api.site import API, Site


@pytest.fixture(scope="module")
async def council_id(site: Site) -> str:
    return await council(site)


def refused(answer: Any, guard: str) -> dict[str, Any]:
    assert answer.status_code == 409, answer.text
    assert answer.json()["guard"] == guard
    return answer.json()


async def test_the_seeds_budget_goes_from_draft_to_adopted_by_two_resolutions(site: Site, council_id: str):
    budget = await begin(site, council_id, year=2026, title="Budsjett 2026")
    of_board, of_council = await resolved(site, site.body_id), await resolved(site, council_id)

    recommended = await act(site, budget["id"], "recommend", {"resolutionId": of_board["id"]})
    adopted_ = await act(site, budget["id"], "adopt", {"resolutionId": of_council["id"]})

    assert recommended.json()["state"] == "recommended"
    found = adopted_.json()
    assert (found["state"], found["sumNok"]) == ("adopted", "6059000.00")
    assert found["balance"]["differenceNok"] == "0.00"
    assert [one["amountNok"] for one in found["balance"]["bySource"]] == ["3083000.00", "1605000.00", "1371000.00"]
    assert [(one["kind"], one["basis"]["number"]) for one in found["versions"]] == [
        ("adopted", of_council["number"]),
        ("recommended", of_board["number"]),
    ]


async def test_a_budget_whose_sources_dont_meet_its_sum_is_refused_with_the_difference(site: Site, council_id: str):
    budget = await begin(
        site, council_id, *(line(*one) for one in SEED[:-1]), line("expense", "Prosjekt", None, "3000000")
    )

    found = refused(await act(site, budget["id"], "recommend", WORDS), "sources_meet_sum")

    assert found["differenceNok"] == "-24000.00"
    assert (await get(site, budget["id"])).json()["versions"] == []


async def test_the_board_can_adopt_nothing(site: Site, council_id: str):
    budget = await begin(site, council_id)
    of_board = await resolved(site, site.body_id)
    await act(site, budget["id"], "recommend", WORDS)

    answer = await act(site, budget["id"], "adopt", {"resolutionId": of_board["id"]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/resolutionId"
    assert (await get(site, budget["id"])).json()["state"] == "recommended"


async def test_a_draft_is_not_adopted_before_the_board_has_recommended_it(site: Site, council_id: str):
    budget = await begin(site, council_id)

    refused(await act(site, budget["id"], "adopt", WORDS), "budget_state")


async def test_what_was_recommended_is_taken_back_with_a_reason_and_stays_as_a_version(site: Site, council_id: str):
    budget = await begin(site, council_id)
    await act(site, budget["id"], "recommend", WORDS)
    refused(await send(site, budget["id"], "PUT", "lines", {"lines": []}), "budget_open")

    found = (await act(site, budget["id"], "take-back", {"reason": "Feil sum."})).json()

    assert (found["state"], len(found["versions"])) == ("draft", 1)
    assert (await send(site, budget["id"], "PUT", "lines", {"lines": []})).status_code == 200


async def test_a_move_within_the_frame_is_logged_and_keeps_the_sum(site: Site, council_id: str):
    budget = await adopted(site, council_id)
    order = {
        "fromKey": key(budget, "Prosjekt"),
        "toKey": key(budget, "Administrasjon og møte"),
        "amountNok": "76000.00",
        "reason": "Fleire styremøte",
    }

    answer = await send(site, budget["id"], "POST", "moves", order)

    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert found["sumNok"] == "6059000.00"
    assert [one["currentNok"] for one in found["lines"]][-2:] == ["3159000.00", "2900000.00"]
    (move,) = found["moves"]
    assert (move["fromText"], move["toText"], move["amountNok"]) == ("Prosjekt", "Administrasjon og møte", "76000.00")


async def test_a_move_outside_the_frame_is_refused_with_what_is_missing(site: Site, council_id: str):
    budget = await adopted(site, council_id)
    order = {
        "fromKey": key(budget, "Prosjekt"),
        "toKey": key(budget, "Administrasjon og møte"),
        "amountNok": "2976000.50",
        "reason": "For mykje",
    }

    assert refused(await send(site, budget["id"], "POST", "moves", order), "within_frame")["missingNok"] == "0.50"
    from_income = {**order, "fromKey": key(budget, "Eksterne midlar"), "amountNok": "1.00"}
    assert refused(await send(site, budget["id"], "POST", "moves", from_income), "within_frame")["missingNok"] == "1.00"
    assert (await get(site, budget["id"])).json()["moves"] == []


async def test_without_authority_the_board_moves_nothing(site: Site, council_id: str):
    budget = await begin(site, council_id)
    await act(site, budget["id"], "recommend", WORDS)
    await act(site, budget["id"], "adopt", {**WORDS, "boardMayMove": False})
    order = {
        "fromKey": key(budget, "Prosjekt"),
        "toKey": key(budget, "Administrasjon og møte"),
        "amountNok": "1.00",
        "reason": "Prøve",
    }

    refused(await send(site, budget["id"], "POST", "moves", order), "board_authority")


async def test_an_amendment_begins_with_what_was_moved_and_stands_beside_what_was_adopted(site: Site, council_id: str):
    budget = await adopted(site, council_id)
    order = {
        "fromKey": key(budget, "Prosjekt"),
        "toKey": key(budget, "Administrasjon og møte"),
        "amountNok": "1000.00",
        "reason": "Omdisponering",
    }
    await send(site, budget["id"], "POST", "moves", order)

    opened = (await act(site, budget["id"], "amend")).json()
    assert (opened["state"], opened["lines"][-1]["amountNok"]) == ("amended", "2975000.00")
    lines = [
        {name: one[name] for name in ("lineKey", "kind", "text", "amountNok", "source")} for one in opened["lines"]
    ]
    lines[1]["amountNok"], lines[-1]["amountNok"] = "1705000.00", "3075000.00"
    await send(site, budget["id"], "PUT", "lines", {"lines": lines})
    again = (await act(site, budget["id"], "adopt", WORDS)).json()

    assert (again["state"], again["sumNok"], again["lines"][-1]["currentNok"]) == (
        "adopted",
        "6159000.00",
        "3075000.00",
    )
    compared = (
        await site.admin.get(f"{API}/budgets/{budget['id']}/comparison", params={"before": 2, "after": 3})
    ).json()
    assert {one["textAfter"]: one["differenceNok"] for one in compared["lines"]} == {
        "Kontingent": "0.00",
        "Eksterne midlar": "100000.00",
        "Bruk av fond": "0.00",
        "Administrasjon og møte": "1000.00",
        "Prosjekt": "99000.00",
    }


async def test_a_closed_year_takes_no_moves(site: Site, council_id: str):
    budget = await adopted(site, council_id)
    assert (await act(site, budget["id"], "close")).json()["state"] == "closed"
    order = {
        "fromKey": key(budget, "Prosjekt"),
        "toKey": key(budget, "Administrasjon og møte"),
        "amountNok": "1.00",
        "reason": "For seint",
    }

    refused(await send(site, budget["id"], "POST", "moves", order), "budget_not_closed")


async def test_a_new_year_begins_with_the_lines_of_the_last_one_and_is_adjusted_for_prices(site: Site, council_id: str):
    last = await adopted(site, council_id, year=2141)
    new = {"bodyId": site.body_id, "adoptingBodyId": council_id, "year": 2142, "title": "Ny", "lastYearId": last["id"]}
    made = (await site.admin.post(f"{API}/budgets", json=new)).json()
    order = {"percent": "3.5", "lineKeys": [key(made, "Prosjekt")], "nearest": 1000}

    answer = await act(site, made["id"], "adjust-prices", order)
    twice = await act(site, made["id"], "adjust-prices", order)

    assert answer.status_code == 200, answer.text
    found = twice.json()["lines"][-1]
    assert (found["lastYearNok"], found["amountNok"]) == ("2976000.00", "3080000.00")
    assert twice.json()["lines"][0]["amountNok"] == "3083000.00"


async def test_a_line_that_last_year_lacked_cant_be_adjusted(site: Site, council_id: str):
    budget = await begin(site, council_id)

    answer = await act(site, budget["id"], "adjust-prices", {"percent": "3.5", "lineKeys": [key(budget, "Prosjekt")]})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/lineKeys/0")


async def test_a_body_has_one_budget_a_year(site: Site, council_id: str):
    budget = await begin(site, council_id)
    new = {"bodyId": site.body_id, "adoptingBodyId": council_id, "year": budget["year"], "title": "To"}

    answer = await site.admin.post(f"{API}/budgets", json=new)

    assert (answer.status_code, answer.json()["budgetId"]) == (409, budget["id"])


async def test_the_body_that_recommends_is_not_the_one_that_adopts(site: Site):
    new = {"bodyId": site.body_id, "adoptingBodyId": site.body_id, "year": 2099, "title": "Ein"}

    answer = await site.admin.post(f"{API}/budgets", json=new)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/adoptingBodyId")


async def test_a_draft_that_no_body_has_seen_is_deleted_and_one_that_was_recommended_is_not(
    site: Site, council_id: str
):
    gone, kept = await begin(site, council_id), await begin(site, council_id)
    await act(site, kept["id"], "recommend", WORDS)
    await act(site, kept["id"], "take-back", {"reason": "Om att."})

    async def delete(budget_id: str):
        etag = (await get(site, budget_id)).headers["ETag"]
        return await site.admin.delete(f"{API}/budgets/{budget_id}", headers={"If-Match": etag})

    assert (await delete(gone["id"])).status_code == 204
    assert (await get(site, gone["id"])).status_code == 404
    refused(await delete(kept["id"]), "budget_never_recommended")


@pytest.mark.parametrize("kind", ["member", "chair", "deputy"])
async def test_the_board_reads_a_budget_from_when_it_is_recommended(site: Site, council_id: str, kind: str):
    budget = await begin(site, council_id)
    reader = site.actors[kind]

    assert (await get(site, budget["id"], reader)).status_code == 404
    assert budget["id"] not in (await reader.get(f"{API}/budgets")).text
    await act(site, budget["id"], "recommend", WORDS)
    found = await get(site, budget["id"], reader)
    assert (found.status_code, found.json()["mayChange"]) == (200, False)
    assert budget["id"] in (await reader.get(f"{API}/budgets", params={"year": budget["year"]})).text


@pytest.mark.parametrize("kind", ["union_representative", "case_officer", "other_administration", "nobody"])
async def test_nobody_else_knows_of_a_budget(site: Site, council_id: str, kind: str):
    budget = await adopted(site, council_id)
    reader = site.actors[kind]

    assert (await get(site, budget["id"], reader)).status_code == 404
    assert (await reader.get(f"{API}/budgets")).json()["items"] == []


async def test_of_two_who_write_at_once_the_later_one_is_refused(site: Site, council_id: str):
    budget = await begin(site, council_id)
    headers = {"If-Match": (await get(site, budget["id"])).headers["ETag"]}
    address = f"{API}/budgets/{budget['id']}/lines"
    body = {"lines": [line("expense", "Ny", None, "1.00")]}

    answers = [await site.admin.put(address, json=body, headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 412]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        (line("expense", "Lønn", None, "-1.00"), "/lines/0/amountNok"),
        (line("expense", "Lønn", None, "1.234"), "/lines/0/amountNok"),
        (line("expense", "Lønn", "external", "1.00"), "/lines/0"),
        (line("income", "Kontingent", None, "1.00"), "/lines/0"),
        (line("expense", "Lønn", None, "1.00", lineKey="blin_0"), "/lines/0/lineKey"),
        (line("income", "Fond", "fund", "1.00", fundId="fund_0"), "/lines/0/fundId"),
    ],
    ids=["negative", "three decimals", "expense with a source", "income without one", "unknown line", "unknown fund"],
)
async def test_a_wrong_line_is_refused_with_its_place(site: Site, council_id: str, wrong: dict[str, Any], pointer: str):
    budget = await begin(site, council_id)

    answer = await send(site, budget["id"], "PUT", "lines", {"lines": [wrong]})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_contributions_must_meet_what_the_budget_expects_before_it_is_recommended(site: Site, council_id: str):
    one = await municipality(site, "4640", "Sogndal")
    other = await municipality(site, "4639", "Vik")
    budget = await begin(site, council_id)

    def items(first: str, second: str) -> dict[str, Any]:
        return {"items": [{"municipalityId": one, "amountNok": first}, {"municipalityId": other, "amountNok": second}]}

    await send(site, budget["id"], "PUT", "contributions", items("2000000.00", "1000000.00"))
    found = refused(await act(site, budget["id"], "recommend", WORDS), "contributions_meet_lines")
    assert found["differenceNok"] == "-83000.00"
    shared = (await send(site, budget["id"], "PUT", "contributions", items("2083000.00", "1000000.00"))).json()
    assert shared["contributionsDifferenceNok"] == "0.00"
    assert [row["municipalityName"] for row in shared["contributions"]] == ["Sogndal", "Vik"]
    assert (await act(site, budget["id"], "recommend", WORDS)).status_code == 200


async def test_a_fund_tells_its_opening_and_closing_balance_and_is_never_below_zero(site: Site):
    made = (await site.admin.post(f"{API}/funds", json={"bodyId": site.body_id, "name": "Disposisjonsfond"})).json()

    async def put(on: str, amount: str, text: str):
        fund = await site.admin.get(f"{API}/funds/{made['id']}")
        order = {"onDate": on, "amountNok": amount, "text": text}
        headers = {"If-Match": fund.headers["ETag"]}
        return await site.admin.post(f"{API}/funds/{made['id']}/movements", json=order, headers=headers)

    await put("2024-12-31", "2000000.00", "Inngåande saldo")
    found = (await put("2025-05-01", "-371000.00", "Prosjekt")).json()

    assert found["balanceNok"] == "1629000.00"
    assert found["years"][0] == {
        "year": 2025,
        "openingNok": "2000000.00",
        "putInNok": "0.00",
        "takenOutNok": "371000.00",
        "closingNok": "1629000.00",
    }
    short = refused(await put("2025-06-01", "-1629000.01", "For mykje"), "fund_has_enough")
    assert short["missingNok"] == "0.01"


async def test_a_member_reads_funds_and_a_stranger_is_told_of_none(site: Site):
    made = (await site.admin.post(f"{API}/funds", json={"bodyId": site.body_id, "name": "Bundne fond"})).json()

    assert (await site.actors["member"].get(f"{API}/funds/{made['id']}")).json()["mayChange"] is False
    assert (await site.actors["nobody"].get(f"{API}/funds/{made['id']}")).status_code == 404
    assert (await site.actors["nobody"].get(f"{API}/funds")).json()["items"] == []


async def agreed(site: Site, *ids: str) -> dict[str, Any]:
    """An agreement in force: all pay the same."""
    model = {"fixedPercent": "100", "participants": list(ids)}
    made = await site.admin.post(f"{API}/cost-sharing-agreements", json={"name": "Samarbeidet", "model": model})
    return await in_force(site, made.json()["id"], 1, "2025-01-01")


async def in_force(site: Site, agreement_id: str, number: int, day: str) -> dict[str, Any]:
    address = f"{API}/cost-sharing-agreements/{agreement_id}"
    for action, order in (("adopt", {"adoptedBy": "Kommunestyra", "inForceFrom": day}), ("bring-into-force", None)):
        headers = {"If-Match": (await site.admin.get(address)).headers["ETag"]}
        path = f"{address}/versions/{number}/actions/{action}"
        answer = await site.admin.post(path, json=order, headers=headers)
        assert answer.status_code == 200, answer.text
    return answer.json()


async def test_contributions_keep_the_agreement_they_were_shared_by_and_tell_when_it_has_changed(
    site: Site, council_id: str
):
    ids = [await municipality(site, "4643", "Årdal"), await municipality(site, "4644", "Luster")]
    agreement = await agreed(site, *ids)
    budget = await begin(site, council_id)
    items = [{"municipalityId": one, "amountNok": "1541500.00"} for one in ids]
    wanted = {"items": items, "agreementId": agreement["id"]}
    shared = (await send(site, budget["id"], "PUT", "contributions", wanted)).json()["sharedBy"]
    assert shared == {
        "agreementId": agreement["id"],
        "name": "Samarbeidet",
        "version": 1,
        "inForce": 1,
        "changedOn": None,
    }

    content = {"model": {"fixedPercent": "100", "participants": ids[:1]}}
    await site.admin.post(f"{API}/cost-sharing-agreements/{agreement['id']}/versions", json=content)
    await in_force(site, agreement["id"], 2, "2026-01-01")
    later = (await get(site, budget["id"])).json()["sharedBy"]
    assert (later["version"], later["inForce"], later["changedOn"]) == (1, 2, "2026-01-01")

    by_hand = await send(site, budget["id"], "PUT", "contributions", {"items": items})
    assert by_hand.json()["sharedBy"] is None


@pytest.mark.parametrize("wrong", ["amounts", "agreement"])
async def test_amounts_that_an_agreement_does_not_give_are_not_said_to_be_by_it(
    site: Site, council_id: str, wrong: str
):
    ids = [
        await municipality(site, number, number) for number in (("4101", "4102"), ("4103", "4104"))[wrong == "amounts"]
    ]
    agreement = await agreed(site, *ids)
    budget = await begin(site, council_id)
    amounts = ("1541501.00", "1541499.00") if wrong == "amounts" else ("1541500.00", "1541500.00")
    items = [{"municipalityId": one, "amountNok": amount} for one, amount in zip(ids, amounts, strict=True)]
    wanted = {"items": items, "agreementId": agreement["id"] if wrong == "amounts" else "cagr_0"}

    answer = await send(site, budget["id"], "PUT", "contributions", wanted)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/agreementId")
    assert (await get(site, budget["id"])).json()["contributions"] == []
