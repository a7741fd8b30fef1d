"""Writing down whether the notice was met. Publishing calls it, in its own transaction."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.kernel.clock import NoticeDeadlines
from api.domain.notice.rules import NoticeKind, newly_out
from api.domain.notice.tables import NoticeRecord


def record(
    session: AsyncSession,
    meeting_id: str,
    publication_id: str,
    *,
    standing: NoticeKind | None,
    published: NoticeKind,
    deadlines: NoticeDeadlines,
    now: dt.datetime,
) -> None:
    """One row for each of agenda and papers that the public gets now and did not have. Nothing for a mere new version.

    After a withdrawal the public has nothing, so that the next publication is measured again.
    """
    for kind in newly_out(standing, published):
        deadline = deadlines.agenda if kind == "agenda" else deadlines.papers
        session.add(
            NoticeRecord(
                meeting_id=meeting_id,
                kind=kind,
                publication_id=publication_id,
                deadline=deadline,
                published_at=now,
                met=now <= deadline,
            )
        )
