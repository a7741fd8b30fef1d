"""Nothing that is closed or not published gets out, by whatever address: every public one is asked, and all it links.

Each such field holds a word found nowhere else. The words are looked for in the bytes of every answer and its headers,
in the text, strings, streams and attached files of every PDF, and in the parts of every office file.
"""

import io
import itertools
import re
import zipfile
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote, unquote, urljoin

import httpx
import pikepdf
import pypdfium2
import pytest

from tests.api.site import BASE_URL, PUBLISHED, Site
from tests.security.canaries import Canaries, everything_in, pdf, plant, word_file
from tests.security.routes import filled, parameters, routes
from tests.security.test_route_matrix import is_public

ENTRANCES = (
    "/",
    "/?lang=nb",
    "/?lang=en",
    "/nothing-here",
    "/api/v1/nothing-here",
    f"{PUBLISHED}/changes",
    f"{PUBLISHED}/export.ndjson",
    f"{PUBLISHED}/meetings?limit=1&sort=startsAt",
    f"{PUBLISHED}/agenda-items?limit=1",
    f"{PUBLISHED}/cases?limit=1",
)
LINK = re.compile(r'(?:href|src)="([^"]+)"|<loc>([^<]+)</loc>|<([^>]+)>; rel=')
ADDRESS = re.compile(r'"(/[^"\s]*|https?://[^"\s]+)"')
# Of the meetings that are planted, the one that is not published included.
DATES = [f"2025-01-{number:02}" for number in range(8, 15)]


@pytest.fixture(scope="module")
async def canaries(site: Site) -> Canaries:
    return await plant(site)


@pytest.fixture(scope="module")
async def answers(site: Site, canaries: Canaries) -> dict[str, httpx.Response]:
    """Every answer that an anonymous reader can get, by its address."""
    crawl = Crawl(site.anonymous)
    for address in itertools.chain(ENTRANCES, addresses(site, canaries)):
        crawl.wait_for(address)
    return {address: answer async for address, answer in crawl.answers()}


