"""Cases and what is written for each treatment of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast, overload

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases import attachments, conclusion, versions
from api.domain.cases.content import HandlingContent
from api.domain.cases.rules import VersionKind
from api.domain.cases.schemas import (
    ChangedProposal,
    ChangedSubItem,
    Deadline,
    HandlingPatch,
    Lang,
    NewAttachment,
    NewHandling,
    NewProposal,
    NewSubItem,
    Reference,
    VersionContent,
)
from api.domain.cases.tables import Case, Handling, HandlingVersion, Proposal, SubItem
from api.domain.identity import service as identity
from api.domain.kernel import event, richtext
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.kernel.richtext import RichText
from api.domain.organisation import service as organisation


async def create_handling(session: AsyncSession, actor: Actor, body_id: str, new: NewHandling) -> Handling:
    """Write down one treatment of a case for a body, opening the case when it is new.

    Raises Invalid with a JSON pointer for a text outside the schema, an unknown sub-item label, an unknown document or
    an unknown case.
    """
    if new.case_id is None:
        case = Case(title=new.title, lang=new.lang)
        session.add(case)
        await session.flush()
        event.record(session, actor, "case.created", ("case", case.id), body_id=body_id, after={"lang": case.lang})
        case_id = case.id
    else:
        try:
            case = await get_case(session, new.case_id)
        except NotFound as error:
            raise Invalid(error.detail, (FieldError("/caseId", "must be the id of a case"),)) from error
        case_id = case.id
        if case.state == "concluded":
            await conclusion.reopen(session, actor, case, body_id, to="ready")
    await _require_known(session, new.case_officer_id, new.municipalities)
    handling = Handling(
        case_id=case_id,
        title=new.title,
        lang=new.lang,
        access=new.access,
        open_title=new.open_title,
        legal_basis=new.legal_basis,
        text=_checked(new.text, "/text"),
        references=[reference.model_dump(mode="json") for reference in new.references],
        deadlines=[deadline.model_dump(mode="json") for deadline in new.deadlines],
        case_officer_id=new.case_officer_id,
        body_id=body_id,
        municipalities=list(new.municipalities),
    )
    session.add(handling)
    await session.flush()
    _add_proposals(session, handling.id, new.proposals)
    labels: dict[str, str] = {}
    for position, sub_item in enumerate(new.sub_items):
        row = SubItem(
            handling_id=handling.id,
            position=position,
            label=sub_item.label,
            title=sub_item.title,
            text=_checked(sub_item.text, f"/subItems/{position}/text"),
        )
        session.add(row)
        labels[sub_item.label] = row.id
    await session.flush()
    await attachments.add_lines(session, handling.id, new.attachments, labels)
    event.record(
        session, actor, "handling.created", ("handling", handling.id), body_id=body_id, after={"caseId": case_id}
    )
    return handling


def written_anew(content: HandlingContent) -> NewHandling:
    """The same case written for another meeting, to begin with as it was: texts, parts and papers."""
    handling = content.handling
    labels = {sub_item.id: sub_item.label for sub_item in content.sub_items}
    return NewHandling(
        case_id=handling.case_id,
        title=handling.title,
        lang=cast(Lang, handling.lang),
        access=handling.access,
        open_title=handling.open_title,
        legal_basis=handling.legal_basis,
        text=handling.text,
        proposals=tuple(
            NewProposal(
                kind=row.kind,
                text=row.text,
                access=row.access,
                legal_basis=row.legal_basis,
                recommends_to=row.recommends_to,
                mover=row.mover,
            )
            for row in content.proposals
        ),
        sub_items=tuple(NewSubItem(label=row.label, title=row.title, text=row.text) for row in content.sub_items),
        attachments=tuple(
            NewAttachment(
                number=row.number,
                title=row.title,
                status="under_preparation" if row.status == "under_preparation" else "expected",
                sub_item=labels.get(row.sub_item_id) if row.sub_item_id else None,
                document_id=row.document_id,
            )
            for row in content.attachments
        ),
        references=tuple(Reference.model_validate(reference) for reference in handling.references),
        deadlines=tuple(Deadline.model_validate(deadline) for deadline in handling.deadlines),
        case_officer_id=handling.case_officer_id,
        municipalities=tuple(handling.municipalities),
    )


async def _require_known(session: AsyncSession, case_officer_id: str | None, municipalities: Sequence[str]) -> None:
    """That the account and the municipalities are there. Raises Invalid."""
    if case_officer_id is not None and not await identity.has_account(session, case_officer_id):
        raise Invalid(
            f"There is no account {case_officer_id}.",
            (FieldError("/caseOfficerId", "must be the id of an account"),),
        )
    if not municipalities:
        return
    known = await organisation.municipality_numbers(session)
    for position, number in enumerate(municipalities):
        if number not in known:
            raise Invalid(
                f"There is no municipality {number}.",
                (FieldError(f"/municipalities/{position}", "must be the number of a municipality"),),
            )


async def get_case(session: AsyncSession, case_id: str) -> Case:
    """Raises NotFound."""
    case = await session.get(Case, case_id)
    if case is None:
        raise NotFound(f"There is no case {case_id}.")
    return case


async def take_into_treatment(session: AsyncSession, case_ids: Sequence[str]) -> None:
    """Note that the cases are on their way through a meeting that is announced."""
    for case in await session.scalars(select(Case).where(col(Case.id).in_(case_ids))):
        if case.state in ("draft", "in_review", "ready"):
            case.state = "in_treatment"


async def handling_ids(session: AsyncSession, case_id: str) -> tuple[str, ...]:
    """The case's handlings, oldest first."""
    query = select(Handling.id).where(Handling.case_id == case_id).order_by(col(Handling.id))
    return tuple((await session.scalars(query)).all())


