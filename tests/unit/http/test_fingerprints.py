"""What makes two requests the same request."""

import pytest
from fastapi import FastAPI, Form, Request, UploadFile

from api.http.idempotency import fingerprint


@pytest.fixture
async def client(connect):
    app = FastAPI()

    @app.post("/form")
    async def form(request: Request, file: UploadFile | None = None, a: str = Form(""), ab: str = Form("")):
        digest = await fingerprint(request)
        return [digest.hex(), None if file is None else len(await file.read())]

    @app.api_route("/{path:path}", methods=["POST", "PUT"])
    async def any_(request: Request):
        return (await fingerprint(request)).hex()

    async with connect(app) as client:
        yield client


async def _fingerprint(client, method="POST", path="/a", **request):
    return (await client.request(method, path, **request)).json()


async def test_the_same_request_has_the_same_fingerprint(client):
    assert await _fingerprint(client, json={"a": 1}) == await _fingerprint(client, json={"a": 1})


@pytest.mark.parametrize(
    "other", [{"json": {"a": 2}}, {"method": "PUT"}, {"path": "/b"}, {"path": "/a?b=1"}, {"json": None, "content": b""}]
)
async def test_another_method_address_or_body_has_another_fingerprint(client, other):
    assert await _fingerprint(client, json={"a": 1}) != await _fingerprint(client, **{"json": {"a": 1}} | other)


async def _form(client, boundary="x", **files):
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return await _fingerprint(client, path="/form", files=files, headers=headers)


async def test_a_form_counts_by_its_content_and_not_by_its_boundaries(client):
    file = ("a.txt", b"x" * 3_000_000)
    assert await _form(client, "one", file=file) == await _form(client, "two", file=file)


async def test_a_file_is_left_whole_for_the_operation(client):
    assert (await _form(client, file=("a.txt", b"x" * 3_000_000)))[1] == 3_000_000


@pytest.mark.parametrize("file", [("a.txt", b"other"), ("b.txt", b"bytes")])
async def test_another_file_has_another_fingerprint(client, file):
    assert (await _form(client, file=("a.txt", b"bytes")))[0] != (await _form(client, file=file))[0]


async def test_fields_are_told_apart_from_their_values(client):
    assert await _form(client, ab=(None, "c")) != await _form(client, a=(None, "bc"))
