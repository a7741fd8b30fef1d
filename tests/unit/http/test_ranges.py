import pytest
from fastapi import FastAPI, Request
from hypothesis import given
from hypothesis import strategies as st

from api import problems
from api.http.ranges import Unsatisfiable, parse_range, ranged

CONTENT = bytes(range(256)) * 4


async def _read(start, end):
    for at in range(start, end, 100):
        yield CONTENT[at : min(at + 100, end)]


@pytest.fixture
async def client(connect):
    app = FastAPI()
    problems.install(app)

    @app.get("/file")
    async def file(request: Request):
        return ranged(
            request, _read, size=len(CONTENT), etag='"v1"', media_type="application/pdf", headers={"X-A": "1"}
        )

    async with connect(app) as client:
        yield client


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 1500))
def test_a_range_with_both_ends_is_what_slicing_gives(first, last, size):
    content = bytes(size)
    if last < first:
        assert parse_range(f"bytes={first}-{last}", size) is None
    elif first >= size:
        with pytest.raises(Unsatisfiable):
            parse_range(f"bytes={first}-{last}", size)
    else:
        start, end = parse_range(f"bytes={first}-{last}", size)
        assert content[start:end] == content[first : last + 1]
        assert end <= size


@given(st.integers(1, 2000), st.integers(1, 1500))
def test_a_suffix_is_the_last_bytes_or_the_whole(length, size):
    assert parse_range(f"bytes=-{length}", size) == (max(size - length, 0), size)


def test_the_last_no_bytes_cannot_be_had():
    with pytest.raises(Unsatisfiable):
        parse_range("bytes=-0", 10)


@given(st.text(), st.integers(0, 100))
def test_any_header_gives_a_part_of_the_file_or_nothing(header, size):
    try:
        part = parse_range(header, size)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part[0] < part[1] <= size


@pytest.mark.parametrize("header", ["bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=5", "0-5"])
def test_what_is_no_single_range_of_bytes_is_passed_over(header):
    assert parse_range(header, 100) is None


async def test_the_whole_file_says_that_parts_can_be_had(client):
    answer = await client.get("/file")
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert (answer.headers["accept-ranges"], answer.headers["content-length"]) == ("bytes", str(len(CONTENT)))


async def test_a_part_is_sent_with_its_place_in_the_whole(client):
    answer = await client.get("/file", headers={"Range": "bytes=250-"})
    assert (answer.status_code, answer.content) == (206, CONTENT[250:])
    assert answer.headers["content-range"] == f"bytes 250-1023/{len(CONTENT)}"
    assert (answer.headers["content-length"], answer.headers["etag"], answer.headers["x-a"]) == ("774", '"v1"', "1")


async def test_a_part_past_the_end_is_a_problem_that_tells_the_size(client):
    answer = await client.get("/file", headers={"Range": "bytes=5000-"})
    assert (answer.status_code, answer.json()["type"]) == (416, "/problems/range-not-satisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"


@pytest.mark.parametrize(
    ("if_range", "status"), [('"v1"', 206), ('"v0"', 200), ('W/"v1"', 200), ("Tue, 15 Nov 1994 12:45:26 GMT", 200)]
)
async def test_a_part_is_sent_only_of_the_version_the_client_has(client, if_range, status):
    answer = await client.get("/file", headers={"Range": "bytes=0-9", "If-Range": if_range})
    assert answer.status_code == status


async def test_a_client_that_has_the_file_gets_304_even_if_it_asks_for_a_part(client):
    answer = await client.get("/file", headers={"Range": "bytes=0-9", "If-None-Match": '"v1"'})
    assert (answer.status_code, answer.content) == (304, b"")