async def update_handling(
    session: AsyncSession,
    actor: Actor,
    content: HandlingContent,
    patch: HandlingPatch,
    *,
    kind: VersionKind = "save",
    restored_from: int | None = None,
) -> HandlingContent:
    """Change what ``patch`` names, and nothing else; the texts are kept as a version of ``kind``.

    Raises Invalid for a text outside the schema.
    """
    handling = content.handling
    given = patch.model_fields_set
    was = versions.content_of(handling, content.proposals, content.sub_items)
    logged = ("access", "legal_basis", "case_officer_id", "municipalities")
    before: dict[str, object] = {name: getattr(handling, name) for name in logged if name in given}
    for name in ("title", "access", "references", "deadlines", "municipalities"):
        if name in given and getattr(patch, name) is None:
            raise Invalid("A field that can't be empty was given as null.", (FieldError(f"/{name}", "can't be null"),))
    await _require_known(session, patch.case_officer_id, patch.municipalities or ())
    for name in ("title", "access", "open_title", "legal_basis", "case_officer_id"):
        if name in given:
            setattr(handling, name, getattr(patch, name))
    if patch.municipalities is not None:
        handling.municipalities = list(patch.municipalities)
    if patch.references is not None:
        handling.references = [reference.model_dump(mode="json") for reference in patch.references]
    if patch.deadlines is not None:
        handling.deadlines = [deadline.model_dump(mode="json") for deadline in patch.deadlines]
    if "text" in given:
        handling.text = _checked(patch.text, "/text")
    if patch.proposals is not None:
        kept = await _replace_proposals(session, content, patch.proposals)
        content = replace(content, proposals=kept)
    if patch.sub_items is not None:
        content = replace(content, sub_items=await _replace_sub_items(session, content, patch.sub_items))
    await session.flush()
    now = versions.content_of(handling, content.proposals, content.sub_items)
    await versions.keep(session, actor, handling.id, was, now, kind, restored_from)
    # The text itself stays out of the log: who may read the log may not always read the case.
    event.record(
        session,
        actor,
        "handling.updated",
        ("handling", handling.id),
        body_id=handling.body_id,
        before=before,
        after={"fields": sorted(given), **{name: getattr(handling, name) for name in before}},
    )
    return content


async def _replace_proposals(
    session: AsyncSession, content: HandlingContent, wanted: Sequence[ChangedProposal]
) -> tuple[Proposal, ...]:
    """The list as wanted: those with an id stay the rows they are. Raises Invalid for an id that isn't there."""
    known = {proposal.id: proposal for proposal in content.proposals}
    ids = [proposal.id for proposal in wanted if proposal.id is not None]
    for position, proposal in enumerate(wanted):
        if proposal.id is not None and (proposal.id not in known or ids.count(proposal.id) > 1):
            raise Invalid(
                f"There is no proposal {proposal.id} to keep here.",
                (FieldError(f"/proposals/{position}/id", "must be the id of one of the item's proposals, once"),),
            )
    for gone in known.keys() - set(ids):
        await session.delete(known[gone])
    await session.flush()
    rows = []
    for position, proposal in enumerate(wanted):
        text = _checked(proposal.text, f"/proposals/{position}/text")
        if proposal.id is None:
            row = Proposal(
                handling_id=content.handling.id,
                position=position,
                kind=proposal.kind,
                text=text,
                access=proposal.access or "open",
                legal_basis=proposal.legal_basis,
                recommends_to=proposal.recommends_to,
                mover=proposal.mover,
            )
            session.add(row)
        else:
            row = known[proposal.id]
            row.position, row.kind, row.text = position, proposal.kind, text
            row.recommends_to, row.mover = proposal.recommends_to, proposal.mover
            if proposal.access is not None:
                row.access, row.legal_basis = proposal.access, proposal.legal_basis
        rows.append(row)
    await session.flush()
    return tuple(rows)


