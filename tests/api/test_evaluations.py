"""Evaluation of meetings, and that there is no way back from what is kept to who said it."""

import asyncio
import datetime as dt
import json
from itertools import permutations
from typing import Any

import asyncpg
import pytest

from api.domain.evaluations import service
from api.domain.evaluations.rules import DEFAULT_STATEMENTS
from api.domain.kernel.clock import now, oslo_date
from tests.api.register import held
from tests.api.site import API, Site

_ALL_OF = "SELECT t.*, xmin::text AS written FROM {table} t ORDER BY t::text"
MEMBERS = ("chair", "member", "deputy")
ANSWERS = (
    {"scores": [5, 4, 3, 2, 1], "remark": "Qyxlang pause."},
    {"scores": [1, 1, 1, 1, 1], "remark": "Qyxfor mange saker."},
    {"scores": [5, 5, 5, 5, None], "remark": None},
)


async def opened(site: Site, **fields: Any) -> dict[str, Any]:
    meeting = await held(site)
    answer = await site.admin.post(f"{API}/meetings/{meeting['id']}/evaluation", json=fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def give(site: Site, evaluation: dict[str, Any], who: str, given: dict[str, Any]):
    return await site.actors[who].put(f"{API}/evaluations/{evaluation['id']}/answer", json=given)


async def closed(site: Site, evaluation: dict[str, Any]) -> dict[str, Any]:
    answer = await site.admin.post(
        f"{API}/evaluations/{evaluation['id']}/actions/close", headers={"If-Match": f'"{evaluation["revision"]}"'}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def rows(site: Site, query: str, *arguments: Any) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(site.database.addresses.app)
    try:
        return [dict(row) for row in await connection.fetch(query, *arguments)]
    finally:
        await connection.close()


async def test_members_answer_and_see_what_came_of_it_when_it_is_closed(site: Site):
    evaluation = await opened(site)
    for who, given in zip(MEMBERS, ANSWERS, strict=True):
        assert (await give(site, evaluation, who, given)).status_code == 204

    before = (await site.actors["member"].get(f"{API}/meetings/{evaluation['meetingId']}/evaluation")).json()
    result = await closed(site, evaluation)

    assert (before["answers"], before["hasAnswered"], before["mayAnswer"], before["results"]) == (3, True, False, None)
    assert (result["state"], result["hasAnswered"]) == ("closed", False)
    assert [one["text"] for one in result["results"]["statements"]] == list(DEFAULT_STATEMENTS)
    assert result["results"]["statements"][0] == {
        "text": DEFAULT_STATEMENTS[0],
        "mean": "3.7",
        "counts": [1, 0, 0, 0, 2],
    }
    assert result["results"]["statements"][4]["counts"] == [2, 0, 0, 0, 0]
    assert result["results"]["remarks"] == ["Qyxfor mange saker.", "Qyxlang pause."]


async def test_two_answers_are_shown_to_nobody(site: Site):
    evaluation = await opened(site)
    for who, given in zip(MEMBERS[:2], ANSWERS, strict=False):
        await give(site, evaluation, who, given)

    assert (await closed(site, evaluation))["results"] is None


async def test_nothing_is_shown_while_one_may_still_answer(site: Site):
    """Whoever saw the sums before and after an answer would see the answer."""
    evaluation = await opened(site)
    for who, given in zip(MEMBERS, ANSWERS, strict=True):
        await give(site, evaluation, who, given)

    told = await site.admin.get(f"{API}/meetings/{evaluation['meetingId']}/evaluation")

    assert told.json()["results"] is None
    assert "Qyx" not in told.text


async def test_each_answers_once(site: Site):
    evaluation = await opened(site)
    await give(site, evaluation, "member", ANSWERS[0])

    again = await give(site, evaluation, "member", ANSWERS[1])

    assert (again.status_code, again.json()["guard"]) == (409, "answers_once")


async def test_answers_at_the_same_moment_are_all_counted(site: Site):
    evaluation = await opened(site)
    answers = await asyncio.gather(
        *(give(site, evaluation, who, given) for who, given in zip(MEMBERS, ANSWERS, strict=True))
    )

    assert {answer.status_code for answer in answers} == {204}
    assert sum((await closed(site, evaluation))["results"]["statements"][0]["counts"]) == 3


@pytest.mark.parametrize(
    ("who", "status"), [("administration", 403), ("union_representative", 404), ("case_officer", 404), ("nobody", 404)]
)
async def test_only_members_and_deputies_answer(site: Site, who: str, status: int):
    evaluation = await opened(site)

    assert (await give(site, evaluation, who, ANSWERS[0])).status_code == status


async def test_a_closed_evaluation_takes_no_answer(site: Site):
    evaluation = await opened(site)
    await closed(site, evaluation)

    assert (await give(site, evaluation, "member", ANSWERS[0])).json()["guard"] == "evaluation_open"


@pytest.mark.parametrize("scores", [[5], [5, 5, 5, 5, 6], [5, 5, 5, 5, 0], [5, 5, 5, 5, "5"], [None] * 5])
async def test_an_answer_fits_the_form(site: Site, scores: list[Any]):
    evaluation = await opened(site)

    assert (await give(site, evaluation, "member", {"scores": scores})).status_code == 422


async def test_a_meeting_to_come_is_not_evaluated_and_none_is_twice(site: Site):
    coming = await site.create(number="evl-1")
    refused = await site.admin.post(f"{API}/meetings/{coming['id']}/evaluation", json={})
    evaluation = await opened(site)
    twice = await site.admin.post(f"{API}/meetings/{evaluation['meetingId']}/evaluation", json={})

    assert refused.json()["guard"] == "meeting_begun"
    assert twice.status_code == 409


async def test_it_closes_by_itself_after_its_last_day(site: Site):
    evaluation = await opened(site, closesOn=oslo_date(now()).isoformat())
    await give(site, evaluation, "member", ANSWERS[0])
    async with site.database.work.begin() as session:
        await service.close_due(session, now())
    still = (await site.admin.get(f"{API}/meetings/{evaluation['meetingId']}/evaluation")).json()
    async with site.database.work.begin() as session:
        await service.close_due(session, now() + dt.timedelta(days=1))

    over = (await site.admin.get(f"{API}/meetings/{evaluation['meetingId']}/evaluation")).json()
    assert (still["state"], over["state"], over["mayClose"]) == ("open", "closed", False)


async def test_a_body_has_its_own_statements_from_the_next_evaluation_on(site: Site):
    earlier = await opened(site)
    address = f"{API}/bodies/{site.body_id}/evaluation-statements"
    etag = (await site.admin.get(address)).headers["ETag"]
    try:
        new = {"items": ["Vi gjekk heim i tide."]}
        assert (await site.admin.put(address, json=new, headers={"If-Match": etag})).status_code == 200
        assert (await site.admin.put(address, json=new, headers={"If-Match": etag})).status_code == 412
        assert (await opened(site))["statements"] == ["Vi gjekk heim i tide."]
        unchanged = (await site.admin.get(f"{API}/meetings/{earlier['meetingId']}/evaluation")).json()
        assert unchanged["statements"] == list(DEFAULT_STATEMENTS)
    finally:
        etag = (await site.admin.get(address)).headers["ETag"]
        await site.admin.put(address, json={"items": list(DEFAULT_STATEMENTS)}, headers={"If-Match": etag})


async def test_the_list_is_for_the_administration_and_the_members(site: Site):
    evaluation = await opened(site)

    async def sees(who: str) -> bool:
        answer = await site.actors[who].get(f"{API}/evaluations", params={"limit": 100})
        return evaluation["id"] in [one["id"] for one in answer.json()["items"]]

    for who in ("administration", *MEMBERS):
        assert await sees(who)
    for who in ("union_representative", "case_officer", "other_administration", "nobody"):
        assert not await sees(who)
        assert (await site.actors[who].get(f"{API}/meetings/{evaluation['meetingId']}/evaluation")).status_code == 404


# No way back to the person


async def kept(site: Site, evaluation_id: str) -> str:
    """All that both tables hold of an evaluation, but for its own id."""
    sums = await rows(site, "SELECT * FROM work.evaluation_sum WHERE evaluation_id = $1", evaluation_id)
    answered = await rows(site, "SELECT * FROM work.evaluation_answered WHERE evaluation_id = $1", evaluation_id)
    told = json.dumps([sums, sorted(answered, key=lambda row: row["person_id"])], sort_keys=True)
    return told.replace(evaluation_id, "evl")


async def test_what_is_kept_is_the_same_whoever_gave_which_answer(site: Site):
    """So nobody who has both tables can tell who gave which: all ways of dealing them out have left this behind."""
    dumps = set()
    for dealt in permutations(ANSWERS):
        evaluation = await opened(site)
        for who, given in zip(MEMBERS, dealt, strict=True):
            await give(site, evaluation, who, given)
        dumps.add(await kept(site, evaluation["id"]))

    assert len(dumps) == 1
    assert "Qyxlang" in dumps.pop()


async def test_what_is_kept_is_the_same_in_whatever_order_they_answered(site: Site):
    dumps = set()
    for order in permutations(range(3)):
        evaluation = await opened(site)
        for index in order:
            await give(site, evaluation, MEMBERS[index], ANSWERS[index])
        dumps.add(await kept(site, evaluation["id"]))

    assert len(dumps) == 1


async def test_the_tables_have_no_column_that_could_join_an_answer_to_a_person(site: Site):
    columns = await rows(
        site,
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'work' AND table_name IN ('evaluation_sum', 'evaluation_answered')",
    )
    by_table: dict[str, set[str]] = {}
    for one in columns:
        by_table.setdefault(one["table_name"], set()).add(one["column_name"])

    assert by_table == {
        "evaluation_sum": {"evaluation_id", "answers", "counts", "remarks"},
        "evaluation_answered": {"evaluation_id", "person_id"},
    }


async def test_all_answers_are_one_row_that_only_the_last_transaction_has_written(site: Site):
    """ctid and xmin tell of rows; with one row for all, they tell nothing of any answer but that somebody was last."""
    evaluation = await opened(site)
    for who, given in zip(MEMBERS, ANSWERS, strict=True):
        await give(site, evaluation, who, given)
    sums = await rows(
        site, "SELECT ctid::text, xmin::text FROM work.evaluation_sum WHERE evaluation_id = $1", evaluation["id"]
    )
    answered = await rows(
        site,
        "SELECT person_id, xmin::text FROM work.evaluation_answered WHERE evaluation_id = $1",
        evaluation["id"],
    )

    assert len(sums) == 1
    assert [row["person_id"] for row in answered if row["xmin"] == sums[0]["xmin"]] == [site.people["deputy"]]


async def test_nothing_else_in_the_database_has_seen_an_answer(site: Site):
    """No event, no key of an idempotent request, no revision: every table is the same before and after, but for two."""
    evaluation = await opened(site)
    # Signing in and being seen to be there are noted with the session, answer or not.
    skipped = {"work.session", "work.evaluation_sum", "work.evaluation_answered"}
    tables = [
        f"{row['table_schema']}.{row['table_name']}"
        for row in await rows(
            site,
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_schema IN ('work', 'published') AND table_type = 'BASE TABLE'",
        )
    ]

    async def everything() -> dict[str, str]:
        return {
            table: str(await rows(site, _ALL_OF.format(table=_quoted(table))))
            for table in tables
            if table not in skipped
        }

    before = await everything()
    headers = {"Idempotency-Key": "one-of-mine"}
    answer = await site.actors["member"].put(
        f"{API}/evaluations/{evaluation['id']}/answer", json=ANSWERS[0], headers=headers
    )
    assert answer.status_code == 204
    after = await everything()

    assert len(before) > 40
    assert {table for table in before if before[table] != after[table]} == set()


async def test_who_has_answered_is_forgotten_when_it_is_closed(site: Site):
    evaluation = await opened(site)
    for who, given in zip(MEMBERS, ANSWERS, strict=True):
        await give(site, evaluation, who, given)
    await closed(site, evaluation)

    assert (await rows(site, "SELECT 1 FROM work.evaluation_answered WHERE evaluation_id = $1", evaluation["id"])) == []


def _quoted(table: str) -> str:
    schema, _, name = table.partition(".")
    return f'{schema}."{name}"'
