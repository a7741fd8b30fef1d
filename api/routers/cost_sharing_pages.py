"""The pages of published calculations of cost sharing; the case texts that hold their tables lead here."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.domain.cost_sharing import publishing, service
from api.domain.cost_sharing.schemas import PublishedCalculationOut
from api.domain.kernel.errors import Gone
from api.outputs import cost_page
from api.outputs.html import Head
from api.outputs.labels import Lang, known
from api.routers.dependencies import ConfiguredSettings, PublicSession
from api.routers.pages import LangParam, PageRoute, message_page, withdrawn_page
from api.routers.published_cost_sharing import summaries

router = APIRouter(include_in_schema=False, route_class=PageRoute)

# As of the calculation itself: nothing in front hears of it when it is withdrawn.
_HEADERS = {"Cache-Control": "no-cache"}


@router.get("/kostnadsfordeling")
async def calculations(request: Request, session: PublicSession, lang: LangParam = None) -> Response:
    """Every calculation that stands, the latest first."""
    language = known(lang or "nn")
    content = cost_page.list_content(await summaries(session), lang=language)
    head = cost_page.list_head(lang=language)
    return await message_page(request, head, content, language, status=200, headers=_HEADERS)


@router.get("/kostnadsfordeling/{calculation_id}")
async def calculation(
    calculation_id: str,
    request: Request,
    session: PublicSession,
    settings: ConfiguredSettings,
    lang: LangParam = None,
) -> Response:
    """What was shared, by which models, and what each municipality pays; where it was withdrawn, why (410)."""

    def whole(view: PublishedCalculationOut, language: Lang) -> tuple[Head, str]:
        head = cost_page.calculation_head(view, base_url=settings.public_url, lang=language)
        return head, cost_page.calculation_content(view, lang=language)

    return await _page(request, session, calculation_id, lang, whole)


@router.get("/kostnadsfordeling/{calculation_id}/prøv")
async def attempt(calculation_id: str, request: Request, session: PublicSession, lang: LangParam = None) -> Response:
    """Where a reader goes on from a calculation; the front end does it, and nothing is kept."""
    return await _page(request, session, calculation_id, lang, _live("try"))


@router.get("/kostnadsfordeling/{calculation_id}/storskjerm")
async def stage(calculation_id: str, request: Request, session: PublicSession, lang: LangParam = None) -> Response:
    """A calculation for the wall, one thing at a time; the front end does it."""
    return await _page(request, session, calculation_id, lang, _live("stage"))


Shown = Callable[[PublishedCalculationOut, Lang], tuple[Head, str]]


def _live(live: cost_page.Live) -> Shown:
    return lambda view, language: (
        cost_page.live_head(view, live, lang=language),
        cost_page.live_content(view, live, lang=language),
    )


async def _page(
    request: Request, session: AsyncSession, calculation_id: str, lang: str | None, shown: Shown
) -> Response:
    """``shown`` of what is published; what stands in its place where it was withdrawn. Raises NotFound."""
    language = known(lang or "nn")
    try:
        found = await publishing.get(session, calculation_id)
    except Gone as error:
        return await withdrawn_page(request, error, "cost.kind", service.path(calculation_id), language, _HEADERS)
    head, content = shown(PublishedCalculationOut.model_validate_json(found.body), language)
    return await message_page(request, head, content, language, status=200, headers=_HEADERS)
