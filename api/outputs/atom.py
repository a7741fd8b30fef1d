"""What has been published and withdrawn, as a feed (RFC 4287). No clock is read: the same input gives the same bytes.

Written by a template: feedgen 1.0 drops every attribute of an entry's links but ``href`` (its issue 135).
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from api.domain.publications.snapshot import OrganisationView
from api.outputs import addresses
from api.outputs.labels import t
from api.outputs.summary import PublicationSummary, Withdrawal
from api.outputs.templating import environment

# A tag URI (RFC 4151) names a year in which the host was ours; it must never change, or readers see all entries anew.
_TAG_YEAR: Final = 2025
_NOT_XML: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NEVER: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class _Entry:
    id: str
    title: str
    summary: str
    published: dt.datetime
    updated: dt.datetime
    page: str
    publication: PublicationSummary
    files: tuple[tuple[str, str, str], ...] = ()
    """Address, media type and title."""


def feed(
    organisation: OrganisationView, publications: Iterable[PublicationSummary], *, base_url: str, lang: str = "nn"
) -> bytes:
    """One entry per publication, minutes among them, and one more per withdrawal, newest first, UTF-8.

    A withdrawn publication's own entry keeps its id but not its content. ``base_url`` is the site's address, ``lang``
    that of our own words. An empty feed is dated 1970, since Atom demands a date.
    """
    entries = [entry for one in publications for entry in _entries(one, base_url, lang)]
    entries.sort(key=lambda entry: (entry.updated, entry.id), reverse=True)
    written = (
        environment()
        .get_template("feed.atom")
        .render(
            id=_tag(base_url, "feed"),
            lang=lang,
            title=_text(f"{organisation.short_name}: {t(lang, 'feed.title')}"),
            author=_text(organisation.name),
            updated=entries[0].updated if entries else _NEVER,
            self_url=addresses.absolute(base_url, addresses.feed()),
            site_url=addresses.absolute(base_url, addresses.site("/", lang=lang)),
            entries=entries,
            text=_text,
        )
    )
    return written.encode()


def _entries(one: PublicationSummary, base_url: str, lang: str) -> Iterator[_Entry]:
    page = addresses.absolute(base_url, addresses.site(one.path, lang=lang, version=one.version))
    kind, version = t(lang, f"kind.{one.kind}"), t(lang, "meeting.version", n=one.version)
    yield _Entry(
        id=_tag(base_url, f"publication/{one.publication_id}"),
        title=f"{one.title}: {kind}, {version}",
        summary=_what_happened(one, lang),
        published=one.published_at.astimezone(dt.UTC),
        # a reader that has the entry must fetch it again to lose what was withdrawn
        updated=one.changed_at.astimezone(dt.UTC),
        page=page,
        publication=one,
        files=() if one.withdrawal else _files(one, base_url, lang),
    )
    if one.withdrawal:
        yield _withdrawn(one, one.withdrawal, page, base_url, lang)


def _withdrawn(one: PublicationSummary, withdrawal: Withdrawal, page: str, base_url: str, lang: str) -> _Entry:
    return _Entry(
        id=_tag(base_url, f"withdrawal/{one.publication_id}"),
        title=f"{t(lang, 'publication.withdrawn')}: {one.title}, {t(lang, 'meeting.version', n=one.version)}",
        summary=withdrawal.reason,
        published=withdrawal.withdrawn_at.astimezone(dt.UTC),
        updated=withdrawal.withdrawn_at.astimezone(dt.UTC),
        page=page,
        publication=one,
    )


def _what_happened(one: PublicationSummary, lang: str) -> str:
    if one.withdrawal:
        return t(lang, "publication.withdrawn")
    said = [one.change_note] if one.change_note else []
    said += [t(lang, "supplement.named", n=late.number, title=late.title) for late in one.supplements]
    return " – ".join(said) or t(lang, "meeting.firstVersion" if one.version == 1 else "meeting.noNote")


def _files(one: PublicationSummary, base_url: str, lang: str) -> tuple[tuple[str, str, str], ...]:
    if one.kind == "minutes":
        json, pdf = addresses.minutes_json(one.meeting_id), addresses.minutes_pdf(one.meeting_id, one.version)
        return (
            (addresses.absolute(base_url, json), "application/json", t(lang, "file.json")),
            (addresses.absolute(base_url, pdf), "application/pdf", t(lang, "minutes.pdf")),
        )
    return (
        (
            addresses.absolute(base_url, addresses.meeting_json(one.meeting_id)),
            "application/json",
            t(lang, "file.json"),
        ),
        (addresses.absolute(base_url, addresses.agenda_pdf(one.meeting_id)), "application/pdf", t(lang, "meeting.pdf")),
        (
            addresses.absolute(base_url, addresses.meeting_ics(one.meeting_id)),
            "text/calendar",
            t(lang, "meeting.calendar"),
        ),
    )


def _tag(base_url: str, name: str) -> str:
    return f"tag:{addresses.host(base_url)},{_TAG_YEAR}:{name}"


def _text(value: str) -> str:
    """``value`` on one line, without what XML can't hold."""
    return " ".join(_NOT_XML.sub(" ", value).split())
