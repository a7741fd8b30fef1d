"""Requests made up from the description, good and bad, at every operation: it answers as described, and never with 5xx.

Half of the made-up ids are exchanged for real ones, and half of the versions for one that always fits, so that what
lies behind the first look is reached as well. Everything follows from a fixed seed.
"""

import json
import re
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import derive_operation_seed
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.domain.kernel.ids import ID_PATTERN
from tests.contract.conftest import Live

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
THOROUGH = [HypothesisTestMode.EXAMPLES, HypothesisTestMode.COVERAGE, HypothesisTestMode.FUZZING]
DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "openapi" / "openapi.json").read_text("utf-8"))
REFERENCES = {"bodyId": "body_id", "documentId": "document_id", "caseId": "case_id"}
"""Fields that hold ids, and the path parameter that takes the same ones."""


def turn(operation: tuple[str, str]) -> tuple[bool, bool, bool]:
    """What is published is read before anything is changed, withdrawn after that, and the session ended at last."""
    method, path = operation
    return path.endswith(("/session", "/sign-out-everywhere")), path.endswith("/withdraw"), method != "get"


OPERATIONS = sorted(((method, path) for path, item in DOCUMENT["paths"].items() for method in item), key=turn)
SEED = 8

pytestmark = [
    pytest.mark.xdist_group("schemathesis"),
    pytest.mark.parametrize(
        ("method", "path"), OPERATIONS, ids=[f"{method.upper()} {path}" for method, path in OPERATIONS]
    ),
]


@pytest.fixture(scope="module")
def description() -> Any:
    schema = schemathesis.openapi.from_dict(DOCUMENT, config=SchemathesisConfig(seed=SEED))
    schema.config.generation.update(deterministic=True, database="none")
    return schema


def test_every_answer_to_the_administrator_is_as_described(description: Any, live: Live, method: str, path: str):
    examine(description[path][method], live, "administrator", THOROUGH, made_up=20)


def test_every_answer_to_anyone_is_as_described(description: Any, live: Live, method: str, path: str):
    examine(description[path][method], live, "anonymous", [HypothesisTestMode.FUZZING], made_up=5)


def examine(operation: Any, live: Live, caller: str, modes: list[HypothesisTestMode], *, made_up: int) -> None:
    """Asks as ``modes`` have it: what is given as an example, boundary values, and some requests at random."""
    project = operation.schema.config
    project.generation.update(max_examples=made_up)
    test = create_test(
        operation=operation,
        test_func=lambda case: ask(case, live, caller),
        config=HypothesisTestConfig(
            project=project,
            modes=modes,
            settings=project.get_hypothesis_settings(operation=operation, phase="fuzzing"),
            seed=derive_operation_seed(SEED, operation.label),
        ),
    )
    test()


def ask(case: schemathesis.Case, live: Live, caller: str) -> None:
    ground(case, live)
    case.call_and_validate(base_url=live.address, session=live.callers[caller], checks=CHECKS, timeout=30)


def ground(case: schemathesis.Case, live: Live) -> None:
    """Puts real ids and versions in the place of every other one that is made up. Nobody waits for a change to come."""
    for name, made_up in case.path_parameters.items():
        case.path_parameters[name] = real(live.ids.get(name), made_up)
    is_published = "/published/" in case.operation.path
    for name, kind in {
        "body": "slug" if is_published else "body_id",
        "meeting": "meeting_id",
        "case": "case_id",
    }.items():
        if name in case.query:
            case.query[name] = real(live.ids[kind], case.query[name])
    case.body = with_real_ids(case.body, live)
    if "If-Match" in case.headers and number_of(case.headers["If-Match"]) % 2:
        case.headers["If-Match"] = "*"
    if case.query.get("wait") in range(1, 31) or case.operation.path.endswith("/stream"):
        case.query["wait"] = 0


def real(known: list[str] | None, made_up: Any) -> Any:
    number = number_of(made_up)
    return known[number // 2 % len(known)] if known and number % 2 else made_up


def with_real_ids(body: Any, live: Live) -> Any:
    """The body with the id of the examples, which names nothing, replaced wherever it stands."""
    if isinstance(body, list):
        return [with_real_ids(inner, live) for inner in body]
    if not isinstance(body, dict):
        return body
    return {
        name: live.ids[REFERENCES[name]][0]
        if name in REFERENCES and isinstance(inner, str) and is_id(inner)
        else with_real_ids(inner, live)
        for name, inner in body.items()
    }


def is_id(value: str) -> bool:
    return re.fullmatch(ID_PATTERN, value) is not None


def number_of(value: object) -> int:
    """The same number for the same value, in every process."""
    return crc32(str(value).encode("utf-8", "replace"))
