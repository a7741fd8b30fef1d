"""Agendas of other bodies in other layouts, stored as text: each test holds one thing that its layout makes hard."""

import datetime as dt

import pytest

from api.ingest.agenda import read
from tests.unit.ingest.reading import DATA, item, lost_words, node_types, stored

FILES = sorted(path.name for path in DATA.glob("*.txt"))


@pytest.mark.parametrize("name", FILES)
def test_no_word_of_a_stored_agenda_is_lost(name: str) -> None:
    assert lost_words(read((DATA / name).read_bytes(), name)) == set()


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("formannskap_bokmaal.txt", ["PS 12/26", "PS 13/26", "PS 14/26", "RS 3/26", "PS 15/26"]),
        ("representantskap_nynorsk.txt", ["Sak 05-26", "Sak 06-26", "Sak 07-26", "Sak 08-26", "Sak 09-26"]),
        ("styre_romertal.txt", ["I.", "II.", "III.", "IV.", "V."]),
        ("regionraad_kort.txt", ["1)", "2)", "3)", "4)", "5)"]),
        ("kommunestyre_saknr.txt", ["SAK NR 1", "SAK NR 2", "SAK NR 3", "SAK NR 4"]),
        ("styre_punktliste.txt", ["1.", "2.", "3."]),
        ("utvalg_saksnr.txt", ["Saksnr: 01/26", "Saksnr: 02/26", "Saksnr: 03/26"]),
    ],
)
def test_items_are_found_once_whatever_numbers_they_have(name: str, labels: list[str]) -> None:
    assert [one.label for one in stored(name).items] == labels


@pytest.mark.parametrize(
    ("name", "body", "date", "start", "end"),
    [
        ("formannskap_bokmaal.txt", "Formannskapet", dt.date(2026, 3, 12), dt.time(9), dt.time(14, 30)),
        (
            "representantskap_nynorsk.txt",
            "Representantskapet for Nordfjord Avfall IKS",
            dt.date(2026, 4, 23),
            dt.time(10),
            dt.time(14),
        ),
        ("styre_romertal.txt", "Styret", dt.date(2026, 9, 3), dt.time(9), dt.time(12)),
        ("regionraad_kort.txt", "Regionrådet for Hardanger", dt.date(2025, 11, 14), dt.time(10), dt.time(15)),
        ("kommunestyre_saknr.txt", "Kommunestyret i Vikøy", dt.date(2026, 6, 18), dt.time(17), None),
    ],
)
def test_the_head_gives_body_date_and_hours(
    name: str, body: str, date: dt.date, start: dt.time, end: dt.time | None
) -> None:
    meeting = stored(name).meeting
    assert (meeting.body, meeting.date, meeting.start, meeting.end) == (body, date, start, end)


@pytest.mark.parametrize(
    ("name", "number"),
    [("representantskap_nynorsk.txt", "2/2026"), ("styre_romertal.txt", "5–2026"), ("regionraad_kort.txt", "4/25")],
)
def test_the_meeting_number_is_kept_as_printed(name: str, number: str) -> None:
    assert stored(name).meeting.number == number


def test_bokmaal_is_told_from_nynorsk() -> None:
    assert {name: stored(name).meeting.lang for name in FILES} == {
        "formannskap_bokmaal.txt": "nb",
        "kommunestyre_saknr.txt": "nn",
        "regionraad_kort.txt": "nn",
        "representantskap_nynorsk.txt": "nn",
        "styre_punktliste.txt": "nn",
        "styre_romertal.txt": "nb",
        "utvalg_saksnr.txt": "nb",
    }


def test_running_heads_with_page_numbers_are_kept_out_of_the_cases() -> None:
    draft = stored("formannskap_bokmaal.txt")
    assert not any("Side" in (one.text or "") for one in draft.items)
    assert sum("FJELLBYGD KOMMUNE  " in line.text for line in draft.unplaced) == 3


def test_a_title_broken_over_two_lines_is_whole() -> None:
    title = item(stored("formannskap_bokmaal.txt"), 14).title
    assert title == "Ny hovedplan for idrett, friluftsliv og fysisk aktivitet 2026–2035"


def test_a_recommendation_to_the_council_names_the_council() -> None:
    one = item(stored("formannskap_bokmaal.txt"), 13)
    assert (one.type, one.recommends_to) == ("recommendation", "kommunestyret")


