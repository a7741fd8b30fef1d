"""The record of a case that was settled in writing: what kommuneloven § 11-4 asks for, in sentences. Pure.

It says who decided on the form and why, when it was sent and until when it could be answered, who took part and who did
not, what each answered, and what was resolved.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.domain.kernel import richtext
from api.domain.kernel.clock import long_date, oslo_date
from api.domain.kernel.richtext import RichText
from api.domain.meetings.urgency import Ground
from api.domain.minutes.wording import Wording
from api.domain.written_procedures.rules import ProcedureState, Tally


@dataclass(frozen=True)
class Line:
    """Somebody who was asked, and what came back. ``member`` is whose seat it is, for a deputy."""

    name: str
    member: str | None = None
    content: bool | None = None
    form: bool | None = None
    comment: str | None = None
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Course:
    """All that the record tells of. ``inhabile`` are names with their legal bases; ``unfilled`` members' names."""

    lang: str
    body: str
    state: ProcedureState
    decided_by: str
    ground: Ground
    reason: str
    sent_at: dt.datetime
    deadline: dt.datetime
    ended_at: dt.datetime
    lines: tuple[Line, ...]
    inhabile: tuple[tuple[str, str], ...]
    unfilled: tuple[str, ...]
    tally: Tally
    proposal: RichText
    withdrawn_because: str | None = None


def explanation(lang: str, tally: Tally) -> str:
    """How it was adopted, as it stands in the register of resolutions."""
    return Wording(lang)("writtenAgreed", agreed=tally.agreed, asked=tally.asked)


def record(course: Course) -> RichText:
    say = Wording(course.lang)
    blocks = [
        _decided(say, course),
        *([richtext.paragraph(say("writtenReason", text=course.reason))] if course.reason else []),
        _sent(say, course),
        *(richtext.paragraph(say("writtenInhabile", name=name, basis=basis)) for name, basis in course.inhabile),
        _table(say, course.lines),
        *(
            richtext.paragraph(say("writtenComment", name=line.name, text=line.comment))
            for line in course.lines
            if line.comment
        ),
        *_end(say, course),
    ]
    return richtext.with_ids({"type": "doc", "content": blocks})


def public_record(course: Course, legal_basis: str | None) -> RichText:
    """The record as everybody may read it; ``legal_basis`` is why a closed case is closed.

    Comments, the reason and why it was taken back are not told: § 11-4 doesn't ask for them, and they may be about more
    than what is open. Of a closed case neither the text nor who took part is, for who is missing may be inhabile.
    """
    lines = tuple(replace(line, comment=None) for line in course.lines)
    told = replace(course, lines=lines, reason="", withdrawn_because=None)
    if legal_basis is None:
        return record(told)
    say = Wording(course.lang)
    if course.state == "adopted":
        end = [
            richtext.paragraph(explanation(course.lang, course.tally)),
            richtext.paragraph(say("closedResolution")),
        ]
    else:
        end = _end(say, replace(told, unfilled=()))
    closed = richtext.paragraph(say("closedItemPapers", basis=legal_basis))
    blocks = [_decided(say, told), _sent(say, told), closed, *end]
    return richtext.with_ids({"type": "doc", "content": blocks})


def _decided(say: Wording, course: Course) -> dict[str, Any]:
    grounds: dict[Ground, str] = {"no_time": say("writtenGroundNoTime"), "minor": say("writtenGroundMinor")}
    return richtext.paragraph(say("writtenDecided", name=course.decided_by, ground=grounds[course.ground]))


def _sent(say: Wording, course: Course) -> dict[str, Any]:
    moments = {"moment": _moment(say, course.sent_at), "deadline": _moment(say, course.deadline)}
    return richtext.paragraph(say("writtenSent", **moments))


def _end(say: Wording, course: Course) -> list[dict[str, Any]]:
    moment = _moment(say, course.ended_at)
    if course.state == "adopted":
        proposal: Any = course.proposal["content"]
        return [
            richtext.paragraph(explanation(course.lang, course.tally)),
            richtext.paragraph(say("writtenResolved", body=course.body, moment=moment)),
            *proposal,
        ]
    if course.state == "withdrawn" and course.withdrawn_because is None:
        return [richtext.paragraph(say("writtenEnded", moment=moment))]
    if course.state == "withdrawn":
        return [richtext.paragraph(say("writtenWithdrawn", moment=moment, text=course.withdrawn_because))]
    figures = say(
        "writtenAnswered", agreed=course.tally.agreed, asked=course.tally.asked, answered=course.tally.answered
    )
    if course.state == "lapsed":
        why = say("writtenLapsed", moment=_moment(say, course.deadline))
    elif course.unfilled:
        why = say("writtenUnfilled", names=say.names(course.unfilled))
    else:
        why = say("writtenNotAgreed")
    return [richtext.paragraph(figures), richtext.paragraph(why)]


def _moment(say: Wording, moment: dt.datetime) -> str:
    date = long_date(oslo_date(moment), say.lang, weekday=False)
    return say("writtenMoment", date=date, clock=say.clock(moment))


def _table(say: Wording, lines: Sequence[Line]) -> dict[str, Any]:
    def agreed(given: bool | None) -> str:
        return say("writtenNone" if given is None else "writtenYes" if given else "writtenNo")

    head = [say(key) for key in ("writtenName", "writtenContent", "writtenForm", "writtenWhen")]
    rows = [
        [
            line.name if line.member is None else say("writtenFor", name=line.name, member=line.member),
            agreed(line.content),
            agreed(line.form),
            _moment(say, line.at) if line.at is not None else "–",
        ]
        for line in lines
    ]
    return richtext.table(say("writtenAnswers"), head, rows)
