"""Is everything that was published still as it was published? Recomputed from the rows and the stored files."""

import gzip
import zlib

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.domain.publications import chain, rows
from api.domain.publications.chain import Fault
from api.domain.publications.minutes.tables import PublishedMinutes
from api.domain.publications.minutes.view import MinutesView
from api.domain.publications.service import links
from api.domain.publications.snapshot import Snapshot
from api.domain.publications.tables import Publication, PublishedDocument, PublishedFile, PublishedItem
from api.storage import Vault


async def verify(session: AsyncSession, files: Vault) -> tuple[int, list[Fault]]:
    """How many entries the chain has, and everything that doesn't add up: none when nothing was changed.

    Besides the chain itself (:func:`api.domain.publications.chain.verify`): that compressed bytes and single items say
    what their publication says, and that every file is there with the content it was published with. ``files`` is the
    published part of the object store. Reads as the working side, which sees what was withdrawn too.
    """
    found = await links(session)
    faults = chain.verify(found)
    for publication_id in (await session.scalars(select(Publication.id))).all():
        # One at a time, with its items: the whole archive needn't fit in memory twice.
        publication = await session.get_one(Publication, publication_id)
        faults += await _content(session, files, publication)
        session.expunge(publication)
    for minutes_id in (await session.scalars(select(PublishedMinutes.id))).all():
        minutes = await session.get_one(PublishedMinutes, minutes_id)
        faults += await _minutes(files, minutes)
        session.expunge(minutes)
    return len(found), sorted(faults, key=lambda fault: fault.position)


async def _content(session: AsyncSession, files: Vault, publication: Publication) -> list[Fault]:
    def fault(what: str) -> Fault:
        return Fault(publication.position, publication.id, what)

    faults = []
    if _unpacked(publication.body_gzip) != publication.body:
        faults.append(fault("the compressed content differs from the content"))
    try:
        snapshot = Snapshot.model_validate_json(publication.body)
    except ValidationError:
        return [*faults, fault("the content can't be read")]
    made = {item.number: rows.item_row(snapshot, item).body for item in snapshot.items}
    stored = await session.scalars(select(PublishedItem).where(PublishedItem.publication_id == publication.id))
    kept = {item.number: item for item in stored}
    if made.keys() != kept.keys():
        faults.append(fault("agenda items are missing or too many"))
    faults += [
        fault(f"item {number} differs from the publication")
        for number, item in kept.items()
        if item.body != made.get(number) or _unpacked(item.body_gzip) != item.body
    ]
    documents = await session.scalars(
        select(PublishedDocument).where(PublishedDocument.publication_id == publication.id)
    )
    renderings = await session.scalars(select(PublishedFile).where(PublishedFile.publication_id == publication.id))
    named = [(row.filename, row.sha256) for row in documents]
    named += [(str(row.kind), row.sha256) for row in renderings]
    for name, sha256 in named:
        if await files.digest(sha256) != sha256:
            faults.append(fault(f"the file {name} is missing or changed"))
    return faults


async def _minutes(files: Vault, minutes: PublishedMinutes) -> list[Fault]:
    def fault(what: str) -> Fault:
        return Fault(minutes.position, minutes.id, what)

    faults = []
    if _unpacked(minutes.body_gzip) != minutes.body:
        faults.append(fault("the compressed content differs from the content"))
    try:
        view = MinutesView.model_validate_json(minutes.body)
    except ValidationError:
        return [*faults, fault("the content can't be read")]
    if view.file.sha256 != minutes.file_sha256 or await files.digest(view.file.sha256) != view.file.sha256:
        faults.append(fault("the file minutes.pdf is missing or changed"))
    return faults


def _unpacked(data: bytes) -> bytes | None:
    """What was compressed; None when it can't be read."""
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return None
