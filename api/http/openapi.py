"""What FastAPI's OpenAPI leaves out or gets wrong about problems, put right in one place.

Routers name the problems that only they know of, with ``problems(404, 409)``. The rest follows from what an operation
takes: a body can be too large, a change with If-Match can be stale, and anything may be asked for too often.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from api.http import examples, problem_types
from api.http.problem_types import MEDIA_TYPE, PATH, Problem, ProblemDetail

_SCHEMA_REF: Final = "#/components/schemas/{model}"
_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace"})


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """``responses=`` for a router or an operation: the problems it can answer with, besides those that all have."""
    return {status: {"description": problem_types.BY_STATUS[status].title["en"]} for status in statuses}


def patch(app: FastAPI) -> None:
    """Makes ``app.openapi()`` give every operation its problems, each with the schema of RFC 9457."""
    generate = app.openapi
    patched: dict[str, Any] | None = None

    def openapi() -> dict[str, Any]:
        nonlocal patched
        # FastAPI keeps its document until a route is added, so the same object means the same work
        document = generate()
        if document is not patched:
            _patch_document(document)
            patched = document
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _patch_document(document: dict[str, Any]) -> None:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    _, definitions = models_json_schema(
        [(Problem, "serialization"), (ProblemDetail, "serialization")], ref_template=_SCHEMA_REF
    )
    schemas.update(definitions["$defs"])
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            if method in _METHODS:
                _patch_operation(path, operation)
    for item in document.get("webhooks", {}).values():
        for operation in item.values():
            # What a receiver answers beside taking it is its own affair.
            operation["responses"].pop("422", None)
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            # pydantic's own titles are the names once more, run together: "Startsat"
            field.pop("title", None)
    examples.add(document)


def _patch_operation(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status in _implied(path, operation):
        responses.setdefault(str(status), problems(status)[status])
    for status, response in responses.items():
        if response["description"] == "Successful Response":
            response["description"] = HTTPStatus(int(status)).phrase
        if status.isdecimal() and int(status) >= 400:
            if status == "422":
                response["description"] = problem_types.BY_STATUS[422].title["en"]
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": _ref("Problem")}, "example": _example(int(status))}}
    parameters = {parameter["name"]: parameter for parameter in operation.get("parameters", [])}
    if "If-None-Match" in parameters:
        responses.setdefault("304", {"description": "You have the current version already"})
    if "If-Match" in parameters:
        # optional to FastAPI, because its absence is answered with 428 and not with 422
        parameters["If-Match"]["required"] = True


def _implied(path: str, operation: dict[str, Any]) -> Iterator[int]:
    """The problems that follow from what the operation takes."""
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    yield from (429, 500)
    if operation.get("security"):
        yield from (401, 403)
    if "{" in path:
        yield 404
    if names or "requestBody" in operation:
        yield 422
    if "requestBody" in operation:
        yield from (400, 413, 415)
    if "If-Match" in names:
        yield from (412, 428)
    if "Idempotency-Key" in names:
        yield 409
    if "Range" in names:
        yield 416


def _ref(model: str) -> str:
    return _SCHEMA_REF.format(model=model)


def _example(status: int) -> dict[str, Any]:
    kind = problem_types.BY_STATUS[status]
    example: dict[str, Any] = {
        "type": PATH + kind.slug,
        "title": kind.title["en"],
        "status": status,
        "detail": kind.meaning["en"],
        "instance": "urn:samstyre:request:019a1e2f5b7c7d3e8f9a0b1c2d3e4f50",
    }
    if status == 422:
        example["errors"] = [{"pointer": "/title", "detail": "Field required", "code": "missing"}]
    return example
