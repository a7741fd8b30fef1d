"""The board's next meeting: published, with something closed, something unfinished and a supplement."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from api.demonstration import files
from api.demonstration.days import days_around, meeting_number
from api.demonstration.files import Paper, Section, numbered
from api.demonstration.held_meeting.collaborations import FOREST
from api.demonstration.held_meeting.projects import PROJECTS
from api.demonstration.organisation import CHAIR
from api.demonstration.publishing import publish
from api.demonstration.texts import doc, h, ol, proposal, table, ul
from api.domain.cases.schemas import NewAttachment
from api.domain.documents import service as documents
from api.domain.documents.tables import Document
from api.domain.kernel.actor import SYSTEM
from api.domain.kernel.clock import at, oslo_date
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import NewAgendaItem, NewMeeting, ProgrammeSlot
from api.domain.publications.adding import Render
from api.storage import Storage

_PAPERS: Final = {
    "weighting": Paper(
        "Vekting av kommunane som vil vere vertskommune for skog",
        "vekting-skog.pdf",
        (
            Section(
                "Vekting",
                ("Poenga går frå 1 til 5. Dei er oppdikta og seier ingenting om kommunane.",),
                (
                    ("Kriterium", "Vekt", "Luster", "Sogndal"),
                    ("Fagmiljø", "40 %", "4", "5"),
                    ("Kapasitet til leiing", "30 %", "4", "3"),
                    ("Nærleik til skogbruket", "30 %", "5", "4"),
                ),
            ),
        ),
    ),
    "consultation": Paper(
        "Referat frå drøfting med tilsette om framtidig arbeidsstad",
        "drøftingsreferat.pdf",
        (Section("Ønske frå tilsette", ("Ein av dei oppdikta tilsette ønskjer å arbeide nærare heimen.",)),),
    ),
    "accounts": Paper(
        "Rekneskapsrapport så langt i år",
        "rekneskapsrapport.xlsx",
        (
            Section(
                "Rapport",
                ("Tala er oppdikta og i heile kroner.",),
                (
                    ("Post", "Budsjett", "Brukt"),
                    ("Løn og sosiale utgifter", "2400000", "1980000"),
                    ("Møte og reiser", "350000", "262000"),
                    ("Utgreiingar", "900000", "515000"),
                ),
            ),
        ),
    ),
    "letter": Paper(
        "Brev om høyring av rutetilbodet på fjorden",
        "høyringsbrev.docx",
        (Section("Høyringa", ("Vestland fylkeskommune ber kommunane om synspunkt på rutetilbodet på fjorden.",)),),
    ),
}


async def add(
    session: AsyncSession, storage: Storage, render: Render, board_id: str, cases: Mapping[str, str], now: dt.datetime
) -> None:
    """The meeting with its publications; ``cases`` are the ids of earlier cases by title."""
    days = days_around(oslo_date(now))
    stored = await files.store(session, storage, _PAPERS)
    await documents.set_access(
        session, SYSTEM, stored["consultation"].id, "closed", "offl. § 13 jf. fvl. § 13", "Referat om personaltilhøve"
    )
    number = meeting_number(days.coming)
    created = await meetings.create(
        session,
        SYSTEM,
        NewMeeting(
            body_id=board_id,
            number=number,
            title=f"Styremøte {number} i Sogn KO",
            starts_at=at(days.coming, dt.time(9)),
            ends_at=at(days.coming, dt.time(13)),
            place="Vik kommunehus, kommunestyresalen",
            programme=(
                ProgrammeSlot(starts_at=dt.time(9), text="Saker"),
                ProgrammeSlot(starts_at=dt.time(11, 30), ends_at=dt.time(12), text="Lunsj"),
                ProgrammeSlot(starts_at=dt.time(12), text="Saker"),
                ProgrammeSlot(starts_at=dt.time(13), text="Møteslutt"),
            ),
            items=_items(stored, cases),
        ),
    )
    meeting_id = created.meeting.id
    await publish(session, storage, render, meeting_id, "agenda", days.agenda_out)
    await meetings.add_item(session, SYSTEM, await meetings.get(session, meeting_id), _supplement(stored))
    await publish(session, storage, render, meeting_id, "papers", days.papers_out)


def _items(stored: Mapping[str, Document], cases: Mapping[str, str]) -> tuple[NewAgendaItem, ...]:
    return (
        NewAgendaItem(
            type="opening",
            title="Opning v/styreleiar",
            text=doc(
                f"{CHAIR} ønskjer velkomen.",
                "Møtet er ein demonstrasjon: både innhaldet og personane er oppdikta.",
            ),
        ),
        NewAgendaItem(
            type="approval",
            title="Godkjenning av innkalling og sakliste",
            proposals=proposal("Innkallinga og saklista vert godkjende."),
        ),
        NewAgendaItem(
            type="information",
            title="Rekneskapsrapport",
            proposals=proposal("Rapporten vert teken til vitande."),
            text=doc("Forbruket er lågare enn budsjettet på alle postar. Tala i vedlegget er oppdikta."),
            attachments=numbered(stored["accounts"]),
        ),
        _forest(stored, cases),
        _preparedness(cases),
        NewAgendaItem(
            type="decision",
            title="Klage på lønsplassering",
            access="closed",
            open_title="Personalsak",
            legal_basis="kommunelova § 11-5 andre ledd; offl. § 13 jf. fvl. § 13",
            proposals=proposal("Klagen vert avvist, og den tilsette får tilbod om ein ny samtale."),
            text=doc("Ein tilsett, som er oppdikta, meiner seg plassert for lågt på lønsstigen."),
        ),
        NewAgendaItem(type="any_other_business", title="Ymse"),
    )


def _forest(stored: Mapping[str, Document], cases: Mapping[str, str]) -> NewAgendaItem:
    return NewAgendaItem(
        case_id=cases[FOREST],
        type="decision",
        title="Skog i Sogn: val av vertskommune",
        proposals=proposal(
            ol(
                "Luster vert vertskommune for skogsamarbeidet i Sogn.",
                "Vertskommuneavtalen vert send til kommunestyra med ei felles saksutgreiing.",
            )
        ),
        text=doc(
            h("Bakgrunn"),
            "To kommunar har meldt interesse. Administrasjonen har vekta dei etter malen som styret har vedteke.",
            h("Vekting"),
            table(
                "Poeng etter vekting",
                ("Kommune", "Poeng"),
                (("Luster", "4,3"), ("Sogndal", "4,1")),
                figures=True,
            ),
            "Skilnaden er liten. Tel fagmiljøet halvparten og dei to andre kriteria ein fjerdedel kvar, er det 4,25 "
            "poeng på båe.",
        ),
        attachments=numbered(stored["weighting"], stored["consultation"]),
    )


def _preparedness(cases: Mapping[str, str]) -> NewAgendaItem:
    return NewAgendaItem(
        case_id=cases[PROJECTS],
        type="decision",
        title="Prosjekt om samfunnstryggleik og beredskap",
        proposals=proposal("Prosjektplanen vert vedteken. Prosjektet tek til når finansieringa er på plass."),
        text=doc(
            "Prosjektet skal gje svar på tre spørsmål:",
            ul(
                "Kva ber beredskapsplanane i kommunane allereie om?",
                "Kva kan kommunane øve på saman?",
                "Kven ringjer kven når vegen er stengd?",
            ),
            "Planen er ikkje heilt ferdig, og vert lagd ved så snart han er det.",
        ),
        attachments=(NewAttachment(number="1", title="Prosjektplan", status="under_preparation"),),
    )


def _supplement(stored: Mapping[str, Document]) -> NewAgendaItem:
    return NewAgendaItem(
        type="decision",
        title="Høyring om rutetilbodet på fjorden",
        proposals=proposal("Styret ber administrasjonen sende ei felles fråsegn frå dei seks kommunane."),
        text=doc("Høyringsbrevet kom etter at saklista var send ut, og fristen er før neste møte."),
        attachments=numbered(stored["letter"]),
    )
