"""Budgets as files: a table for spreadsheets, and the basis for invoices."""

import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.domain.budgets import invoicing, policy, queries
from api.domain.budgets.invoicing import InvoiceDraft, Payer, Seller, Terms
from api.domain.budgets.queries import Found
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid
from api.domain.kernel.money import json_nok
from api.domain.kernel.policy import require
from api.domain.kernel.schemas import Day
from api.domain.organisation import service as organisation
from api.http.languages import AcceptedLanguage
from api.http.openapi import problems
from api.http.security import download_headers
from api.outputs import peppol, sheets
from api.outputs.labels import t
from api.routers.budgets import budget_for
from api.routers.dependencies import Administration, SignedIn, WorkingSession

router = APIRouter(prefix="/api/v1/budgets", tags=["budgets"], responses=problems(401, 404))

_ZIP: Final = "application/zip"
_LINES: Final = ("kind", "text", "source", "amount", "current")
_INVOICES: Final = ("municipalityNumber", "name", "organisationNumber", "text", "amount")


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": "The file", "content": content}}


def terms(
    issued_on: Annotated[Day, Query(alias="issuedOn", description="The invoices' date.")],
    due_on: Annotated[Day, Query(alias="dueOn", description="When they are to be paid.")],
    account: Annotated[
        str | None, Query(pattern="^[0-9]{11}$", description="Number of the account to pay to; left out if not given.")
    ] = None,
) -> Terms:
    """FastAPI dependency: what the invoices say besides the amounts. Raises Invalid."""
    if due_on < issued_on:
        raise Invalid("They are due before they are issued.", (FieldError("dueOn", "must not be before issuedOn"),))
    return Terms(issued_on, due_on, account)


@router.get(
    "/{budget_id}/lines.csv", summary="Export a budget as CSV", responses=_file("text/csv"), response_class=Response
)
async def export_csv(budget_id: str, actor: SignedIn, session: WorkingSession, lang: AcceptedLanguage) -> Response:
    """The lines of the budget, in UTF-8 with a head."""
    found = await budget_for(session, actor, budget_id)
    content = sheets.csv_lines([_head(lang, _LINES), *_lines(found, lang)], first=True)
    return Response(content, media_type=sheets.CSV, headers=_headers(found, "budsjett", "csv", "text/csv"))


@router.get(
    "/{budget_id}/lines.xlsx", summary="Export a budget as XLSX", responses=_file(sheets.XLSX), response_class=Response
)
async def export_xlsx(budget_id: str, actor: SignedIn, session: WorkingSession, lang: AcceptedLanguage) -> Response:
    """The lines of the budget as one sheet."""
    found = await budget_for(session, actor, budget_id)

    async def parts() -> AsyncIterator[Sequence[Sequence[str]]]:
        yield _lines(found, lang)

    target = io.BytesIO()
    await sheets.xlsx(_head(lang, _LINES), parts(), target)
    headers = _headers(found, "budsjett", "xlsx", sheets.XLSX)
    return Response(target.getvalue(), media_type=sheets.XLSX, headers=headers)


@router.get(
    "/{budget_id}/invoice-basis.csv",
    summary="Invoice basis as CSV",
    responses={**problems(403, 409), **_file("text/csv")},
    response_class=Response,
)
async def invoice_basis(
    budget_id: str, actor: Administration, session: WorkingSession, lang: AcceptedLanguage
) -> Response:
    """What each municipality is to be invoiced. Refused while an organisation number is missing, naming whose."""
    found, drafts = await _drafts(session, actor, budget_id)
    rows = [
        [one.payer.municipality_number, one.payer.name, one.payer.number or "", one.text, json_nok(one.amount)]
        for one in drafts
    ]
    content = sheets.csv_lines([_head(lang, _INVOICES), *rows], first=True)
    return Response(content, media_type=sheets.CSV, headers=_headers(found, "fakturagrunnlag", "csv", "text/csv"))


@router.get(
    "/{budget_id}/invoices.zip",
    summary="Invoices as EHF",
    responses={**problems(403, 409), **_file(_ZIP)},
    response_class=Response,
)
async def invoices(
    budget_id: str, actor: Administration, session: WorkingSession, wanted: Annotated[Terms, Depends(terms)]
) -> Response:
    """A draft invoice for each municipality in the format EHF Billing 3.0 (Peppol BIS Billing 3.0), in one ZIP."""
    found, drafts = await _drafts(session, actor, budget_id)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for draft in drafts:
            archive.writestr(f"{draft.number}.xml", peppol.invoice(draft, wanted))
    return Response(target.getvalue(), media_type=_ZIP, headers=_headers(found, "faktura", "zip", _ZIP))


async def _drafts(session: WorkingSession, actor: Actor, budget_id: str) -> tuple[Found, tuple[InvoiceDraft, ...]]:
    found = await budget_for(session, actor, budget_id)
    require(policy.can_keep(actor, found.budget.body_id))
    own = await organisation.get_organisation(session)
    payers = {
        Payer(row.number, f"{row.name} kommune", row.organisation_number): found.contributions[row.id]
        for row in (await queries.municipalities(session)).values()
        if row.id in found.contributions
    }
    budget = found.budget
    drafts = invoicing.drafts(
        budget.year, f"Kontingent {budget.year}", budget.state, found.lines, Seller(own.name, own.number), payers
    )
    return found, drafts


def _head(lang: str, columns: Sequence[str]) -> list[str]:
    return [t(lang, f"budget.{column}") for column in columns]


def _lines(found: Found, lang: str) -> list[list[str]]:
    return [
        [
            t(lang, f"budgetKind.{line.kind}"),
            line.text,
            t(lang, f"budgetSource.{line.source}") if line.source else "",
            json_nok(line.amount),
            json_nok(now.amount),
        ]
        for line, now in zip(found.lines, found.current, strict=True)
    ]


def _headers(found: Found, name: str, suffix: str, media_type: str) -> dict[str, str]:
    filename = f"{name}-{found.body.slug}-{found.budget.year}.{suffix}"
    named = download_headers(filename, media_type, "attachment")
    return {**named, "Cache-Control": "private, no-store", "Vary": "Accept-Language"}
