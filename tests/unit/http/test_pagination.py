import base64
import datetime as dt
import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from hypothesis import given
from hypothesis import strategies as st

from api import problems
from api.domain.kernel.errors import Invalid
from api.http.pagination import Keyset, Page, PageParams, Paging, Position, paginate

EVENTS = Keyset("events:-at", tuple[dt.datetime, int])
NUMBERS = Keyset("numbers", tuple[int])
WORDS = Keyset("words", tuple[str])
ALL = list(range(60))


def _rows(position, count):
    """What a database would give: up to ``count`` rows in the direction of travel."""
    if position is None:
        return ALL[:count]
    (key,) = position.key
    return [n for n in reversed(ALL) if n < key][:count] if position.backwards else [n for n in ALL if n > key][:count]


@pytest.fixture
async def client(connect):
    app = FastAPI()
    problems.install(app)

    @app.get("/numbers")
    async def numbers(request: Request, response: Response, params: Paging) -> Page[int]:
        rows = _rows(NUMBERS.position(params), params.limit + 1)
        return paginate(request, response.headers, NUMBERS, params, rows, key=lambda n: (n,), item=lambda n: n)

    async with connect(app) as client:
        yield client


@given(st.integers(-(2**31), 2**32), st.integers(0, 10**9), st.booleans())
def test_a_cursor_comes_back_as_the_position_it_was_made_of(seconds, number, backwards):
    position = Position((dt.datetime.fromtimestamp(seconds, dt.UTC), number), backwards)
    assert EVENTS.position(PageParams(25, EVENTS.cursor(position))) == position


@given(st.text(max_size=80))
def test_nonsense_is_refused_as_a_cursor(nonsense):
    with pytest.raises(Invalid) as refused:
        EVENTS.position(PageParams(25, nonsense))
    assert refused.value.errors[0].pointer == "cursor"


def _forged(*content):
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("keyset", "content"),
    [
        (NUMBERS, ["numbers", False, ["5"]]),
        (NUMBERS, ["numbers", False, [5, 6]]),
        (NUMBERS, ["numbers", "no", [5]]),
        (NUMBERS, ["words", False, [5]]),
        (NUMBERS, ["numbers", False, [2**63]]),
        (WORDS, ["words", False, ["a\0b"]]),
        (EVENTS, ["events:-at", False, ["9999-12-31T23:59:59-12:00", 1]]),
        (NUMBERS, {"name": "numbers"}),
    ],
)
def test_a_forged_cursor_that_no_row_could_have_given_is_refused(keyset, content):
    with pytest.raises(Invalid):
        keyset.position(PageParams(25, _forged(*content)))


async def test_a_page_has_25_items_unless_asked_otherwise(client):
    assert (await client.get("/numbers")).json()["items"] == ALL[:25]


@pytest.mark.parametrize("limit", [0, 101, -1, "many"])
async def test_a_limit_out_of_bounds_is_refused(client, limit):
    answer = await client.get("/numbers", params={"limit": limit})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "limit")


async def test_a_cursor_that_is_nonsense_is_422(client):
    answer = await client.get("/numbers", params={"cursor": "abc"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "cursor_invalid")


async def _walk(client, relation, start):
    """Every page from ``start`` by way of one relation."""
    pages, cursor = [], start
    while True:
        page = (await client.get("/numbers", params={"limit": 7, **({"cursor": cursor} if cursor else {})})).json()
        pages.append(page)
        cursor = page[relation]
        if cursor is None:
            return pages


async def test_going_forward_shows_every_row_once(client):
    pages = await _walk(client, "next", None)
    assert [n for page in pages for n in page["items"]] == ALL


async def test_going_back_from_the_end_shows_every_row_before_it_once(client):
    last = (await _walk(client, "next", None))[-1]
    pages = await _walk(client, "previous", last["previous"])
    assert [n for page in reversed(pages) for n in page["items"]] == ALL[: -len(last["items"])]


async def test_the_first_page_has_none_before_it(client):
    page = (await client.get("/numbers")).json()
    assert page["previous"] is None


async def test_links_lead_to_the_pages_around_and_keep_the_other_parameters(client):
    first = await client.get("/numbers", params={"limit": 7, "q": "møte & sak"})
    second = await client.get(first.links["next"]["url"])
    query = parse_qs(urlsplit(second.links["prev"]["url"]).query)
    assert second.json()["items"] == ALL[7:14]
    assert (query["limit"], query["q"]) == (["7"], ["møte & sak"])


async def test_a_list_on_one_page_has_no_links(client: httpx.AsyncClient):
    assert "link" not in (await client.get("/numbers", params={"limit": 100})).headers
