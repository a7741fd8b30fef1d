"""An import from upload to decision, against PostgreSQL."""

import pytest

from api.domain.imports import service
from api.domain.imports.tables import AgendaImport
from api.domain.kernel.errors import GuardRefused, NotFound
from tests.domain.building import KARI, Office


async def imported(office: Office) -> AgendaImport:
    return await service.create(
        office.session,
        KARI,
        filename="agenda.txt",
        sha256="a" * 64,
        source=[{"number": 1, "text": "Sak 1"}],
        draft={"items": []},
    )


async def test_a_draft_is_kept_with_the_lines_it_was_read_from(office: Office):
    row = await service.get(office.session, (await imported(office)).id)

    assert (row.status, row.source, row.draft) == ("draft", [{"number": 1, "text": "Sak 1"}], {"items": []})


async def test_a_correction_takes_the_drafts_place(office: Office):
    row = await imported(office)
    await service.save_draft(office.session, KARI, row, {"items": [1]})

    assert (await service.get(office.session, row.id)).draft == {"items": [1]}
    assert row.revision == 2


async def test_an_accepted_draft_names_its_meeting(office: Office):
    row, found = await imported(office), await office.meeting()
    await service.accept(office.session, KARI, row, found.meeting.id, found.body.id)

    assert (row.status, row.meeting_id) == ("accepted", found.meeting.id)


@pytest.mark.parametrize("decision", ["accept", "discard"])
async def test_an_import_is_decided_once(office: Office, decision):
    row, found = await imported(office), await office.meeting()
    if decision == "accept":
        await service.accept(office.session, KARI, row, found.meeting.id, found.body.id)
    else:
        await service.discard(office.session, KARI, row)

    for again in (
        service.accept(office.session, KARI, row, found.meeting.id, found.body.id),
        service.discard(office.session, KARI, row),
        service.save_draft(office.session, KARI, row, {}),
    ):
        with pytest.raises(GuardRefused) as refused:
            await again
        assert refused.value.extra["guard"] == "undecided"


async def test_imports_are_listed_newest_first_in_both_directions(office: Office):
    ids = [(await imported(office)).id for _ in range(4)]

    async def listed(after: str | None, *, backwards: bool) -> list[str]:
        return [row.id for row in await service.page(office.session, 2, after, backwards=backwards, created_by=None)]

    assert await listed(None, backwards=False) == [ids[3], ids[2]]
    assert await listed(ids[2], backwards=False) == [ids[1], ids[0]]
    assert await listed(ids[1], backwards=True) == [ids[2], ids[3]]


async def test_an_import_that_does_not_exist_is_not_found(office: Office):
    with pytest.raises(NotFound):
        await service.get(office.session, "imp_x")
