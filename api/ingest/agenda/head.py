"""The head of an agenda: which body meets, number, day, hours, place, programme, and events beside the meeting."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from api.ingest.agenda.dates import find_dates, find_time, first_date, leading_time
from api.ingest.agenda.draft import DraftEntry, DraftMeeting, DraftSideEvent, DraftSlot, Language
from api.ingest.agenda.identity import body_from, meeting_number, meeting_title
from api.ingest.agenda.lines import Line, Notes, rest_of, tidy
from api.ingest.agenda.loose import loose_date, loose_place, packed_time, with_organisation
from api.ingest.agenda.markers import marker
from api.ingest.agenda.paragraphs import continues, join
from api.ingest.agenda.tail import GREETING, is_beside
from api.ingest.agenda.vocabulary import normal

_LABELS = {
    "time": r"(?:møte)?tid(?:spunkt)?|tid\s+og\s+stad|tid\s+og\s+sted|klokkeslett|når|kl\.?",
    "date": r"(?:møte)?dato|dato\s+for\s+møtet|møtedag|dag|dato\s+og\s+tid|dato/tid|dato\s+og\s+klokkeslett",
    "place": r"(?:møte)?stad|(?:møte)?sted|møteplass|møterom|lokale|kor|hvor|adresse",
    "body": r"utval|utvalg|organ|møteorgan|styre|råd|nemnd|møte\s+i|møtet\s+gjeld",
    "number": r"møtenr\.?|møtenummer|møte\s*nr\.?|nr\.?|møteid",
    "end": r"møteslutt|slutt|sluttid",
}
_LABEL = re.compile(
    "|".join(rf"(?P<{kind}>{words})" for kind, words in _LABELS.items()).join(
        (r"(?:(?<=^)|(?<=[\s\t|]))(?:", r")\s*(?::|\t|\s{3,})\s*")
    ),
    re.I,
)
_LONE_LABEL = re.compile(
    "|".join(rf"(?P<{kind}>{words})" for kind, words in _LABELS.items()).join(("^(?:", r")\s*:?$")), re.I
)
_AUDIENCE = re.compile(
    r"^(?:ope(?:n|t)?\s+for|open\s+for|åpen|åpent\s+for|for\s+alle|målgruppe\s*:|alle\s+(?:er\s+)?velk[oø]m)", re.I
)
_REMOTE = re.compile(r"\b(?:teams|fjernmøte|digitalt|digital\s+møte|zoom|nettmøte|videomøte|på\s+nett)\b", re.I)
_END = re.compile(
    r"\b(?:møteslutt|møtet\s+(?:er\s+)?slutt|slutt\s+for\s+møtet|møtet\s+(?:vert\s+|blir\s+)?(?:heva|hevet)|vel\s+heim|heimreise|hjemreise|slutt)\b",
    re.I,
)
_DOCUMENT_TITLE = re.compile(
    r"^(?:(?:møte)?innkalling(?:\s+og\s+sak(?:s)?liste)?|sak(?:s)?liste|sakspapir\w*|saksdokument\w*|møteplan|program(?:met)?|møteprogram|tidsplan|agenda|dagsorden)\s*:?$",
    re.I,
)


@dataclass(slots=True)
class _Event:
    """The meeting itself, or something beside it, while its lines are read."""

    title: list[Line] = field(default_factory=list)
    date: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    place: list[str] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)
    slots: list[DraftSlot] = field(default_factory=list)
    entries: list[DraftEntry] = field(default_factory=list)
    line: int = 0


@dataclass(slots=True)
class _Head:
    main: _Event = field(default_factory=_Event)
    side: list[_Event] = field(default_factory=list)
    pending: list[Line] = field(default_factory=list)
    """Lines read since the last label or slot that no rule took: a side event's title stands among them."""
    left: list[Line] = field(default_factory=list)
    announced: list[Line] = field(default_factory=list)
    """Side events that are announced in one line, hour and all."""
    body: str | None = None
    number: str | None = None
    last: tuple[str, Line] | None = None
    """What the line before was read as, so that a broken line can go on with it."""

    @property
    def event(self) -> _Event:
        return self.side[-1] if self.side else self.main


def read_head(lines: Sequence[Line], frame: Sequence[Line], lang: Language, notes: Notes) -> DraftMeeting:
    """The meeting from the lines before the cases; ``frame`` (running heads) helps where they are silent."""
    head = _Head()
    at = 0
    while at < len(lines):
        line = lines[at]
        following = lines[at + 1] if at + 1 < len(lines) else None
        if (lone := _LONE_LABEL.match(line.text)) and following is not None and not _labels(following.text):
            _take_label(head, str(lone.lastgroup), tidy(following.text), line, notes)
            notes.sign(line, "label")
            at += 2
            continue
        _read_line(head, line, notes)
        at += 1
    head.left.extend(head.pending)
    return _meeting(head, frame, lang, notes)


