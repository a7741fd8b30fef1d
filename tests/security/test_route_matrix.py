"""Every route against every kind of actor. A route that is not in the tables fails the test that is made for it.

``AUDIENCES`` says whom a guarded route lets in; a route that stands in none of its lists is for the administration of
any body. Whom it lets in may still be told 404: the ids here are of nothing.
"""

from typing import Any

import pytest

from api.domain.kernel.ids import new_id
from api.main import create_api
from api.settings import Settings
from tests.api.site import ACTORS, Site, item, new_meeting, text
from tests.security.routes import Route, filled, routes

ROUTES = list(routes(create_api(Settings(secret="only for tests, not secret at all"))))

PUBLIC = {
    "/api/v1/published/": "open data",
    "/api/docs": "documentation",
    "/api/openapi.json": "documentation",
    "/problems/": "documentation",
    "/healthz": "operations",
    "/readyz": "operations",
    "/møte/": "site",
    "/kostnadsfordeling": "site",
    "/skriftleg": "site",
    "/robots.txt": "site",
    "/favicon.svg": "site",
    "/sw.js": "site",
    "/sitemap.xml": "site",
    "/.well-known/security.txt": "site",
    "/tilgjengelegheit": "site",
    "/personvern": "site",
    "/utviklarar": "site",
    "/varsel/": "site",
    "/admin": "an empty shell",
    "/logg-inn": "an empty shell",
    "/assets": "the front end's files",
    "/api/v1/session/providers": "ways to sign in",
    "/api/v1/session/oidc/": "on the way to a provider and back",
}
"""What anyone may ask for, by the beginning of the path: GET only."""
FOR_ALL = {
    "GET /",
    "POST /api/v1/session",
    "DELETE /api/v1/session",
    "POST /api/v1/session/recovery",
    "POST /api/v1/session/passkey",
    "POST /api/v1/session/passkey/options",
    # What they do is asked of the holder of an address, or proved by a link in a mail.
    "POST /api/v1/published/subscriptions",
    "POST /varsel",
    "POST /varsel/stadfest/{token}",
    "POST /varsel/avmeld/{token}",
}

