"""What is not settled, put before the body again."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.cases.schemas import Lang
from api.domain.kernel import richtext
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import long_date
from api.domain.kernel.errors import FieldError, Invalid
from api.domain.kernel.richtext import RichText
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import NewAgendaItem
from api.domain.meetings.service import MeetingWithAgenda
from api.domain.meetings.tables import AgendaItem
from api.domain.resolutions import queries, views
from api.domain.resolutions.queries import Found
from api.domain.resolutions.rules import FollowUpState
from api.domain.resolutions.tables import FollowUp

_LONGEST_TITLE: Final = 500
_TITLE: Final[Mapping[str, str]] = {
    "nn": "Oppfølging av vedtak",
    "nb": "Oppfølging av vedtak",
    "en": "Follow-up of resolutions",
}
_HEAD: Final[Mapping[str, tuple[str, ...]]] = {
    "nn": ("Vedtak", "Kva", "Kven", "Frist", "Status"),
    "nb": ("Vedtak", "Hva", "Hvem", "Frist", "Status"),
    "en": ("Resolution", "What", "Who", "Due", "Status"),
}
_STATES: Final[Mapping[str, Mapping[FollowUpState, str]]] = {
    "nn": {"open": "Ikkje starta", "in_progress": "Under arbeid"},
    "nb": {"open": "Ikke startet", "in_progress": "Under arbeid"},
    "en": {"open": "Not begun", "in_progress": "In progress"},
}


async def waiting(
    session: AsyncSession, body_id: str, meeting: MeetingWithAgenda | None = None
) -> list[tuple[FollowUp, Found]]:
    """The body's unsettled follow-ups that don't stand on the meeting's agenda yet, the first due first."""
    there = {entry.item.id for entry in meeting.agenda} if meeting is not None else set()
    return [one for one in await queries.unsettled(session, body_id) if one[0].agenda_item_id not in there]


async def put_before(
    session: AsyncSession,
    actor: Actor,
    found: MeetingWithAgenda,
    follow_up_ids: Sequence[str],
    number: int | None = None,
) -> list[AgendaItem]:
    """Put follow-ups on the meeting's agenda: the open ones in one item, those of a closed resolution in a closed one.

    Raises Invalid for one that is settled, is another body's or stands there already; GuardRefused as
    ``meetings.service.add_item`` does.
    """
    free = {row.id: (row, resolution) for row, resolution in await waiting(session, found.body.id, found)}
    wrong = [index for index, one in enumerate(follow_up_ids) if one not in free]
    if wrong:
        raise Invalid(
            "Only what the body has not settled, and is not on the agenda, is put on it.",
            tuple(FieldError(f"/followUpIds/{index}", "must be the id of an unsettled follow-up") for index in wrong),
        )
    names = await views.owner_names(session, [row for row, _ in free.values()])
    by_item: dict[str | None, list[tuple[FollowUp, Found]]] = {}
    for row, resolution in (free[one] for one in dict.fromkeys(follow_up_ids)):
        closed = resolution.version.access == "closed"
        by_item.setdefault(resolution.resolution.id if closed else None, []).append((row, resolution))
    items = []
    for place, rows in enumerate(by_item.values()):
        # Each addition moves the agenda on.
        current = await meetings.get(session, found.meeting.id)
        at = number + place if number is not None else None
        item = await meetings.add_item(session, actor, current, _item(rows, names, found), at)
        for row, _ in rows:
            row.agenda_item_id = item.id
        items.append(item)
    await session.flush()
    return items


def _item(rows: Sequence[tuple[FollowUp, Found]], names: Mapping[str, str], found: MeetingWithAgenda) -> NewAgendaItem:
    lang: Lang = found.meeting.lang  # type: ignore[assignment]  # text with a CHECK
    version = rows[0][1].version
    if version.access == "open":
        return NewAgendaItem(type="status", title=_TITLE[lang], lang=lang, text=_table(rows, names, lang))
    return NewAgendaItem(
        type="status",
        title=f"{_TITLE[lang]}: {version.title}"[:_LONGEST_TITLE],
        lang=lang,
        access="closed",
        open_title=f"{_TITLE[lang]}: {version.open_title}"[:_LONGEST_TITLE],
        legal_basis=version.legal_basis,
        text=_table(rows, names, lang),
    )


def _table(rows: Sequence[tuple[FollowUp, Found]], names: Mapping[str, str], lang: Lang) -> RichText:
    lines = [
        (
            resolution.number,
            row.what,
            row.owner_name or names.get(row.owner_id or "", ""),
            long_date(row.due_on, lang, weekday=False),
            _STATES[lang][row.state],
        )
        for row, resolution in rows
    ]
    return {"type": "doc", "content": [richtext.table(_TITLE[lang], _HEAD[lang], lines)]}
