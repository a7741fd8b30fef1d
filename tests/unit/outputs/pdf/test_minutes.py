"""The minutes as a printed file: whole, public, an extract, and with the record of who approved them."""

import datetime as dt
from dataclasses import replace

import pytest

from api.domain.deliberation import orders
from api.domain.kernel import richtext
from api.domain.minutes import assembly
from api.domain.minutes.document import Edit, MinutesDocument
from api.outputs import pdf
from api.outputs.pdf.minutes import Approval, Replaced, Signature
from tests.unit.domain.rooms import CHAIR, CLOSED, DEPUTY_CHAIR, FIRST, MEMBERS, NEWS, OPEN, SECRET, UNION, Meeting
from tests.unit.domain.test_minutes import FACTS, MUST
from tests.unit.outputs.pdf.reading import BASE_URL, opened, page_texts

AT = dt.datetime(2025, 10, 21, 12, tzinfo=dt.UTC)
APPROVAL = Approval(
    signatures=[Signature("Leiar frå Vik", "styreleiar", AT, AT, "passkey")],
    sha256="a" * 64,
    approved_at=AT,
    seal_name="PRØVESEGL Sogn KO",
    trial=True,
)


def held() -> Meeting:
    meeting = Meeting()
    meeting.open(*MEMBERS[:5], FIRST, UNION, absent=(MEMBERS[5],))
    meeting.start(NEWS)
    meeting.conclude("noted")
    meeting.start(OPEN)
    meeting.do(orders.DeclareInhability(item_id=OPEN, person_id=DEPUTY_CHAIR))
    meeting.decide(subject="inhability", person_id=DEPUTY_CHAIR)
    meeting.do(orders.StepIn(person_id=FIRST, member_id=DEPUTY_CHAIR, item_id=OPEN))
    meeting.decide(4)
    meeting.do(orders.RecordDissent(item_id=OPEN, person_id=CHAIR, text="Eg ville vente."))
    meeting.conclude("adopted")
    meeting.do(orders.Adjourn(reason="Lunsj"))
    meeting.do(orders.Resume())
    meeting.start(CLOSED)
    meeting.do(orders.CloseDoors(legal_basis=MUST))
    meeting.decide()
    meeting.do(orders.OpenDoors())
    meeting.conclude("adopted")
    return meeting


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return held()


def made(document: MinutesDocument, **more: object) -> bytes:
    return pdf.minutes(document, base_url=BASE_URL, at=AT, version=1, **more)  # type: ignore[arg-type]


def text(file: bytes) -> str:
    return " ".join("\n".join(page_texts(file)).split())


def test_the_whole_minutes_have_everything(meeting: Meeting) -> None:
    told = text(made(assembly.whole(meeting.room, FACTS), is_draft=True))
    for words in (
        "Utkast: møteboka er ikkje godkjend",
        "Campus Sogndal",
        "Medlem pers_luster",
        "Framlegget vart vedteke med 4 mot 1 røyst.",
        "Protokolltilførsel frå Leiar frå Vik:",
        "Styret vedtok:",
        SECRET,
    ):
        assert words in told


def test_the_public_minutes_have_nothing_closed(meeting: Meeting) -> None:
    file = made(assembly.public(meeting.room, FACTS), approval=APPROVAL)
    assert SECRET not in text(file)
    assert "Det vart gjort vedtak i saka." in text(file)


def test_an_extract_has_one_item(meeting: Meeting) -> None:
    told = text(made(assembly.whole(meeting.room, FACTS), only=OPEN))
    assert "Særutskrift av møteboka" in told
    assert "Sak 1" in told
    assert "Sak 4" not in told


def test_the_record_of_approval_says_who_when_how_and_of_what(meeting: Meeting) -> None:
    told = text(made(assembly.whole(meeting.room, FACTS), approval=APPROVAL))
    assert "passnøkkel 21. oktober 2025 kl. 14:00" in told
    assert "prøvesegl (PRØVESEGL Sogn KO)" in told
    assert "Utkast" not in told


def test_corrected_minutes_say_what_was_wrong_and_name_the_files_that_they_take_the_place_of(meeting: Meeting) -> None:
    facts = replace(FACTS, correction="Røystetalet var ført feil.")
    record = replace(APPROVAL, replaces=[Replaced(1, AT, "b" * 64)])
    told = text(made(assembly.public(meeting.room, facts), approval=record))
    assert "Retta møtebok: Røystetalet var ført feil." in told
    assert "Avløyser versjon 1, forsegla 21. oktober 2025 kl. 14:00" in told
    assert "b" * 64 in told.replace(" ", "")


def test_the_secretarys_text_takes_the_place_of_the_proceedings_and_not_of_the_resolution(meeting: Meeting) -> None:
    edits = {OPEN: Edit(mode="replace", text=richtext.text_doc("Eigne ord."), basis="")}
    told = text(made(assembly.whole(meeting.room, FACTS, edits), only=OPEN))
    assert "Eigne ord." in told
    assert "vart vedteke med 4 mot 1" not in told
    assert "Styret vedtok:" in told


@pytest.mark.parametrize(("key", "value"), [("pdfuaid:part", "1"), ("pdfaid:part", "3"), ("pdfaid:conformance", "A")])
def test_the_file_says_that_it_is_pdf_ua_1_and_pdf_a_3a(meeting: Meeting, key: str, value: str) -> None:
    with opened(made(assembly.whole(meeting.room, FACTS))) as document, document.open_metadata() as metadata:
        assert metadata[key] == value
