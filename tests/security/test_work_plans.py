"""A work plan is for its body: who sits or works there reads it, and its administration changes it."""

import itertools
from typing import Any

import pytest

from tests.api.site import ACTORS, API, Site

PLANS = f"{API}/work-plans"
ENTRIES = f"{API}/work-plan-entries"
READERS = {"administration", "case_officer", "chair", "member", "deputy", "union_representative"}
OUTSIDERS = set(ACTORS) - READERS
YEARS = itertools.count(2030)
WAYS = [
    ("GET", "plan", "", None),
    ("GET", "plan", "/roll", None),
    ("GET", "plan", "/export.xlsx", None),
    ("GET", "entry", "", None),
    ("PATCH", "plan", "", {"title": "Teken over"}),
    ("DELETE", "plan", "", None),
    ("POST", "plan", "/entries", {"title": "Innsmugla", "month": 4}),
    ("POST", "plan", "/actions/roll", None),
    ("POST", "plan", "/actions/copy-to-next-year", None),
    ("PATCH", "entry", "", {"title": "Teken over"}),
    ("DELETE", "entry", "", None),
    ("POST", "entry", "/actions/move", {"month": 9, "reason": "Seint."}),
    ("POST", "entry", "/actions/drop", {"reason": "Uaktuelt."}),
    ("POST", "entry", "/actions/done", None),
    ("POST", "entry", "/actions/reopen", None),
    ("POST", "entry", "/actions/put-on-agenda", {}),
    ("POST", "entry", "/actions/take-off-agenda", None),
]


async def planned(site: Site) -> tuple[dict[str, Any], dict[str, Any]]:
    """A plan of the body ``styret`` for a year of its own, and an entry in it."""
    new = {"bodyId": site.body_id, "year": next(YEARS), "title": "Plan"}
    plan = await site.admin.post(PLANS, json=new)
    assert plan.status_code == 201, plan.text
    entry = await site.admin.post(f"{PLANS}/{plan.json()['id']}/entries", json={"title": "Lønsoppgjer", "month": 5})
    assert entry.status_code == 201, entry.text
    return plan.json(), entry.json()


async def send(site: Site, kind: str, way: tuple[Any, ...], plan: dict[str, Any], entry: dict[str, Any]) -> Any:
    method, thing, path, order = way
    address = f"{PLANS}/{plan['id']}" if thing == "plan" else f"{ENTRIES}/{entry['id']}"
    return await site.actors[kind].request(method, address + path, json=order, headers={"If-Match": "*"})


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way[0]} {way[1]}{way[2]}")
async def test_the_administration_of_another_body_is_told_that_there_is_nothing(site: Site, way: tuple[Any, ...]):
    answer = await send(site, "other_administration", way, *await planned(site))

    assert answer.status_code == 404, answer.text
    assert "Lønsoppgjer" not in answer.text


@pytest.mark.parametrize("kind", sorted(OUTSIDERS))
@pytest.mark.parametrize("way", [way for way in WAYS if way[0] == "GET"], ids=lambda way: f"{way[1]}{way[2]}")
async def test_a_plan_is_not_there_for_those_outside_the_body(site: Site, kind: str, way: tuple[Any, ...]):
    assert (await send(site, kind, way, *await planned(site))).status_code == 404


@pytest.mark.parametrize("kind", sorted(READERS))
@pytest.mark.parametrize("way", [way for way in WAYS if way[0] == "GET"], ids=lambda way: f"{way[1]}{way[2]}")
async def test_the_body_reads_its_plan(site: Site, kind: str, way: tuple[Any, ...]):
    assert (await send(site, kind, way, *await planned(site))).status_code == 200


@pytest.mark.parametrize("kind", sorted(READERS - {"administration"}))
@pytest.mark.parametrize("way", [way for way in WAYS if way[0] != "GET"], ids=lambda way: f"{way[0]} {way[1]}{way[2]}")
async def test_who_only_reads_a_plan_changes_nothing(site: Site, kind: str, way: tuple[Any, ...]):
    plan, entry = await planned(site)

    answer = await send(site, kind, way, plan, entry)

    assert answer.status_code == 403, answer.text
    assert answer.json()["detail"]
    read = (await site.admin.get(f"{PLANS}/{plan['id']}")).json()
    assert [(one["title"], one["state"]) for one in read["entries"]] == [("Lønsoppgjer", "planned")]


async def test_lists_hold_only_the_plans_of_ones_bodies(site: Site):
    plan, _ = await planned(site)
    other = await site.admin.post(PLANS, json={"bodyId": site.other_body_id, "year": 2030, "title": "Annan"})

    async def listed(kind: str) -> set[str]:
        answer = await site.actors[kind].get(PLANS, params={"limit": 100})
        return {one["id"] for one in answer.json()["items"]}

    assert plan["id"] in await listed("member")
    assert other.json()["id"] not in await listed("member")
    assert await listed("other_administration") == {other.json()["id"]}
    assert await listed("nobody") == set()


async def test_only_the_administration_is_told_that_it_may_change_the_plan(site: Site):
    plan, _ = await planned(site)

    told = {kind: (await site.actors[kind].get(f"{PLANS}/{plan['id']}")).json()["mayChange"] for kind in READERS}

    assert {kind for kind, may in told.items() if may} == {"administration"}


async def test_a_plan_is_not_opened_for_another_body(site: Site):
    new = {"bodyId": site.body_id, "year": next(YEARS), "title": "Plan"}

    assert (await site.actors["other_administration"].post(PLANS, json=new)).status_code == 403