COMPARISON = {"amount": "100", "models": [{"name": "Likt", "fixedPercent": "100"}]}
FILE = {"files": {"file": ("notat.txt", b"Eit notat.")}}
BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/meetings": {"json": new_meeting("body_0")},
    "PATCH /api/v1/meetings/{meeting_id}": {"json": {"place": "Rådhuset"}},
    "POST /api/v1/meetings/{meeting_id}/agenda-items": {"json": item()},
    "POST /api/v1/meetings/{meeting_id}/actions/take-up": {"json": {"handlingId": new_id("hnd"), "type": "decision"}},
    "POST /api/v1/meetings/{meeting_id}/actions/cancel": {"json": {"reason": "For få saker."}},
    "POST /api/v1/meetings/{meeting_id}/actions/move": {
        "json": {"reason": "Møterommet er opptatt.", "startsAt": "2025-10-21T09:00:00+02:00"}
    },
    "PUT /api/v1/bodies/{body_id}/standing-items": {"json": {"items": []}},
    "POST /api/v1/bodies/{body_id}/calendar-dates": {"json": {"dates": [{"date": "2025-10-20", "startsAt": "09:00"}]}},
    "PATCH /api/v1/calendar-dates/{date_id}": {"json": {"place": "Rådhuset"}},
    "DELETE /api/v1/calendar-dates/{date_id}": {},
    "POST /api/v1/meetings/{meeting_id}/actions/reorder": {"json": {"itemIds": []}},
    "PATCH /api/v1/agenda-items/{item_id}": {"json": {"title": "Ny tittel"}},
    "DELETE /api/v1/agenda-items/{item_id}": {},
    "POST /api/v1/agenda-items/{item_id}/attachments": {"json": {"title": "Notat"}},
    "PATCH /api/v1/attachments/{attachment_id}": {"json": {"title": "Notat"}},
    "DELETE /api/v1/attachments/{attachment_id}": {},
    "PUT /api/v1/papers/items/{item_id}/read": {"json": {"fingerprint": "0" * 64}},
    "PUT /api/v1/papers/items/{item_id}/demand": {},
    "DELETE /api/v1/papers/items/{item_id}/demand": {},
    "POST /api/v1/agenda-items/{item_id}/inhabilities": {"json": {}},
    "PATCH /api/v1/inhabilities/{inhability_id}": {"json": {"state": "decided"}},
    "POST /api/v1/agenda-items/{item_id}/actions/reorder-attachments": {"json": {"attachmentIds": []}},
    "POST /api/v1/agenda-items/{item_id}/actions/return": {"json": {"reason": "Not ready."}},
    "POST /api/v1/agenda-items/{item_id}/actions/withdraw": {"json": {"reason": "Not ready."}},
    "POST /api/v1/agenda-items/{item_id}/actions/postpone": {"json": {"reason": "Not ready."}},
    "POST /api/v1/agenda-items/{item_id}/actions/reopen": {},
    "POST /api/v1/cases/{case_id}/actions/conclude": {},
    "POST /api/v1/cases/{case_id}/actions/reopen": {},
    "POST /api/v1/agenda-items/{item_id}/versions": {"json": {"title": "Tittel"}},
    "POST /api/v1/agenda-items/{item_id}/versions/{number}/actions/restore": {},
    "POST /api/v1/agenda-items/{item_id}/actions/take-lock": {"json": {}},
    "POST /api/v1/agenda-items/{item_id}/actions/release-lock": {},
    "POST /api/v1/notes": {"json": {"meetingId": new_id("mtg"), "itemId": new_id("item"), "text": "Spør."}},
    "PATCH /api/v1/notes/{note_id}": {"json": {"text": "Spør."}},
    "DELETE /api/v1/notes/{note_id}": {},
    "POST /api/v1/documents": FILE,
    "POST /api/v1/documents/{document_id}/versions": FILE,
    "PUT /api/v1/documents/{document_id}/access": {"json": {"access": "open"}},
    "PUT /api/v1/documents/{document_id}/open-version": {"json": {"documentId": None}},
    "POST /api/v1/imports": FILE,
    "PUT /api/v1/imports/{import_id}/draft": {"json": {"meeting": {}}},
    "POST /api/v1/imports/{import_id}/actions/accept": {},
    "POST /api/v1/imports/{import_id}/actions/discard": {},
    "POST /api/v1/meetings/{meeting_id}/actions/publish": {"json": {"kind": "agenda"}},
    "POST /api/v1/meetings/{meeting_id}/actions/withdraw": {"json": {"reason": "By mistake."}},
    "POST /api/v1/publications/{publication_id}/actions/withdraw": {"json": {"reason": "By mistake."}},
    "POST /api/v1/scheduled-publications/{scheduled_id}/actions/cancel": {},
    "DELETE /api/v1/me/sessions/{session_id}": {},
    # Here, too, would be the end of the session that the other routes are asked with.
    "POST /api/v1/me/actions/sign-out-everywhere": {"json": {"exceptHere": True}},
    "POST /api/v1/me/actions/change-password": {"json": {"current": "x", "password": "x"}},
    "POST /api/v1/users": {"json": {"username": "ny", "name": "Ny"}},
    "PATCH /api/v1/users/{user_id}": {"json": {"name": "Ny"}},
    "POST /api/v1/users/{user_id}/grants": {"json": {"role": "case_officer"}},
    "DELETE /api/v1/users/{user_id}/grants/{grant_id}": {},
    "POST /api/v1/users/{user_id}/actions/recover": {},
    "POST /api/v1/users/{user_id}/actions/sign-out": {},
    "POST /api/v1/api-clients": {
        "json": {"name": "Arkivet", "scopes": ["follow_changes"], "expiresAt": "2000-01-01T00:00:00Z"}
    },
    "POST /api/v1/api-clients/{client_id}/actions/rotate": {},
    "POST /api/v1/api-clients/{client_id}/actions/revoke": {},
    "POST /api/v1/webhooks": {"json": {"url": "https://example.org/hook"}},
    "PATCH /api/v1/webhooks/{webhook_id}": {"json": {"enabled": False}},
    "DELETE /api/v1/webhooks/{webhook_id}": {},
    "POST /api/v1/webhooks/{webhook_id}/actions/rotate-secret": {},
    "POST /api/v1/webhooks/{webhook_id}/actions/test": {},
    "POST /api/v1/webhook-deliveries/{delivery_id}/actions/redeliver": {},
    "POST /api/v1/me/passkeys/options": {},
    "POST /api/v1/me/actions/reauthenticate": {"json": {"password": "x"}},
    "POST /api/v1/me/actions/reauthenticate-with-passkey": {"json": {"ceremonyId": "x", "credential": {}}},
    "PATCH /api/v1/meetings/{meeting_id}/minutes": {"json": {"edits": {}}},
    "POST /api/v1/meetings/{meeting_id}/minutes/comments": {"json": {"section": "head", "text": "Hei."}},
    "POST /api/v1/meetings/{meeting_id}/minutes/comments/{comment_id}/actions/answer": {"json": {"answer": "Ja."}},
    "POST /api/v1/meetings/{meeting_id}/minutes/actions/send": {
        "json": {"way": "at_once", "signers": [new_id("pers")]}
    },
    "POST /api/v1/meetings/{meeting_id}/minutes/actions/approve": {"json": {"version": 1}},
    "POST /api/v1/meetings/{meeting_id}/minutes/actions/conclude": {"json": {}},
    "POST /api/v1/meetings/{meeting_id}/minutes/actions/seal": {},
    "POST /api/v1/meetings/{meeting_id}/minutes/actions/publish": {"json": {}},
    "POST /api/v1/meetings/{meeting_id}/minutes/actions/reopen": {"json": {"reason": "By mistake."}},
    "POST /api/v1/meetings/{meeting_id}/minutes/actions/withdraw": {"json": {"reason": "By mistake."}},
    "POST /api/v1/me/passkeys": {"json": {"ceremonyId": "x", "credential": {}, "name": "Telefonen"}},
    "DELETE /api/v1/me/passkeys/{passkey_id}": {},
    "POST /api/v1/users/{user_id}/identities": {"json": {"provider": "none", "subject": "x"}},
    "DELETE /api/v1/users/{user_id}/identities/{identity_id}": {},
    "PATCH /api/v1/municipalities/{municipality_id}": {"json": {"organisationNumber": None}},
    "PATCH /api/v1/organisation": {"json": {"number": None}},
    "POST /api/v1/budgets": {
        "json": {"bodyId": "body_0", "adoptingBodyId": new_id("body"), "year": 2026, "title": "Budsjett"}
    },
    "PATCH /api/v1/budgets/{budget_id}": {"json": {"title": "Budsjett"}},
    "DELETE /api/v1/budgets/{budget_id}": {},
    "PUT /api/v1/budgets/{budget_id}/lines": {"json": {"lines": []}},
    "PUT /api/v1/budgets/{budget_id}/contributions": {"json": {"items": []}},
    "POST /api/v1/budgets/{budget_id}/moves": {
        "json": {"fromKey": "a", "toKey": "b", "amountNok": "1.00", "reason": "Ja."}
    },
    "POST /api/v1/budgets/{budget_id}/actions/adjust-prices": {"json": {"percent": "3.5", "lineKeys": ["a"]}},
    "POST /api/v1/budgets/{budget_id}/actions/recommend": {"json": {"reference": "Sak 7"}},
    "POST /api/v1/budgets/{budget_id}/actions/take-back": {"json": {"reason": "Feil."}},
    "POST /api/v1/budgets/{budget_id}/actions/adopt": {"json": {"reference": "Sak 7"}},
    "POST /api/v1/budgets/{budget_id}/actions/amend": {},
    "POST /api/v1/budgets/{budget_id}/actions/close": {},
    "POST /api/v1/budgets/{budget_id}/accounts-reports": {**FILE, "data": {"asOf": "2026-10-09"}},
    "PUT /api/v1/budgets/{budget_id}/account-mapping": {"json": {"items": [{"account": "5000", "lineKey": None}]}},
    "PUT /api/v1/accounts-reports/{report_id}/forecast": {"json": {"lineKey": "a"}},
    "POST /api/v1/funds": {"json": {"bodyId": "body_0", "name": "Fond"}},
    "POST /api/v1/funds/{fund_id}/movements": {"json": {"onDate": "2026-01-01", "amountNok": "1.00", "text": "Inn"}},
    "POST /api/v1/work-plans": {"json": {"bodyId": "body_0", "year": 2026, "title": "Plan"}},
    "PATCH /api/v1/work-plans/{plan_id}": {"json": {"title": "Plan"}},
    "DELETE /api/v1/work-plans/{plan_id}": {},
    "POST /api/v1/work-plans/{plan_id}/entries": {"json": {"title": "Budsjett", "month": 9}},
    "POST /api/v1/work-plans/{plan_id}/imports": FILE,
    "POST /api/v1/work-plans/{plan_id}/actions/roll": {},
    "POST /api/v1/work-plans/{plan_id}/actions/copy-to-next-year": {},
    "PATCH /api/v1/work-plan-entries/{entry_id}": {"json": {"title": "Budsjett"}},
    "DELETE /api/v1/work-plan-entries/{entry_id}": {},
    "POST /api/v1/work-plan-entries/{entry_id}/actions/move": {"json": {"month": 9, "reason": "Seint."}},
    "POST /api/v1/work-plan-entries/{entry_id}/actions/drop": {"json": {"reason": "Uaktuelt."}},
    "POST /api/v1/work-plan-entries/{entry_id}/actions/done": {},
    "POST /api/v1/work-plan-entries/{entry_id}/actions/reopen": {},
    "POST /api/v1/work-plan-entries/{entry_id}/actions/put-on-agenda": {"json": {}},
    "POST /api/v1/work-plan-entries/{entry_id}/actions/take-off-agenda": {},
    "POST /api/v1/agenda-items/{item_id}/consultations": {"json": {"deadline": "2025-10-13T12:00:00+02:00"}},
    "POST /api/v1/consultations/{consultation_id}/actions/extend": {"json": {"deadline": "2025-10-13T12:00:00+02:00"}},
    "POST /api/v1/consultations/{consultation_id}/actions/close": {},
    "POST /api/v1/consultations/{consultation_id}/actions/refresh": {"json": {}},
    "POST /api/v1/consultations/{consultation_id}/inputs": {"json": {"organisationName": "Laget", "text": text("Ja.")}},
    "POST /api/v1/consultations/{consultation_id}/answers": {"json": {"text": text("Takk.")}},
    "PATCH /api/v1/inputs/{input_id}": {"json": {"organisationName": "Laget"}},
    "POST /api/v1/inputs/{input_id}/actions/withdraw": {},
    "POST /api/v1/reminders/{reminder_id}/actions/done": {},
    "PATCH /api/v1/bodies/{body_id}": {"json": {"remoteMeetings": True}},
    "POST /api/v1/written-procedures": {
        "json": {
            "handlingId": new_id("hnd"),
            "ground": "minor",
            "reason": "Det hastar.",
            "deadline": "2199-01-01T12:00:00Z",
        }
    },
    "PATCH /api/v1/written-procedures/{procedure_id}": {"json": {"reason": "Det hastar."}},
    "POST /api/v1/written-procedures/{procedure_id}/actions/send": {"json": {}},
    "POST /api/v1/written-procedures/{procedure_id}/actions/withdraw": {"json": {"reason": "Tala var feil."}},
    "POST /api/v1/written-procedures/{procedure_id}/actions/publish-record": {"json": {}},
    "POST /api/v1/written-procedures/{procedure_id}/actions/withdraw-record": {"json": {"reason": "Feil vedlegg."}},
    "POST /api/v1/written-procedures/{procedure_id}/answers": {"json": {"content": True, "form": True}},
    "POST /api/v1/agenda-items/{item_id}/resolutions": {"json": {"title": "Budsjett", "text": text("Ja.")}},
    "POST /api/v1/resolutions/{resolution_id}/versions": {
        "json": {"title": "Budsjett", "text": text("Ja."), "outcome": "adopted", "reason": "Skrivefeil."}
    },
    "POST /api/v1/resolutions/{resolution_id}/actions/finalise": {},
    "POST /api/v1/resolutions/{resolution_id}/actions/start": {},
    "POST /api/v1/resolutions/{resolution_id}/actions/implement": {},
    "POST /api/v1/resolutions/{resolution_id}/actions/resume": {},
    "POST /api/v1/resolutions/{resolution_id}/actions/supersede": {"json": {"reason": "Avløyst."}},
    "POST /api/v1/resolutions/{resolution_id}/actions/rescind": {"json": {"reason": "Oppheva."}},
    "POST /api/v1/resolutions/{resolution_id}/actions/reinstate": {},
    "POST /api/v1/resolutions/{resolution_id}/follow-ups": {
        "json": {"what": "Skriv", "ownerName": "Vik kommune", "dueOn": "2026-01-01"}
    },
    "POST /api/v1/meetings/{meeting_id}/actions/take-up-follow-ups": {"json": {"followUpIds": [new_id("fup")]}},
    "PUT /api/v1/bodies/{body_id}/evaluation-statements": {"json": {"items": ["Alle kom til orde."]}},
    "POST /api/v1/meetings/{meeting_id}/evaluation": {"json": {}},
    "PUT /api/v1/evaluations/{evaluation_id}/answer": {"json": {"scores": [5]}},
    "POST /api/v1/evaluations/{evaluation_id}/actions/close": {},
    "POST /api/v1/key-figure-series": {"json": {"slug": "cases", "name": "Saker"}},
    "POST /api/v1/key-figures": {
        "json": {
            "series": "population",
            "asOf": "2025-01-01",
            "source": "SSB",
            "figures": [{"municipalityId": "mun_0", "value": "1"}],
        }
    },
    "POST /api/v1/key-figures/imports": FILE,
    "POST /api/v1/key-figures/fetches": {"json": {"series": "none", "asOf": "2025-01-01"}},
    "POST /api/v1/cost-sharing/compare": {"json": COMPARISON},
    "POST /api/v1/cost-sharing/calculations": {"json": {"name": "Døme", "asked": COMPARISON}},
    "POST /api/v1/cost-sharing/calculations/{calculation_id}/actions/publish": {},
    "POST /api/v1/cost-sharing/calculations/{calculation_id}/actions/withdraw": {"json": {"reason": "Feil."}},
    "POST /api/v1/cost-sharing-agreements": {"json": {"name": "PPT", "model": {"fixedPercent": "100"}}},
    "PATCH /api/v1/cost-sharing-agreements/{agreement_id}": {"json": {"name": "PPT", "purpose": None}},
    "POST /api/v1/cost-sharing-agreements/{agreement_id}/versions": {"json": {"model": {"fixedPercent": "100"}}},
    "PUT /api/v1/cost-sharing-agreements/{agreement_id}/versions/{number}": {"json": {"model": {"fixedPercent": "1"}}},
    "DELETE /api/v1/cost-sharing-agreements/{agreement_id}/versions/{number}": {},
    "POST /api/v1/cost-sharing-agreements/{agreement_id}/versions/{number}/actions/adopt": {
        "json": {"adoptedBy": "Kommunestyra", "inForceFrom": "2025-01-01"}
    },
    "POST /api/v1/cost-sharing-agreements/{agreement_id}/versions/{number}/actions/bring-into-force": {},
    "POST /api/v1/cost-sharing-agreements/{agreement_id}/versions/{number}/actions/terminate": {
        "json": {"reason": "Nedlagt.", "lastDay": "2026-12-31"}
    },
    "POST /api/v1/cost-sharing-agreements/{agreement_id}/allocation": {"json": {"year": 2026}},
    "PATCH /api/v1/follow-ups/{follow_up_id}": {"json": {"what": "Skriv"}},
    "POST /api/v1/follow-ups/{follow_up_id}/actions/start": {},
    "POST /api/v1/follow-ups/{follow_up_id}/actions/done": {"json": {}},
    "POST /api/v1/follow-ups/{follow_up_id}/actions/drop": {"json": {"reason": "Uaktuelt."}},
    "POST /api/v1/follow-ups/{follow_up_id}/actions/reopen": {},
}
ROOM: dict[str, dict[str, Any]] = {
    "open": {"present": []},
    "adjourn": {},
    "resume": {},
    "close": {},
    "arrive": {"personId": "pers_0"},
    "leave": {"personId": "pers_0"},
    "note-absence": {"personId": "pers_0"},
    "step-in": {"personId": "pers_0", "memberId": "pers_1"},
    "hand-over-chair": {"personId": "pers_0"},
    "start-item": {"itemId": "item_0"},
    "conclude-item": {"outcome": "adopted"},
    "reopen-item": {"itemId": "item_0"},
    "add-item": {"type": "decision", "title": "Ny sak"},
    "object": {"itemId": "item_0"},
    "demand-ordinary-meeting": {"itemId": "item_0"},
    "withdraw-demand": {"itemId": "item_0"},
    "declare-inhability": {"itemId": "item_0"},
    "close-doors": {"legalBasis": "koml-11-5-2"},
    "open-doors": {},
    "move-proposal": {"kind": "alternative", "text": text("Nei.")},
    "revise-proposal": {"proposalId": "prop_0", "text": text("Nei.")},
    "fill-blanks": {"proposalId": "prop_0", "values": []},
    "withdraw-proposal": {"proposalId": "prop_0"},
    "settle-vote-order": {"steps": [{"way": "for_against", "proposalIds": ["prop_0"]}]},
    "open-vote": {"subject": "postponement"},
    "cast-ballot": {"vote": 1, "choice": "for"},
    "close-vote": {},
    "abandon-vote": {"reason": "Feil."},
    "request-floor": {},
    "withdraw-request": {"speaker": 1},
    "give-floor": {"speaker": 1},
    "end-speech": {},
    "limit-speaking": {"minutes": 3},
    "record-dissent": {"itemId": "item_0", "personId": "pers_0", "text": "Usamd."},
    "remark": {"itemId": "item_0", "text": "Merknad."},
    "correct": {"seq": 1, "reason": "Feil."},
}
BODIES |= {f"POST /api/v1/meetings/{{meeting_id}}/room/actions/{name}": {"json": body} for name, body in ROOM.items()}
QUERIES = {
    "GET /api/v1/budgets/{budget_id}/comparison": {"before": "1"},
    "GET /api/v1/budgets/{budget_id}/invoices.zip": {"issuedOn": "2026-01-01", "dueOn": "2026-02-01"},
    "GET /api/v1/meetings/{meeting_id}/readiness": {"kind": "papers"},
    "GET /api/v1/meetings/{meeting_id}/preview": {"kind": "papers"},
    "GET /api/v1/meetings/{meeting_id}/member-preview": {"kind": "papers"},
    "GET /api/v1/bodies/{body_id}/meeting-suggestion": {"date": "2025-10-20"},
}
PLACEHOLDERS = {
    "body_id": new_id("body"),
    "date_id": new_id("cal"),
    "meeting_id": new_id("mtg"),
    "item_id": new_id("item"),
    "attachment_id": new_id("att"),
    "case_id": new_id("case"),
    "number": "1",
    "document_id": new_id("doc"),
    "document_version_id": new_id("dver"),
    "inhability_id": new_id("inh"),
    "note_id": new_id("note"),
    "import_id": new_id("imp"),
    "publication_id": new_id("pub"),
    "scheduled_id": new_id("sched"),
    "session_id": new_id("ses"),
    "user_id": new_id("acc"),
    "grant_id": new_id("role"),
    "client_id": new_id("cli"),
    "identity_id": new_id("ext"),
    "passkey_id": new_id("pkey"),
    "webhook_id": new_id("hook"),
    "delivery_id": new_id("dlv"),
    "municipality_id": new_id("mun"),
    "plan_id": new_id("plan"),
    "entry_id": new_id("entry"),
    "consultation_id": new_id("cons"),
    "input_id": new_id("cinp"),
    "reminder_id": new_id("rem"),
    "resolution_id": new_id("res"),
    "follow_up_id": new_id("fup"),
    "evaluation_id": new_id("evl"),
    "calculation_id": new_id("calc"),
    "agreement_id": new_id("cagr"),
    "comment_id": new_id("mcom"),
    "procedure_id": new_id("wpr"),
    "budget_id": new_id("bud"),
    "fund_id": new_id("fund"),
    "report_id": new_id("arep"),
}


