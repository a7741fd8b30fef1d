"""The pages of what was settled in writing: the list, and one record. Pure."""

from collections.abc import Sequence

from api.domain.written_procedures.schemas import PublishedRecordOut, PublishedRecordSummary
from api.outputs import addresses
from api.outputs.html import Head, HeadLink, filled
from api.outputs.labels import Lang, t

LIST_PATH = "/skriftleg"


def list_head(*, lang: Lang) -> Head:
    title = t(lang, "record.list")
    return Head(title, t(lang, "record.about"), LIST_PATH)


def list_content(records: Sequence[PublishedRecordSummary], *, lang: Lang) -> str:
    return filled("record_list.html", lang, records=records)


def record_head(record: PublishedRecordOut, *, base_url: str, lang: Lang) -> Head:
    title = f"{t(lang, 'record.kind')}: {record.title}"
    links = (
        HeadLink(
            "alternate",
            addresses.absolute(base_url, addresses.record_json(record.id)),
            "application/json",
            t(lang, "file.json"),
        ),
    )
    return Head(title, title, record.path, links=links)


def record_content(record: PublishedRecordOut, *, lang: Lang) -> str:
    """What kommuneloven § 11-4 asks for, with the file beside."""
    return filled(
        "record.html",
        lang,
        record=record,
        list=LIST_PATH,
        json=addresses.record_json(record.id),
        pdf=addresses.record_pdf(record.id),
    )
