"""Input that no schema speaks of: it is refused as a fault of the caller's, at every operation."""

import itertools
import json
from typing import Any

import pytest
import requests

from tests.contract.conftest import Live
from tests.contract.test_openapi import DOCUMENT

pytestmark = pytest.mark.xdist_group("schemathesis")

OPERATIONS = [
    (path, method, operation) for path, item in DOCUMENT["paths"].items() for method, operation in item.items()
]
IDS = ["%00", "a%00b", "%ED%A0%80", "%ff", "%0A", "..%2f..", "x" * 6000, "%25", "mtg_", "'", "🙂", "\u202e"]
CONDITIONS = ["", "*, *", '"', "W/", '"a" "b"', "\xff", "," * 2000, '"' + "x" * 5000 + '"', "*"]
RANGES = ["bytes=", "bytes=-", "bytes=5-1", "bytes=-0", "bytes=999999999-", "bytes=0-0,1-1", "items=0-1", "bytes=1e3-"]
CURSORS = [
    "",
    "x",
    "\x00",
    "e30",
    "W10",
    "bnVsbA",
    "WyJhIl0",
    "x" * 1025,
    "-1",
    "é",
    "WyJtZWV0aW5nczotc3RhcnRzQXQiLGZhbHNlLFsxXV0",
]


def of(part: str) -> list[Any]:
    """The operations that take ``part``, a header or a query parameter."""
    return [
        pytest.param(path, method, id=f"{method.upper()} {path}")
        for path, method, operation in OPERATIONS
        if any(parameter["name"] == part for parameter in operation.get("parameters", []))
    ]


RATIONED = {"/api/v1/session", "/api/v1/session/passkey", "/api/v1/session/recovery", "/api/v1/published/subscriptions"}
"""These have so small a quota that the sixth test would hear of nothing else."""
WITH_JSON = [
    pytest.param(
        path, method, operation["requestBody"]["content"]["application/json"]["example"], id=f"{method.upper()} {path}"
    )
    for path, method, operation in OPERATIONS
    if path not in RATIONED and "application/json" in operation.get("requestBody", {}).get("content", {})
]


@pytest.fixture(autouse=True)
def signed_in(live: Live) -> None:
    """What a test before has ended, signing out among it, is no matter of the next."""
    live.renew()


@pytest.mark.parametrize(
    ("path", "method"), [pytest.param(p, m, id=f"{m.upper()} {p}") for p, m, _ in OPERATIONS if "{" in p]
)
@pytest.mark.parametrize("made_up", IDS, ids=ascii)
def test_an_id_that_is_none_is_not_found_or_not_valid(live: Live, path: str, method: str, made_up: str):
    answer = send(live, method, filled(path, itertools.repeat(made_up)), headers={"If-Match": "*"})

    # A file or a body that isn't there is told of before the id is looked up.
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize(("path", "method"), of("If-Match"))
@pytest.mark.parametrize("condition", CONDITIONS, ids=ascii)
def test_a_garbled_condition_never_changes_anything(live: Live, path: str, method: str, condition: str):
    answer = send(live, method, known(live, path), headers={"If-Match": condition.encode("latin-1")})

    assert answer.status_code in (404, 409, 412, 422) or condition == "*"
    assert answer.status_code < 500


@pytest.mark.parametrize(("path", "method"), of("Range"))
@pytest.mark.parametrize("wanted", RANGES)
def test_a_garbled_range_gives_the_whole_file_or_is_refused(live: Live, path: str, method: str, wanted: str):
    answer = send(live, method, known(live, path), headers={"Range": wanted})

    assert answer.status_code in (200, 404, 416)


@pytest.mark.parametrize(("path", "method"), of("cursor"))
@pytest.mark.parametrize("cursor", CURSORS, ids=ascii)
def test_a_made_up_cursor_is_not_valid(live: Live, path: str, method: str, cursor: str):
    answer = send(live, method, known(live, path), params={"cursor": cursor})

    # What the list belongs to may be gone by now: other tests remove it.
    assert answer.status_code == 422 or ("{" in path and answer.status_code == 404)


