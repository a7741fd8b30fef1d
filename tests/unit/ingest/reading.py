"""Shared by the import's tests: agendas read once, and the promise that every word is kept."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from api.ingest.agenda import Draft, Reading, read
from api.ingest.agenda.draft import DraftItem

DATA = Path(__file__).parent / "data"


@cache
def stored(name: str) -> Draft:
    return read((DATA / name).read_bytes(), name).draft


def item(draft: Draft, number: int) -> DraftItem:
    return next(one for one in draft.items if one.number == number)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _times(reading: Reading) -> str:
    slots = [(slot.start, slot.end) for slot in reading.draft.meeting.programme]
    slots += [(entry.start, None) for event in reading.draft.meeting.side_events for entry in event.programme]
    times = [time for pair in slots for time in pair if time is not None]
    return " ".join(f"{time:%H:%M} {time.hour}.{time.minute:02}" for time in times)


def lost_words(reading: Reading) -> set[str]:
    """Words of the source that are nowhere in the draft; list numbers and parts of hyphenated words excepted."""
    text = " ".join(_strings(reading.draft.model_dump(mode="json"))) + _times(reading)
    squeezed = re.sub(r"[\W_]+", "", text.lower())
    have = set(re.findall(r"[^\W_]+", text.lower()))
    need = {word for line in reading.lines for word in re.findall(r"[^\W_]+", line.text.lower())}
    return {word for word in need - have if word not in squeezed and not (word.isdigit() and len(word) < 3)}


def node_types(value: object) -> list[str]:
    """Every node type in a ProseMirror document, in reading order."""
    found: list[str] = []
    if isinstance(value, dict):
        if "type" in value:
            found.append(str(value["type"]))
        for inner in value.get("content", []):
            found.extend(node_types(inner))
    return found


def block_ids(value: object) -> list[str]:
    found: list[str] = []
    if isinstance(value, dict):
        attrs = value.get("attrs", {})
        if "id" in attrs:
            found.append(attrs["id"])
        for inner in value.get("content", []):
            found.extend(block_ids(inner))
    return found
