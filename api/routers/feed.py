"""What has been published and withdrawn, papers and minutes alike, as a feed."""

from fastapi import APIRouter
from starlette.responses import Response

from api.domain.kernel.errors import NotFound
from api.domain.publications import queries, supplements
from api.domain.publications.minutes import queries as minutes
from api.domain.publications.minutes.tables import PublishedMinutes
from api.domain.publications.snapshot import Snapshot
from api.http.conditional import IfNoneMatch
from api.http.openapi import problems
from api.outputs import atom
from api.outputs.summary import PublicationSummary, summarise
from api.routers.dependencies import ConfiguredSettings, PublicSession
from api.routers.published import FEED_LENGTH, NOBODY, binary, made_file, tombstone

router = APIRouter(prefix="/api/v1/published", tags=["published"])


@router.get(
    "/feed.atom",
    summary="Follow publications as a feed",
    responses={**problems(404), **binary("application/atom+xml")},
    response_class=Response,
)
async def feed(session: PublicSession, settings: ConfiguredSettings, if_none_match: IfNoneMatch = None) -> Response:
    """The latest publications, published minutes and withdrawals as Atom."""
    snapshots = [Snapshot.model_validate_json(body) for body in await queries.latest(session, FEED_LENGTH)]
    graves = await queries.withdrawals(session, FEED_LENGTH)
    if not snapshots and not graves:
        raise NotFound("Nothing is published yet.")
    organisation = snapshots[0].organisation if snapshots else NOBODY
    late = await supplements.brought(session, [one.publication.id for one in snapshots])
    summaries = [
        *(summarise(one, supplements=late.get(one.publication.id, ())) for one in snapshots),
        *(tombstone(grave, grave.publication_id, grave.kind) for grave in graves),
        *(_minutes(one) for one in await minutes.latest(session, FEED_LENGTH)),
        *(tombstone(grave, grave.minutes_id, "minutes") for grave in await minutes.withdrawals(session, FEED_LENGTH)),
    ]
    content = atom.feed(organisation, summaries, base_url=settings.public_url)
    return made_file(content, "application/atom+xml; charset=utf-8", if_none_match)


def _minutes(row: PublishedMinutes) -> PublicationSummary:
    return PublicationSummary(
        publication_id=row.id,
        version=row.version,
        kind="minutes",
        published_at=row.published_at,
        change_note=row.change_note,
        meeting_id=row.meeting_id,
        body_slug=row.body_slug,
        body_name=row.body_name,
        number=row.number,
        title=row.title,
        state="held",
        lang=row.lang,
        date=row.date,
        starts_at=row.starts_at,
        path=row.path,
    )
