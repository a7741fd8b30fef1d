"""The public pages as HTML that needs no script: what robots, printers and readers without JavaScript get.

Each page has a head (`meeting_head` …) and a content (`meeting_content` …); `page` puts them together. The script
that the page names takes over from the content, so classes and order are those of the front end.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final, Literal

from markupsafe import Markup

from api.domain.kernel import richtext
from api.domain.kernel.clock import clock_time, long_date, oslo_date
from api.domain.minutes.document import Attendee
from api.domain.publications.minutes.schemas import MinutesPublicationOut
from api.domain.publications.minutes.view import MinutesView
from api.domain.publications.snapshot import (
    AttachmentView,
    BodyView,
    ItemView,
    OrganisationView,
    ProposalView,
    RichText,
    Snapshot,
)
from api.outputs import addresses, jsonld
from api.outputs.labels import LANGUAGES, counted, known, t
from api.outputs.summary import PublicationSummary
from api.outputs.templating import environment

_WEIGHTY: Final = frozenset({"decision", "recommendation", "election"})

TextPage = Literal["accessibility", "privacy", "developers"]
_TEXTS: Final[Mapping[TextPage, tuple[str, ...]]] = {
    "accessibility": ("goal", "pdf", "notTested", "contact"),
    "privacy": ("readers", "alerts", "staff", "content", "rights"),
    "developers": ("cache", "versions"),
}


@dataclass(frozen=True)
class HeadLink:
    """A ``<link>`` of the head."""

    rel: str
    href: str
    type: str | None = None
    title: str | None = None
    hreflang: str | None = None


@dataclass(frozen=True)
class Head:
    """What a page says of itself. ``path`` is the page's path on the site, not encoded: ``/møte/styret/2025-10-20``."""

    title: str
    description: str
    path: str
    version: int | None = None
    links: tuple[HeadLink, ...] = ()
    json_ld: str | None = None
    indexed: bool = True
    """Whether search engines should keep it."""


@dataclass(frozen=True)
class Assets:
    """Addresses of style sheets and of module scripts, in order."""

    css: tuple[str, ...] = ()
    js: tuple[str, ...] = ()


def page(head: Head, content: str, *, lang: str, base_url: str, organisation: OrganisationView, assets: Assets) -> str:
    """The whole document: skip link, header, ``content`` in ``main`` and footer, all inside ``<div id="app">``.

    ``content`` is one of this module's contents, or other HTML that is known to be safe. ``base_url`` is
    the site's address. The only script inside is the JSON-LD data block, so ``default-src 'self'`` holds.
    """
    shown = known(lang)
    languages = [
        {"lang": one, "name": name, "href": _in_language(head, one)}
        for one, name in zip(LANGUAGES, ("Nynorsk", "Bokmål", "English"), strict=True)
    ]
    here = addresses.site(head.path, lang=shown, version=head.version)
    alternates = [(str(one["lang"]), _absolute(head, base_url, str(one["lang"]))) for one in languages]
    return filled(
        "page.html",
        shown,
        head=head,
        content=Markup(content),  # noqa: S704 - rendered by this module's templates, which escape
        # In a script element entities aren't read: the JSON itself has no "<".
        json_ld=Markup(head.json_ld) if head.json_ld else None,  # noqa: S704
        canonical_url=addresses.absolute(base_url, here),
        alternates=[*alternates, ("x-default", _absolute(head, base_url, "nn"))],
        languages=languages,
        organisation=organisation,
        assets=assets,
    )


def text_head(name: TextPage, path: str, *, lang: str = "nn") -> Head:
    """The head of a page that stands for nothing else than itself."""
    return Head(title=t(lang, f"footer.{name}"), description=t(lang, f"{name}.lead"), path=path)


def text_content(name: TextPage, *, base_url: str, lang: str = "nn") -> str:
    """The accessibility statement, the privacy statement, or the word to developers."""
    return filled("text.html", known(lang), name=name, paragraphs=_TEXTS[name], base_url=base_url)


def missing_head(path: str, *, lang: str = "nn") -> Head:
    """The head of the page for an address where there is nothing."""
    title = t(lang, "notFound.title")
    return Head(title=title, description=title, path=path, indexed=False)


