"""The minutes of one meeting as PDF: whole, for the public, or the extract of one case."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.domain.kernel.clock import clock_time, long_date, oslo_date
from api.domain.kernel.richtext import RichText
from api.domain.kernel.richtext.typst import pieces, printable, to_typst
from api.domain.minutes.document import Attendee, ClosedItem, MinutesDocument, MinutesItem
from api.outputs.pdf.rendering import render
from api.outputs.pdf.view import fact
from api.outputs.pdf.wording import Wording

View = dict[str, Any]


@dataclass(frozen=True)
class Signature:
    """That somebody approved the minutes; ``method`` is how they had shown who they are, at ``proven_at``."""

    name: str
    role: str
    at: dt.datetime
    proven_at: dt.datetime
    method: str


@dataclass(frozen=True)
class Replaced:
    """A sealed file of the same form that proved wrong."""

    version: int
    sealed_at: dt.datetime
    sha256: str


@dataclass(frozen=True)
class Approval:
    """The record that goes into the sealed file. ``salt`` is given in the whole form only."""

    signatures: Sequence[Signature]
    sha256: str
    approved_at: dt.datetime
    seal_name: str
    trial: bool
    salt: str | None = None
    replaces: Sequence[Replaced] = ()


def minutes(
    document: MinutesDocument,
    *,
    base_url: str,
    at: dt.datetime,
    version: int | None = None,
    approval: Approval | None = None,
    only: str | None = None,
    is_draft: bool = False,
) -> bytes:
    """PDF/UA-1 and PDF/A-3a. ``approval`` is the record for a file that is sealed; ``only`` is the id of the one item
    of an extract. The same arguments give the same bytes."""
    writer = _Writer(Wording(document.lang), base_url)
    return render("minutes.typ", writer.view(document, version, approval, only, at, is_draft=is_draft), {}, at=at)


class _Writer:
    def __init__(self, words: Wording, base_url: str) -> None:
        self._words = words
        self._base_url = base_url

    def view(
        self,
        document: MinutesDocument,
        version: int | None,
        approval: Approval | None,
        only: str | None,
        at: dt.datetime,
        *,
        is_draft: bool,
    ) -> View:
        words = self._words
        kind = words("minutes.extract" if only else f"minutes.{document.form}")
        title = printable(document.title)
        return {
            "lang": document.lang,
            "labelLang": words.lang,
            "labels": words.all(),
            "organisation": printable(document.organisation),
            "kind": kind,
            "title": title,
            "titlePieces": pieces(title, 24),
            "description": f"{kind}: {title}",
            "keywords": [printable(document.body_name), printable(document.number)],
            "banner": words("minutes.draft") if is_draft else None,
            "correction": None
            if document.correction is None
            else [words("minutes.correction"), printable(document.correction)],
            "facts": self._facts(document),
            "lines": [printable(line) for line in document.head.lines],
            "attendance": [] if only else self._attendance(document),
            "note": self._rich(document.note, 2) if not only else [],
            "items": [self._item(item) for item in document.items if only in (None, item.id)],
            "approval": None if approval is None else self._approval(approval),
            "numbered": True,
            "runningLeft": f"{kind}: {title}",
            "runningRight": printable(document.body_name),
            "footer": words("minutes.footer", date=words.date(at), version=version or "–"),
        }

    def _facts(self, document: MinutesDocument) -> list[View]:
        words, head = self._words, document.head
        opened = head.opened_at or document.starts_at
        place = ", ".join(part for part in (head.place, words("remote") if head.remote else None) if part)
        rows = [
            fact(words("fact.body"), document.body_name),
            fact(words("time"), words.moment(opened, head.closed_at, weekday=True)),
            fact(words("place"), place),
        ]
        return [row for row in rows if row["value"] != [""]]

    def _attendance(self, document: MinutesDocument) -> list[View]:
        words, head = self._words, document.head
        groups = [
            ("minutes.present", [self._person(one) for one in head.present]),
            ("minutes.deputies", [self._person(one) for one in head.deputies]),
            ("minutes.absent", [self._person(one) for one in head.absent]),
            ("minutes.unions", [self._person(one) for one in head.unions]),
            ("minutes.guests", [pieces(printable(name)) for name in head.guests]),
        ]
        return [{"heading": words(key), "people": people} for key, people in groups if people]

    def _person(self, one: Attendee) -> list[str]:
        described = ", ".join([one.name, *([one.municipality] if one.municipality else []), one.role_name])
        return pieces(printable(f"{described} ({', '.join(one.notes)})" if one.notes else described))

    def _item(self, item: MinutesItem | ClosedItem) -> View:
        words = self._words
        shared: View = {"label": f"{words('item')} {item.number}", "title": pieces(printable(item.title))}
        if isinstance(item, ClosedItem):
            lines: list[View] = [{"words": printable(line), "content": []} for line in item.lines]
            return {**shared, "closed": None, "attendance": None, "passages": lines, "added": [], "resolution": None}
        if item.replaced is not None:
            passages: list[View] = [{"words": None, "content": self._rich(item.replaced, 3)}]
        else:
            passages = [{"words": printable(one.words), "content": self._rich(one.text, 4)} for one in item.proceedings]
        resolution = item.resolution
        basis = item.legal_basis if item.closed else None
        return {
            **shared,
            "closed": words.shared("closed.basis", basis=basis) if basis else None,
            "attendance": printable(item.attendance) if item.attendance else None,
            "passages": passages,
            "added": self._rich(item.added, 3),
            "resolution": None
            if resolution is None
            else {
                "heading": words("minutes.resolution" if resolution.text else "minutes.outcome"),
                "words": printable(resolution.words),
                "content": self._rich(resolution.text, 3),
            },
        }

    def _approval(self, approval: Approval) -> View:
        words = self._words
        return {
            "seal": words(
                "minutes.trialSeal" if approval.trial else "minutes.seal", name=printable(approval.seal_name)
            ),
            "approved": words("minutes.approved", moment=self._moment(approval.approved_at)),
            "signatures": [
                {
                    "name": pieces(printable(one.name)),
                    "role": printable(one.role),
                    "at": self._moment(one.at),
                    "method": words(f"minutes.method.{one.method}", moment=self._moment(one.proven_at)),
                }
                for one in approval.signatures
            ],
            "replaces": [
                {
                    "words": words("minutes.replaces", version=one.version, moment=self._moment(one.sealed_at)),
                    "sha256": pieces(one.sha256, 32),
                }
                for one in approval.replaces
            ],
            "sha256": pieces(approval.sha256, 32),
            "salt": None if approval.salt is None else pieces(approval.salt, 32),
        }

    def _moment(self, moment: dt.datetime) -> str:
        date = long_date(oslo_date(moment), self._words.lang, weekday=False)
        return self._words("moment", date=date, clock=clock_time(moment))

    def _rich(self, text: RichText | None, level: int) -> list[View]:
        return to_typst(text, heading_level=level, base_url=self._base_url) if text else []
