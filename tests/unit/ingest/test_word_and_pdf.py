"""What Word and PDF state that plain text can't: headings, counted numbers, real tables, page frames."""

import datetime as dt

import pytest
from docx.document import Document

from api.ingest.agenda import Reading, read
from tests.unit.ingest.builders import auto_numbered_heading, define_numbering, pdf, word
from tests.unit.ingest.reading import item, lost_words, node_types


def _ikt_agenda(document: Document) -> None:
    define_numbering(document)
    document.sections[0].header.paragraphs[0].text = "Indre Fjord IKT KO – styremøte"
    document.add_heading("Innkalling til styremøte 03/2026 i Indre Fjord IKT KO", 0)
    head = document.add_table(3, 2)
    labels = [("Dato:", "7. mai 2026"), ("Tid:", "12.00 – 15.30"), ("Stad:", "Kommunehuset i Lærdal")]
    for row, (label, value) in zip(head.rows, labels, strict=True):
        row.cells[0].text, row.cells[1].text = label, value
    auto_numbered_heading(document, "Godkjenning av innkalling og sakliste")
    document.add_paragraph("Framlegg til vedtak:").runs[0].bold = True
    document.add_paragraph("Innkalling og sakliste vert godkjende.")
    auto_numbered_heading(document, "Val av felles fagsystem")
    document.add_heading("Bakgrunn", 2)
    document.add_paragraph("Kommunane har fire ulike system, jf. styrevedtak 12. desember 2025, sak 7.")
    document.add_heading("Kostnader", 2)
    document.add_paragraph("Oversyn over tilboda", style="Caption")
    table = document.add_table(1, 3, style="Table Grid")
    for cells in (
        ("Leverandør", "Investering", "Årleg drift"),
        ("Alfa", "1 200 000", "310 000"),
        ("Beta", "950 000", ""),
    ):
        row = table.rows[0] if cells[0] == "Leverandør" else table.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("Vurderinga er gjort etter desse punkta:")
    document.add_paragraph("Brukarvenleg", style="List Bullet")
    document.add_paragraph("Sikkert", style="List Bullet")
    document.add_paragraph("også mot tap av data", style="List Bullet 2")
    document.add_heading("Framlegg til vedtak", 2)
    document.add_paragraph("Styret vel leverandør Beta.", style="List Number")
    document.add_paragraph("Dagleg leiar får fullmakt til å", style="List Number")
    document.add_paragraph("skrive avtale", style="List Bullet 2")
    document.add_paragraph("Oppstart vert xx.xx.2026.", style="List Number")
    document.add_heading("Vedlegg", 2)
    document.add_paragraph("Tilbod Alfa")
    document.add_paragraph("Tilbod Beta (under arbeid)")
    auto_numbered_heading(document, "Ymse")


def _table_agenda(document: Document) -> None:
    document.add_paragraph("MØTEINNKALLING").runs[0].bold = True
    document.add_paragraph(
        "Utvalg: Styret i Østre Renovasjon IKS\nMøtested: Teams\nMøtedato: 11.09.2026\nTidspunkt: 08:30"
    )
    document.add_paragraph("Saksliste")
    table = document.add_table(0, 3, style="Table Grid")
    for cells in (
        ("Saksnr", "Tittel", "Ansvarlig"),
        ("21/26", "Godkjenning av innkalling", "Leder"),
        ("22/26", "Økonomirapport 2. tertial", "Daglig leder"),
        ("23/26", "Eventuelt", "Alle"),
    ):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    for number, title in (("Sak 21/26", "Godkjenning av innkalling"), ("Sak 22/26", "Økonomirapport 2. tertial")):
        document.add_paragraph().add_run(f"{number} – {title}").bold = True
        document.add_paragraph("Forslag til vedtak: Styret tar saken til orientering.")
        document.add_paragraph("Rapporten viser et overskudd på 2,1 millioner kroner hittil i år.")
        document.add_paragraph("Vedlegg: Ingen")


