"""E-mail: alerts and reminders as text and HTML, and the pages that the links in alerts lead to. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from api.domain.kernel.clock import long_date
from api.domain.notice.rules import ReminderCode
from api.domain.publications.announcements import Announcement
from api.outputs.html import Head
from api.outputs.labels import known, t
from api.outputs.templating import environment

Step = Literal["asked", "confirm", "confirmed", "unsubscribe", "unsubscribed", "gone", "invalid"]
"""Where a reader is: has asked, is to press the button, has pressed it, or follows a link that leads nowhere."""


@dataclass(frozen=True)
class Mail:
    """A mail's own words; both forms say the same."""

    subject: str
    text: str
    html: str


def confirmation(body_name: str | None, link: str, *, lang: str) -> Mail:
    """Asks whether whoever holds the address wants alerts; ``body_name`` is None for those of every body."""
    what = t(lang, "alerts.mailAll") if body_name is None else t(lang, "alerts.mailBody", body=body_name)
    return _mail(
        t(lang, "alerts.confirmSubject"),
        [what, t(lang, "alerts.confirmMail")],
        (t(lang, "alerts.confirmButton"), link),
        [t(lang, "alerts.confirmIgnore")],
        lang,
    )


def alert(said: Announcement, link: str, unsubscribe: str, *, lang: str) -> Mail:
    """Tells of one publication or withdrawal: which meeting and day, what has changed, and where to read it."""
    heading = t(lang, "alerts.withdrawn") if said.act == "withdrawn" else t(lang, f"kind.{said.kind}")
    if said.act == "changed":
        heading = t(lang, "alerts.changed", kind=heading)
    lines = [f"{said.title}, {long_date(said.date, known(lang))}", said.body_name]
    if said.note:
        label = "alerts.reason" if said.act == "withdrawn" else "alerts.note"
        lines.append(f"{t(lang, label)}: {said.note}")
    lines += [t(lang, "supplement.named", n=one.number, title=one.title) for one in said.supplements]
    return _mail(
        f"{heading}: {said.title}",
        lines,
        (t(lang, "alerts.read"), link),
        [t(lang, "alerts.why"), f"{t(lang, 'alerts.unsubscribeButton')}: {unsubscribe}"],
        lang,
        unsubscribe,
    )


def reminder(code: ReminderCode, due_on: dt.date, link: str, *, lang: str) -> Mail:
    """Reminds somebody of what is theirs to do; what it is stands behind the sign-in."""
    return _mail(
        t(lang, f"reminder.{code}"),
        [t(lang, "reminder.due", date=long_date(due_on, known(lang)))],
        (t(lang, "reminder.open"), link),
        [t(lang, "reminder.why")],
        lang,
    )


def page_head(step: Step, path: str, *, lang: str) -> Head:
    """The head of a page of these; none is for search engines."""
    title = t(lang, f"alerts.{step}Title")
    return Head(title=title, description=title, path=path, indexed=False)


def page_content(step: Step, *, action: str | None = None, lang: str) -> str:
    """What the page says, and with ``action`` the button that does it."""
    shown = known(lang)
    return environment().get_template("alerts.html").render(t=partial(t, shown), step=step, action=action, lang=shown)


def _mail(
    subject: str,
    lines: Sequence[str],
    button: tuple[str, str],
    small: Sequence[str],
    lang: str,
    unsubscribe: str | None = None,
) -> Mail:
    text = "\n\n".join([*lines, f"{button[0]}:\n{button[1]}", "-- \n" + "\n".join(small)])
    html = environment().get_template("mail.html").render(
        subject=subject, lines=lines, button=button, small=small, lang=known(lang), unsubscribe=unsubscribe,
        unsubscribe_label=t(lang, "alerts.unsubscribeButton"),
    )  # fmt: skip
    # A header is one line, whatever a title holds.
    return Mail(" ".join(subject.split()), text + "\n", html)
