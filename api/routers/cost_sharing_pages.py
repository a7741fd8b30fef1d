"""The page of a published calculation of cost sharing; the case texts that hold its tables lead here."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.domain.cost_sharing import publishing, service
from api.domain.cost_sharing.schemas import PublishedCalculationOut
from api.domain.kernel.errors import Gone
from api.outputs import cost_page
from api.outputs.labels import known
from api.routers.dependencies import ConfiguredSettings, PublicSession
from api.routers.pages import LangParam, PageRoute, message_page, withdrawn_page

router = APIRouter(include_in_schema=False, route_class=PageRoute)

# As of the calculation itself: nothing in front hears of it when it is withdrawn.
_HEADERS = {"Cache-Control": "no-cache"}


@router.get("/kostnadsfordeling/{calculation_id}")
async def calculation(
    calculation_id: str,
    request: Request,
    session: PublicSession,
    settings: ConfiguredSettings,
    lang: LangParam = None,
) -> Response:
    """What was shared, by which models, and what each municipality pays; where it was withdrawn, why (410)."""
    language = known(lang or "nn")
    try:
        found = await publishing.get(session, calculation_id)
    except Gone as error:
        return await withdrawn_page(request, error, "cost.kind", service.path(calculation_id), language, _HEADERS)
    view = PublishedCalculationOut.model_validate_json(found.body)
    head = cost_page.calculation_head(view, base_url=settings.public_url, lang=language)
    content = cost_page.calculation_content(view, lang=language)
    return await message_page(request, head, content, language, status=200, headers=_HEADERS)