def test_lettered_points_are_nested_in_their_numbered_point() -> None:
    proposal = item(stored("formannskap_bokmaal.txt"), 13).proposal
    assert proposal is not None
    assert "   a) Kr 1 000 000" in proposal


def test_a_missing_amount_is_a_blank() -> None:
    assert item(stored("formannskap_bokmaal.txt"), 13).blanks == 1


def test_an_attachment_to_be_sent_later_is_under_preparation() -> None:
    statuses = [(one.title, one.status) for one in item(stored("formannskap_bokmaal.txt"), 13).attachments]
    assert statuses == [("Årsregnskap 2025", "expected"), ("Revisjonsberetning for 2025", "under_preparation")]


def test_columns_set_with_blanks_are_a_table() -> None:
    (table,) = item(stored("formannskap_bokmaal.txt"), 13).tables
    assert table.headers == ("Tjeneste", "Budsjett", "Regnskap", "Avvik")
    assert table.rows[-1] == ("Sum", "29 550", "28 300", "1 250")


def test_an_attachment_on_the_headings_own_line_is_found() -> None:
    assert [one.title for one in item(stored("formannskap_bokmaal.txt"), 14).attachments] == [
        "Planprogram hovedplan.pdf"
    ]


def test_an_earlier_case_number_is_a_reference() -> None:
    assert [one.case_number for one in item(stored("formannskap_bokmaal.txt"), 14).references] == ["77/24"]


def test_a_deadline_gets_the_year_after_the_meeting() -> None:
    assert [one.date for one in item(stored("formannskap_bokmaal.txt"), 13).deadlines] == [dt.date(2026, 4, 15)]


def test_a_proposal_at_the_end_of_the_case_is_found() -> None:
    proposal = item(stored("representantskap_nynorsk.txt"), 7).proposal
    assert proposal is not None
    assert proposal.startswith("1. Representantskapet godkjenner")


def test_unnumbered_attachments_are_one_to_a_line() -> None:
    assert [one.title for one in item(stored("representantskap_nynorsk.txt"), 7).attachments] == [
        "Årsmelding 2025",
        "Årsrekneskap 2025 med notar",
        "Melding frå revisor",
    ]


def test_indented_bullets_are_nested() -> None:
    types = node_types(item(stored("representantskap_nynorsk.txt"), 7).text_content)
    assert types.count("bullet_list") == 2


def test_ruled_blanks_and_empty_bullets_are_counted() -> None:
    draft = stored("representantskap_nynorsk.txt")
    assert (item(draft, 6).blanks, item(draft, 8).blanks) == (2, 2)


def test_a_roman_list_inside_a_case_makes_no_items() -> None:
    assert item(stored("styre_romertal.txt"), 3).text is not None
    assert len(stored("styre_romertal.txt").items) == 5


def test_files_named_on_one_line_are_apart() -> None:
    titles = [one.title for one in item(stored("styre_romertal.txt"), 4).attachments]
    assert titles == ["Tilbud A.pdf", "Tilbud B.pdf", "Sammenligning.xlsx"]


def test_a_proposal_with_dots_and_a_date_to_come_has_two_blanks() -> None:
    assert item(stored("styre_romertal.txt"), 4).blanks == 2


def test_a_bare_list_of_cases_gives_items_with_its_remarks_as_text() -> None:
    assert item(stored("regionraad_kort.txt"), 3).text == "Regionrådet drøftar om kommunane skal gå saman om legevakt."


def test_programme_slots_are_no_items() -> None:
    assert len(stored("regionraad_kort.txt").meeting.programme) == 5


def test_numbered_headings_in_a_case_make_no_items() -> None:
    text = item(stored("kommunestyre_saknr.txt"), 2).text
    assert text is not None
    assert "Grendalaga ønskjer" in text


def test_a_numbered_list_that_runs_on_like_the_items_makes_no_items() -> None:
    draft = stored("styre_punktliste.txt")
    assert [one.title for one in draft.items] == ["Godkjenning av innkalling", "Budsjett", "Ymse"]
    assert [one.title for one in item(draft, 2).attachments] == ["Budsjett", "Notat"]


def test_a_label_before_a_title_is_no_part_of_it() -> None:
    assert item(stored("utvalg_saksnr.txt"), 2).title == "Skolerute 2026/2027"


def test_the_head_of_a_meeting_on_screen_is_remote() -> None:
    assert stored("representantskap_nynorsk.txt").meeting.remote
