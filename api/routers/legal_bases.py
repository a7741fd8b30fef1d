"""The statutory grounds for closing a meeting and for keeping a document from the public."""

from fastapi import APIRouter

from api.domain.kernel.legal_bases import LEGAL_BASES, ClosedThing, LegalBasis, Obligation
from api.domain.kernel.schemas import Schema
from api.http.languages import AcceptedLanguage
from api.http.openapi import problems
from api.outputs.labels import t
from api.routers.dependencies import SignedIn

router = APIRouter(prefix="/api/v1", tags=["cases"], responses=problems(401))


class LegalBasisOut(Schema):
    """``citation`` is what is written as legal basis. ``case_papers`` is false for what doesn't hold for papers to an
    elected body (offentleglova § 16)."""

    code: str
    citation: str
    label: str
    applies_to: tuple[ClosedThing, ...]
    obligation: Obligation
    case_papers: bool


class LegalBases(Schema):
    items: tuple[LegalBasisOut, ...]


@router.get("/legal-bases", summary="List legal bases")
async def list_legal_bases(_: SignedIn, language: AcceptedLanguage) -> LegalBases:
    """What a meeting, an item, a proposal or a document may be closed on, and whether the law demands it."""
    return LegalBases(items=tuple(_view(basis, language) for basis in LEGAL_BASES))


def _view(basis: LegalBasis, language: str) -> LegalBasisOut:
    return LegalBasisOut(
        code=basis.code,
        citation=basis.cited("nb" if language == "nb" else "nn"),
        label=t(language, f"legalBasis.{basis.code}"),
        applies_to=tuple(sorted(basis.applies_to)),
        obligation=basis.obligation,
        case_papers=basis.case_papers,
    )