def missing_content(*, lang: str = "nn") -> str:
    """That there is nothing here, and the way to what there is."""
    return filled("missing.html", known(lang))


def shell_content(*, lang: str = "nn") -> str:
    """What stands on the working side's page until its script takes over."""
    return filled("shell.html", known(lang))


def meeting_list_head(organisation: OrganisationView, *, base_url: str, lang: str = "nn") -> Head:
    """The head of the list of meetings, with the feed."""
    feed = HeadLink(
        "alternate", addresses.absolute(base_url, addresses.feed()), "application/atom+xml", t(lang, "feed.title")
    )
    title = t(lang, "home.title")
    return Head(f"{title} – {organisation.short_name}", f"{title}: {organisation.name}", "/", links=(feed,))


def meeting_head(snapshot: Snapshot, *, base_url: str, lang: str = "nn", superseded: bool = False) -> Head:
    """The head of a meeting's page; a superseded version has an address of its own, and search engines pass it by."""
    meeting = snapshot.meeting
    description = t(
        lang,
        "meeting.description",
        kind=t(lang, f"kind.{snapshot.publication.kind}"),
        title=meeting.title,
        date=long_date(meeting.date, known(lang)),
        items=counted(lang, "items", len(snapshot.items)),
    )
    return Head(
        title=f"{meeting.title} – {snapshot.organisation.short_name}",
        description=description,
        path=meeting.path,
        version=snapshot.publication.version if superseded else None,
        links=_meeting_links(snapshot, base_url, lang),
        json_ld=jsonld.meeting(snapshot, base_url=base_url),
        indexed=not superseded,
    )


def live_head(snapshot: Snapshot, *, lang: str = "nn") -> Head:
    """The head of the page where a meeting is followed; it says nothing that lasts, so search engines pass it by."""
    title = f"{t(lang, 'live.title')}: {snapshot.meeting.title}"
    return Head(title, title, f"{snapshot.meeting.path}/direkte", indexed=False)


def minutes_head(minutes: MinutesView, *, base_url: str, lang: str = "nn", superseded: bool = False) -> Head:
    """The head of the page of a meeting's minutes; search engines pass a superseded version by."""
    meeting = minutes.meeting
    at = partial(addresses.absolute, base_url)
    return Head(
        title=f"{t(lang, 'minutes.title')}: {meeting.title} – {minutes.organisation.short_name}",
        description=t(lang, "minutes.description", title=meeting.title, date=long_date(meeting.date, known(lang))),
        path=minutes.path,
        version=minutes.publication.version if superseded else None,
        links=(
            HeadLink("alternate", at(addresses.minutes_json(meeting.id)), "application/json", t(lang, "file.json")),
            HeadLink("alternate", at(addresses.minutes_pdf(meeting.id)), "application/pdf", t(lang, "minutes.pdf")),
        ),
        indexed=not superseded,
    )


def case_head(snapshot: Snapshot, item: ItemView, *, base_url: str, lang: str = "nn", superseded: bool = False) -> Head:
    """The head of a case's page."""
    meeting = snapshot.meeting
    return Head(
        title=f"{item.label}. {item.title} – {meeting.title}",
        description=f"{t(lang, 'item.label', n=item.label)}, {meeting.title}, {long_date(meeting.date, known(lang))}",
        path=item.path,
        version=snapshot.publication.version if superseded else None,
        links=_meeting_links(snapshot, base_url, lang),
        json_ld=jsonld.case(snapshot, item, base_url=base_url),
        indexed=not superseded,
    )


def tombstone_head(summary: PublicationSummary, *, lang: str = "nn") -> Head:
    """The head of the page that stands where a withdrawn publication stood."""
    title = t(lang, "tombstone.title")
    return Head(f"{title} – {summary.title}", f"{title}: {summary.title}", summary.path, summary.version, indexed=False)


