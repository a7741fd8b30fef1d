"""The record of a written procedure, once the administration gives it to everybody."""

from typing import Any

import pytest

from tests.api.procedures import act, answer, prepared, read, sent
from tests.api.register import CLOSED
from tests.api.site import API, Site, text
from tests.unit.outputs.pdf.reading import page_texts

PUBLIC = f"{API}/published/written-procedures"


async def settled(site: Site, **fields: Any) -> dict[str, Any]:
    """A procedure that all have agreed to."""
    procedure = await sent(site, **fields)
    for who in ("chair", "member"):
        given = await answer(site, procedure["id"], who, content=True, form=True, comment="Ein merknad.")
        assert given.status_code == 201, given.text
    return procedure


async def published(site: Site, **fields: Any) -> dict[str, Any]:
    procedure = await settled(site, **fields)
    done = await act(site, procedure["id"], "publish-record", "administration")
    assert done.status_code == 200, done.text
    return done.json()


async def test_everybody_reads_the_record_as_data_file_and_page(site: Site):
    procedure = await published(site, title="Avtale om brannvern")

    seen = await site.anonymous.get(f"{PUBLIC}/{procedure['id']}")
    file = await site.anonymous.get(f"{PUBLIC}/{procedure['id']}/record.pdf")
    page = await site.anonymous.get(procedure["published"]["path"])
    rows = (await site.anonymous.get(PUBLIC)).json()["items"]
    overview = await site.anonymous.get("/skriftleg")

    assert (seen.json()["title"], seen.json()["state"]) == ("Avtale om brannvern", "adopted")
    assert "2 av 2 samde i innhald og form" in " ".join("\n".join(page_texts(file.content)).split())
    assert page.status_code == 200
    assert "2 av 2 samde i innhald og form" in page.text
    assert "Ein merknad" not in seen.text + page.text
    assert procedure["number"] in [one["number"] for one in rows]
    assert "Avtale om brannvern" in overview.text


async def test_of_a_closed_case_the_open_title_and_the_basis_are_all_that_is_told(site: Site):
    procedure = await published(
        site,
        title="Løyndom i tittelen",
        text=text("Løyndom i teksten"),
        proposals=[{"text": text("Løyndom i framlegget")}],
        reason="Løyndom i grunngjevinga",
        **CLOSED,
    )

    seen = await site.anonymous.get(f"{PUBLIC}/{procedure['id']}")
    page = await site.anonymous.get(procedure["published"]["path"])
    file = await site.anonymous.get(f"{PUBLIC}/{procedure['id']}/record.pdf")

    assert seen.json()["title"] == "Personalsak"
    for words in (seen.text, page.text, "\n".join(page_texts(file.content))):
        assert "Løyndom" not in words
        assert "Person member" not in words
    assert "kommunelova § 11-5 andre ledd" in page.text


async def test_nobody_reads_what_is_not_published(site: Site):
    procedure = await settled(site)

    assert (await site.anonymous.get(f"{PUBLIC}/{procedure['id']}")).status_code == 404
    assert (await site.anonymous.get(f"{PUBLIC}/{procedure['id']}/record.pdf")).status_code == 404
    assert (await site.anonymous.get(f"/skriftleg/{procedure['id']}")).status_code == 404
    assert (await read(site, procedure["id"]))["published"] is None


async def test_what_is_not_over_has_no_record_to_publish(site: Site):
    draft, on_its_way = await prepared(site), await sent(site)

    for procedure in (draft, on_its_way):
        refused = await act(site, procedure["id"], "publish-record", "administration")
        assert (refused.status_code, refused.json()["guard"]) == (409, "procedure_over")


@pytest.mark.parametrize("who", ["chair", "member"])
async def test_the_administration_publishes_and_nobody_else(site: Site, who: str):
    procedure = await settled(site)

    assert (await act(site, procedure["id"], "publish-record", who)).status_code == 403
    assert (await act(site, procedure["id"], "withdraw-record", who, reason="Feil vedlegg.")).status_code == 403


async def test_a_record_that_was_taken_back_leaves_its_reason_and_is_not_published_again(site: Site):
    procedure = await published(site)
    done = await act(site, procedure["id"], "withdraw-record", "administration", reason="Feil vedlegg.")
    assert done.status_code == 200, done.text

    seen = await site.anonymous.get(f"{PUBLIC}/{procedure['id']}")
    page = await site.anonymous.get(procedure["published"]["path"])
    again = await act(site, procedure["id"], "publish-record", "administration")

    assert (seen.status_code, seen.json()["tombstone"]["reason"]) == (410, "Feil vedlegg.")
    assert (page.status_code, "Feil vedlegg." in page.text) == (410, True)
    assert again.json()["guard"] == "published_once"
    assert procedure["id"] not in (await site.anonymous.get(PUBLIC)).text


async def test_an_identity_number_is_not_published_unless_somebody_answers_for_it(site: Site):
    procedure = await settled(site, title="Sak 010190 10046")
    refused = await act(site, procedure["id"], "publish-record", "administration")
    override = {"code": "identity-number", "path": "/record", "reason": "Det er eit saksnummer."}

    done = await act(site, procedure["id"], "publish-record", "administration", overrides=[override])

    assert (refused.status_code, refused.json()["guard"]) == (409, "ready")
    assert done.status_code == 200, done.text
