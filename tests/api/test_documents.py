"""Documents: upload, versions, access, download."""

import httpx
import pytest

from tests.api.site import API, PUBLISHED, Site, day, item

UNKNOWN = "doc_01k7000000000000000000000x"
CONTENT = bytes(range(32, 127)) * 50


@pytest.fixture(scope="module")
async def document(site: Site) -> dict:
    return await site.upload(CONTENT, "møte-notat.txt")


def address(document: dict, rest: str = "") -> str:
    return f"{API}/documents/{document['id']}{rest}"


async def test_an_upload_tells_what_the_file_is(site: Site, document):
    (version,) = document["versions"]

    assert document["title"] == "møte-notat"
    assert (version["filename"], version["mediaType"], version["size"]) == (
        "møte-notat.txt",
        "text/plain",
        len(CONTENT),
    )


async def test_a_name_with_folders_is_cut_to_its_last_part(site: Site):
    for name in ("../../etc/passwd.txt", "C:\\Users\\kari\\passwd.txt", "/etc/passwd.txt"):
        assert (await site.upload(b"hei", name))["versions"][0]["filename"] == "passwd.txt"


@pytest.mark.parametrize("name", ["..", "x" * 256, "\u202etxt.exe", "a\u2028b.txt"])
async def test_a_name_that_is_no_name_or_deceives_is_refused_or_harmless(site: Site, name):
    answer = await site.admin.post(f"{API}/documents", files={"file": (name, b"hei")})

    if name == "..":
        assert answer.status_code == 201
    else:
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/file"


async def test_a_null_character_in_a_name_or_a_title_is_refused(site: Site):
    raw = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a\0b.txt"\r\n\r\nhei\r\n--b--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}

    for path in ("documents", "imports"):
        assert (await site.admin.post(f"{API}/{path}", content=raw, headers=headers)).status_code == 422
    titled = await site.admin.post(f"{API}/documents", files={"file": ("a.txt", b"hei")}, data={"title": "a\0b"})
    assert titled.status_code == 422


async def test_what_is_not_taken_is_refused_as_such(site: Site):
    answer = await site.admin.post(f"{API}/documents", files={"file": ("plan.pdf", b"<svg onload=alert(1)></svg>")})

    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media")


async def test_an_upload_without_a_file_is_refused(site: Site):
    answer = await site.admin.post(f"{API}/documents", files={"other": ("a.txt", b"hei")})

    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/file"}


async def test_a_form_that_is_cut_off_is_refused(site: Site):
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await site.admin.post(f"{API}/documents", content=b"--b\r\nContent-Dis", headers=headers)

    assert answer.status_code in (400, 422)


async def test_the_same_upload_under_the_same_key_is_one_document(site: Site):
    headers = {"Idempotency-Key": "upload-1"}
    answers = [
        await site.admin.post(f"{API}/documents", files={"file": ("a.txt", b"hei")}, headers=headers) for _ in range(2)
    ]
    other = await site.admin.post(f"{API}/documents", files={"file": ("a.txt", b"hallo")}, headers=headers)

    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert other.status_code == 422


async def test_a_new_version_is_the_one_that_is_downloaded(site: Site):
    document = await site.upload(b"Ein.")
    added = await site.admin.post(address(document, "/versions"), files={"file": ("to.txt", b"To.")})

    assert [one["number"] for one in added.json()["versions"]] == [2, 1]
    assert (await site.admin.get(address(document, "/content"))).content == b"To."
    assert (await site.admin.get(address(document, "/content?version=1"))).content == b"Ein."
    assert (await site.admin.get(address(document, "/content?version=3"))).status_code == 404


async def test_access_is_changed_with_the_version_that_was_seen(site: Site):
    document = await site.upload(b"Ein.")
    order = {"access": "closed", "legalBasis": "offl. § 13", "openTitle": "Notat"}
    etag = (await site.admin.get(address(document))).headers["etag"]
    statuses = [
        (await site.admin.put(address(document, "/access"), json=order, headers=headers)).status_code
        for headers in ({}, {"If-Match": '"99"'}, {"If-Match": etag}, {"If-Match": etag})
    ]

    assert statuses == [428, 412, 200, 412]
    assert (await site.admin.get(address(document))).json()["access"] == "closed"


