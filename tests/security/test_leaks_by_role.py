"""What a role must not see, it does not see: every GET route is asked with every id there is, as every kind of actor.

The words are those that the public must not see. Some roles may see some of them: ``ALLOWED`` says which, by where each
word was put, and a word that isn't allowed there is a leak.
"""

import itertools
import re
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from tests.api.site import Site
from tests.security.canaries import Canaries, plant
from tests.security.routes import filled, parameters, routes
from tests.security.test_leaks import said
from tests.security.test_route_matrix import QUERIES, is_public

# Who there is in the organisation is for everyone who is signed in.
WHO = (
    r"name of a (body that has published nothing|municipality|person|series)|its slug|e-mail"
    r"|(series|source) of a key figure"
)
# A case officer knows of the body's meetings, but only of cases of their own.
FRAMES = (
    r"(number|title|place|programme|side event) of an unpublished meeting"
    r"|a (meeting's )?new (title|place|programme|side event)"
    r"|withdrawn: (place|programme|side event)"
    r"|title of a cancelled meeting|why it was cancelled"
    r"|(title|place|programme|side event|new place) of a closed meeting"
)
CLOSED = (
    r"closed item: .*|closed meeting: .*|closed proposal.*|agenda only, closed item: title"
    r"|(text|file name|title) of a closed document( without an open title)?|its (file name|title)"
    r"|attachment's title for a (closed|redacted) document|another one"
    r"|(text|file name|title) of a document that has a redacted version"
    r"|(title|place|programme|side event|new place) of a closed meeting"
    r"|room, closed item: .*|room: .*"
)
# Who is there as a representative hears what is said with the doors open.
HEARD = r"room: (remark|dissent) in an open item"
RESOLVED = "open resolution: .*"
BEHIND_DOORS = "closed resolution: .*"
IN_WRITING = "open case in writing: .*"
CLOSED_IN_WRITING = "closed case in writing: .*"
# A budget is for the members of the board once it was recommended; so are their funds.
BUDGETED = r"budget: .*|fund: .*"
# Drafts of what belongs to the organisation, and to no body, are for all who write.
SHARED = r"(name|model) of a calculation.*|name of an agreement|its purpose"
COMMENTED = r"minutes: (comment|answer to a comment)"
# Whoever gets the whole minutes can work out the fingerprint that is public: the salt stands in their file.
MINUTED = (
    r"minutes, closed item: .*|salt of the minutes"
    r"|minutes: (note on a closed item|remark behind closed doors|the secretary's words on a closed item)"
)
# What somebody has given as the ground for being inhabile is theirs to read again.
OWN_GROUNDS = r"minutes: why a member is inhabile in a closed item|why a member is inhabile in the room"
ALLOWED = {
    "chair": f"{WHO}|{CLOSED}|{RESOLVED}|{BEHIND_DOORS}|{MINUTED}|{COMMENTED}"
    f"|{IN_WRITING}|{CLOSED_IN_WRITING}|{BUDGETED}",
    # Inhabile in the closed item of the meeting with minutes.
    "member": f"{WHO}|{CLOSED}|{RESOLVED}|{BEHIND_DOORS}|{COMMENTED}|{OWN_GROUNDS}|a private note"
    f"|{IN_WRITING}|{CLOSED_IN_WRITING}|{BUDGETED}",
    # Inhabile in the closed item of the meeting with papers, in the closed one of the meeting that was held, and in
    # the closed case in writing.
    "deputy": f"{WHO}|{CLOSED.removeprefix('closed item: .*|')}|{RESOLVED}|{MINUTED}|{COMMENTED}"
    f"|why a deputy is inhabile|{IN_WRITING}|{BUDGETED}",
    "union_representative": f"{WHO}|{HEARD}|{RESOLVED}",
    "case_officer": f"{WHO}|{FRAMES}|{RESOLVED}|{SHARED}",
    "other_administration": f"{WHO}|{SHARED}",
    "system_administrator": f"{WHO}|user name|name of an account",
    "nobody": WHO,
    "administration": "(?!a private note|a remark in an evaluation).*",
    "admin": "(?!a private note|a remark in an evaluation).*",
}
PREFIXES = {
    "meeting_id": "mtg",
    "item_id": "item",
    "case_id": "case",
    "document_id": "doc",
    "document_version_id": "dver",
    "publication_id": "pub",
    "attachment_id": "att",
    "import_id": "imp",
    "body_id": "body",
    "note_id": "note",
    "inhability_id": "inh",
    "scheduled_id": "sched",
    "resolution_id": "res",
    "follow_up_id": "fup",
    "comment_id": "mcom",
    "consultation_id": "cons",
    "input_id": "cinp",
    "evaluation_id": "evl",
    "procedure_id": "wpr",
    "budget_id": "bud",
    "fund_id": "fund",
    "report_id": "arep",
    "calculation_id": "calc",
    "agreement_id": "cagr",
    "plan_id": "plan",
    "entry_id": "entry",
    "date_id": "cal",
    "reminder_id": "rem",
    "municipality_id": "mun",
    "user_id": "acc",
    "client_id": "cli",
    "webhook_id": "hook",
}
VALUES = {"number": ["1", "2"]}


@pytest.fixture(scope="module")
async def canaries(site: Site) -> Canaries:
    return await plant(site)


def addresses(site: Site, canaries: Canaries) -> Iterator[str]:
    for route in routes(site.app.app):
        if route.method != "GET" or is_public(route):
            continue
        names = parameters(route.path)
        values = [VALUES.get(name) or sorted(canaries.ids.get(PREFIXES[name], ())) or ["made-up"] for name in names]
        for chosen in itertools.product(*values):
            path = quote(filled(route.path, dict(zip(names, chosen, strict=True))), safe="/")
            query = {"wait": "0"} if route.path.endswith("/stream") else QUERIES.get(str(route), {})
            yield f"{path}?{httpx.QueryParams(query)}" if query else path
            if route.path.endswith("/preview"):
                yield from (f"{path}?kind=papers&format={form}" for form in ("html", "pdf"))
            if route.path.endswith("/export"):
                yield f"{path}?format=markdown"


@pytest.mark.parametrize("role", sorted(ALLOWED))
async def test_a_role_sees_no_word_that_is_not_for_it(site: Site, canaries: Canaries, role: str):
    found = await words_seen_by(site, canaries, role)

    assert {where for where in found if not re.fullmatch(ALLOWED[role], where)} == set()


async def test_members_do_see_what_only_the_board_gets(site: Site, canaries: Canaries):
    found = await words_seen_by(site, canaries, "member")

    assert {
        "closed item: title",
        "closed item: text",
        "closed item: proposal",
        "closed item: text of an attached open document",
        "text of a closed document",
        "title of a closed document",
        "text of a document that has a redacted version",
        "agenda only, closed item: title",
        "closed proposal",
        "closed meeting: text of an item",
        "closed meeting: text of a document",
        "title of a closed meeting",
        "new place of a closed meeting",
        "a private note",
        "closed resolution: text",
        "closed resolution: follow-up",
    } <= found


async def words_seen_by(site: Site, canaries: Canaries, role: str) -> set[str]:
    """Where the hidden words were put that any answer to the role holds."""
    client = site.admin if role == "admin" else site.actors[role]
    found: set[str] = set()
    for address in addresses(site, canaries):
        answer = await client.get(address)
        assert answer.status_code < 500, address
        if answer.status_code < 400:
            told = said(answer)
            found |= {where for word, where in canaries.hidden.items() if word in told}
    return found
