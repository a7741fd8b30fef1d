from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer

from api import problems
from api.domain.kernel.schemas import Schema
from api.http.conditional import IfMatch, IfNoneMatch
from api.http.openapi import problems as documented
from api.http.pagination import Paging


class Thing(Schema):
    name: str


@pytest.fixture
def document():
    app = FastAPI()
    problems.install(app)
    router = APIRouter(responses=documented(410))

    @router.get("/things")
    async def things(params: Paging, if_none_match: IfNoneMatch = None) -> list[Thing]: ...

    @router.put("/things/{thing_id}", responses=documented(409), dependencies=[Depends(HTTPBearer())])
    async def change(thing_id: str, thing: Thing, if_match: IfMatch = None) -> Thing: ...

    @router.get("/clock")
    async def clock() -> str: ...

    app.include_router(router, prefix="/api")
    return app.openapi()


def _statuses(document, path, method):
    return {status for status in document["paths"][path][method]["responses"] if status >= "3"}


def test_an_operation_that_takes_nothing_can_fail_in_the_common_ways(document):
    assert _statuses(document, "/api/clock", "get") == {"410", "429", "500"}


def test_parameters_can_be_invalid_and_a_condition_can_hold(document):
    assert _statuses(document, "/api/things", "get") == {"304", "410", "422", "429", "500"}


def test_a_change_to_one_thing_has_all_the_refusals_of_what_it_takes(document):
    assert _statuses(document, "/api/things/{thing_id}", "put") == {
        *("400", "401", "403", "404", "409", "410", "412", "413", "415", "422", "428", "429", "500")
    }


def test_every_problem_has_the_schema_of_problems(document):
    for item in document["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if status >= "4":
                    assert list(response["content"]) == ["application/problem+json"]
                    content = response["content"]["application/problem+json"]
                    assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
                    assert content["example"]["status"] == int(status)


def test_the_schema_of_problems_is_there_and_fastapis_own_is_not(document):
    schemas = document["components"]["schemas"]
    assert {"Problem", "ProblemDetail"} <= schemas.keys()
    assert not schemas.keys() & {"HTTPValidationError", "ValidationError"}
    assert "HTTPValidationError" not in str(document)


def test_the_schema_of_problems_lets_further_members_through(document):
    assert document["components"]["schemas"]["Problem"]["additionalProperties"] is True


def test_if_match_is_documented_as_required(document):
    (parameter,) = [p for p in document["paths"]["/api/things/{thing_id}"]["put"]["parameters"] if p["in"] == "header"]
    assert (parameter["name"], parameter["required"]) == ("If-Match", True)


def test_a_route_added_later_gets_its_problems_too():
    app = FastAPI()
    problems.install(app)
    app.openapi()

    @app.get("/late")
    async def late(name: Annotated[str, "any"]) -> str: ...

    assert _statuses(app.openapi(), "/late", "get") == {"422", "429", "500"}
