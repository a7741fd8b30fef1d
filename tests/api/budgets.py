"""Budgets through the API, for the tests of them."""

import itertools
from typing import Any

from api.domain.kernel.sorting import norwegian_key
from api.domain.organisation.tables import Body, Municipality
from tests.api.register import held, record
from tests.api.site import API, Site

# The seed's budget for 2026 (case 7): 6 059 000 = 3 083 000 + 1 605 000 + 1 371 000. How it is spent is made up.
SEED: tuple[tuple[str, str, str | None, str], ...] = (
    ("income", "Kontingent", "contribution", "3083000.00"),
    ("income", "Eksterne midlar", "external", "1605000.00"),
    ("income", "Bruk av fond", "fund", "1371000.00"),
    ("expense", "Administrasjon og møte", None, "3083000.00"),
    ("expense", "Prosjekt", None, "2976000.00"),
)
_years = itertools.count(2030)


def line(kind: str, text: str, source: str | None, amount: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "text": text, "source": source, "amountNok": amount, **more}


async def council(site: Site) -> str:
    """The body that adopts."""
    async with site.database.work.begin() as session:
        name = "Representantskapet"
        body = Body(
            slug="representantskapet", name=name, kind="council_of_representatives", sort_key=norwegian_key(name)
        )
        session.add(body)
    return body.id


async def municipality(site: Site, number: str, name: str, organisation_number: str | None = None) -> str:
    async with site.database.work.begin() as session:
        row = Municipality(
            number=number, name=name, organisation_number=organisation_number, sort_key=norwegian_key(name)
        )
        session.add(row)
    return row.id


async def begin(site: Site, council_id: str, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A draft for a year of its own, with these lines or the seed's."""
    new = {"bodyId": site.body_id, "adoptingBodyId": council_id, "year": next(_years), "title": "Budsjett", **fields}
    answer = await site.admin.post(f"{API}/budgets", json=new)
    assert answer.status_code == 201, answer.text
    wanted = list(lines) or [line(*one) for one in SEED]
    written = await send(site, answer.json()["id"], "PUT", "lines", {"lines": wanted})
    assert written.status_code == 200, written.text
    return written.json()


async def get(site: Site, budget_id: str, client: Any = None) -> Any:
    return await (client or site.admin).get(f"{API}/budgets/{budget_id}")


async def send(site: Site, budget_id: str, method: str, part: str, json: Any = None, client: Any = None, **more: Any):
    """A change of the budget as it stands now."""
    etag = (await get(site, budget_id)).headers["ETag"]
    headers = {"If-Match": etag}
    address = f"{API}/budgets/{budget_id}/{part}"
    return await (client or site.admin).request(method, address, json=json, headers=headers, **more)


async def act(site: Site, budget_id: str, action: str, json: Any = None):
    return await send(site, budget_id, "POST", f"actions/{action}", json)


WORDS = {"reference": "Samrøystes vedteke i møtet i desember"}


async def adopted(site: Site, council_id: str, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A budget in force."""
    made = await begin(site, council_id, *lines, **fields)
    for action in ("recommend", "adopt"):
        answer = await act(site, made["id"], action, WORDS)
        assert answer.status_code == 200, answer.text
    return answer.json()


async def resolved(site: Site, body_id: str, **fields: Any) -> dict[str, Any]:
    """A resolution of a body, in the register."""
    return await record(site, await held(site, bodyId=body_id), **fields)


def key(budget: dict[str, Any], text: str) -> str:
    return next(str(one["lineKey"]) for one in budget["lines"] if one["text"] == text)
