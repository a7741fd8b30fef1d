"""Documents and their versions against PostgreSQL."""

import pytest

from api.domain.documents import service
from api.domain.kernel.errors import NotFound
from tests.domain.building import KARI, Office, new_file


async def test_a_new_version_comes_first_and_the_older_ones_stay(office: Office):
    document_id = await office.document()
    for sha in ("a" * 64, "b" * 64):
        await service.add_version(office.session, KARI, document_id, new_file(sha))
    found = await service.get(office.session, document_id)

    assert [version.number for version in found.versions] == [3, 2, 1]
    assert [version.sha256[0] for version in found.versions[:2]] == ["b", "a"]


async def test_a_new_version_is_a_change_of_the_document(office: Office):
    document_id = await office.document()
    before = (await service.get(office.session, document_id)).document.revision
    found = await service.add_version(office.session, KARI, document_id, new_file())

    assert found.document.revision == before + 1


async def test_a_document_is_closed_and_opened_again(office: Office):
    document_id = await office.document()
    closed = await service.set_access(office.session, KARI, document_id, "closed", "offl. § 13", "Notat")
    assert (closed.document.access, closed.document.legal_basis) == ("closed", "offl. § 13")

    opened = await service.set_access(office.session, KARI, document_id, "open", None, None)
    assert (opened.document.access, opened.document.legal_basis) == ("open", None)


async def test_null_characters_in_a_files_text_are_left_out(office: Office):
    document_id = await office.document(text="Eit\0 notat.")

    assert (await service.get(office.session, document_id)).versions[0].text == "Eit notat."


async def test_those_of_many_that_exist_are_found(office: Office):
    document_id = await office.document()

    assert list(await service.get_many(office.session, [document_id, "doc_x"])) == [document_id]


@pytest.mark.parametrize("document_id", ["doc_x", "", "doc_01k7xxxxxxxxxxxxxxxxxxxxxx"])
async def test_a_document_that_does_not_exist_is_not_found(office: Office, document_id):
    with pytest.raises(NotFound):
        await service.get(office.session, document_id)
