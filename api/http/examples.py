"""Examples for the description of the API: made of its own schemas, with words and figures of the field by name.

They are made and not written, so that none is forgotten and none goes stale: a new field shows up in every example of
the operations that have it.
"""

from collections.abc import Iterator
from typing import Any, Final

Json = dict[str, Any]

_ID: Final = "01k7z1v8j6e2xbt5w3n4m9q0rs"
_SHA256: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_TEXT: Final = {
    "type": "doc",
    "content": [
        {
            "type": "paragraph",
            "attrs": {"id": "k3vq7d2a"},
            "content": [{"type": "text", "text": "Styret vedtek budsjettet for 2026."}],
        }
    ],
}
_MEETING: Final = ("Styremøte 09-25 i Sogn KO",)
# By the name of the field, alone or after its schema's; the first value that the field's schema allows is taken.
_BY_NAME: Final[dict[str, tuple[Any, ...]]] = {
    "access": ("open",),
    "current": (True,),
    "disabledAt": (None,),
    "email": ("kari.kontor@example.no",),
    "exceptHere": (True,),
    "key": ("sk_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",),
    "keyPrefix": ("sk_3q2-7w",),
    "lastUsedAt": ("2025-10-20T08:55:00+02:00",),
    "revokedAt": (None,),
    "token": ("3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",),
    "userAgent": ("Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0",),
    "url": ("https://example.no/logg-inn/nytt-passord#3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",),
    "username": ("kari",),
    "actorKind": ("administration",),
    "actorName": ("Kari Kontor",),
    "after": ({"number": "09-25", "items": 19},),
    "agendaNoticeDays": (7,),
    "audience": ("Ordførarane i kommunane",),
    "before": (None,),
    "blanks": (0,),
    "cancelledBecause": (None,),
    "body": ("Styret i Sogn KO",),
    "bodyName": ("Styret i Sogn KO",),
    "bodySlug": ("styret",),
    "caption": ("Fordeling etter folketal",),
    "caseNumber": ("9",),
    "changeNote": ("Vedlegg 2 til sak 8 er kome til.",),
    "code": ("attachment-missing",),
    "date": ("2025-10-20",),
    "deputyOrder": (1,),
    "end": ("14:45",),
    "endsAt": ("14:45", "2025-10-20T14:45:00+02:00"),
    "endsOn": (None,),
    "eventTypes": (["meeting.published", "meeting.withdrawn"],),
    "failure": (None,),
    "filename": ("budsjett-2026.pdf",),
    "headers": (["Kommune", "Folketal"],),
    "itemCount": (19,),
    "itemNumber": (8,),
    "kind": ("papers", "board", "main"),
    "label": ("a", "8"),
    "lang": ("nn",),
    "legalBasis": (None,),
    "mediaType": ("application/pdf",),
    "meetingsOpen": (True,),
    "next": ("WyJtZWV0aW5ncyJd", 43),
    "message": ("Vedlegget manglar.",),
    "name": ("Sogn KO",),
    "number": ("09-25", 8),
    "openTitle": (None,),
    "organisationNumber": ("837589802",),
    "pages": (4,),
    "papersNoticeDays": (7,),
    "password": ("ein lang frase som ingen gjettar",),
    "path": ("/møte/styret/2025-10-20",),
    "personName": ("Kari Nordmann",),
    "plannedMinutes": (20,),
    "place": ("Heradshuset i Aurland",),
    "position": (42,),
    "previous": (None,),
    "reason": ("Feil vedlegg var lagt ved.",),
    "recommendsTo": (None,),
    "remote": (False,),
    "requestId": ("019a1e2f5b7c7d3e8f9a0b1c2d3e4f50",),
    "revision": (3,),
    "role": ("chair", "text"),
    "roles": (["administrator"],),
    "rows": ([["Aurland", "1836"]],),
    "series": ("population",),
    "severity": ("warning",),
    "shortName": ("Sogn KO",),
    "size": (183_204,),
    "slug": ("styret",),
    "source": ("SSB tabell 01222",),
    "start": ("09:00",),
    "startsAt": ("09:00", "2025-10-20T09:00:00+02:00"),
    "status": ("available", "expected", "scheduled", "draft"),
    "subItem": (None,),
    "subjectType": ("meeting",),
    "supersedes": (None,),
    "text": ("Styret vedtek budsjettet for 2026.", _TEXT),
    "title": ("Budsjett 2026",),
    "type": ("decision", "meeting.created", "published"),
    "value": ("1836",),
    "year": (2026,),
    "AmountRule.amount": (None,),
    "AmountRule.year": (None,),
    "AttachmentOut.number": ("1",),
    "AttachmentView.number": ("1",),
    "BodyOut.kind": ("board",),
    "BodyView.kind": ("board",),
    "BodyView.name": ("Styret i Sogn KO",),
    "BodyOut.name": ("Styret i Sogn KO",),
    "DeclareInhability.legalBasis": ("kommunelova § 11-10",),
    "InhabilityInRoom.legalBasis": ("kommunelova § 11-10",),
    "LiveInhability.legalBasis": ("kommunelova § 11-10",),
    "OpenVote.personId": (None,),
    "Deadline.text": ("Frist for tilbakemelding frå kommunane",),
    "DraftMeeting.title": _MEETING,
    "DeliveryOut.type": ("meeting.published",),
    "NewWebhook.url": ("https://www.example.no/samstyre",),
    "WebhookPatch.url": ("https://www.example.no/samstyre",),
    "WebhookOut.url": ("https://www.example.no/samstyre",),
    "EventMessage.type": ("meeting.published",),
    "AuditEntry.type": ("meeting.created",),
    "EventOut.type": ("meeting.created",),
    "FindingOut.path": ("/items/7/attachments/0",),
    "MeetingBrief.title": _MEETING,
    "MeetingOut.title": _MEETING,
    "MeetingPatch.title": _MEETING,
    "MeetingSummary.title": _MEETING,
    "MeetingView.title": _MEETING,
    "MunicipalityOut.name": ("Aurland",),
    "MunicipalityOut.number": ("4641",),
    "NewAttachment.number": ("1",),
    "MeetingSuggestion.title": _MEETING,
    "MeetingToPrepare.title": _MEETING,
    "NewMeeting.title": _MEETING,
    "OrganisationOut.number": ("837589802",),
    "OrganisationView.number": ("837589802",),
    "ProgrammeEntry.text": ("Omvising",),
    "ProgrammeSlot.text": ("Saker",),
    "ProgrammeSlotView.text": ("Saker",),
    "PublicationOut.reason": (None,),
    "PublishOrder.at": (None,),
    "PublishedBody.kind": ("board",),
    "PublishedBody.name": ("Styret i Sogn KO",),
    "PublishedSummary.title": _MEETING,
    "Reference.text": ("Styrevedtak 4. juni 2025, sak 9",),
    "StandingItemFields.title": ("Godkjenning av innkalling og sakliste",),
    "StandingItemOut.title": ("Godkjenning av innkalling og sakliste",),
    "SideEvent.title": ("Opning av utstilling",),
    "ApiClientOut.name": ("Sakssystemet i Aurland kommune",),
    "NewApiClient.name": ("Sakssystemet i Aurland kommune",),
    "NewUser.name": ("Kari Kontor",),
    "User.name": ("Kari Kontor",),
    "UserOut.name": ("Kari Kontor",),
    "UserPatch.name": ("Kari Kontor",),
    "website": ("https://www.example.no",),
    "withdrawnAt": (None,),
}
# Whose id an ``id`` is, by the schema's name; the first that its name holds is taken.
_OWNERS: Final = (
    *(("CostCalculation", "calc"), ("PublishedCalculation", "calc"), ("CostSharingVersion", "agrv")),
    *(("CostSharingAgreement", "cagr"), ("KeyFigure", "fig")),
    *(("WorkPlan", "plan"), ("EntryOut", "entry"), ("EntryTrail", "entry")),
    *(("DocumentVersion", "dver"), ("AttachedDocument", "doc"), ("PublishedDocument", "doc"), ("Document", "doc")),
    *(("Attachment", "att"), ("SubItem", "sub"), ("Proposal", "prop"), ("SideEvent", "side"), ("Case", "case")),
    *(
        ("CalendarDate", "cal"),
        ("StandingItem", "stand"),
        ("ScheduledPublication", "sched"),
        ("Publication", "pub"),
        ("Import", "imp"),
        ("Item", "item"),
    ),
    *(("PublishedSummary", "mtg"), ("Meeting", "mtg"), ("Body", "body"), ("Municipality", "mun"), ("Mandate", "mand")),
    *(("UserGrant", "role"), ("User", "acc"), ("SessionOut", "ses"), ("ApiClient", "cli"), ("Organisation", "org")),
    *(("Delivery", "dlv"), ("Webhook", "hook")),
)
_REFERENCES: Final = {
    "attachmentId": "att",
    "bodyId": "body",
    "chairedBy": "pers",
    "currentItemId": "item",
    "deputyId": "pers",
    "calculationId": "calc",
    "calendarDateId": "cal",
    "caseId": "case",
    "copyFrom": "mtg",
    "documentId": "doc",
    "handlingId": "hnd",
    "itemId": "item",
    "itemIds": "item",
    "meetingId": "mtg",
    "memberId": "pers",
    "moverId": "pers",
    "municipalityId": "mun",
    "personId": "pers",
    "planId": "plan",
    "proposalId": "prop",
    "publicationId": "pub",
    "resolutionId": "res",
    "subjectId": "mtg",
    "versionId": "dver",
    "webhookId": "hook",
    "actorId": "acc",
}
_BY_FORMAT: Final = {"date": "2025-10-20", "date-time": "2025-10-13T12:00:00+02:00", "binary": "…"}
_BY_TYPE: Final = {"string": "…", "integer": 1, "number": 1, "boolean": True, "object": {}, "null": None}
_PYTHON: Final[dict[str, Any]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def add(document: Json) -> None:
    """Gives every JSON body and JSON answer in ``document`` an example, except where it has one."""
    made = _Maker(document["components"]["schemas"])
    for media in _media(document):
        if "schema" in media and not media.keys() & {"example", "examples"}:
            media["example"] = made.example(media["schema"])


def _media(document: Json) -> Iterator[Json]:
    for item in (*document["paths"].values(), *document.get("webhooks", {}).values()):
        for operation in item.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            yield from (
                body["content"]["application/json"] for body in bodies if "application/json" in body.get("content", {})
            )


class _Maker:
    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas

    def example(self, schema: Json, name: str = "", owner: str = "") -> Any:  # noqa: ANN401 -- any JSON
        """A value of ``schema``, which belongs to the field ``name`` of the schema ``owner``."""
        if "$ref" in schema:
            owner = schema["$ref"].rpartition("/")[2]
            return self.example(self._schemas[owner], name, owner)
        if "properties" in schema:
            return {field: self.example(one, field, owner) for field, one in schema["properties"].items()}
        choices = schema.get("anyOf") or schema.get("oneOf") or [schema]
        if (found := self._named(choices, name, owner)) is not _NOTHING:
            return found
        chosen = choices[0]
        if chosen is not schema:
            return self.example(chosen, name, owner)
        return self._plain(schema, name, owner)

    def _named(self, choices: list[Json], name: str, owner: str) -> Any:  # noqa: ANN401
        if name == "id":
            prefix = next((prefix for part, prefix in _OWNERS if part in owner), None)
            return f"{prefix}_{_ID}" if prefix else _NOTHING
        if (
            f"{owner}.{name}" not in _BY_NAME
            and name in _REFERENCES
            and any(choice.get("type") == "string" for choice in choices)
        ):
            return f"{_REFERENCES[name]}_{_ID}"
        known = _BY_NAME.get(f"{owner}.{name}", _BY_NAME.get(name, ()))
        fitting = (value for value in known if any(_fits(value, choice) for choice in choices))
        return next(fitting, _NOTHING)

    def _plain(self, schema: Json, name: str, owner: str) -> Any:  # noqa: ANN401
        if "examples" in schema:
            return schema["examples"][0]
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        if schema.get("type") == "array":
            return [self.example(schema["items"], name, owner)]
        if "sha256" in name.lower():
            return _SHA256
        return _BY_FORMAT.get(schema.get("format", ""), _BY_TYPE[schema.get("type", "object")])


_NOTHING: Final = object()


def _fits(value: object, schema: Json) -> bool:
    """Whether ``value`` is of the schema's type, choice and form, as far as the table above needs to know."""
    expected = _PYTHON.get(schema.get("type", ""))
    if expected is None or not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if isinstance(value, list):
        return all(_fits(one, schema.get("items", {})) for one in value)
    if isinstance(value, str):
        is_time, is_moment = len(value) == len("09:00") and value[2] == ":", "T" in value and value[:4].isdigit()
        return (not is_time or "pattern" in schema) and (is_moment == (schema.get("format") == "date-time"))
    return True
