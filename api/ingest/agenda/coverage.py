"""The promise that nothing is dropped, checked: every word of every line must be somewhere in the draft."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from api.ingest.agenda.draft import DraftItem, DraftMeeting
from api.ingest.agenda.lines import Line, Notes

_WORD = re.compile(r"[^\W_]+")
_TO_SQUEEZE = re.compile(r"[\W_]+")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _meeting_texts(meeting: DraftMeeting) -> Iterable[str]:
    for value in (meeting.place, meeting.title):
        yield value or ""
    for slot in meeting.programme:
        yield f"{slot.start:%H:%M} {slot.end.strftime('%H:%M') if slot.end else ''} {slot.text}"
    for event in meeting.side_events:
        yield " ".join(filter(None, (event.title, event.place, event.audience)))
        for entry in event.programme:
            yield f"{entry.start.strftime('%H:%M') if entry.start else ''} {entry.text}"


def _item_texts(item: DraftItem) -> Iterable[str]:
    yield f"{item.label} {item.title}"
    yield item.proposal or ""
    yield item.text or ""
    for sub in item.sub_items:
        yield f"{sub.label} {sub.title} {sub.text}"
    for attachment in item.attachments:
        yield f"vedlegg {attachment.number or ''} {attachment.title}"


def leave_what_is_missing(
    lines: Sequence[Line], meeting: DraftMeeting, items: Sequence[DraftItem], notes: Notes
) -> None:
    """Lines with words that are in no field go to ``unplaced`` with a finding."""
    texts = [*_meeting_texts(meeting), *(text for item in items for text in _item_texts(item))]
    texts += [one.text for one in (*notes.recognised, *notes.unplaced)]
    have = Counter(word for text in texts for word in _words(text))
    need = Counter(word for line in lines for word in _words(line.text))
    missing = need - have
    if not missing:
        return
    squeezed = "\n".join(_TO_SQUEEZE.sub("", text.lower()) for text in texts)
    for line in lines:
        lacking = {word for word in _words(line.text) if missing[word] > 0}
        if not lacking or _TO_SQUEEZE.sub("", line.text.lower()) in squeezed:
            continue
        if all(word.isdigit() and len(word) <= 4 for word in lacking) or _is_held(line.text, lacking, squeezed):
            continue
        missing -= Counter(lacking)
        notes.leave([line])
        notes.doubt("not-placed", "Noko av teksten på linja er ikkje plassert i noko felt.", line.number)


def _is_held(text: str, lacking: set[str], squeezed: str) -> bool:
    """Word parts at a line's ends were joined over a hyphen: the parts stand inside longer words."""
    ends = _words(text)[:1] + _words(text)[-1:]
    return lacking <= set(ends) and all(word in squeezed for word in lacking)
