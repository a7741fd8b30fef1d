"""Items 9–11: three services on their way to a host municipality."""

import datetime as dt
from collections.abc import Mapping

from api.demonstration.files import numbered
from api.demonstration.texts import blank, doc, h, li, ol, p, proposal, table, ul
from api.domain.cases.schemas import Deadline, Reference
from api.domain.documents.tables import Document
from api.domain.meetings.schemas import NewAgendaItem

NAV = "Vertskommunesamarbeid om NAV"
FOREST = "Skog i Sogn"
SURVEYING = "Plan i Sogn – kart, oppmåling og GIS"


def items(documents: Mapping[str, Document]) -> tuple[NewAgendaItem, ...]:
    return (
        NewAgendaItem(
            type="decision",
            title=NAV,
            proposals=proposal(
                "Styret rår kommunane til å gjere prinsippvedtak før jul 2025 om å gå inn i eit vertskommunesamarbeid "
                "om Nav-kontor i region Sogn, slik prosjektgruppa har tilrådd. Sogn KO skriv ei felles saksutgreiing.",
                p(
                    "Er vedtaka positive, greier administrasjonen ut kven som kan vere vertskommune til styremøtet i "
                    "januar 2026. Styret vil ha desse kommunane vurderte: ",
                    blank("xx"),
                    ", ",
                    blank("xx"),
                    ", ",
                    blank("xx"),
                ),
                "Vertskommuneavtalen går til kommunestyra i februar og mars 2026.",
            ),
            text=_nav(),
            attachments=numbered(documents["nav_report"], documents["nav_slides"]),
            deadlines=(Deadline(text="Orientering til Sognatinget", date=dt.date(2025, 11, 3)),),
        ),
        NewAgendaItem(
            type="decision",
            title=FOREST,
            proposals=proposal(
                ol(
                    li(
                        "Desse kommunane har meldt at dei ønskjer å vere vertskommune for skogsamarbeidet i Sogn. "
                        "Styret tek det til vitande:",
                        ul(p(blank(kind="list"))),
                    ),
                    "Administrasjonen lagar framlegg til vekting av dei aktuelle kommunane, etter prinsippet som "
                    "styret har vedteke for val av vertskommune.",
                    "Styret avgjer i møtet 20. oktober kven som vert vertskommune.",
                )
            ),
            text=_forest(),
            attachments=numbered(documents["forest_agreement"]),
            references=(Reference(text="styremøte 4. juni 2025", date=dt.date(2025, 6, 4)),),
            deadlines=(
                Deadline(text="Informasjon til dei regiontillitsvalde", date=dt.date(2025, 10, 16)),
                Deadline(text="Styret vel vertskommune", date=dt.date(2025, 10, 20)),
            ),
        ),
        NewAgendaItem(
            type="decision",
            title=SURVEYING,
            proposals=proposal(
                ol(
                    "Vertskommuneavtalen for kart, oppmåling og GIS vert lagd fram for kommunestyra saman med "
                    "budsjettkalkylen.",
                    p("Samarbeidet får verknad frå ", blank("xx.xx.2026", "date"), "."),
                )
            ),
            text=_surveying(),
            attachments=numbered(
                documents["surveying_report"],
                documents["surveying_agreement"],
                documents["surveying_budget"],
                documents["surveying_transfer"],
                documents["surveying_study"],
                documents["surveying_facts"],
            ),
            references=(Reference(text="styremøte 19. august 2025", date=dt.date(2025, 8, 19)),),
        ),
    )


