"""The description of the API: is it the API's, is it whole, and does it keep to its own rules."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fastapi import FastAPI

from api.http import problem_types
from api.main import create_api
from api.settings import Settings

COMMITTED = Path(__file__).parents[2] / "openapi" / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(COMMITTED.read_text("utf-8"))
CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*")
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
KEBAB = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)*")
# The file's own name is the value: what stands at the end of its address.
# Levels of seals have the names that ETSI EN 319 142-1 gives them.
SPELT_OTHERWISE = {"-startsAt", "startsAt", "PAdES-B-B", "PAdES-B-T"}

OPERATIONS = [
    pytest.param(path, method, operation, id=f"{method.upper()} {path}")
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
]
every_operation = pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_api(Settings(secret="only for tests, not secret at all"))


def test_the_committed_description_is_the_applications_own(app: FastAPI):
    assert app.openapi() == DOCUMENT, "run: make openapi"


def test_it_is_openapi_3_1_with_a_licence_and_a_version():
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert DOCUMENT["info"]["version"]
    assert DOCUMENT["info"]["license"]["identifier"] == "EUPL-1.2"


def test_every_operation_has_an_id_of_its_own():
    ids = [operation["operationId"] for _, _, operation in (parameter.values for parameter in OPERATIONS)]

    assert len(set(ids)) == len(ids)


@every_operation
def test_an_operation_has_summary_description_and_tag(path: str, method: str, operation: dict[str, Any]):
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"]


@every_operation
def test_every_parameter_of_an_operation_says_what_it_is(path: str, method: str, operation: dict[str, Any]):
    silent = [
        parameter["name"]
        for parameter in operation.get("parameters", [])
        if "description" not in parameter and parameter["in"] != "path"
    ]

    assert silent == []


@every_operation
def test_json_that_is_sent_and_answered_has_an_example_that_fits_its_schema(
    path: str, method: str, operation: dict[str, Any]
):
    for media in json_bodies(operation):
        example = media.get("example") or media["examples"]
        # Components stand beside the schema, so that its references are found.
        schema = {**media["schema"], "components": DOCUMENT["components"]}
        jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(example)


@every_operation
def test_every_refusal_is_a_problem(path: str, method: str, operation: dict[str, Any]):
    refusals = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}

    assert refusals
    for status, answer in refusals.items():
        assert list(answer["content"]) == ["application/problem+json"], status
        assert answer["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


@every_operation
def test_every_status_is_one_that_has_a_page_to_explain_it(path: str, method: str, operation: dict[str, Any]):
    refusals = {int(status) for status in operation["responses"] if int(status) >= 400}

    assert refusals <= problem_types.BY_STATUS.keys()


@every_operation
def test_a_path_is_in_kebab_case_and_its_parameters_in_snake_case(path: str, method: str, operation: dict[str, Any]):
    for part in path.strip("/").split("/"):
        for name in re.findall(r"\{(\w+)\}", part):
            assert SNAKE.fullmatch(name), name
        assert KEBAB.fullmatch(re.sub(r"\{\w+\}", "x", part)), part


@every_operation
def test_a_query_parameter_is_in_camel_case(path: str, method: str, operation: dict[str, Any]):
    names = [parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"]

    assert [name for name in names if not CAMEL.fullmatch(name)] == []


def test_every_field_is_in_camel_case():
    fields = {(name, field) for name, schema in schemas().items() for field in schema.get("properties", {})}

    assert len(fields) > 200
    assert {field for field in fields if not CAMEL.fullmatch(field[1])} == set()


def test_every_choice_is_in_lower_snake_case():
    choices = {value for schema in all_schemas(DOCUMENT) for value in schema.get("enum", ())}

    assert len(choices) > 50
    assert {choice for choice in choices - SPELT_OTHERWISE if not SNAKE.fullmatch(choice)} == set()


def test_no_schema_is_named_after_where_it_stands_in_the_code():
    assert [name for name in schemas() if "__" in name] == []


def schemas() -> dict[str, Any]:
    return DOCUMENT["components"]["schemas"]


def json_bodies(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    answers = (answer for status, answer in operation["responses"].items() if status.startswith("2"))
    for body in (operation.get("requestBody", {}), *answers):
        if "application/json" in body.get("content", {}):
            yield body["content"]["application/json"]


def all_schemas(part: Any) -> Iterator[dict[str, Any]]:
    """Every schema in the document, however deep. An example is none, whatever it looks like."""
    if isinstance(part, dict):
        if isinstance(part.get("enum"), list):
            yield part
        for name, inner in part.items():
            if name not in ("example", "examples"):
                yield from all_schemas(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from all_schemas(inner)
