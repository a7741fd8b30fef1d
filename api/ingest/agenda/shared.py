"""One list of attachments for the whole agenda, printed after the last case: each goes to the case that cites it."""

import re
from collections.abc import Sequence

from api.ingest.agenda.draft import DraftAttachment, DraftItem

_CITED = re.compile(r"\bvedlegg(?:a|ene)?\s+(?:nr\.?\s*)?(?P<numbers>\d{1,2}(?:(?:\s*,\s*|\s+og\s+)\d{1,2})*)", re.I)


def hand_out_attachments(items: Sequence[DraftItem]) -> tuple[DraftItem, ...]:
    """The items with such a list handed out; as they were when it isn't certain for every attachment."""
    if len(items) < 2 or not items[-1].attachments:
        return tuple(items)
    *others, last = items
    cited = [_cited(item) for item in others]
    owners: dict[int, list[DraftAttachment]] = {}
    for one in last.attachments:
        places = [at for at, numbers in enumerate(cited) if one.number in numbers]
        if len(places) != 1 or one.sub_item is not None or others[places[0]].attachments:
            return tuple(items)
        owners.setdefault(places[0], []).append(one)
    if _cited(last):
        return tuple(items)
    given = [
        item.model_copy(update={"attachments": tuple(owners[at])}) if at in owners else item
        for at, item in enumerate(others)
    ]
    return (*given, last.model_copy(update={"attachments": ()}))


def _cited(item: DraftItem) -> set[str]:
    text = f"{item.title}\n{item.proposal or ''}\n{item.text or ''}"
    return {number for found in _CITED.finditer(text) for number in re.findall(r"\d+", found["numbers"])}