def _labels(text: str) -> list[tuple[str, str, str]]:
    """(kind, label, value) for each label on the line, the values running to the next label; empty for other lines."""
    found = [match for match in _LABEL.finditer(text) if match.start() == 0 or ":" in match.group() or "\t" in text]
    if not found or found[0].start() != 0:
        return []
    ends = [*(match.start() for match in found[1:]), len(text)]
    return [
        (str(m.lastgroup), m.group().strip(), tidy(text[m.end() : end])) for m, end in zip(found, ends, strict=True)
    ]


def _read_line(head: _Head, line: Line, notes: Notes) -> None:
    labels = _labels(line.text)
    if labels:
        for kind, label, value in labels:
            if value:
                _take_label(head, kind, value, line, notes)
            notes.sign(line, "label", label)
        return
    if is_beside(line):
        head.announced.append(line)
        head.last = ("announced", line)
        return
    timed = leading_time(line.text)
    if (
        timed is not None
        and timed[2]
        and not (len(timed[2].split()) <= 1 and timed[1] is None and not timed[2].isalpha())
    ):
        _take_slot(head, timed, line)
        return
    if head.last is not None and _goes_on(head, line):
        return
    sign = marker(line.text)
    if head.side and sign is not None and not sign.ordered:
        head.event.entries.append(DraftEntry(text=tidy(sign.text)))
        head.last = ("entry", line)
        return
    if _AUDIENCE.match(line.text):
        head.event.audience.append(tidy(line.text))
        head.last = ("audience", line)
        return
    head.last = None
    if _DOCUMENT_TITLE.match(line.text):
        notes.sign(line, "document-title")
        return
    head.pending.append(line)


def _goes_on(head: _Head, line: Line) -> bool:
    kind, before = head.last or ("", line)
    if not continues(before, line) or marker(line.text) is not None:
        return False
    event = head.event
    if kind == "slot":
        last = event.slots[-1]
        event.slots[-1] = last.model_copy(update={"text": join(last.text, line.text)})
    elif kind == "entry":
        entry = event.entries[-1]
        event.entries[-1] = entry.model_copy(update={"text": join(entry.text, line.text)})
    elif kind == "audience":
        event.audience[-1] = join(event.audience[-1], line.text)
    elif kind == "announced":
        head.announced[-1] = replace(head.announced[-1], text=join(head.announced[-1].text, line.text))
    elif kind == "place":
        event.place[-1] = join(event.place[-1], line.text)
    else:
        return False
    head.last = (kind, line)
    return True


def _take_slot(head: _Head, timed: tuple[dt.time, dt.time | None, str], line: Line) -> None:
    start, end, text = timed
    if head.side:
        head.event.entries.append(DraftEntry(start=start, text=tidy(text)))
        head.last = ("entry", line)
    else:
        head.main.slots.append(DraftSlot(start=start, end=end, text=tidy(text)))
        head.last = ("slot", line)
    head.left.extend(head.pending)
    head.pending = []


