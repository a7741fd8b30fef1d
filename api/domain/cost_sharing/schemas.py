"""Cost sharing as it crosses the API: models, comparisons and what comes out of them. Nothing is ever a float."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from api.domain.cost_sharing.cushion import MOST_YEARS
from api.domain.cost_sharing.rules import FixedOver, Rule, Unit
from api.domain.kernel.money import AmountNok
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Day, PlainDecimal, Schema
from api.domain.organisation.schemas import SeriesSlug
from api.domain.publications.schemas import Override

MOST_MODELS = 6
"""As many as fit side by side; case 8 of 20 October 2025 has five tables."""


def _in_range(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if not value.is_finite() or not 0 <= value <= 100 or not isinstance(exponent, int) or exponent < -6:
        raise ValueError("must be a percentage from 0 to 100 with at most six decimals")
    return value


Percent = Annotated[PlainDecimal, AfterValidator(_in_range)]
"""0 to 100, with at most six decimals."""


def _limit(value: Decimal) -> Decimal:
    if not value.is_finite() or not 0 <= value <= 10_000:
        raise ValueError("must be a percentage from 0 to 10 000")
    return value


ChangePercent = Annotated[PlainDecimal, AfterValidator(_limit)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class CostVariablePart(Schema):
    """A part that is shared in proportion to a key figure at a date."""

    percent: Percent
    series: SeriesSlug
    as_of: Day


class CostModelKeys(Schema):
    """How a cost is shared: a fixed part and any number of variable ones, 100 % together.

    The fixed part is shared equally by those who take part, or divided by all members of the organisation whoever takes
    part; then what those who are not in it would have paid goes to the variable parts.
    """

    fixed_percent: Percent
    fixed_over: FixedOver = "participants"
    variable: Annotated[tuple[CostVariablePart, ...], Field(max_length=10)] = ()
    participants: Annotated[tuple[str, ...], Field(max_length=2000)] | None = Field(
        default=None, description="Ids of the municipalities that take part; all when left out."
    )


class CostModel(CostModelKeys):
    name: Name


class PaidToday(Schema):
    municipality_id: str
    amount: AmountNok


class CostToday(Schema):
    """Today's distribution: what each pays, or the model that says so (of the same amount). One of the two."""

    amounts: Annotated[tuple[PaidToday, ...], Field(max_length=2000)] | None = None
    model: CostModelKeys | None = None


class CushionOrder(Schema):
    """The most that anybody's payment may change in one year, against today's: a percentage or an amount."""

    years: Annotated[int, Field(ge=1, le=MOST_YEARS)]
    cap_percent: ChangePercent | None = None
    cap_amount: AmountNok | None = None


class ComparisonOrder(Schema):
    """What to compute: an amount, up to six models, and what is paid today."""

    amount: AmountNok
    rule: Rule = "exact"
    unit: Unit = "krone"
    models: Annotated[tuple[CostModel, ...], Field(min_length=1, max_length=MOST_MODELS)]
    today: CostToday | None = None
    limit_percent: ChangePercent = Field(
        default=Decimal(10), description="Who moves by more than this, either way, is named."
    )
    cushion: CushionOrder | None = None
    population_as_of: Day | None = Field(
        default=None,
        description="The date of the population that kroner per inhabitant are by; the newest if left out.",
    )


class CostPart(Schema):
    """One part of a share: the fixed one (``basis`` null), or a variable one with the municipality's figure."""

    basis: PlainDecimal | None
    exact: PlainDecimal
    amount: AmountNok


class BreakEvenOut(Schema):
    """At which fixed percentage the municipality pays what it pays today: ``at`` one, at every (``always``) or none.

    ``fraction`` is the percentage exactly, ``numerator/denominator``; ``fixedPercent`` has four decimals.
    """

    kind: Literal["at", "always", "never"]
    fixed_percent: PlainDecimal | None
    fraction: str | None