ADMINISTRATION = {"administration", "other_administration"}
CASE_WORKERS = ADMINISTRATION | {"case_officer"}
OWN_NOTES = [
    "GET /api/v1/notes",
    "GET /api/v1/notes/export",
    "GET /api/v1/notes/{note_id}",
    "POST /api/v1/notes",
    "PATCH /api/v1/notes/{note_id}",
    "DELETE /api/v1/notes/{note_id}",
]
AUDIENCES: list[tuple[set[str], list[str]]] = [
    (
        set(ACTORS),
        [
            # Whoever may not know of a consultation, an input or a reminder is told that there is none.
            "GET /api/v1/consultations",
            "GET /api/v1/consultations/{consultation_id}",
            "GET /api/v1/consultations/{consultation_id}/documents/{document_id}/content",
            "GET /api/v1/agenda-items/{item_id}/consultations",
            "POST /api/v1/consultations/{consultation_id}/actions/extend",
            "POST /api/v1/consultations/{consultation_id}/actions/close",
            "POST /api/v1/consultations/{consultation_id}/actions/refresh",
            "POST /api/v1/consultations/{consultation_id}/inputs",
            "POST /api/v1/consultations/{consultation_id}/answers",
            "PATCH /api/v1/inputs/{input_id}",
            "POST /api/v1/inputs/{input_id}/actions/withdraw",
            "GET /api/v1/legal-bases",
            "GET /api/v1/reminders",
            "POST /api/v1/reminders/{reminder_id}/actions/done",
        ],
    ),
    # Everyone may ask; who sees nothing of the body is told 404.
    (
        set(ACTORS),
        [
            "GET /api/v1/work-plans",
            "GET /api/v1/work-plans/{plan_id}",
            "GET /api/v1/work-plans/{plan_id}/roll",
            "GET /api/v1/work-plans/{plan_id}/export.xlsx",
            "GET /api/v1/work-plan-entries/{entry_id}",
        ],
    ),
    # There is a room for who has a seat in the body or administers it; others are told 404.
    (
        set(ACTORS),
        [
            "GET /api/v1/meetings/{meeting_id}/room",
            "GET /api/v1/meetings/{meeting_id}/room/stream",
            *(f"POST /api/v1/meetings/{{meeting_id}}/room/actions/{name}" for name in ROOM),
        ],
    ),
    ({"administration"}, ["POST /api/v1/work-plans", "POST /api/v1/budgets", "POST /api/v1/funds"]),
    # Everyone may ask; a budget that is not for the actor is told like what never was.
    (
        set(ACTORS),
        [
            "GET /api/v1/budgets",
            "GET /api/v1/budgets/{budget_id}",
            "GET /api/v1/budgets/{budget_id}/comparison",
            "GET /api/v1/budgets/{budget_id}/lines.csv",
            "GET /api/v1/budgets/{budget_id}/lines.xlsx",
            "GET /api/v1/accounts-reports/{report_id}",
            "GET /api/v1/funds",
            "GET /api/v1/funds/{fund_id}",
        ],
    ),
    # Of drafts and of calculations that are not for them everybody is told that there are none.
    (
        set(ACTORS),
        [
            "GET /api/v1/key-figure-series",
            "GET /api/v1/key-figures",
            "POST /api/v1/cost-sharing/compare",
            "GET /api/v1/cost-sharing/calculations/{calculation_id}",
            "GET /api/v1/cost-sharing/calculations/{calculation_id}/text",
            "GET /api/v1/cost-sharing/calculations/{calculation_id}/export.csv",
            "GET /api/v1/cost-sharing/calculations/{calculation_id}/export.xlsx",
            "GET /api/v1/cost-sharing/calculations/{calculation_id}/export.pdf",
            "GET /api/v1/cost-sharing-agreements",
            "GET /api/v1/cost-sharing-agreements/{agreement_id}",
            "POST /api/v1/cost-sharing-agreements/{agreement_id}/allocation",
        ],
    ),
    (
        CASE_WORKERS,
        ["GET /api/v1/cost-sharing/calculations", "POST /api/v1/cost-sharing/calculations"],
    ),
    # Whoever may not read a resolution, or own its follow-up, is told that there is none.
    (
        set(ACTORS),
        [
            "GET /api/v1/resolutions",
            "GET /api/v1/resolutions/export.csv",
            "GET /api/v1/resolutions/export.xlsx",
            "GET /api/v1/resolutions/{resolution_id}",
            "GET /api/v1/resolutions/{resolution_id}/versions/{number}",
            "POST /api/v1/resolutions/{resolution_id}/versions",
            "POST /api/v1/resolutions/{resolution_id}/actions/finalise",
            "POST /api/v1/resolutions/{resolution_id}/actions/start",
            "POST /api/v1/resolutions/{resolution_id}/actions/implement",
            "POST /api/v1/resolutions/{resolution_id}/actions/resume",
            "POST /api/v1/resolutions/{resolution_id}/actions/supersede",
            "POST /api/v1/resolutions/{resolution_id}/actions/rescind",
            "POST /api/v1/resolutions/{resolution_id}/actions/reinstate",
            "POST /api/v1/resolutions/{resolution_id}/follow-ups",
            "GET /api/v1/written-procedures",
            "GET /api/v1/written-procedures/{procedure_id}",
            "GET /api/v1/written-procedures/{procedure_id}/record.pdf",
            "GET /api/v1/written-procedures/{procedure_id}/documents/{document_version_id}",
            "PATCH /api/v1/written-procedures/{procedure_id}",
            "POST /api/v1/written-procedures/{procedure_id}/actions/send",
            "POST /api/v1/written-procedures/{procedure_id}/actions/withdraw",
            "POST /api/v1/written-procedures/{procedure_id}/actions/publish-record",
            "POST /api/v1/written-procedures/{procedure_id}/actions/withdraw-record",
            "POST /api/v1/written-procedures/{procedure_id}/answers",
            "GET /api/v1/evaluations",
            "GET /api/v1/meetings/{meeting_id}/evaluation",
            "PUT /api/v1/evaluations/{evaluation_id}/answer",
            "POST /api/v1/evaluations/{evaluation_id}/actions/close",
            "GET /api/v1/follow-ups",
            "GET /api/v1/follow-ups/counts",
            "GET /api/v1/follow-ups/{follow_up_id}",
            "PATCH /api/v1/follow-ups/{follow_up_id}",
            "POST /api/v1/follow-ups/{follow_up_id}/actions/start",
            "POST /api/v1/follow-ups/{follow_up_id}/actions/done",
            "POST /api/v1/follow-ups/{follow_up_id}/actions/drop",
            "POST /api/v1/follow-ups/{follow_up_id}/actions/reopen",
        ],
    ),
    (set(ACTORS), OWN_NOTES),
    (
        set(ACTORS),
        [
            "GET /api/v1/me",
            "GET /api/v1/organisation",
            "GET /api/v1/bodies",
            "GET /api/v1/bodies/{body_id}",
            "GET /api/v1/bodies/{body_id}/mandates",
            "GET /api/v1/municipalities",
            "GET /api/v1/municipalities/{municipality_id}",
            "GET /api/v1/papers/meetings",
            "GET /api/v1/papers/meetings/{meeting_id}",
            "GET /api/v1/papers/minutes",
            "GET /api/v1/papers/meetings/{meeting_id}/documents/{document_version_id}",
            "GET /api/v1/papers/meetings/{meeting_id}/demands",
            "PUT /api/v1/papers/items/{item_id}/read",
            "PUT /api/v1/papers/items/{item_id}/demand",
            "DELETE /api/v1/papers/items/{item_id}/demand",
            "POST /api/v1/agenda-items/{item_id}/inhabilities",
            "GET /api/v1/me/sessions",
            "DELETE /api/v1/me/sessions/{session_id}",
            "POST /api/v1/me/actions/sign-out-everywhere",
            "POST /api/v1/me/actions/change-password",
            "GET /api/v1/me/passkeys",
            "POST /api/v1/me/passkeys/options",
            "POST /api/v1/me/actions/reauthenticate",
            "POST /api/v1/me/actions/reauthenticate-with-passkey",
            # Of minutes that are not for them everybody is told that there are none.
            "GET /api/v1/meetings/{meeting_id}/minutes",
            "PATCH /api/v1/meetings/{meeting_id}/minutes",
            "POST /api/v1/meetings/{meeting_id}/minutes/comments",
            "POST /api/v1/meetings/{meeting_id}/minutes/comments/{comment_id}/actions/answer",
            "POST /api/v1/meetings/{meeting_id}/minutes/actions/send",
            "POST /api/v1/meetings/{meeting_id}/minutes/actions/approve",
            "POST /api/v1/meetings/{meeting_id}/minutes/actions/conclude",
            "POST /api/v1/meetings/{meeting_id}/minutes/actions/reopen",
            "POST /api/v1/meetings/{meeting_id}/minutes/actions/seal",
            "GET /api/v1/meetings/{meeting_id}/minutes/minutes.pdf",
            "GET /api/v1/meetings/{meeting_id}/minutes/items/{item_id}/extract.pdf",
            "POST /api/v1/me/passkeys",
            "DELETE /api/v1/me/passkeys/{passkey_id}",
        ],
    ),
    (
        {"system_administrator"},
        [
            "GET /api/v1/users",
            "POST /api/v1/users",
            "GET /api/v1/users/{user_id}",
            "PATCH /api/v1/users/{user_id}",
            "POST /api/v1/users/{user_id}/grants",
            "DELETE /api/v1/users/{user_id}/grants/{grant_id}",
            "POST /api/v1/users/{user_id}/actions/recover",
            "POST /api/v1/users/{user_id}/actions/sign-out",
            "GET /api/v1/users/{user_id}/identities",
            "POST /api/v1/users/{user_id}/identities",
            "DELETE /api/v1/users/{user_id}/identities/{identity_id}",
            "GET /api/v1/api-clients",
            "POST /api/v1/api-clients",
            "GET /api/v1/api-clients/{client_id}",
            "POST /api/v1/api-clients/{client_id}/actions/rotate",
            "POST /api/v1/api-clients/{client_id}/actions/revoke",
            "PATCH /api/v1/municipalities/{municipality_id}",
            "PATCH /api/v1/organisation",
        ],
    ),
    (
        CASE_WORKERS,
        [
            "GET /api/v1/meetings",
            "GET /api/v1/meetings/{meeting_id}",
            "GET /api/v1/meetings/{meeting_id}/notice-plan",
            "GET /api/v1/agenda-items/{item_id}",
            "PATCH /api/v1/agenda-items/{item_id}",
            "DELETE /api/v1/agenda-items/{item_id}",
            "POST /api/v1/agenda-items/{item_id}/attachments",
            "GET /api/v1/cases",
            "GET /api/v1/cases/{case_id}",
            "POST /api/v1/agenda-items/{item_id}/actions/reorder-attachments",
            "POST /api/v1/agenda-items/{item_id}/actions/return",
            "POST /api/v1/agenda-items/{item_id}/actions/withdraw",
            "POST /api/v1/agenda-items/{item_id}/actions/postpone",
            "POST /api/v1/agenda-items/{item_id}/actions/reopen",
            "GET /api/v1/agenda-items/{item_id}/versions",
            "GET /api/v1/agenda-items/{item_id}/versions/{number}",
            "POST /api/v1/agenda-items/{item_id}/versions",
            "POST /api/v1/agenda-items/{item_id}/versions/{number}/actions/restore",
            "GET /api/v1/agenda-items/{item_id}/editing",
            "POST /api/v1/agenda-items/{item_id}/actions/take-lock",
            "POST /api/v1/agenda-items/{item_id}/actions/release-lock",
            "GET /api/v1/attachments/{attachment_id}",
            "PATCH /api/v1/attachments/{attachment_id}",
            "DELETE /api/v1/attachments/{attachment_id}",
            "POST /api/v1/documents",
            "GET /api/v1/documents/{document_id}",
            "GET /api/v1/documents/{document_id}/content",
            "POST /api/v1/documents/{document_id}/versions",
            "PUT /api/v1/documents/{document_id}/access",
            "PUT /api/v1/documents/{document_id}/open-version",
        ],
    ),
    # The body is named in what is sent, so the administration of another one is told that it may not.
    ({"administration"}, ["POST /api/v1/meetings"]),
    (
        {"system_administrator"},
        [
            "GET /api/v1/webhooks",
            "POST /api/v1/webhooks",
            "GET /api/v1/webhooks/{webhook_id}",
            "PATCH /api/v1/webhooks/{webhook_id}",
            "DELETE /api/v1/webhooks/{webhook_id}",
            "POST /api/v1/webhooks/{webhook_id}/actions/rotate-secret",
            "POST /api/v1/webhooks/{webhook_id}/actions/test",
            "GET /api/v1/webhooks/{webhook_id}/deliveries",
            "POST /api/v1/webhook-deliveries/{delivery_id}/actions/redeliver",
        ],
    ),
    # An administration gets the events of its own bodies.
    (
        ADMINISTRATION | {"system_administrator"},
        [
            "GET /api/v1/audit",
            "GET /api/v1/audit/types",
            "GET /api/v1/audit/export.csv",
            "GET /api/v1/audit/export.xlsx",
        ],
    ),
    # The events of all bodies: for nobody who administers a single one.
    (set(), ["GET /api/v1/changes"]),
]


