"""From the room to the room that the public may read of. Pure.

The minutes of the public are written of what is left here, by the same hand as the whole ones: what is closed is gone
before a word is written. What remains of a closed item is a :class:`ClosedItem`.
"""

import datetime as dt
from dataclasses import replace

from api.domain.deliberation.items import ItemRecord, Proposal
from api.domain.deliberation.room import Room
from api.domain.kernel import richtext
from api.domain.minutes.document import ClosedItem, MeetingFacts, MinutesDocument, MinutesItem
from api.domain.minutes.sentences import cited, closing_votes
from api.domain.minutes.wording import Wording


def is_closed(item: ItemRecord, facts: MeetingFacts) -> bool:
    """Whether an item is not for the public: by its papers, by the doors, by what is published or with the meeting."""
    public = facts.published.get(item.fact.id)
    return facts.access == "closed" or item.is_closed or (public is not None and public.access == "closed")


def is_told_of(item: ItemRecord, facts: MeetingFacts) -> bool:
    """Whether the public minutes have it at all: what was published, or raised or treated in the meeting."""
    return item.fact.id in facts.published or item.fact.raised or bool(item.stretches)


def open_title(item: ItemRecord, facts: MeetingFacts) -> str | None:
    """The title that is public already; never the item's own, which may have been changed since."""
    public = facts.published.get(item.fact.id)
    return public.title if public is not None else item.fact.open_title


def basis_of(item: ItemRecord, facts: MeetingFacts, wording: Wording) -> str | None:
    """On what statutory ground an item is closed."""
    if item.closures:
        return cited(item.closures[-1].legal_basis, wording.lang)
    public = facts.published.get(item.fact.id)
    return item.fact.legal_basis or (public.legal_basis if public is not None else None) or facts.legal_basis


def public_room(room: Room, facts: MeetingFacts, wording: Wording) -> Room:
    """The room without its closed items, and without who did what in them."""
    open_items = tuple(
        replace(
            item,
            proposals=tuple(
                _without_text(one, facts.closed_proposals[one.id], wording) if one.id in facts.closed_proposals else one
                for one in item.proposals
            ),
        )
        for item in room.items
        if not is_closed(item, facts) and is_told_of(item, facts)
    )
    ids = {item.fact.id for item in open_items}
    closed = [item for item in room.items if item.fact.id not in ids]
    urgent = room.setup.urgency
    return replace(
        room,
        setup=replace(
            room.setup,
            items=tuple(item.fact for item in open_items),
            declarations=(),
            demands=(),
            # The reason may be about what is closed: the ground is for everybody.
            urgency=replace(urgent, reason="") if urgent is not None and closed else urgent,
        ),
        items=open_items,
        current_item_id=None,
        chaired_by=room.chaired_by if not closed else None,
        stand_ins=tuple(one for one in room.stand_ins if one.item_id is None or one.item_id in ids),
        speakers=tuple(one for one in room.speakers if one.item_id in ids),
        breaks=tuple(
            replace(one, reason=None) if any(_covers(item, one.since) for item in closed) else one
            for one in room.breaks
        ),
        corrections=(),
    )


def _covers(item: ItemRecord, moment: dt.datetime) -> bool:
    spans = [*((one.since, one.until) for one in item.stretches), *((one.since, one.until) for one in item.closures)]
    return any(since <= moment and (until is None or moment <= until) for since, until in spans)


def _without_text(proposal: Proposal, basis: str | None, wording: Wording) -> Proposal:
    text = richtext.text_doc(wording("closedProposal", basis=basis or ""))
    return replace(proposal, text=text, mover=None, recommends_to=None)


def closed_item(room: Room, item: ItemRecord, facts: MeetingFacts, wording: Wording) -> ClosedItem:
    """What the public minutes have of a closed item."""
    title = open_title(item, facts)
    basis = basis_of(item, facts, wording)
    resolved = item.outcome is not None and item.outcome.state in ("adopted", "adopted_as_amended")
    return _closed(
        item.fact.id, item.fact.number, title, basis, closing_votes(room, item, wording), wording, resolved=resolved
    )


def withheld(document: MinutesDocument, person_id: str | None, more: frozenset[str] = frozenset()) -> MinutesDocument:
    """The whole minutes for one member: closed items that the member had no part in are told as to the public.

    ``more`` are items that the member is inhabile in by what was entered elsewhere (kommuneloven § 11-10).
    """
    wording = Wording(document.lang)

    def shown(item: MinutesItem | ClosedItem) -> MinutesItem | ClosedItem:
        if isinstance(item, ClosedItem) or not item.closed or not (person_id in item.inhabile_ids or item.id in more):
            return item
        resolved = item.outcome in ("adopted", "adopted_as_amended")
        return _closed(
            item.id, item.number, item.open_title, item.legal_basis, item.closing, wording, resolved=resolved
        )

    return document.model_copy(update={"items": tuple(shown(item) for item in document.items)})


def _closed(
    item_id: str,
    number: int,
    title: str | None,
    basis: str | None,
    closing: tuple[str, ...],
    wording: Wording,
    *,
    resolved: bool,
) -> ClosedItem:
    lines = [*closing]
    if basis:
        lines.append(wording("closedItemPapers", basis=basis))
    if resolved:
        lines.append(wording("closedResolution"))
    return ClosedItem(
        id=item_id,
        number=number,
        title=title or wording("closedTitle"),
        legal_basis=basis,
        lines=tuple(lines),
    )
