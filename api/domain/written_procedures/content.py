"""The case as it is sent in writing. Pure."""

from api.domain.cases.content import HandlingContent
from api.domain.kernel import richtext
from api.domain.publications import board
from api.domain.publications.gathering import item_facts
from api.domain.publications.redaction import CLOSED_TITLE, item_view
from api.domain.written_procedures.rules import Papers
from api.domain.written_procedures.schemas import SentCase


def sent_case(content: HandlingContent, procedure_id: str) -> SentCase:
    """The case as all get it, and as the public would."""
    handling = content.handling
    facts = item_facts(content, procedure_id, 1, "decision")
    path = f"/admin/skriftleg/{procedure_id}"
    whole = item_view(board.opened(facts), path, "papers")
    kept_back = next((one for one in content.proposals if one.access == "closed"), None)
    closed = handling.access == "closed" or kept_back is not None
    basis = handling.legal_basis or (kept_back.legal_basis if kept_back is not None else None)
    return SentCase(
        item=whole.model_copy(update={"access": handling.access, "legal_basis": handling.legal_basis})
        if handling.access == "closed"
        else whole,
        public_item=item_view(facts, path, "papers"),
        closed_attachments=tuple(
            one.id
            for one in facts.all_attachments()
            if one.document is not None and "closed" in (handling.access, one.document.access)
        ),
        access="closed" if closed else "open",
        legal_basis=basis if closed else None,
        open_title=(handling.open_title or CLOSED_TITLE[handling.lang]) if closed else None,
    )


def papers(content: HandlingContent) -> Papers:
    """What the rules ask of the case before it is sent."""
    handling = content.handling
    proposals = content.proposals
    closed = handling.access == "closed" or any(one.access == "closed" for one in proposals)
    of_case = handling.access == "open" or (handling.legal_basis and handling.open_title)
    of_proposals = all(one.access == "open" or one.legal_basis or handling.legal_basis for one in proposals)
    return Papers(
        proposals=len(proposals),
        blanks=sum(richtext.count_blanks(one.text) for one in proposals),
        missing=sum(one.status != "available" for one in content.attachments),
        closed=closed,
        says_why=bool(of_case) and of_proposals,
    )