def meeting_list_content(
    summaries: Sequence[PublicationSummary],
    bodies: Sequence[BodyView],
    *,
    today: dt.date,
    body: str | None = None,
    lang: str = "nn",
    alerts: bool = False,
) -> str:
    """The next meeting that is not cancelled (else the latest), all meetings by year, and what can be subscribed to.

    ``summaries`` are the newest publication of each meeting, in any order; ``today`` is the date in Norway; ``body`` is
    the slug of the one whose meetings these are, else they are everyone's. ``alerts``: offer
    alerts by e-mail.
    """
    newest_first = sorted(summaries, key=lambda one: (one.starts_at, one.meeting_id), reverse=True)
    standing = [one for one in newest_first if not one.withdrawal]
    to_come = [one for one in standing if one.date >= today and one.state != "cancelled"]
    return filled(
        "meeting_list.html",
        known(lang),
        large=next(iter(to_come[-1:] or standing), None),
        today=today,
        years=[(year, list(ones)) for year, ones in groupby(newest_first, key=lambda one: one.date.year)],
        bodies=bodies,
        body=body,
        alerts=alerts,
    )


def meeting_content(
    snapshot: Snapshot,
    versions: Sequence[PublicationSummary] = (),
    *,
    lang: str = "nn",
    today: dt.date | None = None,
    minutes_path: str | None = None,
) -> str:
    """A meeting: facts, files, agenda, programme, side events and versions.

    Given ``today``, an open meeting that isn't over has a link to where it is followed. ``minutes_path`` is the page of
    its minutes, if they stand.

    ``versions`` are the meeting's publications in any order, withdrawn ones too. When one that stands is newer than
    ``snapshot``, the page says that it was superseded and its links stay in this version.
    """
    newest_first = sorted(versions, key=lambda one: one.version, reverse=True)
    meeting, version = snapshot.meeting, _shown_version(snapshot, newest_first)
    is_open = meeting.access == "open" and meeting.state != "cancelled" and version is None
    return filled(
        "meeting.html",
        known(lang),
        snapshot=snapshot,
        versions=newest_first,
        current=next((one.version for one in newest_first if not one.withdrawal), None),
        version=version,
        minutes_path=minutes_path,
        is_to_come=is_open and today is not None and meeting.date >= today,
    )


def minutes_content(
    minutes: MinutesView, versions: Sequence[MinutesPublicationOut], *, lang: str = "nn", superseded: bool = False
) -> str:
    """Minutes: time and place, who was there, and each item with what was resolved first.

    ``versions`` are newest first, withdrawn ones too.
    """
    head = minutes.head
    groups = {"present": head.present, "deputies": head.deputies, "absent": head.absent, "unions": head.unions}
    attendance = [(f"minutes.{key}", [_attendee(one) for one in people]) for key, people in groups.items() if people]
    if head.guests:
        attendance.append(("minutes.guests", list(head.guests)))
    return filled(
        "minutes.html",
        known(lang),
        minutes=minutes,
        versions=versions,
        attendance=attendance,
        is_superseded=superseded,
    )


def live_content(snapshot: Snapshot, *, lang: str = "nn") -> str:
    """What stands where a meeting is followed until the script takes over: what meeting it is, and the way to it."""
    return filled("live.html", known(lang), snapshot=snapshot)


def case_content(
    snapshot: Snapshot, item: ItemView, versions: Sequence[PublicationSummary] = (), *, lang: str = "nn"
) -> str:
    """One item of ``snapshot``: proposals first, attachments and earlier handling, case text, sub-items, the way on.

    ``versions`` as in :func:`meeting_content`. `ValueError` when ``item`` isn't the snapshot's.
    """
    index = snapshot.items.index(item)
    return filled(
        "case.html",
        known(lang),
        snapshot=snapshot,
        item=item,
        previous=snapshot.items[index - 1] if index else None,
        following=snapshot.items[index + 1] if index + 1 < len(snapshot.items) else None,
        version=_shown_version(snapshot, versions),
        is_empty=not (item.proposals or item.closed_proposals or item.text or item.sub_items or item.attachments),
    )


def tombstone_content(summary: PublicationSummary, *, lang: str = "nn") -> str:
    """What stands where a withdrawn publication stood: that it did, when it went and why. `ValueError` if it wasn't."""
    if summary.withdrawal is None:
        raise ValueError(f"{summary.publication_id} is not withdrawn")
    return filled("tombstone.html", known(lang), summary=summary, withdrawal=summary.withdrawal)


