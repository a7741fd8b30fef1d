"""Requests that mean harm: from another site, with a borrowed session, too many, too large."""

import itertools
from collections.abc import AsyncIterator

import httpx
import pytest

from api.domain.identity import service as identity
from api.domain.kernel.clock import now
from tests.api.site import API, BASE_URL, PASSWORD, Site, client, new_meeting, open_site, opened

CREDENTIALS = {"username": "kari", "password": PASSWORD}
LIMIT = 20_000
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
async def narrow(server, tmp_path_factory) -> AsyncIterator[Site]:
    """A site that takes small files only."""
    async with open_site(server, tmp_path_factory.mktemp("data"), max_upload_bytes=LIMIT) as opened_site:
        yield opened_site


async def changed(site: Site, **headers: str) -> int:
    given = new_meeting(site.body_id, number=f"C{next(NUMBERS)}")
    answer = await site.admin.post(f"{API}/meetings", json=given, headers=headers)
    return answer.status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"{BASE_URL}.evil.example"},
        {"Origin": f"{BASE_URL}:8080"},
        {"Sec-Fetch-Site": "nonsense"},
    ],
    ids=str,
)
async def test_a_change_that_another_site_asks_for_is_refused(site: Site, headers):
    assert await changed(site, **headers) == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": BASE_URL}],
    ids=str,
)
async def test_a_change_that_our_own_page_or_a_program_asks_for_is_made(site: Site, headers):
    assert await changed(site, **headers) == 201


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_another_site_can_neither_sign_its_reader_in_nor_out(site: Site, method):
    answer = await site.admin.request(
        method, f"{API}/session", json=CREDENTIALS, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert (await site.admin.get(f"{API}/me")).status_code == 200


async def test_the_session_is_out_of_reach_of_scripts_and_of_other_sites_forms(site: Site):
    answer = await (await site.connect()).post(f"{API}/session", json=CREDENTIALS)
    cookie = answer.headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/;" in cookie + ";"


async def test_over_tls_the_session_is_bound_to_this_host(tmp_path, site: Site):
    async with (
        opened(site.database, tmp_path, public_url="https://samstyre.test") as (app, _),
        client(app) as reader,
    ):
        answer = await reader.post(f"{API}/session", json=CREDENTIALS)
    cookie = answer.headers["set-cookie"]

    assert cookie.startswith("__Host-samstyre=")
    assert "secure" in cookie.lower()
    assert "strict-transport-security" in answer.headers


async def test_a_session_that_was_planted_is_not_taken_over_at_sign_in(site: Site):
    victim = await site.connect()
    victim.cookies.set("samstyre", "planted-by-somebody-else")
    answer = await victim.post(f"{API}/session", json=CREDENTIALS)
    attacker = await site.connect(headers={"Cookie": "samstyre=planted-by-somebody-else"})

    assert "planted" not in answer.headers["set-cookie"]
    assert (await attacker.get(f"{API}/me")).status_code == 401


async def test_every_sign_in_gives_another_session(site: Site):
    cookies = {
        (await (await site.connect()).post(f"{API}/session", json=CREDENTIALS)).headers["set-cookie"] for _ in "ab"
    }

    assert len(cookies) == 2


async def test_signing_out_ends_the_session_on_the_server(site: Site):
    client_ = await site.connect()
    await client_.post(f"{API}/session", json=CREDENTIALS)
    token = client_.cookies["samstyre"]
    assert (await client_.delete(f"{API}/session")).status_code == 204
    thief = await site.connect(headers={"Cookie": f"samstyre={token}"})

    assert (await thief.get(f"{API}/me")).status_code == 401


async def test_a_session_that_has_run_out_lets_nobody_in(site: Site):
    async with site.database.work.begin() as session:
        long_ago = now() - 2 * identity.SESSION_LIFETIME
        token = (await identity.sign_in(session, "kari", PASSWORD, long_ago)).token
    late = await site.connect(headers={"Cookie": f"samstyre={token}"})

    assert (await late.get(f"{API}/me")).status_code == 401


async def test_passwords_are_not_guessed_at_will(server, tmp_path):
    async with open_site(server, tmp_path) as site:
        wrong = {"username": "kari", "password": "a guess"}
        answers = [await site.anonymous.post(f"{API}/session", json=wrong) for _ in range(12)]
        right = await site.anonymous.post(f"{API}/session", json=CREDENTIALS)
        elsewhere = await site.connect(client=("198.51.100.7", 1))

        assert [answer.status_code for answer in answers] == [401] * 9 + [429] * 3
        assert right.status_code == 429
        assert int(right.headers["retry-after"]) > 0
        assert (await elsewhere.post(f"{API}/session", json=CREDENTIALS)).status_code == 201


async def test_a_file_that_says_it_is_too_large_is_refused_unread(narrow: Site):
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    answer = await narrow.admin.post(
        f"{API}/documents",
        content=never(),
        headers={"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(LIMIT + 1)},
    )

    assert (answer.status_code, answer.json()["limitBytes"]) == (413, LIMIT)


@pytest.mark.parametrize("path", ["documents", "imports"])
async def test_a_file_that_does_not_say_how_large_it_is_is_cut_off(narrow: Site, path):
    async def endless() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(100):
            yield b"a" * 1000

    answer = await narrow.admin.post(
        f"{API}/{path}", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=b"}
    )

    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


async def test_json_that_is_too_large_is_refused(narrow: Site):
    answer = await narrow.admin.post(f"{API}/meetings", json={"title": "x" * LIMIT})

    assert answer.status_code == 413


async def test_a_text_nested_too_deep_is_a_fault_of_the_input(site: Site):
    deep: dict[str, object] = {"type": "paragraph"}
    for _ in range(200):
        deep = {"type": "blockquote", "content": [deep]}
    given = new_meeting(
        site.body_id,
        number="DEEP",
        items=[{"type": "decision", "title": "Djup", "text": {"type": "doc", "content": [deep]}}],
    )
    answer = await site.admin.post(f"{API}/meetings", json=given)

    assert answer.status_code == 422


async def test_json_nested_too_deep_is_a_fault_of_the_input(site: Site):
    answer = await site.admin.post(
        f"{API}/meetings", content=b"[" * 100_000, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code in (400, 422)


async def test_an_answer_to_a_borrowed_host_is_not_given_to_others(site: Site):
    """What a cache in front, or the memory of this process, keeps must not depend on who is said to be asked."""
    asked = await site.anonymous.get("/personvern", headers={"Host": "evil.example"})
    answer: httpx.Response = await site.anonymous.get("/personvern")

    assert "evil.example" not in asked.text + str(asked.headers)
    assert answer.content == asked.content


@pytest.mark.parametrize("host", ["evil.example/personvern?", "a/b", "[", ""])
async def test_a_host_that_is_none_is_no_fault_of_ours(site: Site, host):
    site.app.invalidate()
    answer = await site.anonymous.get("/tilgjengelegheit", headers={"Host": host})
    site.app.invalidate()

    assert answer.status_code < 500
    if answer.status_code == 200:
        assert answer.content == (await site.anonymous.get("/tilgjengelegheit")).content
