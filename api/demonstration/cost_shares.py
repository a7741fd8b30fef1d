"""The figures of case 8 of the board's public agenda of 20 October 2025, and the agreements that it lists."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.cost_sharing import agreements
from api.domain.cost_sharing.agreement_schemas import AgreementAdoption, NewAgreement
from api.domain.cost_sharing.rules import Allocation, Basis, Model, Parties, VariablePart, allocate
from api.domain.cost_sharing.schemas import CostModelKeys, CostVariablePart
from api.domain.kernel.actor import SYSTEM
from api.domain.organisation.tables import KeyFigureSeries

CHILDREN: Final = {"Aurland": 273, "Luster": 1004, "Lærdal": 366, "Sogndal": 2368, "Vik": 411, "Årdal": 811}
"""Children aged 0–15, as the case gives them."""
POPULATION: Final = {"Aurland": 1836, "Luster": 5432, "Lærdal": 2188, "Sogndal": 12496, "Vik": 2550, "Årdal": 5213}
"""Population on 1 January 2025."""
BASIS_DATE: Final = dt.date(2025, 1, 1)
PREMISES: Final = "supervised_premises"
"""What environmental health is shared by. The case gives no figures."""

_AGREEMENTS: Final = (
    ("Sogn barnevern", "Vertskommunesamarbeid om barnevern", 35, "population"),
    ("Miljøretta helsevern", "Tilsyn etter folkehelselova", 30, PREMISES),
    ("GIS i Sogn", "Kart og geodata, fordelt som i Sognarådet og Sogn KO", 30, "population"),
    ("SySIKT KO", "Felles IKT-tenester", 25, "population"),
    ("Sogn PPT", "Pedagogisk-psykologisk teneste", 25, "children_0_15"),
)


def printed(amount: int, fixed_percent: int, basis: Mapping[str, int]) -> Allocation:
    """``amount`` kroner shared as the case prints it: ``fixed_percent`` equally, the rest by ``basis``."""
    figures = Basis("", BASIS_DATE, {name: Decimal(value) for name, value in basis.items()})
    model = Model(Decimal(fixed_percent), (VariablePart(Decimal(100 - fixed_percent), figures),))
    return allocate(Decimal(amount), model, Parties({name: name for name in basis}, len(basis)), "as_printed")


async def add(session: AsyncSession) -> None:
    """The five agreements, in force. When each was adopted and by whom the case doesn't say."""
    session.add(KeyFigureSeries(slug=PREMISES, name="Tilsynsobjekt"))
    await session.flush()
    for name, purpose, fixed, series in _AGREEMENTS:
        part = CostVariablePart(percent=Decimal(100 - fixed), series=series, as_of=BASIS_DATE)
        model = CostModelKeys(fixed_percent=Decimal(fixed), variable=(part,))
        made = await agreements.create(session, SYSTEM, NewAgreement(name=name, purpose=purpose, model=model))
        found = await agreements.get(session, made.id, drafts=True)
        (version,) = found.versions
        adoption = AgreementAdoption(adopted_by="Kommunane, før avtalen vart registrert her", in_force_from=BASIS_DATE)
        await agreements.adopt(session, SYSTEM, version, adoption)
        await agreements.bring_into_force(session, SYSTEM, found, version, BASIS_DATE)
