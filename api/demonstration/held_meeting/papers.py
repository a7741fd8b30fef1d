"""The files of the meeting of 22 September 2025."""

from typing import Final

from api.demonstration.cost_shares import POPULATION, printed
from api.demonstration.files import Paper, Section
from api.domain.kernel.money import format_nok

_ACCOUNTS: Final = "Rekneskapsrapport 2025 pr 11.9."

_CONTRIBUTIONS: Final = Section(
    "Kontingent per kommune",
    ("30 prosent er delt likt på kommunane og 70 prosent etter folketalet 1. januar 2025.",),
    (
        ("Kommune", "Kroner"),
        *((share.name, format_nok(share.rounded)) for share in printed(3_083_000, 30, POPULATION).shares),
    ),
)

PAPERS: Final = {
    "accounts": Paper(
        _ACCOUNTS,
        "rekneskapsrapport-2025.pdf",
        (Section("Status", ("2,2 millionar kroner står att til andre halvår.",)),),
    ),
    "budget": Paper(
        "Framlegg til budsjett 2026 for Sogn KO og kontingentfordeling 2026",
        "budsjett-2026.pdf",
        (
            Section(
                "Finansiering",
                ("Tala er i heile kroner.",),
                (
                    ("Kjelde", "Kroner"),
                    ("Kontingent", "3 083 000"),
                    ("Eksterne midlar", "1 605 000"),
                    ("Fondsmidlar", "1 371 000"),
                    ("Sum", "6 059 000"),
                ),
            ),
            _CONTRIBUTIONS,
        ),
    ),
    "nav_report": Paper(
        "Rapport vertskommunesamarbeid om Nav-kontor i region Sogn, 2.9.2025",
        "rapport-nav.pdf",
        (
            Section("Oppdraget", ("Oppdraget kom frå kommunedirektørane i Sogn og direktøren for Nav Vestland.",)),
            Section(
                "Tilråding",
                (
                    "Prosjektgruppa tilrår éin vertskommune og tilsette i alle seks kommunane.",
                    "Flyktningtenesta og Husbanken bør vere med. Vaksenopplæring og bustadformidling bør ikkje det.",
                ),
            ),
        ),
    ),
    "nav_slides": Paper(
        "Presentasjon NAV med tidsplan for Sogn KO, 4.9.2025",
        "presentasjon-nav.pdf",
        (
            Section(
                "Tidsplan",
                (),
                (
                    ("Når", "Kva"),
                    ("September 2025", "Styret tek stilling"),
                    ("November og desember 2025", "Prinsippvedtak i kommunane"),
                    ("Januar 2026", "Val av vertskommune"),
                    ("Februar og mars 2026", "Avtalen i kommunestyra"),
                ),
            ),
        ),
    ),
    "forest_agreement": Paper(
        "Gjeldande avtale om skogsamarbeid",
        "avtale-skogsamarbeid.docx",
        (
            Section("Føremål", ("Kommunane samarbeider om forvaltning og utvikling av skogbruket.",)),
            Section(
                "Årsverk",
                ("Stillingane er fordelte slik:",),
                (("Kommune", "Årsverk"), ("Sogndal", "2,0"), ("Luster", "0,6")),
            ),
        ),
    ),
    "surveying_report": Paper(
        "Utgreiing om samarbeid kart, oppmåling, GIS, 12.9.2025",
        "utgreiing-kart-oppmåling-gis.pdf",
        (
            Section("Organisering", ("Dei ni stillingane kan halde fram der dei er, med éi leiing.",)),
            Section("Innspel", ("Oppmålingsgruppa ønskjer ein landmålar til i den ledige stillinga i Sogndal.",)),
        ),
    ),
    "surveying_agreement": Paper(
        "Avtaleutkast for vertskommunesamarbeid, 3.9.2025",
        "avtaleutkast-kart-oppmåling-gis.pdf",
        (
            Section("1. Partar", ("Partane er kommunane Aurland, Luster, Lærdal, Sogndal, Vik og Årdal.",)),
            Section("2. Heimel", ("Avtalen er gjord etter kommunelova §§ 20-1 og 20-2.",)),
            Section("3. Verknad", ("Datoen er ikkje fastsett.",)),
        ),
    ),
    "surveying_budget": Paper(
        "Budsjettkalkyle 2026 og forslag til kostnadsfordeling",
        "budsjettkalkyle-2026.xlsx",
        (
            Section(
                "Kostnadsfordeling",
                ("Rekna av 10 millionar kroner med 25 prosent fast del og folketal 1. januar 2025.",),
                (
                    ("Kommune", "Folketal", "Kroner"),
                    *(
                        (share.name, str(share.parts[1].basis), format_nok(share.rounded))
                        for share in printed(10_000_000, 25, POPULATION).shares
                    ),
                ),
            ),
        ),
    ),
    "surveying_transfer": Paper(
        "Notat om verksemdoverdraging, 11.7.2025",
        "notat-verksemdoverdraging.pdf",
        (Section("Drøfting", ("Tillitsvalde og tilsette skal ha tid til å drøfte overdraginga før ho skjer.",)),),
    ),
    "surveying_study": Paper(
        "Sluttrapport Forstudie Plan i Sogn, 10.3.2025",
        "forstudie-plan-i-sogn.pdf",
        (Section("Konklusjon", ("Kart, oppmåling og GIS er det området som er lettast å samle først.",)),),
    ),
    "surveying_facts": Paper(
        "Kartlegging av fakta Plan i Sogn, 7.11.2024",
        "fakta-plan-i-sogn.pdf",
        (Section("Stillingar", ("Kommunane har til saman ni stillingar til kart, oppmåling og GIS.",)),),
    ),
    "tryggest": Paper(
        "Prosjektplan TryggEST",
        "prosjektplan-tryggest.pdf",
        (
            Section("Mål", ("Frå 2028 skal TryggEST vere ein del av vanleg drift i alle dei seks kommunane.",)),
            Section(
                "Finansiering",
                ("Tala er i heile kroner. I tillegg kjem arbeidstid i kommunane.",),
                (("Kjelde", "Kroner"), ("Tilskot til prosjektet", "1 200 000"), ("Tilskot til Lærdal", "200 000")),
            ),
        ),
    ),
    "alarms": Paper(
        "Rapport, Alternative løysingar på responsteneste for kommunane i indre Sogn",
        "rapport-responsteneste.pdf",
        (
            Section(
                "Fire modellar",
                ("Rapporten skildrar modellane og rangerer dei ikkje.",),
                (
                    ("Modell", "Kven svarer på alarmen"),
                    ("Alarmsentralen IKS", "eit selskap som kommunane eig"),
                    ("Mobilt vaktrom", "tilsette i kommunen, der dei er"),
                    ("Privat responssenter", "eit selskap som kommunen kjøper av"),
                    ("Eige responssenter", "kommunen, eller fleire saman"),
                ),
            ),
        ),
    ),
    "work_plan": Paper(
        "Plan for styret sitt arbeid.xlsx",
        "plan-for-styret-sitt-arbeid.xlsx",
        (
            Section(
                "Plan",
                (),
                (
                    ("Når", "Sak", "Ansvar"),
                    ("20. oktober 2025", "Val av vertskommune for skogsamarbeidet", "Administrasjonen"),
                    ("20. oktober 2025", "Status for næringsutvikling", "Administrasjonen"),
                    ("Januar 2026", "Vertskommune for Nav", "Administrasjonen"),
                    ("Mai eller juni 2026", "Orientering om TryggEST", "Styringsgruppa"),
                ),
            ),
        ),
    ),
}

CORRECTED_ACCOUNTS: Final = Paper(
    _ACCOUNTS,
    "rekneskapsrapport-2025.pdf",
    (
        Section(
            "Status",
            (
                "2,2 millionar kroner står att til andre halvår.",
                "Kontingenten for 2025 er på 3 millionar kroner.",
            ),
        ),
        Section("Vidare", ("Løn for andre halvår vert gjord opp i februar 2026.",)),
    ),
)
"""Second version of the accounts report, which the papers were published anew for."""
