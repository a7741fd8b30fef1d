import logging
import re
from typing import Annotated

import pytest
from fastapi import Body, FastAPI, Query
from fastapi.responses import StreamingResponse
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from api import problems
from api.domain.kernel import errors
from api.domain.kernel.errors import DomainError, FieldError
from api.domain.kernel.schemas import Schema
from api.http import problem_types
from api.http.problem_types import Problem
from api.http.request_id import RequestId

EVERY_ERROR = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DomainError)]
SECRET = "hunter2-in-the-traceback"


class Slot(Schema):
    starts_at: int


class Meeting(Schema):
    title: Annotated[str, Field(min_length=1)]
    programme: tuple[Slot, ...] = ()
    by_name: dict[str, int] | None = None


@pytest.fixture
async def client(connect):
    app = FastAPI(middleware=[Middleware(RequestId), Middleware(problems.Problems)])
    problems.install(app)

    @app.get("/domain/{name}")
    async def domain(name: str):
        raise getattr(errors, name)("Just so.", (FieldError("/a", "wrong"),), {"guard": "quorum"})

    @app.get("/stale")
    async def stale():
        raise errors.PreconditionFailed("Older.", extra={"currentEtag": '"7"'})

    @app.post("/meetings")
    async def create(meeting: Meeting):
        return meeting

    @app.get("/list")
    async def list_(limit: Annotated[int, Query(le=100)]):
        return limit

    @app.post("/secret")
    async def secret(password: Annotated[int, Body(embed=True)]):
        return password

    @app.get("/broken")
    async def broken():
        raise RuntimeError(SECRET)

    @app.get("/teapot")
    async def teapot():
        raise HTTPException(418, "Short and stout.", headers={"X-Tea": "green"})

    @app.get("/half")
    async def half():
        async def content():
            yield b"the beginning"
            raise RuntimeError(SECRET)

        return StreamingResponse(content())

    async with connect(app) as client:
        yield client


@pytest.mark.parametrize("kind", EVERY_ERROR, ids=lambda kind: kind.__name__)
async def test_each_error_of_the_domain_is_rendered_as_a_problem(client, kind):
    answer = await client.get(f"/domain/{kind.__name__}")
    problem = Problem.model_validate(answer.json())
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem.status, problem.type) == (kind.status, kind.status, f"/problems/{kind.slug}")
    assert (problem.detail, answer.json()["guard"]) == ("Just so.", "quorum")
    assert answer.json()["errors"] == [{"pointer": "/a", "detail": "wrong", "code": "invalid"}]


async def test_an_extra_member_cannot_take_the_place_of_a_standard_one(client, connect):
    app = FastAPI()
    problems.install(app)

    @app.get("/")
    async def root():
        raise errors.Conflict("True.", extra={"status": 200, "detail": "False."})

    async with connect(app) as other:
        assert (await other.get("/")).json()["detail"] == "True."


@pytest.mark.parametrize(
    ("wanted", "language", "title"),
    [
        (None, "nn", "Fanst ikkje"),
        ("nb-NO", "nb", "Fantes ikke"),
        ("en", "en", "Not found"),
    ],
)
async def test_titles_are_in_the_language_asked_for(client, wanted, language, title):
    answer = await client.get("/nowhere", headers={"Accept-Language": wanted} if wanted else {})
    assert (answer.json()["title"], answer.headers["content-language"]) == (title, language)
    assert answer.headers["vary"] == "Accept-Language"


async def test_a_path_that_does_not_exist_is_a_problem(client):
    answer = await client.get("/nowhere")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    assert "/nowhere" in answer.json()["detail"]


async def test_a_method_that_is_not_taken_is_a_problem_that_lists_those_that_are(client):
    answer = await client.delete("/meetings")
    assert (answer.status_code, answer.json()["type"]) == (405, "/problems/method-not-allowed")
    assert answer.headers["allow"] == "POST"