class Crawl:
    """Asks for every address given to it, and for every address of this site in the answers."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._waiting: list[str] = []
        self._seen: set[str] = set()

    def wait_for(self, address: str) -> None:
        absolute = urljoin(BASE_URL, address).partition("#")[0]
        if absolute.startswith(BASE_URL + "/") and absolute not in self._seen:
            self._seen.add(absolute)
            self._waiting.append(absolute)

    async def answers(self) -> AsyncIterator[tuple[str, httpx.Response]]:
        while self._waiting:
            address = self._waiting.pop()
            answer = await self._client.get(address)
            for found in links(answer):
                self.wait_for(urljoin(address, found))
            yield address, answer


def links(answer: httpx.Response) -> Iterator[str]:
    for found in LINK.findall(answer.headers.get("link", "")):
        yield from filter(None, found)
    if answer.headers.get("content-type", "").startswith(("text/html", "application/xml", "application/atom")):
        for found in LINK.findall(answer.text):
            yield from (one.replace("&amp;", "&") for one in found if one)
    elif "json" in answer.headers.get("content-type", ""):
        yield from ADDRESS.findall(answer.text)


def addresses(site: Site, canaries: Canaries) -> Iterator[str]:
    """Every public route with every id that there is, published or not."""
    ids = canaries.ids
    values = {
        "slug": ["styret", "withdrawn"],
        "meeting_id": ids["mtg"],
        "item_id": ids["item"],
        "case_id": ids["case"],
        "document_id": ids["doc"],
        "publication_id": ids["pub"],
        "calculation_id": ids["calc"],
        "procedure_id": ids["wpr"],
        "kind": ["agenda", "bundle"],
        "rest": ["x"],
        "body": ["styret"],
        "date": DATES,
        "label": ["1", "2", "3", "4"],
        "token": ["made-up"],
        "provider": ["made-up"],
    }
    for route in routes(site.app.app):
        if not is_public(route) or route.method != "GET":
            continue
        names = parameters(route.path)
        for chosen in itertools.product(*(sorted(values[name]) for name in names)):
            path = quote(filled(route.path, dict(zip(names, chosen, strict=True))), safe="/")
            # A stream that is not told to end has none.
            yield f"{path}?wait=0" if route.path.endswith("/stream") else path
            if route.path.endswith("/content"):
                yield from (f"{path}?version={number}" for number in (1, 2))
            if route.path.endswith(("/minutes", "/minutes.pdf")):
                yield from (f"{path}?version={number}" for number in (1, 2))
            if route.path.startswith("/møte/"):
                yield from (f"{path}?versjon={number}" for number in (1, 2))


def said(answer: httpx.Response) -> str:
    """All that an answer says, in the open or packed away."""
    told = " ".join(f"{name}: {unquote(value)}" for name, value in answer.headers.items())
    return f"{told} {unpacked(answer.content)}"


def unpacked(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        document = pypdfium2.PdfDocument(content)
        pages = [page.get_textpage().get_text_range() for page in document]
        document.close()
        with pikepdf.open(io.BytesIO(content)) as opened:
            files = [unpacked(one.get_file().read_bytes()) for one in opened.attachments.values()]
        # A word may be divided at the end of a line.
        text = re.sub(r"[\s\u00ad\ufffe-]+", "", "".join(pages))
        return " ".join([text, readable(everything_in(content)), *files])
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return " ".join(readable(archive.read(name)) for name in archive.namelist())
    return readable(content)


def readable(content: bytes) -> str:
    return content.decode("utf-8", "replace") + content.replace(b"\0", b"").decode("latin-1")


@pytest.fixture(scope="module")
def told(answers: dict[str, httpx.Response]) -> dict[str, str]:
    once: dict[bytes, str] = {}
    return {
        address: once.setdefault(answer.content + str(answer.headers).encode(), "") or said(answer)
        for address, answer in answers.items()
    }


def test_no_hidden_word_stands_in_any_answer(canaries: Canaries, told: dict[str, str]):
    leaks = {
        (canaries.hidden[word], address) for address, words in told.items() for word in canaries.hidden if word in words
    }

    assert leaks == set()


def test_the_crawl_finds_every_word_that_is_open(canaries: Canaries, told: dict[str, str]):
    everything = " ".join(told.values())

    assert {word for word in canaries.shown if word not in everything} == set()


def test_the_crawl_reaches_every_kind_of_answer(answers: dict[str, httpx.Response]):
    kinds = {
        answer.headers["content-type"].partition(";")[0] for answer in answers.values() if answer.status_code == 200
    }

    assert {
        "application/atom+xml",
        "application/json",
        "application/pdf",
        "application/x-ndjson",
        "application/xml",
        "text/calendar",
        "text/html",
        "text/plain",
    } <= kinds
    assert {200, 404, 410} <= {answer.status_code for answer in answers.values()}


def test_no_anonymous_question_is_answered_with_a_fault(answers: dict[str, httpx.Response]):
    assert {address: answer.text for address, answer in answers.items() if answer.status_code >= 500} == {}


def test_every_word_that_is_looked_for_can_be_found_in_a_pdf_and_an_office_file(canaries: Canaries):
    for word in itertools.islice(canaries.hidden, 3):
        assert word in unpacked(pdf(word))
        assert word in unpacked(word_file(word))


@pytest.mark.parametrize("kind", ["meetings", "agenda-items", "cases"])
async def test_searching_for_a_hidden_word_finds_nothing(site: Site, canaries: Canaries, kind: str):
    searched = {word for word, where in canaries.hidden.items() if re.search("title|number|place", where)}
    found = {word: await site.anonymous.get(f"{PUBLISHED}/{kind}", params={"q": word}) for word in searched}

    assert {canaries.hidden[word] for word, answer in found.items() if answer.json()["items"] != []} == set()


async def test_the_document_of_a_closed_item_is_not_in_the_published_part_of_the_store(site: Site, canaries: Canaries):
    folder = site.settings.data / "documents" / "published"
    kept = " ".join(unpacked(path.read_bytes()) for path in folder.rglob("*") if path.is_file())

    # What was published and taken back is still stored, only never served.
    assert {w for w, place in canaries.hidden.items() if w in kept and not place.startswith("withdrawn")} == set()