def audience(route: Route) -> set[str]:
    """The kinds of actor that a guarded route lets in."""
    found = [admitted for admitted, names in AUDIENCES if str(route) in names]
    assert len(found) <= 1, f"{route} stands in two lists"
    return found[0] if found else ADMINISTRATION


def is_public(route: Route) -> bool:
    if str(route) in FOR_ALL:
        return True
    return route.method in ("GET", "") and route.path.startswith(tuple(PUBLIC))


def guarded() -> list[Route]:
    return [route for route in ROUTES if not is_public(route)]


def test_there_are_routes_of_both_kinds():
    assert len(guarded()) > 25
    assert len(ROUTES) - len(guarded()) > 25


@pytest.mark.parametrize("route", guarded(), ids=str)
def test_every_guarded_route_that_takes_something_stands_in_the_table(route):
    assert route.method == "GET" or str(route) in BODIES


@pytest.mark.parametrize("route", guarded(), ids=str)
async def test_a_guarded_route_refuses_anyone_who_is_not_signed_in(site: Site, route: Route):
    answer = await send(site.anonymous, route, site)

    assert answer.status_code == 401, answer.text
    assert answer.json()["type"] == "/problems/unauthenticated"


@pytest.mark.parametrize("route", guarded(), ids=str)
async def test_a_guarded_route_refuses_a_made_up_session(site: Site, route: Route):
    answer = await send(site.anonymous, route, site, headers={"Cookie": "samstyre=made-up"})

    assert answer.status_code == 401