async def test_other_http_errors_keep_their_status_detail_and_headers(client):
    answer = await client.get("/teapot")
    assert (answer.status_code, answer.json()["detail"], answer.headers["x-tea"]) == (418, "Short and stout.", "green")


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/title", "missing"),
        ({"title": ""}, "/title", "string_too_short"),
        ({"title": "a", "programme": [{"startsAt": 1}, {"startsAt": "x"}]}, "/programme/1/startsAt", "int_parsing"),
        ({"title": "a", "byName": {"a/b~c": "x"}}, "/byName/a~1b~0c", "int_parsing"),
        ({"title": "a", "colour": "red"}, "/colour", "extra_forbidden"),
    ],
)
async def test_a_fault_in_the_body_is_pointed_at(client, body, pointer, code):
    answer = await client.post("/meetings", json=body)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (422, pointer, code)
    assert pointer in answer.json()["detail"]


async def test_every_fault_in_the_body_is_listed(client):
    answer = await client.post("/meetings", json={"title": "", "colour": "red"})
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/title", "/colour"}


async def test_a_fault_in_a_parameter_is_named(client):
    answer = await client.get("/list", params={"limit": 1000})
    assert answer.json()["errors"][0]["pointer"] == "limit"


async def test_what_is_no_json_is_told_where_it_breaks(client):
    answer = await client.post("/meetings", content=b'{"title": }', headers={"Content-Type": "application/json"})
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (422, "", "json_invalid")
    assert "character 10" in fault["detail"]


async def test_what_was_sent_is_not_repeated(client):
    answer = await client.post("/secret", json={"password": SECRET})
    assert SECRET not in answer.text


async def test_a_stale_version_is_told_in_the_etag_too(client):
    answer = await client.get("/stale")
    assert (answer.headers["etag"], answer.json()["currentEtag"]) == ('"7"', '"7"')


async def test_one_who_is_not_signed_in_is_told_how(client):
    assert "Bearer" in (await client.get("/domain/Unauthenticated")).headers["www-authenticate"]


async def test_problems_are_not_kept_by_caches(client):
    assert (await client.get("/nowhere")).headers["cache-control"] == "no-store"


async def test_an_unexpected_fault_tells_nothing(client):
    answer = await client.get("/broken")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert SECRET not in answer.text
    assert "RuntimeError" not in answer.text


async def test_an_unexpected_fault_is_logged_in_full_under_the_id_in_the_answer(client, caplog):
    with caplog.at_level(logging.ERROR, logger="api.problems"):
        answer = await client.get("/broken")
    request_id = re.fullmatch("urn:samstyre:request:([0-9a-f]{32})", answer.json()["instance"])[1]
    assert request_id in caplog.text
    assert SECRET in caplog.text
    assert answer.headers["x-request-id"] == request_id


async def test_a_fault_after_the_beginning_of_the_answer_breaks_it_off(client):
    with pytest.raises(RuntimeError, match=SECRET):
        await client.get("/half")


@pytest.mark.parametrize("slug", problem_types.BY_SLUG)
@pytest.mark.parametrize("language", ["nn", "nb", "en"])
async def test_the_type_of_each_problem_leads_to_a_page_that_explains_it(client, slug, language):
    answer = await client.get(f"/problems/{slug}", headers={"Accept-Language": language})
    kind = problem_types.BY_SLUG[slug]
    assert (answer.status_code, answer.headers["content-language"]) == (200, language)
    assert f'<html lang="{language}">' in answer.text
    assert kind.meaning[language].replace("'", "&#x27;") in answer.text


def test_each_error_of_the_domain_has_a_type_of_its_status():
    assert {kind.slug: kind.status for kind in EVERY_ERROR}.items() <= {
        slug: kind.status for slug, kind in problem_types.BY_SLUG.items()
    }.items()


async def test_a_type_that_does_not_exist_has_no_page(client):
    assert (await client.get("/problems/boredom")).status_code == 404
