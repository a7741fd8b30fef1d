"""The late items that a new version of a meeting brought, for those who are told of it."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.domain.publications.schemas import Supplement
from api.domain.publications.tables import Publication, PublishedItem, Withdrawal


async def brought(session: AsyncSession, publication_ids: Collection[str]) -> dict[str, tuple[Supplement, ...]]:
    """What each publication was the first to have of items, in the order of the agenda, by the publication's id.

    A meeting's first publication brings none: an item is a supplement to something that stands.
    """
    earlier, old = sa.orm.aliased(Publication), sa.orm.aliased(PublishedItem)
    # The public role sees no rows of what is withdrawn, the office does.
    stands = ~sa.exists().where(col(Withdrawal.publication_id) == earlier.id)
    before = sa.and_(
        col(earlier.meeting_id) == col(Publication.meeting_id),
        col(earlier.version) < col(Publication.version),
        stands,
    )
    had_it = (
        sa.exists()
        .where(col(old.item_id) == col(PublishedItem.item_id))
        .where(col(old.publication_id) == col(earlier.id), before)
        .correlate(Publication, PublishedItem)
    )
    query = (
        sa.select(col(PublishedItem.publication_id), col(PublishedItem.number), col(PublishedItem.title))
        .join(Publication, col(Publication.id) == col(PublishedItem.publication_id))
        .where(
            col(PublishedItem.publication_id).in_(publication_ids),
            sa.exists().where(before).correlate(Publication),
            ~had_it,
        )
        .order_by(col(PublishedItem.number))
    )
    found: dict[str, tuple[Supplement, ...]] = {}
    for publication_id, number, title in await session.execute(query):
        found[publication_id] = (*found.get(publication_id, ()), Supplement(number=number, title=title))
    return found