class CostRow(Schema):
    """What one municipality pays in a model.

    ``exact`` is the exact share to six decimals and ``fraction`` without rounding; ``rounding`` is what rounding has
    added or taken away. ``percent`` is of the whole amount. All of today's are null without a today, and
    ``changePercent`` where today is nothing.
    """

    municipality_id: str
    number: str
    name: str
    takes_part: bool
    parts: tuple[CostPart, ...]
    exact: PlainDecimal
    fraction: str
    amount: AmountNok
    rounding: PlainDecimal
    percent: PlainDecimal | None
    per_inhabitant: PlainDecimal | None
    today: AmountNok | None
    change: AmountNok | None
    change_percent: PlainDecimal | None
    moves_more: bool
    break_even: BreakEvenOut | None


class CushionCell(Schema):
    municipality_id: str
    amount: AmountNok
    change: AmountNok
    """Against the year before; in the first year against today."""


class CushionYear(Schema):
    year: int
    total: AmountNok
    rows: tuple[CushionCell, ...]


class CushionRemaining(Schema):
    municipality_id: str
    amount: AmountNok


class CushionOut(Schema):
    """From today to the model by the rule ``exact``, with nobody changing by more than the cap in any year.

    ``reached``: the last year is the model. ``not_reached``: the years are too few; ``remaining`` is what then still
    differs, and ``yearsNeeded`` how many it would take (null: never). ``impossible``: today's payments don't sum to the
    amount, and the cap is too tight to get there in the first year.
    """

    outcome: Literal["reached", "not_reached", "impossible"]
    years_needed: int | None
    years: tuple[CushionYear, ...]
    remaining: tuple[CushionRemaining, ...]


class CostModelOut(Schema):
    """A model worked out. ``difference`` is ``total`` less the amount, zero by ``exact``; it is never hidden.

    ``partTotals`` are the parts' own sums, rounded, the fixed one first. ``movers`` are those who change by more than
    the limit.
    """

    model: CostModel
    rows: tuple[CostRow, ...]
    part_totals: tuple[AmountNok, ...]
    total: AmountNok
    difference: AmountNok
    movers: tuple[str, ...]
    cushion: CushionOut | None


class BasisFigure(Schema):
    """A figure that was reckoned with, in the version that held."""

    municipality_id: str
    value: PlainDecimal
    version: int
    source: str


class CostBasis(Schema):
    series: str
    name: str
    as_of: dt.date
    figures: tuple[BasisFigure, ...]


class CostMember(Schema):
    municipality_id: str
    number: str
    name: str


class Comparison(Schema):
    """The order worked out, with every figure that went into it: enough to do it all again."""

    amount: AmountNok
    rule: Rule
    unit: Unit
    limit_percent: PlainDecimal
    members: tuple[CostMember, ...]
    today_total: AmountNok | None
    population_as_of: dt.date | None
    bases: tuple[CostBasis, ...]
    models: tuple[CostModelOut, ...]


class NewCostCalculation(Schema):
    """A comparison to keep. It is worked out anew when it is saved, from the figures that hold then."""

    name: Name
    asked: ComparisonOrder


class CostCalculationSummary(Schema):
    id: str
    name: str
    saved_by: str
    created_at: dt.datetime
    amount: AmountNok
    models: tuple[str, ...]
    """Their names."""
    published_at: dt.datetime | None
    withdrawn_at: dt.datetime | None


class CostCalculationOut(CostCalculationSummary):
    """A calculation as it was saved; it never changes. ``path`` is its lasting address on the site."""

    path: str
    asked: ComparisonOrder
    result: Comparison


class PublishCalculation(Schema):
    """``overrides`` answer for what looks like an identity number in its texts."""

    overrides: Annotated[tuple[Override, ...], Field(max_length=10)] = ()


class PublicWords(Schema):
    """What of a calculation somebody has written: the texts that might say what is not for the public."""

    texts: tuple[str, ...]


class WithdrawCalculation(Schema):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class PublishedCalculationSummary(Schema):
    id: str
    name: str
    published_at: dt.datetime
    path: str


class PublishedCalculationOut(PublishedCalculationSummary):
    """A calculation that the organisation has made public: all that went in, and what came out."""

    asked: ComparisonOrder
    result: Comparison


class CalculationText(Schema):
    """A calculation's tables as blocks for a case's text, with a link to the calculation."""

    text: RichText