PDF_AGENDA = """
#set page(paper: "a4", header: [Samarbeidsrådet for Sunnmøre #h(1fr) Møte 2/2026],
  footer: context align(center)[Side #counter(page).display() av #counter(page).final().first()])
#set text(lang: "nn", size: 11pt, hyphenate: true)
#set par(justify: true)
= Møteinnkalling
#grid(columns: (80pt, 1fr), row-gutter: 6pt, [Utval:], [Samarbeidsrådet for Sunnmøre], [Møtestad:],
  [Ålesund rådhus, sal B], [Dato:], [22.05.2026], [Tid:], [kl. 09.30–12.00])
== Saksliste
#table(columns: 3, [Saksnr], [Innhald], [Side], [1/26], [Godkjenning av innkalling], [2], [2/26],
  [Felles beredskapsplan for alle kommunane på Sunnmøre med tilhøyrande øvingar], [2], [3/26], [Status], [3])
#pagebreak()
== Sak 1/26 Godkjenning av innkalling
*Framlegg til vedtak:* \\
Innkallinga vert godkjend.
== Sak 2/26 Felles beredskapsplan for alle kommunane på Sunnmøre med tilhøyrande øvingar
*Tilråding:*

Rådet rår kommunestyra til å gjere slikt vedtak:
+ Kommunestyret sluttar seg til beredskapsplanen.
+ Kommunestyret løyver kr \\_\\_\\_\\_\\_\\_ til øvingar.
  - fordelt etter folketal
  - utbetalt i to rundar

*Saksframstilling:*

#range(14).map(n => [Beredskapsarbeidet i kommunane er vorte vidareutvikla gjennom samarbeid om øvingar.]).join([ ])

#table(columns: (1fr, 1fr, 1fr), table.header([*Kommune*], [*Innbyggjarar*], [*Del*]),
  [Giske], [8 700], [120 000], [Sula], [9 600], [135 000], [Sum], [18 300], [255 000])

#range(60).map(n => [Planen vert oppdatert kvart år, og alle kommunane deltek.]).join([ ])

*Vedlegg:*
+ Beredskapsplan, utkast
+ Øvingsplan 2026–2028
== Sak 3/26 Status
Munnleg orientering.
"""


@pytest.fixture(scope="module")
def ikt() -> Reading:
    return read(word(_ikt_agenda), "innkalling.pdf")


@pytest.fixture(scope="module")
def renovation() -> Reading:
    return read(word(_table_agenda), "innkalling.docx")


@pytest.fixture(scope="module")
def council() -> Reading:
    return read(pdf(PDF_AGENDA), "innkalling.pdf")


@pytest.mark.parametrize("name", ["ikt", "renovation", "council"])
def test_no_word_is_lost(name: str, request: pytest.FixtureRequest) -> None:
    assert lost_words(request.getfixturevalue(name)) == set()


def test_numbers_that_word_counts_are_the_items_numbers(ikt: Reading) -> None:
    assert [(one.label, one.title) for one in ikt.draft.items] == [
        ("1.", "Godkjenning av innkalling og sakliste"),
        ("2.", "Val av felles fagsystem"),
        ("3.", "Ymse"),
    ]


def test_a_head_set_as_a_table_is_read(ikt: Reading) -> None:
    meeting = ikt.draft.meeting
    assert (meeting.number, meeting.body, meeting.date) == (
        "03/2026",
        "Styret i Indre Fjord IKT KO",
        dt.date(2026, 5, 7),
    )
    assert (meeting.start, meeting.end, meeting.place) == (dt.time(12), dt.time(15, 30), "Kommunehuset i Lærdal")


def test_word_tables_keep_caption_header_and_empty_cells(ikt: Reading) -> None:
    (table,) = item(ikt.draft, 2).tables
    assert table.caption == "Oversyn over tilboda"
    assert table.headers == ("Leverandør", "Investering", "Årleg drift")
    assert table.rows[1] == ("Beta", "950 000", "")