def _nav() -> dict[str, object]:
    return doc(
        "Kommunedirektørane i Sogn og direktøren for Nav Vestland har fått laga ein rapport om eit mogleg samarbeid. "
        "Styret skal no ta stilling til prosessen og til korleis kommunane får saka.",
        h("Kva samarbeidet skal gje"),
        ul(
            "betre tenester, som vert utvikla vidare",
            "dei same tenestene kvar ein bur i regionen",
            "mindre sårbare tenester",
            "større fagmiljø, der nokon kan spesialisere seg",
        ),
        h("Dette tilrår prosjektgruppa"),
        ul(
            "Nav-kontora i regionen går saman etter vertskommunemodellen.",
            li(
                "Alle kontora har dei same tenestene:",
                ul(
                    "dei som lova krev: økonomisk sosialhjelp, kvalifiseringsprogram, råd om økonomi, mellombels "
                    "bustad, individuell plan og fråsegn i skjenkesaker",
                    "flyktningtenesta og Husbanken i tillegg",
                ),
            ),
            "Det er framleis tilsette i kvar kommune. Tenestene må vere til å nå, vegen er lang, og det er tryggare "
            "slik.",
        ),
        "Gruppa meiner at rus, vaksenopplæring, bustadformidling, betre tverrfagleg innsats (BTI) og parkeringsløyve "
        "for forflyttingshemma bør liggje utanfor Nav.",
        h("Tidsplan"),
        table(
            "Frå rapport til avtale",
            ("Når", "Kva"),
            (
                ("2. september", "Styringsgruppa fekk rapporten."),
                ("September", "Leiinga i kommunane går gjennom rapporten med tilsette og tillitsvalde i Nav."),
                ("September og oktober", "Kommunestyra får tilbod om besøk av prosjektleiaren."),
                ("22. september", "Styret tek stilling til prinsippet og til vidare utgreiing."),
                ("3. november", "Styret orienterer Sognatinget."),
                ("November og desember", "Kommunestyra gjer prinsippvedtak."),
                ("Januar 2026", "Styret gjer endeleg vedtak."),
                ("Februar og mars 2026", "Kommunestyra handsamar avtalen."),
            ),
        ),
    )


def _forest() -> dict[str, object]:
    return doc(
        h("Bakgrunn"),
        "Skogsamarbeidet tek seg av skogforvaltninga i kommunane og arbeider for næring og utvikling i skogbruket.",
        "Høyanger har gått ut av avtalen. Dei andre kommunane må difor ta han opp på nytt, og styret har vedteke at "
        "samarbeidet skal få ein vertskommune, som dei andre av same slag. Avtalen som gjeld no, er vedlagd.",
        "4. juni vedtok styret å halde fram med samarbeidet innanfor budsjettramma som var lagd fram, og bad om ein "
        "vertskommuneavtale og ei felles saksutgreiing til kommunestyra.",
        h("Vurdering"),
        "Arbeidet med avtalen er kome så langt at styret må seie kven som skal vere vertskommune. Kommunar som vil, "
        "melder det i dette møtet. Då vert prosessen open, og dei tillitsvalde kjem med før noko er avgjort.",
        "Samarbeidet har 2,6 årsverk: 2,0 i Sogndal kommune og 0,6 i Luster kommune.",
        h("Vegen vidare"),
        table(
            "Val av vertskommune for skogsamarbeidet",
            ("Når", "Kva"),
            (
                ("22. september", "Kommunane melder interesse."),
                ("23.–26. september", "Administrasjonen vurderer og vektar kommunane etter malen som er vedteken."),
                ("16. oktober", "Dei regiontillitsvalde får høyre om resultatet."),
                ("20. oktober", "Styret handsamar vektinga og avtalen med kalkyle og kostnadsfordeling."),
                ("November", "Arbeidsgjevarane informerer dei tilsette."),
                ("November og desember", "Kommunestyra handsamar avtalen, med felles saksutgreiing frå Sogn KO."),
            ),
        ),
    )


def _surveying() -> dict[str, object]:
    return doc(
        "At kart, oppmåling og GIS skal få ein vertskommune, er alt vedteke. I møtet 19. august tilrådde styret "
        "Luster.",
        "Forstudien Plan i Sogn (vedlegg 5) lét nokre spørsmål stå opne. Utgreiinga i vedlegg 1 svarer på dei.",
        h("Avtale og budsjett"),
        "Avtaleutkastet (vedlegg 2) byggjer på kommunelova §§ 20-1 og 20-2. Kalkylen for 2026 (vedlegg 3) viser fleire "
        "måtar å fordele kostnadene på, og vert retta når datoen er klar.",
        "Ei stilling i Sogndal står ledig, og oppmålingsgruppa ønskjer ein landmålar til i henne. Kalkylen reknar "
        "likevel berre med dei 9 stillingane som er der i dag.",
        h("Når samarbeidet kan ta til"),
        "Datoen må stå i saka som kommunestyra får. Arbeidsgjevarane treng tid til å drøfte verksemdoverdraginga med "
        "tillitsvalde og tilsette (vedlegg 4). Oppmålingsgruppa ber om at det ikkje skjer frå april til oktober, for "
        "då er det mest å gjere.",
        "Administrasjonen skriv den felles saksutgreiinga.",
    )
