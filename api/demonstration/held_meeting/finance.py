"""Items 6–8: accounts, budget, and how costs are shared."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from api.demonstration.cost_shares import CHILDREN, POPULATION, printed
from api.demonstration.files import numbered
from api.demonstration.texts import Node, doc, h, ol, proposal, table, ul
from api.domain.cases.schemas import Reference
from api.domain.documents.tables import Document
from api.domain.kernel.money import format_nok
from api.domain.meetings.schemas import NewAgendaItem

PRINCIPLES: Final = "Prinsipp for kostnadsfordeling"

_EXAMPLE: Final = 10_000_000
_POPULATION_HEADER: Final = "Folketal 1.1.2025"
_CHILDREN_HEADER: Final = "Barn 0–15 år"


def items(documents: Mapping[str, Document]) -> tuple[NewAgendaItem, ...]:
    return (
        NewAgendaItem(
            type="information",
            title="Rekneskap 2025",
            proposals=proposal("Rekneskapsrapporten vert teken til vitande."),
            text=doc(
                "Rapporten viser korleis økonomien står per 11. september.",
                "Til og med juni er arbeidsgjevarkommunen betalt for løn med sosiale utgifter, reiser, husleige og "
                "administrasjon. Resten av året vert gjort opp i februar 2026, slik avtalen med Sogndal kommune seier.",
                "2,2 millionar kroner er ikkje brukte enno. Dei skal dekkje løn og reiser i andre halvår, og dessutan "
                "honorar, frikjøp og møte i prosjekta som er i gang. Etter administrasjonen sitt syn held kontingenten "
                "på 3 millionar kroner til det som er vedteke.",
            ),
            attachments=numbered(documents["accounts"]),
        ),
        NewAgendaItem(
            type="recommendation",
            title="Budsjett 2026",
            proposals=proposal(
                "Styret rår representantskapet i Sogn KO til å vedta dette:",
                ol(
                    "Budsjettramma for 2026 vert sett til 6 059 000 kroner.",
                    "Styret får fullmakt til å fordele midlane etter prioriteringane sine, og til å flytte dei "
                    "innanfor ramma når det trengst.",
                ),
                recommends_to="representantskapet i Sogn KO",
            ),
            text=_budget(),
            attachments=numbered(documents["budget"]),
        ),
        NewAgendaItem(
            type="decision",
            title=PRINCIPLES,
            proposals=proposal(
                "Kostnadene i nye tenestesamarbeid vert fordelte slik:",
                ul(
                    "25 prosent likt på kommunane",
                    "75 prosent etter folketal, eller etter eit kriterium som høver betre for tenesta",
                ),
            ),
            text=_principles(),
            references=(Reference(text="styremøte 19. august 2025", date=dt.date(2025, 8, 19)),),
        ),
    )


def _budget() -> dict[str, object]:
    return doc(
        "Budsjettet for 2026 er på 6 059 000 kroner og har tre kjelder:",
        table(
            "Finansiering av budsjettet for 2026, i kroner",
            ("Kjelde", "Kroner"),
            (
                ("Kontingent", "3 083 000"),
                ("Eksterne midlar", "1 605 000"),
                ("Fondsmidlar", "1 371 000"),
                ("Sum", "6 059 000"),
            ),
            figures=True,
        ),
        "Kontingenten går til administrasjon, møte og utgreiing av tenestesamarbeid. Han aukar med 2,8 prosent frå "
        "2025. Til samanlikning ventar KS at kostnadene i kommunane stig med 3,5 prosent (den kommunale deflatoren).",
        "Sogn KO kjem til å søkje om skjønsmidlar òg. Dei er ikkje rekna med.",
        "Vedlegget viser heile budsjettet og kva kvar kommune skal betale.",
    )


def _principles() -> dict[str, object]:
    return doc(
        "Styret drøfta modellar for kostnadsfordeling 19. august utan å konkludere, og ville ha saka attende til "
        "vidare drøfting og avgjerd.",
        h("Kva som skil modellane"),
        "Den faste delen kan anten vere den same i alle samarbeid, eller rette seg etter kor mange kommunar som er "
        "med. Ein lik del er lett å rekne med, også når det berre er to om samarbeidet: grunnkostnaden er der uansett.",
        "Den variable delen følgjer som oftast folketalet. For nokre tenester seier talet på brukarar eller "
        "tilsynsobjekt meir om kven som treng dei og bruker dei.",
        h("Slik er det i dag"),
        ul(
            "Sogn barnevern: 35 prosent fast og 65 prosent etter folketal",
            "Miljøretta helsevern: 30 prosent fast og 70 prosent etter kor mange tilsynsobjekt kommunen har",
            "GIS i Sogn: 30 prosent fast og 70 prosent etter folketal, som i Sognarådet og Sogn KO",
            "SySIKT KO: 25 prosent fast og 75 prosent etter folketal",
            "Sogn PPT: 25 prosent fast og 75 prosent etter talet på barn i alderen 0–15 år",
        ),
        h("Døme med 10 millionar kroner"),
        "Kommunane er så ulike i storleik at små endringar i modellen kan få mykje å seie. Tabellane viser kva kvar "
        "kommune ville betale av 10 millionar kroner.",
        share_table(25, POPULATION, "25 prosent fast og 75 prosent etter folketal", _POPULATION_HEADER),
        share_table(25, CHILDREN, "25 prosent fast og 75 prosent etter talet på barn 0–15 år", _CHILDREN_HEADER),
        share_table(30, POPULATION, "30 prosent fast og 70 prosent etter folketal", _POPULATION_HEADER),
        share_table(35, POPULATION, "35 prosent fast og 65 prosent etter folketal", _POPULATION_HEADER),
        share_table(40, POPULATION, "40 prosent fast og 60 prosent etter folketal", _POPULATION_HEADER),
        "Kvart beløp er avrunda for seg. Difor kan summen av dei avrunda beløpa vere éi krone meir eller mindre enn "
        "totalen som står i tabellen.",
        h("Spørsmål til drøftinga"),
        ul(
            "Skal grunnbeløpet vere likt i alle samarbeid, same kor mange som er med?",
            "Når skal noko anna enn folketalet telje i den variable delen?",
            "Kan ein kommune få ei tilpassing når modellen slår hardt ut mot det han betaler i dag?",
        ),
    )


def share_table(fixed_percent: int, basis: Mapping[str, int], caption: str, header: str) -> Node:
    """What each municipality pays of ten million kroner, as printed in the agenda: a total of what is exact."""
    rows = [
        (
            share.name,
            str(basis[share.name]),
            *(format_nok(part.rounded) for part in share.parts),
            format_nok(share.rounded),
        )
        for share in printed(_EXAMPLE, fixed_percent, basis).shares
    ]
    fixed = _EXAMPLE * fixed_percent // 100
    total = (str(sum(basis.values())), *(format_nok(Decimal(kroner)) for kroner in (fixed, _EXAMPLE - fixed, _EXAMPLE)))
    headers = ("Kommune", header, "Fast del", "Variabel del", "Sum")
    return table(caption, headers, (*rows, ("Totalt", *total)), figures=True)
