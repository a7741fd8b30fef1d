"""Notes as a text to keep. Pure."""

from collections.abc import Mapping, Sequence

from api.domain.papers.schemas import NoteOut


def as_markdown(notes: Sequence[NoteOut], titles: Mapping[str, str]) -> str:
    """The notes under the titles of their items (by the item's id), each with the words that it marks."""
    by_item: dict[str, list[NoteOut]] = {}
    for note in notes:
        by_item.setdefault(note.item_id, []).append(note)
    parts = [
        f"## {titles.get(item_id, item_id)}\n\n" + "\n\n".join(_one(note) for note in its)
        for item_id, its in by_item.items()
    ]
    return "\n\n".join(parts) + "\n"


def _one(note: NoteOut) -> str:
    quoted = [] if note.anchor is None else ["\n".join(f"> {line}" for line in note.anchor.exact.splitlines())]
    return "\n\n".join([*quoted, note.text] if note.text else quoted)
