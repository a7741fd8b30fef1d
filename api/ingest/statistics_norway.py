"""Fetches key figures from Statistics Norway (Statistisk sentralbyrå): PxWebApi 2, answers as JSON-stat 2.

Table 07459 holds the population at 1 January by municipality (``Region``, its number of four digits), sex (``Kjonn``),
age in whole years (``Alder``, ``000`` to ``105+``) and year (``Tid``), with the one measure ``Personer1``. What the
question doesn't name is summed over.
Source: https://www.ssb.no/en/api/pxwebapiv2 and the table's description at ``/tables/07459/metadata``.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import httpx

from api.domain.kernel.errors import FieldError, Invalid, Unavailable

_TIMEOUT_SECONDS: Final = 20
_RETRIES: Final = 2
"""Of connections that could not be made; an answer, whatever it says, is not asked for twice."""
_LONGEST_ANSWER: Final = 2_000_000
_ALL_MUNICIPALITIES: Final = "????"
"""Codes of four digits, former municipalities' too: one that the table lacks would have the whole question refused."""


@dataclass(frozen=True)
class Question:
    """What a series is in Statistics Norway's words: a table, a measure, and the ages that are summed, or all."""

    table: str
    measure: str
    source: str
    ages: tuple[str, ...] = ()


QUESTIONS: Final[Mapping[str, Question]] = {
    "population": Question("07459", "Personer1", "Statistisk sentralbyrå, tabell 07459"),
    "children_0_15": Question(
        "07459",
        "Personer1",
        "Statistisk sentralbyrå, tabell 07459, 0–15 år",
        tuple(f"{age:03}" for age in range(16)),
    ),
}
"""By the slug of the series."""


async def fetch(base: str, series: str, as_of: dt.date, numbers: Sequence[str]) -> dict[str, Decimal]:
    """The figures by the municipality's number; one that Statistics Norway has no figure of is left out.

    ``base`` is the API's address. Raises Invalid for a series or a date that there is no table of, and Unavailable when
    nobody answers as expected.
    """
    question = QUESTIONS.get(series)
    if question is None:
        raise Invalid(
            f"Statistics Norway isn't asked for {series}.", (FieldError("/series", "has no table", "not_fetchable"),)
        )
    if (as_of.month, as_of.day) != (1, 1):
        raise Invalid("The population is counted at 1 January.", (FieldError("/asOf", "must be a 1 January"),))
    wanted = {"Region": _ALL_MUNICIPALITIES, "ContentsCode": question.measure, "Tid": str(as_of.year)}
    if question.ages:
        wanted["Alder"] = ",".join(question.ages)
    parameters = {f"valueCodes[{name}]": codes for name, codes in wanted.items()}
    answer = await _ask(f"{base}/tables/{question.table}/data", {"outputFormat": "json-stat2", **parameters})
    if answer.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND):
        raise Invalid(
            f"Statistics Norway has no such figures for {as_of.year}.",
            (FieldError("/asOf", "is not in the table, or not yet", "not_out"),),
        )
    if answer.status_code != httpx.codes.OK:
        raise Unavailable(f"Statistics Norway answered {answer.status_code}. Try again in a minute.")
    try:
        return _sums(answer.json(), set(numbers))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise Unavailable("Statistics Norway answered in a form that isn't known here. Nothing was taken.") from error


async def _ask(url: str, parameters: Mapping[str, str]) -> httpx.Response:
    transport = httpx.AsyncHTTPTransport(retries=_RETRIES)
    try:
        async with httpx.AsyncClient(transport=transport, timeout=_TIMEOUT_SECONDS, follow_redirects=False) as client:
            answer = await client.get(url, params=dict(parameters))
    except httpx.HTTPError as error:
        raise Unavailable("Statistics Norway doesn't answer. Try again in a while.") from error
    if len(answer.content) > _LONGEST_ANSWER:
        raise Unavailable("Statistics Norway answered more than was asked for. Nothing was taken.")
    return answer


def _sums(found: Mapping[str, Any], numbers: set[str]) -> dict[str, Decimal]:
    """Summed over everything but the region. A region that lacks a part has no sum, and one of nobody was no
    municipality that year."""
    names, sizes = list(found["id"]), list(found["size"])
    if math.prod(sizes) > _LONGEST_ANSWER:
        raise ValueError("more cells than an answer has room for")
    place = names.index("Region")
    within = math.prod(sizes[place + 1 :])
    index = found["dimension"]["Region"]["category"]["index"]
    positions = index if isinstance(index, dict) else {code: at for at, code in enumerate(index)}
    values = found["value"]
    sums: dict[str, Decimal] = {}
    for code, at in positions.items():
        cells = [
            _value(values, outer * sizes[place] * within + at * within + inner)
            for outer in range(math.prod(sizes[:place]))
            for inner in range(within)
        ]
        if code in numbers and None not in cells:
            total = sum((cell for cell in cells if cell is not None), Decimal(0))
            if total > 0:
                sums[code] = total
    return sums


def _value(values: Any, at: int) -> Decimal | None:  # noqa: ANN401 -- a list, or an object where most are missing
    value = values.get(str(at)) if isinstance(values, dict) else values[at]
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise TypeError("a figure is a number")
    return None if value is None else Decimal(repr(value))
