"""Agreements on cost sharing as they cross the API."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from api.domain.cost_sharing.amounts import AmountKind
from api.domain.cost_sharing.schemas import Comparison, CostModelKeys, Name
from api.domain.cost_sharing.states import VersionAction, VersionState
from api.domain.kernel.money import AmountNok
from api.domain.kernel.schemas import Day, PlainDecimal, Schema

Year = Annotated[int, Field(ge=1900, le=2199)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class AmountRule(Schema):
    """How much is shared in a year.

    ``fixed`` has the amount, ``price_adjusted`` the amount and the year it is of, ``by_budget`` the name of the budget
    line, if there is one.
    """

    kind: AmountKind = "by_budget"
    amount: AmountNok | None = None
    year: Year | None = None
    budget_line: Words | None = None

    @model_validator(mode="after")
    def _whole(self) -> "AmountRule":
        if (self.amount is None) != (self.kind == "by_budget"):
            raise ValueError("has an amount unless it is by_budget")
        if (self.year is None) != (self.kind != "price_adjusted"):
            raise ValueError("has a year when it is price_adjusted, and only then")
        if self.budget_line is not None and self.kind != "by_budget":
            raise ValueError("has a budget line only when it is by_budget")
        return self


class AgreementContent(Schema):
    """What a version of an agreement says. The calculation is one that was saved: what it rests on."""

    model: CostModelKeys
    amount: AmountRule = AmountRule()
    calculation_id: str | None = None


class NewAgreement(AgreementContent):
    """An agreement with its first version, a draft."""

    name: Name
    purpose: Words | None = None


class AgreementPatch(Schema):
    name: Name
    purpose: Words | None


class AgreementAdoption(Schema):
    """What adopted the version: a resolution in the register, or (in words) somebody outside of it. One of the two."""

    resolution_id: str | None = None
    adopted_by: Words | None = None
    in_force_from: Day
    in_force_to: Day | None = Field(default=None, description="The last day; open-ended when left out.")


class Termination(Schema):
    reason: Words
    last_day: Day


class CostSharingVersionOut(Schema):
    """A version of an agreement. ``actions`` is what may be done with it as it stands.

    The number and address of the resolution that adopted it are for who may read it; others know by its id that there
    is one.
    """

    number: int
    state: VersionState
    model: CostModelKeys
    amount: AmountRule
    calculation_id: str | None
    resolution_id: str | None
    resolution_number: str | None
    resolution_path: str | None
    adopted_by: str | None
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    ended_because: str | None
    actions: tuple[VersionAction, ...]


class CostSharingAgreementOut(Schema):
    """An agreement with its versions, the newest first. ``inForce`` is the number of the one that is in force."""

    id: str
    name: str
    purpose: str | None
    in_force: int | None
    versions: tuple[CostSharingVersionOut, ...]


def _deflator(value: Decimal) -> Decimal:
    if not value.is_finite() or not -50 <= value <= 100 or value != value.quantize(Decimal("0.0001")):
        raise ValueError("must be a percentage from -50 to 100 with at most four decimals")
    return value


class Deflator(Schema):
    """How much prices rise in a year, per cent."""

    year: Year
    percent: Annotated[PlainDecimal, AfterValidator(_deflator)]


class AllocationOrder(Schema):
    """For which year to share. ``amount`` is for agreements that go by the budget; ``deflators`` for price-adjusted."""

    year: Year
    amount: AmountNok | None = None
    deflators: Annotated[tuple[Deflator, ...], Field(max_length=50)] = ()


class AgreementAllocation(Schema):
    """What each pays in a year by the version in force, by the rule ``exact``, in whole kroner if the amount is."""

    agreement_id: str
    version: int
    year: int
    amount: AmountNok
    result: Comparison