def test_word_headings_stand_under_the_item(ikt: Reading) -> None:
    content = item(ikt.draft, 2).text_content
    assert content is not None
    assert node_types(content).count("heading") == 2
    assert content["content"][0]["attrs"]["level"] == 1  # type: ignore[index]


def test_word_bullets_of_the_second_level_are_nested(ikt: Reading) -> None:
    assert node_types(item(ikt.draft, 2).text_content).count("bullet_list") == 2


def test_a_bullet_between_numbered_points_does_not_break_the_list(ikt: Reading) -> None:
    proposal = item(ikt.draft, 2).proposal
    assert proposal is not None
    assert proposal.split("\n")[-1] == "3. Oppstart vert xx.xx.2026."


def test_a_running_head_in_word_is_no_case_text(ikt: Reading) -> None:
    assert [line.text for line in ikt.draft.unplaced] == ["Indre Fjord IKT KO – styremøte"]


def test_items_of_the_contents_table_are_not_counted_twice(renovation: Reading) -> None:
    assert [one.number for one in renovation.draft.items] == [21, 22, 23]


def test_an_item_that_is_only_in_the_contents_is_kept_with_a_finding(renovation: Reading) -> None:
    assert item(renovation.draft, 23).title == "Eventuelt"
    assert "listed-only" in {finding.code for finding in renovation.draft.findings}


def test_text_after_a_proposal_on_its_headings_line_is_case_text(renovation: Reading) -> None:
    one = item(renovation.draft, 22)
    assert one.proposal == "Styret tar saken til orientering."
    assert one.text is not None
    assert one.text.startswith("Rapporten viser")


def test_no_attachments_are_none(renovation: Reading) -> None:
    assert item(renovation.draft, 21).attachments == ()


def test_a_pdf_meeting_has_its_head(council: Reading) -> None:
    meeting = council.draft.meeting
    assert (meeting.number, meeting.body) == ("2/2026", "Samarbeidsrådet for Sunnmøre")
    assert (meeting.date, meeting.start, meeting.end) == (dt.date(2026, 5, 22), dt.time(9, 30), dt.time(12))


def test_pdf_items_have_whole_titles(council: Reading) -> None:
    assert [one.title for one in council.draft.items] == [
        "Godkjenning av innkalling",
        "Felles beredskapsplan for alle kommunane på Sunnmøre med tilhøyrande øvingar",
        "Status",
    ]


def test_a_pdf_proposal_has_nested_points_a_blank_and_its_addressee(council: Reading) -> None:
    one = item(council.draft, 2)
    assert (one.recommends_to, one.blanks, one.type) == ("kommunestyra", 1, "recommendation")
    assert node_types(one.proposal_content).count("bullet_list") == 1


def test_a_ruled_table_in_a_pdf_is_a_table(council: Reading) -> None:
    (table,) = item(council.draft, 2).tables
    assert table.headers == ("Kommune", "Innbyggjarar", "Del")
    assert table.rows[-1] == ("Sum", "18 300", "255 000")


def test_words_broken_over_pdf_lines_are_whole(council: Reading) -> None:
    text = item(council.draft, 2).text
    assert text is not None
    assert text.count("Beredskapsarbeidet i kommunane er vorte vidareutvikla gjennom samarbeid") == 14


def test_page_frames_of_a_pdf_are_kept_out_of_the_cases(council: Reading) -> None:
    assert not any("Side" in (one.text or "") or "Møte 2/2026" in (one.text or "") for one in council.draft.items)
    assert any(line.text == "Side 1 av 3" for line in council.draft.unplaced)


def test_pdf_attachments_are_found(council: Reading) -> None:
    assert [one.title for one in item(council.draft, 2).attachments] == [
        "Beredskapsplan, utkast",
        "Øvingsplan 2026–2028",
    ]