def _take_label(head: _Head, kind: str, value: str, line: Line, notes: Notes) -> None:
    if kind in ("time", "date", "place"):
        _open_side_event(head, kind, line)
    event = head.event
    event.line = event.line or line.number
    used = False
    if kind in ("time", "date", "end"):
        date = first_date(value, head.main.date)
        start, end, found = find_time(value)
        if (
            found is None
            and kind in ("time", "end")
            and (bare := re.fullmatch(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?", value))
        ):
            start = dt.time(int(bare[1])) if int(bare[1]) < 24 else None
            end = dt.time(int(bare[2])) if bare[2] and int(bare[2]) < 24 else None
        elif found is None and kind in ("time", "date"):
            start, end = packed_time(value)
        if kind == "end":
            event.end, used = start or event.end, start is not None
        else:
            used = date is not None or start is not None
            event.date = event.date or date
            event.start, event.end = event.start or start, event.end or end
        rest = value
        for match in (*find_dates(value), found):
            rest = rest.replace(match.group(), " ") if match else rest
        place = re.search(r",\s*(?P<place>[A-ZÆØÅ][^,].{3,})$", rest)
        if place and not event.place and "sta" in line.text.lower()[:14]:
            event.place.append(tidy(place["place"]))
    elif kind == "place":
        event.place.append(value)
        head.last, used = ("place", line), True
        _, _, found = find_time(value)
    elif kind == "body" and head.body is None:
        head.body, used = value, True
    elif kind == "number" and head.number is None:
        head.number, used = value, True
    if not used:
        head.left.append(rest_of(line, value))
    else:
        notes.sign(line, f"meeting-{kind}", value)


def _open_side_event(head: _Head, kind: str, line: Line) -> None:
    """A second «Tid» or «Stad» under a line of its own is another event, named by that line."""
    event = head.event
    known = {"time": event.start, "date": event.date, "place": event.place}[kind]
    if (not known and not (event.slots and kind != "place")) or not head.pending:
        return
    if event is head.main and event.start is None and not event.slots:
        return
    named = [one for one in head.pending if not GREETING.match(one.text)]
    if not named or line.number - named[-1].number > 6:
        return
    title = [named[-1]]
    for one in reversed(named[:-1]):
        if not continues(one, title[0]):
            break
        title.insert(0, one)
    head.left.extend(one for one in head.pending if one not in title)
    head.pending = []
    head.side.append(_Event(title=title, line=title[0].number))


def _meeting(head: _Head, frame: Sequence[Line], lang: Language, notes: Notes) -> DraftMeeting:
    main = head.main
    free = head.left
    title = meeting_title(free)
    if title is not None:
        notes.sign(title, "meeting-title")
        head.left = [line for line in free if line is not title]
    witnesses = ([title] if title else []) + [line for line in free if line is not title] + list(frame)
    date = main.date or loose_date(witnesses)
    start, end = main.start, main.end
    if start is None:
        for line in witnesses:
            start, span_end, _ = (
                find_time(line.text)
                if find_dates(line.text) or re.search(r"\bkl", line.text, re.I)
                else (None, None, None)
            )
            if start:
                end = end or span_end
                break
    closing = [slot for slot in main.slots if _END.search(slot.text)]
    if end is None and closing:
        end = closing[-1].end or closing[-1].start
    if end is None and main.slots and main.slots[-1].end:
        end = main.slots[-1].end
    if start is None and main.slots:
        start = main.slots[0].start
    if not main.place and (loose := loose_place(witnesses, start)):
        main.place.append(loose)
    number = head.number or next((found for line in witnesses if (found := meeting_number(line.text, date))), None)
    body = head.body or next((found for line in witnesses if (found := body_from(line.text))), None)
    if body is not None and (organised := with_organisation(body, witnesses, main.place)) != body:
        body = organised
    for line in [one for one in head.left if body and normal(one.text) == normal(body)]:
        notes.sign(line, "meeting-body")
        head.left.remove(line)
    place = ", ".join(main.place) or None
    _doubt_missing(notes, body=body, number=number, date=date, start=start, place=place)
    _leave(head, notes)
    return DraftMeeting(
        number=number,
        body=body,
        title=re.sub(r"^velkom\w*\s+til\s+(\w)", lambda one: one[1].upper(), tidy(title.text), flags=re.I)
        if title
        else _made_title(body, number),
        lang=lang,
        date=date,
        start=start,
        end=end,
        place=place,
        remote=bool(_REMOTE.search(place or "")) or any(_REMOTE.search(line.text) for line in free[:40]),
        programme=tuple(main.slots),
        side_events=(
            *(_side_event(event, date) for event in head.side),
            *(_announced(line, date) for line in head.announced),
        ),
    )


def _made_title(body: str | None, number: str | None) -> str | None:
    return " ".join(filter(None, (body, number))) or None


def _side_event(event: _Event, meeting: dt.date | None) -> DraftSideEvent:
    title = ""
    for line in event.title:
        title = join(title, line.text)
    return DraftSideEvent(
        title=title,
        date=event.date or meeting,
        start=event.start,
        end=event.end,
        place=", ".join(event.place) or None,
        audience=" ".join(event.audience) or None,
        programme=tuple(event.entries),
    )


def _announced(line: Line, meeting: dt.date | None) -> DraftSideEvent:
    start, end, _ = find_time(line.text)
    date = first_date(line.text, meeting) or meeting
    return DraftSideEvent(title=tidy(line.text).rstrip("."), date=date, start=start, end=end)


def _leave(head: _Head, notes: Notes) -> None:
    left = sorted(head.left, key=lambda line: line.number)
    if head.main.audience:
        left.extend(rest_of(Line(head.main.line or 1, text), text) for text in head.main.audience)
    notes.leave(left)
    if left:
        message = f"{len(left)} linjer i innleiinga er ikkje plasserte i noko felt; sjå over dei."
        notes.doubt("head-text-unplaced", message, left[0].number, severity="info")


def _doubt_missing(notes: Notes, **known: object) -> None:
    names = {
        "body": ("body-missing", "Fann ikkje kva organ møtet gjeld."),
        "number": ("number-missing", "Fann ikkje møtenummer."),
        "date": ("date-missing", "Fann ikkje møtedatoen."),
        "start": ("start-missing", "Fann ikkje når møtet tek til."),
        "place": ("place-missing", "Fann ikkje møtestaden."),
    }
    for field_name, value in known.items():
        if value is None:
            code, message = names[field_name]
            notes.doubt(code, message, severity="info" if field_name in ("number", "place") else "warning")