async def _replace_sub_items(
    session: AsyncSession, content: HandlingContent, wanted: Sequence[ChangedSubItem]
) -> tuple[SubItem, ...]:
    """The parts as wanted: those with an id stay the rows they are, their attachments with them.

    One without an id is the row that has its label, if that one is not kept under its id: a restored version names no
    ids. Raises Invalid for an id that isn't there, or for one label twice.
    """
    known = {part.id: part for part in content.sub_items}
    ids = [part.id for part in wanted if part.id is not None]
    labels = [part.label for part in wanted]
    for position, part in enumerate(wanted):
        if part.id is not None and (part.id not in known or ids.count(part.id) > 1):
            raise Invalid(
                f"There is no sub-item {part.id} to keep here.",
                (FieldError(f"/subItems/{position}/id", "must be the id of one of the item's sub-items, once"),),
            )
        if part.label in labels[:position]:
            raise Invalid(
                f"Two sub-items are called {part.label!r}.",
                (FieldError(f"/subItems/{position}/label", "must differ from the others'"),),
            )
    left = {part.label: part for part in content.sub_items if part.id not in ids}
    kept = [known[part.id] if part.id is not None else left.pop(part.label, None) for part in wanted]
    for gone in left.values():
        await session.delete(gone)
    await session.flush()
    rows = []
    for position, (part, old) in enumerate(zip(wanted, kept, strict=True)):
        row = old or SubItem(handling_id=content.handling.id, position=position, label=part.label, title=part.title)
        row.position, row.label, row.title = position, part.label, part.title
        row.text = _checked(part.text, f"/subItems/{position}/text")
        session.add(row)
        rows.append(row)
    await session.flush()
    return tuple(rows)


async def keep_conflict(
    session: AsyncSession, actor: Actor, content: HandlingContent, written: VersionContent
) -> HandlingVersion:
    """Keep a text that lost against another, beside the newest. Raises Invalid for a text outside the schema."""
    checked = VersionContent(
        title=written.title,
        proposals=tuple(
            proposal.model_copy(update={"text": _checked(proposal.text, f"/proposals/{position}/text")})
            for position, proposal in enumerate(written.proposals)
        ),
        text=_checked(written.text, "/text"),
        sub_items=written.sub_items
        and tuple(
            part.model_copy(update={"text": _checked(part.text, f"/subItems/{position}/text")})
            for position, part in enumerate(written.sub_items)
        ),
    )
    return await versions.keep_conflict(session, actor, content.handling, checked)


def _add_proposals(session: AsyncSession, handling_id: str, proposals: Iterable[NewProposal]) -> list[Proposal]:
    rows = [
        Proposal(
            handling_id=handling_id,
            position=position,
            kind=proposal.kind,
            text=_checked(proposal.text, f"/proposals/{position}/text"),
            access=proposal.access,
            legal_basis=proposal.legal_basis,
            recommends_to=proposal.recommends_to,
            mover=proposal.mover,
        )
        for position, proposal in enumerate(proposals)
    ]
    session.add_all(rows)
    return rows


@overload
def _checked(text: RichText, pointer: str) -> RichText: ...
@overload
def _checked(text: None, pointer: str) -> None: ...
@overload
def _checked(text: RichText | None, pointer: str) -> RichText | None: ...
def _checked(text: RichText | None, pointer: str) -> RichText | None:
    """``text`` with its block ids, or Invalid whose pointers start where the text stands in the request."""
    if text is None:
        return None
    try:
        return richtext.validate(richtext.with_ids(text))
    except Invalid as error:
        raise Invalid(
            error.detail, tuple(replace(fault, pointer=pointer + fault.pointer) for fault in error.errors)
        ) from error
