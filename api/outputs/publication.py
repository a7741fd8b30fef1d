"""The files that are made once, when something is published."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

from anyio import to_thread

from api.domain.publications.snapshot import Snapshot
from api.outputs import bundle, pdf

Files = Mapping[Literal["agenda.pdf", "bundle.pdf"], bytes]


def render(base_url: str) -> Callable[[Snapshot, Mapping[str, bytes]], Awaitable[Files]]:
    """A renderer for the site at ``base_url``: takes the snapshot and the open documents' bytes by SHA-256."""

    def work(snapshot: Snapshot, documents: Mapping[str, bytes]) -> Files:
        lang = snapshot.meeting.lang
        official = pdf.agenda(snapshot, base_url=base_url, lang=lang, attachments=documents)
        if snapshot.publication.kind == "agenda":
            return {"agenda.pdf": official}
        return {
            "agenda.pdf": official,
            "bundle.pdf": bundle.bundle(official, snapshot, documents, base_url=base_url, lang=lang),
        }

    async def rendered(snapshot: Snapshot, documents: Mapping[str, bytes]) -> Files:
        # Typst and pikepdf work for a second or more: not on the event loop.
        return await to_thread.run_sync(work, snapshot, documents)

    return rendered