def _shown_version(snapshot: Snapshot, versions: Sequence[PublicationSummary]) -> int | None:
    """The version that links must name, because a newer one stands."""
    own = snapshot.publication.version
    return own if any(one.version > own and not one.withdrawal for one in versions) else None


def _meeting_links(snapshot: Snapshot, base_url: str, lang: str) -> tuple[HeadLink, ...]:
    meeting_id = snapshot.meeting.id
    at = partial(addresses.absolute, base_url)
    return (
        HeadLink("alternate", at(addresses.meeting_json(meeting_id)), "application/json", t(lang, "file.json")),
        HeadLink("alternate", at(addresses.agenda_pdf(meeting_id)), "application/pdf", t(lang, "meeting.pdf")),
        HeadLink("alternate", at(addresses.meeting_ics(meeting_id)), "text/calendar", t(lang, "meeting.calendar")),
        HeadLink("alternate", at(addresses.feed()), "application/atom+xml", t(lang, "feed.title")),
    )


def _in_language(head: Head, lang: str) -> str:
    """The page in another language; Nynorsk is named too, so that it wins over an earlier choice."""
    href = addresses.site(head.path, lang=lang, version=head.version)
    return href if lang != "nn" else f"{href}{'&' if '?' in href else '?'}lang=nn"


def _absolute(head: Head, base_url: str, lang: str) -> str:
    return addresses.absolute(base_url, addresses.site(head.path, lang=lang, version=head.version))


def _rich(lang: str, doc: RichText, heading_offset: int, anchor_prefix: str = "") -> Markup:
    written = richtext.to_html(
        doc,
        heading_offset=heading_offset,
        blank_label=t(lang, "item.blank"),
        table_label=t(lang, "item.table"),
        anchor_prefix=anchor_prefix,
        document_href=addresses.document,
    )
    return Markup(written)  # noqa: S704 - escaped character by character there


def _proposal_title(lang: str, proposal: ProposalView) -> str:
    if proposal.kind != "main":
        return t(lang, f"item.{proposal.kind}")
    if proposal.recommends_to:
        return t(lang, "item.recommendsTo", body=proposal.recommends_to)
    return t(lang, "item.proposal")


def _file_facts(lang: str, attachment: AttachmentView) -> str:
    """``PDF, 1,2 MB, 12 sider``."""
    document = attachment.document
    if document is None:
        return ""
    kind = document.filename.rpartition(".")[2].upper()[:5] if "." in document.filename else ""
    pages = counted(lang, "file.pages", document.pages) if document.pages else ""
    return ", ".join(part for part in (kind, _size(document.size, lang), pages) if part)


def _size(size: int, lang: str) -> str:
    """``812 B``, ``184 kB``, ``1,2 MB``; units of a thousand."""
    value, unit = float(size), "B"
    for larger in ("kB", "MB", "GB"):
        if value < 999.5:
            break
        value, unit = value / 1000, larger
    written = f"{value:.1f}" if unit != "B" and value < 9.95 else f"{value:.0f}"
    return f"{written if lang == 'en' else written.replace('.', ',')}\u00a0{unit}"


def _attendee(one: Attendee) -> str:
    """``Kari Nordmann, Vik, medlem (til kl. 11.20)``."""
    described = ", ".join([one.name, *([one.municipality] if one.municipality else []), one.role_name])
    return f"{described} ({', '.join(one.notes)})" if one.notes else described


def _attachment_count(item: ItemView) -> int:
    return len(item.attachments) + sum(len(sub.attachments) for sub in item.sub_items)


_SHARED: Final[Mapping[str, object]] = {
    "address": addresses,
    "attachment_count": _attachment_count,
    "clock": clock_time,
    "weighty": _WEIGHTY,
    "oslo_date": oslo_date,
}


def filled(template: str, lang: str, **values: object) -> str:
    """A template with ``values`` and all that templates share."""
    words: Mapping[str, object] = {
        "lang": lang,
        "t": partial(t, lang),
        "counted": partial(counted, lang),
        "date": partial(long_date, lang=lang),
        "href": partial(addresses.site, lang=lang),
        "rich": partial(_rich, lang),
        "proposal_title": partial(_proposal_title, lang),
        "file_facts": partial(_file_facts, lang),
    }
    return environment().get_template(template, globals=dict(_SHARED)).render(**words, **values)
