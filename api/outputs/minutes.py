"""The file of minutes, whole or in their public form."""

import datetime as dt

from anyio import to_thread

from api.domain.minutes.document import MinutesDocument
from api.outputs import pdf
from api.outputs.pdf.minutes import Approval


async def rendered(
    document: MinutesDocument,
    base_url: str,
    at: dt.datetime,
    *,
    version: int | None,
    is_draft: bool,
    approval: Approval | None = None,
    only: str | None = None,
) -> bytes:
    """A PDF, PDF/UA and PDF/A; with ``only`` the extract of the item of that id."""

    def work() -> bytes:
        return pdf.minutes(
            document, base_url=base_url, at=at, version=version, approval=approval, only=only, is_draft=is_draft
        )

    # Typst works for a second or more: not on the event loop.
    return await to_thread.run_sync(work)