@pytest.mark.parametrize(("path", "method", "example"), WITH_JSON)
@pytest.mark.parametrize("character", ["\x00", "\x01", "\ud800", "\uffff"], ids=ascii)
def test_a_character_that_can_not_be_stored_is_told_of_by_its_place(
    live: Live, path: str, method: str, example: Any, character: str
):
    for pointer, spoilt in spoilings(example, character):
        answer = send(live, method, known(live, path), content=json.dumps(spoilt))

        assert answer.status_code == 422, pointer
        assert pointer in [fault["pointer"] for fault in answer.json()["errors"]]


@pytest.mark.parametrize(("path", "method", "example"), WITH_JSON)
@pytest.mark.parametrize("depth", [130, 900, 100_000])
def test_json_that_is_nested_without_end_is_refused(live: Live, path: str, method: str, example: Any, depth: int):
    answer = send(live, method, known(live, path), content="[" * depth + "]" * depth)

    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(("path", "method", "example"), WITH_JSON)
@pytest.mark.parametrize("number", ["1" * 5000, "1e999", "NaN", "-0", str(2**63), str(2**31)])
def test_a_number_beyond_all_bounds_is_refused(live: Live, path: str, method: str, example: Any, number: str):
    body = json.dumps(dict.fromkeys(example, "HERE")).replace('"HERE"', number)
    answer = send(live, method, known(live, path), content=body)

    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(("path", "method", "example"), WITH_JSON)
@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", "nonsense", ""])
def test_a_body_that_does_not_say_that_it_is_json_is_of_an_unsupported_kind(
    live: Live, path: str, method: str, example: Any, kind: str
):
    answer = send(live, method, known(live, path), content=json.dumps(example), headers={"Content-Type": kind})

    assert answer.status_code == 415


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2025-10-20T09:00:00", "0", "now"]
)
def test_a_meeting_at_the_ends_of_the_calendar_is_not_valid(live: Live, moment: str):
    new = {"bodyId": live.ids["body_id"][0], "number": "99", "title": "Møte", "startsAt": moment}
    answer = send(live, "post", "/api/v1/meetings", content=json.dumps(new))

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/startsAt"]


@pytest.mark.parametrize(
    "name", ["\x00.txt", "a\x01b.txt", "", "x" * 300 + ".txt", "../../etc/passwd", "a\u202eb.txt", "."]
)
@pytest.mark.parametrize("path", ["/api/v1/documents", "/api/v1/imports"])
def test_a_strange_file_name_is_stored_as_a_name_or_refused(live: Live, path: str, name: str):
    boundary = "x" * 20
    heading = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    part = f"--{boundary}\r\n{heading}\r\n\r\nTekst.\r\n--{boundary}--\r\n"
    kind = f"multipart/form-data; boundary={boundary}"
    answer = send(live, "post", path, content=part, headers={"Content-Type": kind})

    assert answer.status_code in (201, 400, 422)
    assert answer.status_code != 201 or "/" not in str(answer.json().get("filename", ""))


def send(live: Live, method: str, path: str, content: str = "", **options: Any) -> requests.Response:
    """Asks as the administrator, who gets further in than anyone else."""
    headers = {"Content-Type": "application/json"} if content else {}
    headers |= options.pop("headers", {})
    url = live.address + path
    body = content.encode("utf-8", "surrogatepass") if content else None
    return live.callers["administrator"].request(method, url, data=body, headers=headers, timeout=30, **options)


def known(live: Live, path: str) -> str:
    """The path with real ids."""
    return filled(path, (live.ids.get(name, ["agenda"])[0] for name in names(path)))


def filled(path: str, values: Any) -> str:
    for name, value in zip(names(path), values, strict=False):
        path = path.replace(f"{{{name}}}", value)
    return path


def names(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def spoilings(value: Any, character: str, pointer: str = "") -> Any:
    """The example with the character in one string after another, and where it stands."""
    if isinstance(value, str):
        yield pointer, value + character
    elif isinstance(value, dict):
        for name, inner in value.items():
            for at, spoilt in spoilings(inner, character, f"{pointer}/{name}"):
                yield at, {**value, name: spoilt}
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            for at, spoilt in spoilings(inner, character, f"{pointer}/{index}"):
                yield at, [*value[:index], spoilt, *value[index + 1 :]]
