"""The site's pages: languages, versions, tombstones, and what stands where there is nothing."""

from typing import Any

import pytest

from tests.api.site import API, PUBLISHED, Site, day, item, text

NOWHERE = [
    "/ingenting",
    "/m%C3%B8te/styret/2001-01-01",
    "/m%C3%B8te/ingen/2025-01-08",
    "/m%C3%B8te/styret/2025-01-08/sak/99",
    "/m%C3%B8te/styret/2001-01-01/direkte",
]


@pytest.fixture(scope="module")
async def meeting(site: Site) -> dict[str, Any]:
    """A meeting whose second version has another text."""
    made = await site.create(startsAt=day(1), endsAt=None, items=[item("Budsjett", text=text("Første utgåve."))])
    await site.publish(made["id"])
    address = f"{API}/agenda-items/{made['items'][0]['id']}"
    etag = (await site.admin.get(address)).headers["etag"]
    await site.admin.patch(address, json={"text": text("Andre utgåve.")}, headers={"If-Match": etag})
    await site.publish(made["id"], changeNote="Ny tekst i sak 1.")
    return made


@pytest.fixture(scope="module")
async def withdrawn(site: Site) -> dict[str, Any]:
    made = await site.create(number="10-25", startsAt=day(2), endsAt=None)
    await site.publish(made["id"])
    await site.withdraw(made["id"], "Feil dag er sett.")
    return made


@pytest.mark.parametrize("lang", ["nn", "nb", "en"])
@pytest.mark.parametrize(
    "path",
    ["/", "/tilgjengelegheit", "/personvern", "/utviklarar", "{meeting}", "{meeting}/sak/1", "{meeting}/direkte"],
)
async def test_a_page_speaks_the_language_that_its_address_names(site: Site, meeting, path, lang):
    answer = await site.anonymous.get(path.format(meeting=meeting["path"]), params={"lang": lang})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["content-language"] == lang
    assert f'<html lang="{lang}"' in answer.text


async def test_an_unknown_language_is_nynorsk(site: Site):
    assert (await site.anonymous.get("/?lang=se")).headers["content-language"] == "nn"


async def test_an_older_version_has_an_address_of_its_own(site: Site, meeting):
    async def shown(query: str) -> list[bool]:
        page = (await site.anonymous.get(f"{meeting['path']}/sak/1{query}")).text
        return ["Første utgåve." in page, "Andre utgåve." in page]

    assert [await shown(query) for query in ("", "?versjon=1", "?versjon=2")] == [
        [False, True],
        [True, False],
        [False, True],
    ]


async def test_an_older_version_is_kept_out_of_search_engines(site: Site, meeting):
    async def indexed(query: str) -> bool:
        return "noindex" not in (await site.anonymous.get(f"{meeting['path']}{query}")).text

    assert (await indexed(""), await indexed("?versjon=1")) == (True, False)


async def test_a_version_that_never_was_is_a_page_that_says_so(site: Site, meeting):
    answer = await site.anonymous.get(f"{meeting['path']}?versjon=3")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", NOWHERE)
async def test_where_there_is_nothing_stands_a_page(site: Site, meeting, path):
    answer = await site.anonymous.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "noindex" in answer.text


@pytest.mark.parametrize("path", ["/api/ingenting", "/api/v1/ingenting", f"{PUBLISHED}/ingenting"])
async def test_where_the_api_has_nothing_is_a_problem(site: Site, path):
    answer = await site.anonymous.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_an_address_on_a_missing_page_is_text_and_no_markup(site: Site):
    answer = await site.anonymous.get("/<script>alert(1)</script>")

    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("rest", ["", "/sak/1", "?versjon=1", "?lang=en"])
async def test_where_something_was_withdrawn_stands_a_tombstone(site: Site, withdrawn, rest):
    answer = await site.anonymous.get(f"{withdrawn['path']}{rest}")

    assert (answer.status_code, answer.headers["content-type"]) == (410, "text/html; charset=utf-8")
    assert "Feil dag er sett." in answer.text
    assert "noindex" in answer.text


async def test_a_withdrawn_meeting_is_neither_listed_nor_in_the_sitemap(site: Site, meeting, withdrawn):
    for path in ("/", "/sitemap.xml"):
        page = (await site.anonymous.get(path)).text
        assert meeting["path"].replace("ø", "%C3%B8") in page
        assert withdrawn["path"].replace("ø", "%C3%B8") not in page


async def test_the_sitemap_lists_meetings_and_items(site: Site, meeting):
    sitemap = (await site.anonymous.get("/sitemap.xml")).text

    assert f"{site.settings.public_url}{meeting['path'].replace('ø', '%C3%B8')}/sak/1</loc>" in sitemap


@pytest.mark.parametrize("path", ["/admin", "/admin/mote/x", "/logg-inn"])
async def test_the_working_sides_page_is_an_empty_shell_for_all(site: Site, path):
    answers = [await client.get(path) for client in (site.anonymous, site.admin)]

    assert answers[0].content == answers[1].content
    assert answers[0].headers["cache-control"] == "no-cache"
    assert "noindex" in answers[0].text


async def test_robots_are_told_of_the_sitemap(site: Site):
    assert f"Sitemap: {site.settings.public_url}/sitemap.xml" in (await site.anonymous.get("/robots.txt")).text


async def test_who_finds_a_vulnerability_is_told_where_to_go(site: Site):
    answer = await site.anonymous.get("/.well-known/security.txt")

    assert answer.text.startswith("Contact: mailto:")
    assert "\nExpires: 20" in answer.text


async def test_the_process_and_the_database_are_well(site: Site):
    for path in ("/healthz", "/readyz"):
        answer = await site.anonymous.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_every_kind_of_problem_has_a_page_that_explains_it(site: Site):
    problem = (await site.anonymous.get(f"{API}/me")).json()
    answer = await site.anonymous.get(problem["type"])

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


async def test_the_description_of_the_api_names_every_operation_once(site: Site):
    document = (await site.anonymous.get("/api/openapi.json")).json()
    ids = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]

    assert len(ids) == len(set(ids)) > 40
