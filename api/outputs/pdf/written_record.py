"""The record of a case that was settled in writing as PDF: what kommuneloven § 11-4 asks for, as minutes say it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from api.domain.kernel.richtext import RichText
from api.domain.kernel.richtext.typst import pieces, printable, to_typst
from api.outputs.pdf.rendering import render
from api.outputs.pdf.view import fact
from api.outputs.pdf.wording import Wording

_LONGEST_IN_TITLE = 24


@dataclass(frozen=True)
class WrittenRecord:
    """``number`` is what it is cited by; ``legal_basis`` is why a closed case is closed."""

    lang: str
    organisation: str
    body: str
    number: str
    title: str
    legal_basis: str | None
    sent_at: dt.datetime
    ended_at: dt.datetime
    text: RichText


def written_record(record: WrittenRecord, *, base_url: str) -> bytes:
    """PDF/UA-1 and PDF/A-3a by the template of minutes. The same record gives the same bytes."""
    return render("minutes.typ", _view(record, Wording(record.lang), base_url), {}, at=record.ended_at)


def _view(record: WrittenRecord, words: Wording, base_url: str) -> dict[str, Any]:
    kind, title = words("record.kind"), printable(record.title)
    facts = [
        fact(words("fact.body"), record.body),
        fact(words("record.number"), record.number),
        fact(words("record.sent"), words.moment(record.sent_at)),
        fact(words("record.ended"), words.moment(record.ended_at)),
    ]
    if record.legal_basis is not None:
        facts.append(fact(words("record.access"), words.shared("closed.basis", basis=record.legal_basis)))
    return {
        "lang": record.lang,
        "labelLang": words.lang,
        "labels": words.all(),
        "organisation": printable(record.organisation),
        "kind": kind,
        "title": title,
        "titlePieces": pieces(title, _LONGEST_IN_TITLE),
        "description": f"{kind}: {title}",
        "keywords": [printable(record.body), printable(record.number)],
        "banner": None,
        "correction": None,
        "facts": facts,
        "lines": [],
        "attendance": [],
        "note": to_typst(record.text, heading_level=1, base_url=base_url),
        "items": [],
        "approval": None,
        "numbered": True,
        "runningLeft": f"{kind}: {title}",
        "runningRight": printable(record.body),
        "footer": words("record.footer", number=printable(record.number), date=words.date(record.ended_at)),
    }
