"""Publications for tests: a rich one written by hand, variations of it, and a hypothesis strategy for any.

The figures, names and dates are those of the real agenda of 20 October 2025; the sentences are our own.
"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from api.domain.publications.snapshot import (
    AttachmentView,
    BodyView,
    DocumentView,
    ItemView,
    MeetingView,
    OrganisationView,
    ProgrammeEntryView,
    ProgrammeSlotView,
    ProposalView,
    PublicationStamp,
    ReferenceView,
    SideEventView,
    Snapshot,
    SubItemView,
)
from tests.unit.kernel.richtext_strategies import Builder, Node, blank, docs, link, strong, texts

OSLO = ZoneInfo("Europe/Oslo")
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"


def fixed_id(prefix: str, number: int) -> str:
    """A well-formed identifier that is the same at every run: ``mtg_00…01``."""
    digits = ""
    for _ in range(26):
        number, digit = divmod(number, 32)
        digits = _BASE32[digit] + digits
    return f"{prefix}_{digits}"


MEETING_ID = fixed_id("mtg", 1)
MEETING_PATH = "/møte/styret/2025-10-20"

ORGANISATION = OrganisationView(
    id=fixed_id("org", 1),
    name="Sogn kommunalt oppgåvefellesskap",
    short_name="Sogn KO",
    number="932123456",
    website="https://sogn.example",
)
BODY = BodyView(id=fixed_id("body", 1), slug="styret", name="Styret i Sogn KO", kind="board", meetings_open=True)


def at(hour: int, minute: int = 0, day: dt.date = dt.date(2025, 10, 20)) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=OSLO)


def document(number: int, title: str, filename: str, media_type: str = PDF, **more: Any) -> DocumentView:
    values: dict[str, Any] = {
        "id": fixed_id("doc", number),
        "version_id": fixed_id("dver", number),
        "version": 1,
        "title": title,
        "filename": filename,
        "media_type": media_type,
        "size": 184_320 + number * 1_111,
        "sha256": f"{number:064x}",
        "lang": "nn",
        "pages": 4 + number if media_type == PDF else None,
    }
    return DocumentView(**{**values, **more})


def attachment(number: int, label: str | None, title: str, doc: DocumentView | None, **more: Any) -> AttachmentView:
    status = "available" if doc else "under_preparation"
    return AttachmentView(
        **{"id": fixed_id("att", number), "number": label, "title": title, "status": status, "document": doc, **more}
    )


def proposal(number: int, text: Node, **more: Any) -> ProposalView:
    return ProposalView(**{"id": fixed_id("prop", number), "kind": "main", "text": text, **more})


def item(number: int, item_type: str, title: str, **more: Any) -> ItemView:
    label = more.pop("label", str(number))
    values: dict[str, Any] = {
        "id": fixed_id("item", number),
        "case_id": fixed_id("case", number),
        "number": number,
        "label": label,
        "type": item_type,
        "title": title,
        "lang": "nn",
        "path": f"{MEETING_PATH}/sak/{label}",
    }
    return ItemView(**{**values, **more})


POPULATION_TABLE = (
    ("Aurland", "1836", "416 667", "463 402", "880 069"),
    ("Luster", "5432", "416 667", "1 371 025", "1 787 691"),
    ("Lærdal", "2188", "416 667", "552 246", "968 913"),
    ("Sogndal", "12496", "416 667", "3 153 963", "3 570 629"),
    ("Vik", "2550", "416 667", "643 614", "1 060 281"),
    ("Årdal", "5213", "416 667", "1 315 750", "1 732 416"),
    ("Totalt", "29715", "2 500 000", "7 500 000", "10 000 000"),
)


def _items() -> tuple[ItemView, ...]:
    b = Builder()
    takes_note = "Styret tek orienteringa til vitande."
    return (
        item(1, "opening", "Opning v/styreleiar", text=b.doc(b.p("Styreleiaren ynskjer velkomen og set møtet."))),
        item(
            2,
            "approval",
            "Godkjenning av innkalling og sakliste",
            proposals=(
                proposal(
                    2,
                    b.doc(
                        b.p("Innkallinga og saklista er godkjende. Desse sakene vert tekne opp under ymse:"),
                        b.ul(b.item(blank("", "list"))),
                    ),
                    blanks=1,
                ),
            ),
        ),
        item(
            3,
            "information",
            "Orientering frå Sognarådet IPR",
            proposals=(proposal(3, b.doc(b.p(takes_note))),),
            text=b.doc(
                b.p("Rådet arbeider for tida mest med desse oppgåvene:"),
                b.ul(
                    b.item("Skular og utdanning", b.p("Arbeidet med skulestrukturen vert følgt tett.")),
                    b.item(
                        "Planar i fylket",
                        b.p("Fristen for innspel er 19. desember."),
                        b.ul("Plan for verdiskaping", "Plan for areal og mobilitet"),
                    ),
                ),
                b.h(1, "Utfordringar"),
                b.p("Mykje tid går med til ", strong("Lærdal sjukehus"), " og dei kutta som er varsla der."),
            ),
        ),
        item(
            6,
            "decision",
            "Rekneskap 2025",
            proposals=(proposal(6, b.doc(b.p("Styret tek rapporten om rekneskapen til vitande."))),),
            text=b.doc(b.p("Rapporten viser stoda per 9. oktober. Det står att 2,2 millionar kroner.")),
            attachments=(
                attachment(
                    1,
                    "1",
                    "Rekneskapsrapport 2025 per 9.10.",
                    document(1, "Rekneskapsrapport 2025 per 9.10.", "rekneskapsrapport-2025.xlsx", XLSX),
                ),
            ),
        ),
        item(
            7,
            "recommendation",
            "Budsjett 2026",
            proposals=(
                proposal(
                    7,
                    b.doc(
                        b.p("Styret rår representantskapet i Sogn KO til å gjere slikt vedtak:"),
                        b.ol(
                            "Budsjettramma for 2026 vert vedteken.",
                            "Styret får fullmakt til å fordele midlane innanfor ramma.",
                        ),
                    ),
                    recommends_to="representantskapet i Sogn KO",
                ),
            ),
            text=b.doc(
                b.p("Framlegget er på 6 059 000 kroner. Kontingenten er 3 083 000 kroner, 2,8 % meir enn i 2025.")
            ),
            attachments=(
                attachment(
                    2,
                    "1",
                    "Framlegg til budsjett 2026 og kontingentfordeling",
                    document(2, "Framlegg til budsjett 2026", "budsjett-2026.pdf"),
                ),
            ),
        ),
        item(
            8,
            "decision",
            "Prinsipp for kostnadsfordeling",
            proposals=(
                proposal(
                    8,
                    b.doc(
                        b.p("Kostnadene i nye tenestesamarbeid vert fordelte slik:"),
                        b.ul("25 % likt på kvar kommune", "75 % etter folketal eller eit anna kriterium som høver"),
                    ),
                ),
                proposal(
                    18,
                    b.doc(b.p("Saka vert utsett til neste møte.")),
                    kind="alternative",
                ),
            ),
            text=b.doc(
                b.h(1, "Bakgrunn"),
                b.p(
                    "Saka var oppe 19. august. Sjå òg ",
                    link("møtekalenderen", "/møte"),
                    " og ",
                    link("tala hjå Statistisk sentralbyrå", "https://www.ssb.no/statbank/table/07459"),
                    ".",
                ),
                b.h(1, "Døme for 10 millionar kroner"),
                b.h(2, "Etter folketal"),
                b.table(
                    "25 % fast og 75 % etter folketal",
                    ("Kommune", "Folketal 01.01.25", "Fast del", "Variabel del", "Sum"),
                    POPULATION_TABLE,
                ),
                b.h(1, "Vurdering"),
                b.ol(
                    "Skal grunnsummen vere den same kor mange kommunar som er med?",
                    "Kva kriterium skal den variable delen fylgje?",
                    style="alpha",
                ),
                b.quote(b.p("Ein føreseieleg modell er viktigare enn ein fullkomen modell.")),
            ),
            references=(ReferenceView(text="styremøte 19. august 2025", date=dt.date(2025, 8, 19)),),
        ),
        item(
            9,
            "decision",
            "Vertskommunesamarbeid om NAV",
            changed=True,
            proposals=(
                proposal(
                    9,
                    b.doc(
                        b.p(
                            "Desse kommunane vert greidde ut som vertskommune: ",
                            blank("xx", "text"),
                            ", ",
                            blank("xx", "text"),
                            ". Avtala tek til å gjelde ",
                            blank("xx.xx.2026", "date"),
                            ".",
                        )
                    ),
                    blanks=3,
                ),
            ),
            text=b.doc(
                b.p("Formålet er likare tenester og sterkare fagmiljø."),
                b.table(
                    None,
                    ("Når", "Kva"),
                    (("Oktober 2025", "Prinsippvedtak i styret"), ("Januar 2026", "Val av vertskommune")),
                    row_headers=False,
                    align=(None, None),
                ),
                b.image(fixed_id("doc", 5), "Kart over dei seks kommunane i Sogn"),
            ),
            attachments=(
                attachment(
                    3,
                    "1",
                    "Rapport om NAV-kontor i Sogn, 2.9.2025",
                    document(3, "Rapport om NAV-kontor i Sogn", "rapport-nav.pdf", version=2),
                ),
                attachment(
                    4,
                    "2",
                    "Presentasjon med tidsplan, 4.9.2025",
                    document(4, "Presentasjon med tidsplan", "presentasjon.docx", DOCX),
                ),
            ),
            references=(
                ReferenceView(text="styrevedtak 4. juni 2025, sak 9", date=dt.date(2025, 6, 4), case_number="9"),
            ),
        ),
        item(
            13,
            "decision",
            "Oppstart av prosjekt",
            proposals=(proposal(13, b.doc(b.ol("Prosjektplanane vert tekne til vitande.", "Søknadene vert sende."))),),
            text=b.doc(b.p("Det er to søknader med frist 3. november.")),
            sub_items=(
                SubItemView(
                    id=fixed_id("sub", 1),
                    label="a",
                    title="Ressurskrevjande tenester",
                    text=b.doc(b.p("Planen vert ferdig i god tid før fristen.")),
                    attachments=(attachment(6, "1", "Prosjektplan for ressurskrevjande tenester", None),),
                ),
                SubItemView(
                    id=fixed_id("sub", 2),
                    label="b",
                    title="Samfunnstryggleik og beredskap",
                    text=b.doc(b.p("Halvard Gjerde orienterer klokka 12.")),
                    attachments=(attachment(7, "1", "Prosjektplan for beredskap", None),),
                ),
            ),
        ),
        item(
            16,
            "status",
            "Status",
            sub_items=(
                SubItemView(id=fixed_id("sub", 3), label="a", title="Næringsutvikling"),
                SubItemView(
                    id=fixed_id("sub", 4),
                    label="b",
                    title="Green Hydra",
                    text=b.doc(b.p("Den neste samlinga er i Lublin i Polen.")),
                ),
            ),
        ),
        item(
            18,
            "election",
            "Personalsak",
            access="closed",
            legal_basis="kommunelova § 11-5 andre ledd",
        ),
        item(19, "any_other_business", "Ymse"),
        item(
            20,
            "discussion",
            "Høringssvar om flyrutene",
            label="S1",
            supplement=True,
            lang="nb",
            text=b.doc(b.p("Saken kom inn etter at sakslisten var sendt ut.")),
            attachments=(
                attachment(
                    8, None, "Brev unntatt offentlighet", None, status="closed", legal_basis="offl. § 13 jf. fvl. § 13"
                ),
                attachment(9, None, "Skriv som ikke er mottatt", None, status="missing"),
            ),
        ),
    )


SAMPLE = Snapshot(
    publication=PublicationStamp(
        id=fixed_id("pub", 2),
        version=2,
        kind="papers",
        published_at=at(9, 0, dt.date(2025, 10, 13)),
        change_note="Ny rapport i sak 9.",
        supersedes=fixed_id("pub", 1),
        previous_sha256="ab" * 32,
    ),
    organisation=ORGANISATION,
    body=BODY,
    meeting=MeetingView(
        id=MEETING_ID,
        number="09-25",
        title="Styremøte 09-25 i Sogn KO",
        state="papers_published",
        lang="nn",
        date=dt.date(2025, 10, 20),
        starts_at=at(9),
        ends_at=at(14, 45),
        place="Campus Sogndal, møterom Sparebank Vest",
        programme=(
            ProgrammeSlotView(starts_at=dt.time(9), ends_at=dt.time(11, 25), text="Saker"),
            ProgrammeSlotView(starts_at=dt.time(11, 25), text="Lunsj hjå Vestlandsforsking i Svingen"),
            ProgrammeSlotView(starts_at=dt.time(12), text="Halvard Gjerde om samfunnstryggleik og beredskap"),
            ProgrammeSlotView(starts_at=dt.time(14, 45), text="Møteslutt"),
        ),
        side_events=(
            SideEventView(
                id=fixed_id("side", 1),
                title="Felles barnevern i Sogn: rapporten vert lagd fram",
                starts_at=at(15),
                place="Campus Sogndal, Flostova",
                audience="Ope for tillitsvalde, tilsette, presse og andre interesserte",
                programme=(
                    ProgrammeEntryView(text="Velkomen ved styreleiaren"),
                    ProgrammeEntryView(starts_at=dt.time(15, 10), text="Rapporten ved KS Konsulent"),
                    ProgrammeEntryView(text="Ordet er fritt"),
                ),
            ),
        ),
        path=MEETING_PATH,
    ),
    items=_items(),
)
"""Papers, version 2: tables, blanks, sub-items, a closed item, a supplement in Bokmål, every attachment status."""

AGENDA_ONLY = SAMPLE.model_copy(
    update={
        "publication": PublicationStamp(
            id=fixed_id("pub", 1), version=1, kind="agenda", published_at=at(9, 0, dt.date(2025, 10, 6))
        ),
        "meeting": SAMPLE.meeting.model_copy(update={"state": "agenda_published"}),
        "items": tuple(
            one.model_copy(
                update={
                    "proposals": (),
                    "text": None,
                    "sub_items": (),
                    "attachments": (),
                    "references": (),
                    "changed": False,
                }
            )
            for one in SAMPLE.items
            if not one.supplement
        ),
    }
)
"""Version 1: the list of items without texts."""

CANCELLED = SAMPLE.model_copy(
    update={
        "publication": SAMPLE.publication.model_copy(
            update={
                "id": fixed_id("pub", 3),
                "version": 3,
                "published_at": at(8, 30, dt.date(2025, 10, 17)),
                "supersedes": SAMPLE.publication.id,
                "change_note": "Møtet er avlyst.",
            }
        ),
        "meeting": SAMPLE.meeting.model_copy(update={"state": "cancelled"}),
    }
)


def _hostile() -> Snapshot:
    b = Builder(900)
    nasty = "\"'><script>alert(1)</script>&</h1>"
    return SAMPLE.model_copy(
        update={
            "meeting": SAMPLE.meeting.model_copy(
                update={"title": f"Møte {nasty}", "place": f"Rom {nasty}\r\nX-INJECTED:1", "side_events": ()}
            ),
            "items": (
                item(
                    1,
                    "decision",
                    f"Sak {nasty}",
                    text=b.doc(b.p(f"Tekst {nasty} #panic() $x$ *a* @b"), b.table(nasty, (nasty,), ((nasty,),))),
                    proposals=(proposal(1, b.doc(b.p(nasty, blank(nasty))), blanks=1, recommends_to=nasty),),
                    attachments=(attachment(1, "1", f"Vedlegg {nasty}", document(1, nasty, f"{nasty}.pdf")),),
                ),
            ),
        }
    )


HOSTILE = _hostile()
"""Every free text tries to break out of the format that it is put in."""

ALL = (SAMPLE, AGENDA_ONLY, CANCELLED, HOSTILE)


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Any publication: zero to four items, open and closed, with random texts, in summer and in winter time."""
    minutes = draw(st.integers(0, 15 * 365 * 24 * 60))
    start = (dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(OSLO)
    lasts = draw(st.one_of(st.none(), st.integers(1, 600)))
    path = f"/møte/styret/{start.date().isoformat()}"
    builder = Builder(5000)

    def make_item(number: int) -> ItemView:
        shared: dict[str, Any] = {
            "label": str(number),
            "path": f"{path}/sak/{number}",
            "lang": draw(st.sampled_from(["nn", "nb", "en"])),
        }
        if draw(st.booleans()):
            return item(number, "decision", draw(texts), access="closed", legal_basis="koml. § 11-5", **shared)
        return item(
            number,
            draw(st.sampled_from(["opening", "information", "decision", "recommendation", "any_other_business"])),
            draw(texts),
            proposals=(proposal(number, draw(docs(max_blocks=2))),) if draw(st.booleans()) else (),
            text=draw(st.one_of(st.none(), docs(max_blocks=2))),
            sub_items=tuple(
                SubItemView(
                    id=fixed_id("sub", number * 10 + i),
                    label="ab"[i],
                    title=draw(texts),
                    text=builder.doc(builder.p("x")),
                )
                for i in range(draw(st.integers(0, 2)))
            ),
            attachments=tuple(
                attachment(number * 10 + i, str(i + 1), draw(texts), document(number * 10 + i, "t", "t.pdf"))
                for i in range(draw(st.integers(0, 2)))
            ),
            changed=draw(st.booleans()),
            **shared,
        )

    return SAMPLE.model_copy(
        update={
            "publication": SAMPLE.publication.model_copy(
                update={"version": draw(st.integers(1, 9)), "kind": draw(st.sampled_from(["agenda", "papers"]))}
            ),
            "meeting": SAMPLE.meeting.model_copy(
                update={
                    "title": draw(texts),
                    "lang": draw(st.sampled_from(["nn", "nb", "en"])),
                    "date": start.date(),
                    "starts_at": start,
                    "ends_at": start + dt.timedelta(minutes=lasts) if lasts else None,
                    "place": draw(st.one_of(st.none(), texts)),
                    "path": path,
                    "side_events": SAMPLE.meeting.side_events if draw(st.booleans()) else (),
                }
            ),
            "items": tuple(make_item(number) for number in range(1, draw(st.integers(0, 4)) + 1)),
        }
    )