@pytest.mark.parametrize(
    ("range_", "status", "expected"),
    [
        (None, 200, CONTENT),
        ("bytes=0-9", 206, CONTENT[:10]),
        ("bytes=-10", 206, CONTENT[-10:]),
        ("bytes=4740-", 206, CONTENT[4740:]),
        ("bytes=0-1,5-6", 200, CONTENT),
        ("lines=1-2", 200, CONTENT),
    ],
)
async def test_a_part_of_a_file_is_downloaded(site: Site, document, range_, status, expected):
    headers = {"Range": range_} if range_ else {}
    answer = await site.admin.get(address(document, "/content"), headers=headers)

    assert (answer.status_code, answer.content) == (status, expected)
    assert answer.headers["content-length"] == str(len(expected))


async def test_a_part_beyond_the_end_is_refused(site: Site, document):
    answer = await site.admin.get(address(document, "/content"), headers={"Range": "bytes=99999-"})

    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(CONTENT)}")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_parts_of_two_versions_are_never_pieced_together(site: Site, document):
    headers = {"Range": "bytes=0-9", "If-Range": '"another version"'}
    answer = await site.admin.get(address(document, "/content"), headers=headers)

    assert (answer.status_code, answer.content) == (200, CONTENT)


async def test_a_download_can_neither_run_nor_be_taken_for_something_else(site: Site, document):
    headers = (await site.admin.get(address(document, "/content"))).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "filename*=UTF-8''m%C3%B8te-notat.txt" in headers["content-disposition"]
    assert "private" in headers["cache-control"]


@pytest.mark.parametrize("rest", ["", "/content"])
async def test_a_document_that_does_not_exist_is_not_found(site: Site, rest):
    answer: httpx.Response = await site.admin.get(f"{API}/documents/{UNKNOWN}{rest}")

    assert answer.status_code == 404


async def test_nothing_is_added_to_a_document_that_does_not_exist(site: Site):
    answer = await site.admin.post(f"{API}/documents/{UNKNOWN}/versions", files={"file": ("a.txt", b"hei")})

    assert answer.status_code == 404


async def test_of_a_closed_document_the_public_downloads_the_redacted_version(site: Site):
    original = await site.upload(b"Ola Nordmann sokjer.", "original.txt", title="Soknad")
    redacted = await site.upload(b"XXX sokjer.", "sladda.txt", title="Sladda")
    closed = {"access": "closed", "openTitle": "Søknad", "legalBasis": "offl. § 13"}
    address = f"{API}/documents/{original['id']}"
    await site.admin.put(f"{address}/access", json=closed, headers={"If-Match": '"1"'})
    linked = await site.admin.put(
        f"{address}/open-version", json={"documentId": redacted["id"]}, headers={"If-Match": '"2"'}
    )
    assert linked.json()["redactedId"] == redacted["id"]

    attachment = {"title": "Søknad frå Ola", "documentId": original["id"]}
    meeting = await site.create(number="77-25", startsAt=day(77), endsAt=None, items=[item(attachments=[attachment])])
    await site.publish(meeting["id"])

    shown = (await site.anonymous.get(f"{PUBLISHED}/meetings/{meeting['id']}")).json()["items"][0]["attachments"][0]
    assert (shown["title"], shown["document"]["id"]) == ("Søknad", redacted["id"])
    content = await site.anonymous.get(f"{PUBLISHED}/documents/{redacted['id']}/content")
    assert content.content == b"XXX sokjer."
    assert (await site.anonymous.get(f"{PUBLISHED}/documents/{original['id']}/content")).status_code == 404


async def test_a_redacted_version_is_another_open_document_with_another_file(site: Site):
    original = await site.upload(b"Ola.", "original.txt")
    same = await site.upload(b"Ola.", "kopi.txt")
    address = f"{API}/documents/{original['id']}/open-version"
    for linked in (original["id"], same["id"], "doc_01k7000000000000000000000x"):
        answer = await site.admin.put(address, json={"documentId": linked}, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/documentId"), linked
