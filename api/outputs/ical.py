"""Meetings in a calendar (RFC 5545). No clock is read: the same publications give the same bytes."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration

from api.domain.kernel.clock import OSLO
from api.domain.publications.snapshot import BodyView, SideEventView, Snapshot
from api.outputs import addresses
from api.outputs.labels import t
from api.outputs.summary import PublicationSummary, summarise

_PRODUCT = "-//Samstyre//Samstyre//NN"
_REFRESH = dt.timedelta(hours=6)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def meeting(snapshot: Snapshot, *, base_url: str, lang: str = "nn") -> bytes:
    """One meeting and its side events. ``base_url`` is the site's address, ``lang`` that of our own words."""
    calendar = _calendar()
    for event in _events(summarise(snapshot), base_url, lang):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def body(view: BodyView, summaries: Iterable[PublicationSummary], *, base_url: str, lang: str = "nn") -> bytes:
    """A body's meetings as a subscription: give the newest publication of each meeting, withdrawn ones too.

    A withdrawn or cancelled meeting stays with STATUS:CANCELLED, since calendars keep what merely vanishes.
    """
    calendar = _calendar()
    calendar.add("name", _text(view.name))
    calendar.add("x-wr-calname", _text(view.name))
    calendar.add("url", addresses.absolute(base_url, addresses.body_ics(view.slug)))
    calendar.add("refresh-interval", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_REFRESH))
    for summary in sorted(summaries, key=lambda one: (one.starts_at, one.meeting_id)):
        for event in _events(summary, base_url, lang):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_oslo())
    return calendar


@lru_cache(maxsize=1)
def _oslo() -> Timezone:
    """Norway's clock since 1996 as two yearly rules, which every client reads (Directive 2000/84/EC)."""
    zone = Timezone()
    zone.add("tzid", "Europe/Oslo")
    for part, name, month, before, after in (
        (TimezoneDaylight(), "CEST", 3, 1, 2),
        (TimezoneStandard(), "CET", 10, 2, 1),
    ):
        start = dt.datetime(1996, 3, 31, 2) if month == 3 else dt.datetime(1996, 10, 27, 3)  # noqa: DTZ001
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzname", name)
        part.add("tzoffsetfrom", dt.timedelta(hours=before))
        part.add("tzoffsetto", dt.timedelta(hours=after))
        zone.add_component(part)
    return zone


def _events(summary: PublicationSummary, base_url: str, lang: str) -> Iterator[Event]:
    main = _event(summary, summary.meeting_id, summary.title, base_url, lang)
    main.add("dtstart", summary.starts_at.astimezone(OSLO))
    if summary.ends_at:
        main.add("dtend", summary.ends_at.astimezone(OSLO))
    place = summary.place or (t(lang, "meeting.remote") if summary.remote else None)
    if place:
        main.add("location", _text(place))
    main.add("description", _description(summary, base_url, lang))
    yield main
    for side in summary.side_events:
        yield _side_event(summary, side, base_url, lang)


def _side_event(summary: PublicationSummary, side: SideEventView, base_url: str, lang: str) -> Event:
    event = _event(summary, side.id, side.title, base_url, lang)
    event.add("dtstart", side.starts_at.astimezone(OSLO))
    if side.ends_at:
        event.add("dtend", side.ends_at.astimezone(OSLO))
    if side.place:
        event.add("location", _text(side.place))
    lines = [
        side.audience,
        *(f"{entry.starts_at:%H:%M} {entry.text}" if entry.starts_at else entry.text for entry in side.programme),
    ]
    if any(lines):
        event.add("description", "\n".join(_text(line) for line in lines if line))
    return event


def _event(summary: PublicationSummary, uid: str, title: str, base_url: str, lang: str) -> Event:
    cancelled = summary.withdrawal is not None or summary.state == "cancelled"
    event = Event()
    event.add("uid", f"{uid}@{addresses.host(base_url)}")
    event.add("dtstamp", summary.changed_at.astimezone(dt.UTC))
    event.add("last-modified", summary.changed_at.astimezone(dt.UTC))
    # A withdrawal has no version of its own, yet must count as newer than what it takes back.
    event.add("sequence", summary.version + (1 if summary.withdrawal else 0))
    # Some calendars show a cancelled event as any other: so the title says it too.
    prefix = (
        t(lang, "publication.withdrawn" if summary.withdrawal else "meetingState.cancelled") + ": " if cancelled else ""
    )
    event.add("summary", prefix + _text(title))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("url", addresses.absolute(base_url, addresses.site(summary.path, lang=lang)))
    return event


def _description(summary: PublicationSummary, base_url: str, lang: str) -> str:
    lines = [_text(line) for line in summary.agenda]
    if summary.withdrawal:
        lines.append(f"{t(lang, 'tombstone.reason')}: {_text(summary.withdrawal.reason)}")
    return "\n".join([*lines, addresses.absolute(base_url, addresses.site(summary.path, lang=lang))])


def _text(value: str) -> str:
    """``value`` on one line, without what a calendar can't hold."""
    return " ".join(_UNPRINTABLE.sub("", value).split())
