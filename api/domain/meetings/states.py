"""The states of a meeting and its items, and which may follow which. Pure."""

from typing import Final, Literal

MeetingState = Literal[
    "planned",
    "agenda_published",
    "papers_published",
    "in_session",
    "adjourned",
    "held",
    "minutes_approved",
    "closed",
    "cancelled",
]
ItemState = Literal[
    "pending",
    "adopted",
    "adopted_as_amended",
    "rejected",
    "noted",
    "postponed",
    "returned",
    "withdrawn",
]
ItemType = Literal[
    "opening",
    "approval",
    "information",
    "discussion",
    "decision",
    "recommendation",
    "status",
    "election",
    "evaluation",
    "any_other_business",
]

PUBLISHABLE: Final[frozenset[MeetingState]] = frozenset({"planned", "agenda_published", "papers_published"})
"""Before the meeting is opened. What is published later is minutes."""

IN_ROOM: Final[frozenset[MeetingState]] = frozenset({"in_session", "adjourned"})
"""While the meeting is going on: what becomes of its items is settled in the meeting room."""

WAITING: Final[frozenset[MeetingState]] = PUBLISHABLE | IN_ROOM
"""While what stands on the agenda may still be treated."""
