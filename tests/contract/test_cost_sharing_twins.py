"""Cost sharing is worked out in two places, by the API and in the browser while one drags: they must never disagree."""

import datetime as dt
import json
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from api.domain.cost_sharing.comparing import break_even, changes
from api.domain.cost_sharing.cushion import Cap, transition
from api.domain.cost_sharing.rules import Basis, Model, Parties, VariablePart, allocate
from api.domain.kernel.errors import Invalid

TWIN = Path(__file__).with_name("cost_sharing_twin.mjs")
CASES = 10_000
DAY = dt.date(2025, 1, 1)
Case = dict[str, Any]


def test_the_browser_and_the_api_come_to_the_same_in_ten_thousand_cases() -> None:
    random = Random(20251020)  # noqa: S311 - the same cases each time
    cases = [_case(random) for _ in range(CASES)]

    lines = _browser([_sent(case) for case in cases])

    assert len(lines) == CASES
    for case, line in zip(cases, lines, strict=True):
        assert json.loads(line) == _expected(case), case


def _browser(cases: list[Case]) -> list[str]:
    given = "".join(json.dumps(case) + "\n" for case in cases)
    run = subprocess.run(["node", str(TWIN)], input=given, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def _case(random: Random) -> Case:
    """Mostly what people share, and now and then what they don't: one party, nothing, øre, repayments."""
    count = random.choice((1, 2, 3, 6, 6, 6, 12, 40))
    numbers = random.sample([f"{number:04}" for number in range(1000, 1100)], count)
    percents = _percents(random)
    amount = Decimal(random.choice((10_000_000_00, random.randrange(-(10**9), 10**12), random.randrange(1000)))) / 100
    rule = random.choice(("as_printed", "exact"))
    return {
        "amount": amount,
        "rule": rule,
        # Whole kroner can't add up to øre.
        "unit": "ore" if rule == "exact" and amount % 1 else random.choice(("krone", "ore")),
        "numbers": numbers,
        "members": max(1, count + random.choice((0, 0, 0, 1, 5, -1))),
        "fixed_over": random.choice(("participants", "all_members")),
        "percents": percents,
        "figures": [_figures(random, numbers) for _ in percents[1:]],
        "today": random.choice((None, _payments(random, numbers))),
        "inhabitants": {number: Decimal(random.randrange(20_000)) for number in numbers[: random.randrange(count + 1)]},
        "limit": Decimal(random.choice((0, 5, 10, 100))),
        "cap": random.choice(
            (Cap(percent=Decimal(random.randrange(0, 4000)) / 100), Cap(units=random.randrange(0, 200_000)))
        ),
        "years": random.randrange(1, 9),
        **_transition(random, numbers),
    }


def _percents(random: Random) -> list[Decimal]:
    """The fixed part's first; together 100, but for one of a hundred."""
    cuts = sorted(
        random.randrange(0, 10_001, random.choice((1, 100, 500))) for _ in range(random.choice((0, 1, 1, 1, 2, 3)))
    )
    edges = [0, *cuts, 10_000 if random.randrange(100) else 9_999]
    return [Decimal(high - low) / 100 for low, high in pairwise(edges)]


def _figures(random: Random, numbers: list[str]) -> dict[str, Decimal]:
    most = random.choice((1, 5, 20_000, 20_000, 20_000))
    scale = random.choice((1, 1, 10_000))
    figures = {number: Decimal(random.randrange(most + 1)) / scale for number in numbers}
    if random.randrange(50) == 0:
        figures.pop(numbers[0])
    return figures


def _payments(random: Random, numbers: list[str]) -> dict[str, Decimal]:
    others = [number for number in ("2001", "2002") if random.randrange(5) == 0]
    return {number: Decimal(random.choice((0, random.randrange(10**9)))) / 100 for number in [*numbers, *others]}


def _transition(random: Random, numbers: list[str]) -> Case:
    today = {number: random.randrange(1_000_000) for number in numbers}
    target = {number: random.randrange(1_000_000) for number in numbers}
    if random.randrange(4):
        # As it mostly is: the sum stays.
        target[numbers[-1]] += sum(today.values()) - sum(target.values())
    return {"today_units": today, "target_units": target}


def _sent(case: Case) -> Case:
    cap: Cap = case["cap"]
    return {
        "amount": _text(case["amount"]),
        "rule": case["rule"],
        "unit": case["unit"],
        "numbers": case["numbers"],
        "members": case["members"],
        "fixedOver": case["fixed_over"],
        "fixedPercent": _text(case["percents"][0]),
        "variable": [
            {"percent": _text(percent), "figures": _texts(figures)}
            for percent, figures in zip(case["percents"][1:], case["figures"], strict=True)
        ],
        "today": None if case["today"] is None else _texts(case["today"]),
        "inhabitants": _texts(case["inhabitants"]),
        "limit": _text(case["limit"]),
        "capPercent": None if cap.percent is None else _text(cap.percent),
        "capUnits": cap.units,
        "years": case["years"],
        "todayUnits": case["today_units"],
        "targetUnits": case["target_units"],
    }


def _expected(case: Case) -> Case:
    model = Model(
        case["percents"][0],
        tuple(
            VariablePart(percent, Basis("series", DAY, figures))
            for percent, figures in zip(case["percents"][1:], case["figures"], strict=True)
        ),
        case["fixed_over"],
    )
    parties = Parties({number: number for number in case["numbers"]}, case["members"])
    try:
        found = allocate(case["amount"], model, parties, case["rule"], case["unit"])
    except Invalid as error:
        return {"fault": error.errors[0].code}
    today = case["today"]
    way = transition(case["today_units"], case["target_units"], case["cap"], case["years"])
    return {
        "shares": [
            [
                share.number,
                _text(share.exact),
                _text(share.rounded),
                [[_text(part.exact), _text(part.rounded)] for part in share.parts],
            ]
            for share in found.shares
        ],
        "total": _text(found.total),
        "difference": _text(found.difference),
        "changes": {
            number: [
                *(
                    _text(value)
                    for value in (
                        change.amount,
                        change.percent,
                        change.per_inhabitant,
                        change.today,
                        change.change,
                        change.change_percent,
                    )
                ),
                change.moves_more,
            ]
            for number, change in changes(found, today, case["inhabitants"], case["limit"]).items()
        },
        "breakEven": None
        if today is None
        else {
            number: [even.kind, _text(even.fixed_percent)]
            for number, even in break_even(case["amount"], model, parties, today).items()
        },
        "transition": [
            way.outcome,
            [{number: str(units) for number, units in year.items()} for year in way.years],
            way.years_needed,
            {number: str(units) for number, units in way.remaining.items()},
        ],
    }


def _text(value: Decimal | Fraction | None) -> str | None:
    if value is None:
        return None
    exact = Fraction(value)
    return f"{exact.numerator}/{exact.denominator}"


def _texts(values: Mapping[str, Decimal]) -> dict[str, str | None]:
    return {number: _text(value) for number, value in values.items()}
