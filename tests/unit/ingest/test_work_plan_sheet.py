import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from api.domain.kernel.errors import Invalid, UnsupportedMedia
from api.ingest import work_plan_sheet as ingest
from api.outputs.labels import LANGUAGES
from api.outputs.work_plan_sheet import COLUMNS, HEADER_ROW, PlanRow, work_plan_sheet

ROW = PlanRow(
    reference="entry_01",
    month=3,
    meeting="03-26",
    meeting_date=dt.date(2026, 3, 9),
    date=None,
    kind="case",
    title="Rekneskap for i fjor",
    item_type="decision",
    responsible="Økonomisjefen",
    note="Revisor kjem.",
    recurrence="yearly",
    state="planned",
    reason=None,
)


def workbook(*rows, title="Plan"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data, change):
    """The archive with each part's bytes as ``change(name, bytes)`` gives them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return out.getvalue()


def exported(*rows, lang="nn"):
    return openpyxl.load_workbook(io.BytesIO(work_plan_sheet("Plan for 2026", "Styret", rows, lang))).active


def test_the_export_has_a_heading_and_a_frozen_header_row():
    sheet = exported(ROW)

    assert sheet["A1"].value == "Plan for 2026"
    assert sheet.freeze_panes == f"A{HEADER_ROW + 1}"
    assert [cell.value for cell in sheet[HEADER_ROW]][:5] == ["Månad", "Møte", "Dato", "Slag", "Tittel"]
    assert [cell.value for cell in sheet[HEADER_ROW + 1]][:6] == [
        *("mars", "03-26 (09.03.2026)", None, "Sak", "Rekneskap for i fjor", "Vedtakssak"),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_exported_is_read_back_whole(lang):
    sheet = ingest.read(work_plan_sheet("Plan", "Styret", [ROW], lang))

    assert list(sheet.letters) == list(COLUMNS)
    (row,) = sheet.rows
    assert (row.number, row.faults) == (HEADER_ROW + 1, ())
    assert {name: row.values[name] for name in ("month", "kind", "title", "item_type", "responsible", "note")} == {
        "month": 3,
        "kind": "case",
        "title": "Rekneskap for i fjor",
        "item_type": "decision",
        "responsible": "Økonomisjefen",
        "note": "Revisor kjem.",
    }
    assert (row.values["recurrence"], row.values["reference"]) == ("yearly", "entry_01")


@pytest.mark.parametrize("title", ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", "\t=1"])
def test_a_text_that_begins_like_a_formula_is_exported_as_text(title):
    cell = exported(PlanRow(**{**ROW.__dict__, "title": title})).cell(HEADER_ROW + 1, 5)

    assert cell.data_type == "s"
    assert cell.value == title
    assert cell.quotePrefix


def test_columns_are_known_by_other_names_and_in_any_order():
    sheet = ingest.read(
        workbook(["Årshjul"], [], ["Ansvar:", "SAK", "Mnd."], ["Dagleg leiar", "Budsjett", "okt"], [None, "Val", 11])
    )

    assert sheet.letters == {"responsible": "A", "title": "B", "month": "C"}
    assert [(row.number, row.values["title"], row.values["month"]) for row in sheet.rows] == [
        (4, "Budsjett", 10),
        (5, "Val", 11),
    ]


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        (dt.datetime(2026, 3, 9), dt.date(2026, 3, 9)),  # noqa: DTZ001 -- as Excel has it
        ("09.03.2026", dt.date(2026, 3, 9)),
        ("9.3.26", dt.date(2026, 3, 9)),
        ("2026-03-09", dt.date(2026, 3, 9)),
    ],
)
def test_a_date_is_read_in_the_ways_that_people_write_it(cell, date):
    assert ingest.read(workbook(["Tittel", "Dato"], ["Tilsyn", cell])).rows[0].values["date"] == date


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("Månad", "Fredag", "month_unknown"),
        ("Månad", "13", "month_unknown"),
        ("Dato", "snart", "date_unknown"),
        ("Slag", "Fest", "kind_unknown"),
        ("Sakstype", "Tull", "item_type_unknown"),
        ("Gjentaking", "av og til", "recurrence_unknown"),
    ],
)
def test_a_cell_that_is_not_understood_is_named_with_row_and_column(header, value, code):
    (row,) = ingest.read(workbook(["Tittel", header], [], ["Tilsyn", value])).rows

    assert [(fault.row, fault.column, fault.code, fault.value) for fault in row.faults] == [(3, "B", code, value)]


def test_a_formula_is_not_computed():
    assert ingest.read(workbook(["Tittel", "Merknad"], ["Tilsyn", "=1+1"])).rows[0].values["note"] is None


def test_a_sheet_without_a_header_row_is_refused():
    with pytest.raises(Invalid) as refused:
        ingest.read(workbook(["Noko"], ["anna"]))

    assert refused.value.errors[0].code == "header_missing"


def test_more_rows_than_a_plan_can_have_are_refused():
    rows = [["Tittel", "Månad"], *(["Sak", "mai"] for _ in range(ingest.MOST_ROWS + 1))]

    with pytest.raises(Invalid) as refused:
        ingest.read(workbook(*rows))

    assert refused.value.errors[0].code == "too_many_rows"


def test_a_sheet_that_claims_to_be_endless_is_read_to_where_it_ends():
    def widen(name, content):
        return content.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"') if "sheet1" in name else content

    data = repacked(workbook(["Tittel", "Månad"], ["Sak", "mai"]), widen)

    assert len(ingest.read(data).rows) == 1


@pytest.mark.parametrize("data", [b"", b"Tittel;Sak", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old Excel"])
def test_what_is_no_workbook_is_refused(data):
    with pytest.raises(UnsupportedMedia):
        ingest.read(data)


def test_an_archive_of_something_else_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    with pytest.raises(UnsupportedMedia):
        ingest.read(out.getvalue())


def test_a_small_file_that_unpacks_to_very_much_is_refused():
    out = io.BytesIO(workbook(["Tittel", "Månad"]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 30_000_000)

    with pytest.raises(UnsupportedMedia, match="unpacks"):
        ingest.read(out.getvalue())


def test_an_archive_of_very_many_parts_is_refused():
    out = io.BytesIO(workbook(["Tittel", "Månad"]))
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(300):
            archive.writestr(f"xl/{number}.txt", "")

    with pytest.raises(UnsupportedMedia, match="unpacks"):
        ingest.read(out.getvalue())


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        b'<!doctype x SYSTEM "file:///etc/passwd">',
    ],
)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_xml_that_declares_entities_is_refused(part, declaration):
    def declare(name, content):
        return declaration + content if name == part else content

    with pytest.raises(UnsupportedMedia, match="entities"):
        ingest.read(repacked(workbook(["Tittel", "Månad"], ["a", "b"]), declare))


def test_entities_do_not_hide_in_another_encoding():
    def hide(name, content):
        if name != "xl/workbook.xml":
            return content
        return ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x>' + content.decode()).encode("utf-16")

    with pytest.raises(UnsupportedMedia, match="entities"):
        ingest.read(repacked(workbook(["Tittel", "Månad"]), hide))