@pytest.mark.parametrize("route", guarded(), ids=str)
async def test_a_guarded_route_lets_the_administrator_in(site: Site, route: Route):
    answer = await send(site.admin, route, site)

    assert answer.status_code not in (401, 403), answer.text
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("route", guarded(), ids=str)
async def test_a_guarded_route_lets_in_the_kinds_of_actor_it_is_for_and_no_others(site: Site, route: Route):
    answers = {kind: await send(client, route, site) for kind, client in site.actors.items()}
    refused = {kind: answer for kind, answer in answers.items() if answer.status_code in (401, 403)}

    assert answers.keys() - refused.keys() == audience(route)
    assert all(answer.status_code == 403 and answer.json()["detail"] for answer in refused.values())


def test_every_route_named_in_the_lists_exists():
    named = {name for _, names in AUDIENCES for name in names}

    assert named <= {str(route) for route in guarded()}


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if is_public(r) and r.path.startswith("/api/v1/published")], ids=str
)
async def test_an_open_route_answers_alike_with_and_without_a_session(site: Site, route: Route):
    path = filled(route.path, {**PLACEHOLDERS, "slug": "styret", "case_id": new_id("case"), "kind": "agenda"})
    with_session, without = await site.admin.get(path), await site.anonymous.get(path)

    assert without.status_code in (200, 404), without.text
    assert (with_session.status_code, stripped(with_session)) == (without.status_code, stripped(without))


@pytest.mark.parametrize("route", guarded(), ids=str)
async def test_a_guarded_answer_is_never_kept_by_a_shared_cache(site: Site, route: Route):
    clients = (site.anonymous, site.admin, site.actors["nobody"])
    kept = [(await send(client, route, site)).headers.get("cache-control", "") for client in clients]

    assert all("private" in one or "no-store" in one for one in kept), kept


def stripped(answer: Any) -> Any:
    """What an answer says, without the id of the request."""
    if "problem" in answer.headers["content-type"]:
        return {name: value for name, value in answer.json().items() if name != "instance"}
    return answer.content


async def send(client: Any, route: Route, site: Site, **options: Any) -> Any:
    body = BODIES.get(str(route), {})
    if "bodyId" in body.get("json", {}):
        body = {"json": {**body["json"], "bodyId": site.body_id}}
    return await client.request(
        route.method,
        filled(route.path, {**PLACEHOLDERS, "rest": "x"}),
        params=QUERIES.get(str(route)),
        **body,
        **options,
    )
