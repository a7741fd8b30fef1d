import asyncio
import datetime as dt
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from api.database import Database
from api.demonstration import accounts, load, people_it
from api.demonstration import organisation as demonstration_organisation
from api.demonstration.days import days_around, meeting_number
from api.demonstration.held_meeting.finance import share_table
from api.domain.budgets import queries as budgets
from api.domain.budgets import rules as budget_rules
from api.domain.budgets import views as budget_views
from api.domain.budgets.tables import Budget
from api.domain.deliberation import service as rooms
from api.domain.evaluations import service as evaluations
from api.domain.identity import api_clients
from api.domain.identity import service as identity
from api.domain.kernel.actor import SYSTEM, Actor
from api.domain.kernel.clock import at, is_working_day, notice_deadlines, oslo_date
from api.domain.kernel.richtext import to_text
from api.domain.meetings.tables import Meeting
from api.domain.minutes.tables import Minutes
from api.domain.organisation import service as organisation
from api.domain.organisation.tables import Organisation
from api.domain.publications import chain
from api.domain.publications import service as publications
from api.domain.publications.minutes import queries as minutes_queries
from api.domain.publications.snapshot import AttachmentView, ItemView, Snapshot
from api.domain.publications.tables import FileKind, Publication, PublishedDocument, PublishedFile
from api.domain.resolutions import queries as resolutions
from api.domain.resolutions.policy import Reach
from api.domain.resolutions.queries import Filter
from api.domain.work_plans import queries as plans
from api.domain.work_plans import rolling
from api.outputs.publication import render
from api.sealing.minutes import sealer
from api.settings import Settings
from api.storage import Storage, open_storage
from tests.conftest import Server

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)

POPULATION = {"Aurland": 1836, "Luster": 5432, "Lærdal": 2188, "Sogndal": 12496, "Vik": 2550, "Årdal": 5213}
CHILDREN = {"Aurland": 273, "Luster": 1004, "Lærdal": 366, "Sogndal": 2368, "Vik": 411, "Årdal": 811}

# As printed in case 8 of the agenda of 20 October 2025: fixed part, variable part and sum, in Norwegian order.
PRINTED: dict[tuple[int, str], list[str]] = {
    (25, "population"): [
        "416667 463402 880069",
        "416667 1371025 1787691",
        "416667 552246 968913",
        "416667 3153963 3570629",
        "416667 643614 1060281",
        "416667 1315750 1732416",
        "2500000 7500000 10000000",
    ],
    (25, "children"): [
        "416667 391267 807934",
        "416667 1438945 1855612",
        "416667 524556 941222",
        "416667 3393847 3810513",
        "416667 589050 1005717",
        "416667 1162335 1579002",
        "2500000 7500000 10000000",
    ],
    (30, "population"): [
        "500000 432509 932509",
        "500000 1279623 1779623",
        "500000 515430 1015430",
        "500000 2943698 3443698",
        "500000 600707 1100707",
        "500000 1228033 1728033",
        "3000000 7000000 10000000",
    ],
    (35, "population"): [
        "583333 401615 984949",
        "583333 1188221 1771555",
        "583333 478613 1061947",
        "583333 2733434 3316768",
        "583333 557799 1141132",
        "583333 1140316 1723650",
        "3500000 6500000 10000000",
    ],
    (40, "population"): [
        "666667 370722 1037389",
        "666667 1096820 1763486",
        "666667 441797 1108464",
        "666667 2523170 3189837",
        "666667 514891 1181558",
        "666667 1052600 1719266",
        "4000000 6000000 10000000",
    ],
}
BASES = {"population": POPULATION, "children": CHILDREN}


@dataclass(frozen=True)
class Loaded:
    database: Database
    storage: Storage

    async def versions(self, number: str) -> list[Snapshot]:
        """The published snapshots of the board's meeting of that number, oldest first."""
        async with self.database.published() as session:
            rows = await session.scalars(
                select(Publication).where(Publication.number == number).order_by(col(Publication.version))
            )
            return [Snapshot.model_validate_json(row.body) for row in rows]


@pytest.fixture(scope="module")
async def loaded(server: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Loaded]:
    """The demonstration, loaded once for the tests that only look at it."""
    name = await server.clone()
    database = Database(server.addresses(name))
    folder = tmp_path_factory.mktemp("data")
    storage = open_storage(None, folder / "documents")
    try:
        assert await load(database, storage, render("https://example.org"), NOW)
        await people_it(database, storage, sealer(Settings(data=folder), NOW), NOW)
        yield Loaded(database, storage)
    finally:
        await database.dispose()
        await server.drop(name)


HELD = "08-25"
REAL = "09-25"
"""The number of the real agenda, which is imported beside the demonstration."""
COMING = meeting_number(days_around(NOW.date()).coming)
EVERYTHING_SEEN = Reach(None, None, None, frozenset(), frozenset(), frozenset())
PLANNED = meeting_number(days_around(NOW.date()).planned)


async def meeting(session: AsyncSession, number: str) -> Meeting:
    return (await session.scalars(select(Meeting).where(Meeting.number == number))).one()


def attachments(item: ItemView) -> list[AttachmentView]:
    return [*item.attachments, *(attachment for sub in item.sub_items for attachment in sub.attachments)]


def blanks(item: ItemView) -> int:
    return sum(proposal.blanks for proposal in item.proposals)


# The figures of case 8


@pytest.mark.parametrize(("percent", "basis"), PRINTED)
def test_every_figure_of_the_five_tables_is_the_printed_one(percent: int, basis: str) -> None:
    table = share_table(percent, BASES[basis], "", "")
    cells = to_text({"type": "doc", "content": [table]}).replace("\u00a0", "").strip().splitlines()[-7:]
    names = [*BASES[basis], "Totalt"]
    counts = [*BASES[basis].values(), sum(BASES[basis].values())]
    expected = zip(names, counts, PRINTED[percent, basis], strict=True)
    assert [line.split("\t") for line in cells] == [[name, str(count), *row.split()] for name, count, row in expected]


# The organisation


async def test_the_six_municipalities_stand_in_norwegian_order_with_their_numbers(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        found = await organisation.list_municipalities(session)
    assert [(row.municipality.name, row.municipality.number) for row in found] == [
        ("Aurland", "4641"),
        ("Luster", "4644"),
        ("Lærdal", "4642"),
        ("Sogndal", "4640"),
        ("Vik", "4639"),
        ("Årdal", "4643"),
    ]


async def test_the_key_figures_are_those_of_the_agenda(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        found = await organisation.list_municipalities(session)
    figures = {
        (row.municipality.name, figure.series): (figure.as_of, int(figure.value))
        for row in found
        for figure in row.key_figures
    }
    day = dt.date(2025, 1, 1)
    assert figures == {
        **{(name, "population"): (day, value) for name, value in POPULATION.items()},
        **{(name, "children_0_15"): (day, value) for name, value in CHILDREN.items()},
    }


async def test_the_board_has_a_seat_for_each_municipality_and_ordered_deputies(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        bodies = {body.slug: body for body in await organisation.list_bodies(session)}
        seats = await organisation.list_mandates(session, bodies["styret"].id)
    voting = [mandate for mandate, _ in seats if mandate.role in ("chair", "deputy_chair", "member")]
    deputies = [mandate.deputy_order for mandate, _ in seats if mandate.role == "deputy"]
    assert len({mandate.municipality_id for mandate in voting}) == len(voting) == 6
    assert deputies == [1, 2, 3, 4, 5, 6]


# The meeting that is held


async def test_the_board_has_a_work_plan_for_this_year_and_the_next(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        bodies = {body.slug: body for body in await organisation.list_bodies(session)}
        found = await plans.of_body(session, bodies["styret"].id, oslo_date(NOW))
    assert set(found.plans) == {2026, 2027}
    assert {entry.state for entry in found.entries.values()} == {"planned", "done", "moved", "dropped"}
    assert rolling.outlook(found, found.plans[2026]).is_empty


async def test_the_minutes_of_the_held_meeting_are_approved_sealed_and_published(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        held = await meeting(session, HELD)
        row = (await session.scalars(select(Minutes).where(Minutes.meeting_id == held.id))).one()
    async with loaded.database.published() as session:
        published = await minutes_queries.minutes(session, held.id, None)
    assert (held.state, row.state) == ("minutes_approved", "sealed")
    assert await loaded.storage.published.read(published.file_sha256)


async def test_every_item_of_the_held_meeting_has_an_outcome(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        room = await rooms.room_of(session, (await meeting(session, HELD)).id)
    outcomes = [item.outcome.state for item in room.items if item.outcome is not None]
    assert len(outcomes) == len(room.items) == 20
    assert Counter(outcomes) == {"adopted": 10, "adopted_as_amended": 1, "noted": 8, "postponed": 1}


async def test_the_blanks_of_item_9_were_filled_in_the_meeting(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        (nav,) = await resolutions.page(session, EVERYTHING_SEEN, Filter(meeting="2025-09-22", label="9"), 1, None)
    assert "Luster, Sogndal, Årdal" in to_text(nav.version.text)


async def test_a_resolution_of_june_was_superseded_by_one_of_september(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        (ended,) = await resolutions.page(session, EVERYTHING_SEEN, Filter(state="superseded"), 9, None)
        (later,) = await resolutions.page(session, EVERYTHING_SEEN, Filter(meeting="2025-09-22", label="15"), 1, None)
    assert (ended.number, ended.resolution.ended_by_id) == ("05-25/9", later.resolution.id)


async def test_two_evaluations_are_closed_with_results_to_compare_and_one_is_open(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        found = await evaluations.page(session, None, 9, None)
    assert [(one.meeting.number, one.is_closed(oslo_date(NOW)), one.sums.answers) for one in found] == [
        ("08-25", False, 3),
        ("07-25", True, 6),
        ("05-25", True, 5),
    ]


async def test_the_held_meeting_was_published_as_agenda_then_papers_then_corrected_papers(loaded: Loaded) -> None:
    stamps = [version.publication for version in await loaded.versions(HELD)]
    assert [(stamp.kind, stamp.published_at.date().isoformat(), bool(stamp.change_note)) for stamp in stamps] == [
        ("agenda", "2025-09-08", False),
        ("papers", "2025-09-15", False),
        ("papers", "2025-09-17", True),
    ]


async def test_the_held_meeting_stands_at_22_september_with_the_event_beside_it_at_15(loaded: Loaded) -> None:
    held = (await loaded.versions(HELD))[-1].meeting
    day = dt.date(2025, 9, 22)
    starts = [held.starts_at, *(event.starts_at for event in held.side_events)]
    assert (held.path, starts) == ("/møte/styret/2025-09-22", [at(day, dt.time(9)), at(day, dt.time(15))])


async def test_the_number_and_the_address_of_the_real_agenda_are_free(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        found = (await session.scalars(select(Meeting))).all()
    assert len(found) == 5
    assert not [row for row in found if row.number == REAL or row.permalink == "2025-10-20"]


async def test_the_correction_marks_only_the_item_whose_attachment_was_replaced(loaded: Loaded) -> None:
    newest = (await loaded.versions(HELD))[-1]
    assert [item.number for item in newest.items if item.changed] == [6]


async def test_the_held_meeting_has_nineteen_items_five_slots_and_an_event_beside_it(loaded: Loaded) -> None:
    newest = (await loaded.versions(HELD))[-1]
    assert (len(newest.items), len(newest.meeting.programme), len(newest.meeting.side_events)) == (19, 5, 1)


async def test_the_held_meeting_has_sixteen_attachments_on_nine_items(loaded: Loaded) -> None:
    newest = (await loaded.versions(HELD))[-1]
    counts = {item.number: len(attachments(item)) for item in newest.items if attachments(item)}
    assert counts == {6: 1, 7: 1, 9: 2, 10: 1, 11: 6, 12: 1, 13: 2, 14: 1, 17: 1}


async def test_the_held_meeting_has_blanks_in_items_2_9_10_and_11(loaded: Loaded) -> None:
    newest = (await loaded.versions(HELD))[-1]
    assert {item.number: blanks(item) for item in newest.items if blanks(item)} == {2: 1, 9: 3, 10: 1, 11: 1}


async def test_only_item_7_recommends_to_another_body(loaded: Loaded) -> None:
    newest = (await loaded.versions(HELD))[-1]
    recommended = {item.number: proposal.recommends_to for item in newest.items for proposal in item.proposals}
    assert {number: body for number, body in recommended.items() if body} == {7: "representantskapet i Sogn KO"}


async def test_sub_items_stand_in_items_5_13_and_16(loaded: Loaded) -> None:
    newest = (await loaded.versions(HELD))[-1]
    assert {item.number: "".join(sub.label for sub in item.sub_items) for item in newest.items if item.sub_items} == {
        5: "ab",
        13: "ab",
        16: "abcd",
    }


async def test_item_8_has_five_tables(loaded: Loaded) -> None:
    text = (await loaded.versions(HELD))[-1].items[7].text or {}
    content = text["content"]
    assert isinstance(content, list)
    assert sum(block["type"] == "table" for block in content) == 5


async def test_nothing_but_the_unfinished_stands_in_the_way_of_the_held_meetings_papers(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        held = await meeting(session, HELD)
        prepared = await publications.draft(session, held.id, "papers", dt.datetime(2025, 9, 15, 10, tzinfo=dt.UTC))
    assert {finding.code for finding in prepared.findings} == {"blanks", "attachment-under-preparation"}


async def test_the_attached_files_are_pdf_word_and_excel_with_text_that_can_be_read(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        held = await meeting(session, HELD)
        facts = (await publications.draft(session, held.id, "papers", NOW)).facts
    versions = [
        attachment.document.version
        for item in facts.items
        for attachment in item.all_attachments()
        if attachment.document and attachment.document.version
    ]
    kinds = [version.filename.rpartition(".")[2] for version in versions if version.text_status == "extracted"]
    assert {kind: kinds.count(kind) for kind in kinds} == {"pdf": 11, "docx": 1, "xlsx": 2}


# The meeting to come


async def test_the_coming_meeting_has_its_papers_out_in_time(loaded: Loaded) -> None:
    newest = (await loaded.versions(COMING))[-1]
    stamp, start = newest.publication, newest.meeting.starts_at
    assert stamp.kind == "papers"
    assert stamp.published_at <= min(NOW, notice_deadlines(oslo_date(start)).papers)


async def test_a_closed_item_shows_only_its_open_title_and_legal_basis(loaded: Loaded) -> None:
    newest = (await loaded.versions(COMING))[-1]
    (closed,) = [item for item in newest.items if item.access == "closed"]
    assert (closed.title, bool(closed.legal_basis), closed.proposals, closed.text) == ("Personalsak", True, (), None)


@pytest.mark.parametrize("secret", ["lønsplassering", "avvist", "lønsstigen", "drøftingsreferat", "arbeidsstad"])
async def test_what_is_closed_stands_in_no_published_bytes(loaded: Loaded, secret: str) -> None:
    texts = [
        json.dumps(version.model_dump(mode="json"), ensure_ascii=False) for version in await loaded.versions(COMING)
    ]
    assert not any(secret in text for text in texts)


async def test_a_closed_document_is_named_but_not_published(loaded: Loaded) -> None:
    newest = (await loaded.versions(COMING))[-1]
    (closed,) = [a for item in newest.items for a in attachments(item) if a.status == "closed"]
    assert (closed.title, closed.document, bool(closed.legal_basis)) == ("Referat om personaltilhøve", None, True)


async def test_one_attachment_of_the_coming_meeting_is_under_preparation(loaded: Loaded) -> None:
    newest = (await loaded.versions(COMING))[-1]
    waiting = [a.title for item in newest.items for a in attachments(item) if a.status == "under_preparation"]
    assert waiting == ["Prosjektplan"]


async def test_the_item_that_came_after_the_agenda_is_a_supplement(loaded: Loaded) -> None:
    agenda, papers = await loaded.versions(COMING)
    assert [item.title for item in papers.items if item.supplement] == ["Høyring om rutetilbodet på fjorden"]
    assert not any(item.supplement for item in agenda.items)


async def test_a_case_goes_on_from_the_held_meeting_to_the_coming_one(loaded: Loaded) -> None:
    held, coming = (await loaded.versions(HELD))[-1], (await loaded.versions(COMING))[-1]
    both = {item.case_id for item in held.items} & {item.case_id for item in coming.items}
    assert {item.title for item in held.items if item.case_id in both} == {"Skog i Sogn", "Oppstart prosjekt"}


# The meeting in preparation


async def test_the_planned_meeting_is_not_public(loaded: Loaded) -> None:
    assert await loaded.versions(PLANNED) == []


async def test_readiness_points_at_everything_unfinished_in_the_planned_meeting(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        planned = await meeting(session, PLANNED)
        prepared = await publications.draft(session, planned.id, "papers", NOW)
    assert {finding.code for finding in prepared.findings} == {
        "no-place",
        "missing-proposal",
        "attachment-missing",
        "attachment-under-preparation",
        "blanks",
        "table-without-header",
        "closed-without-legal-basis",
        "closed-without-open-title",
    }


# Publications as a whole


async def test_the_chain_of_publications_is_whole_and_in_the_order_of_time(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        assert chain.verify(await publications.links(session)) == []
        moments = (await session.scalars(select(Publication.published_at).order_by(col(Publication.position)))).all()
    assert list(moments) == sorted(moments)


async def test_every_published_file_is_in_the_published_store(loaded: Loaded) -> None:
    async with loaded.database.published() as session:
        hashes = [
            *(await session.scalars(select(PublishedFile.sha256))).all(),
            *(await session.scalars(select(PublishedDocument.sha256))).all(),
        ]
    assert hashes
    assert all([await loaded.storage.published.read(sha256) for sha256 in hashes])


# Loading


async def test_loading_again_does_nothing(loaded: Loaded) -> None:
    async def unexpected(_: Snapshot, __: Mapping[str, bytes]) -> Mapping[FileKind, bytes]:
        raise AssertionError("nothing is to be published")

    assert not await load(loaded.database, loaded.storage, unexpected, NOW)


async def test_a_load_that_fails_at_the_last_publication_leaves_nothing_and_can_be_done_again(
    database: Database, tmp_path: Path
) -> None:
    rendered: list[str] = []

    async def failing(snapshot: Snapshot, _: Mapping[str, bytes]) -> Mapping[FileKind, bytes]:
        rendered.append(snapshot.publication.kind)
        if len(rendered) == 5:
            raise ConnectionError("the machine goes down")
        return {}

    storage = open_storage(None, tmp_path)
    with pytest.raises(ConnectionError):
        await load(database, storage, failing, NOW)
    async with database.work() as session:
        assert await session.scalar(select(func.count()).select_from(Organisation)) == 0
    assert await load(database, storage, failing, NOW)


async def test_of_two_loads_at_once_one_loads_and_the_other_does_nothing(database: Database, tmp_path: Path) -> None:
    async def nothing(_: Snapshot, __: Mapping[str, bytes]) -> Mapping[FileKind, bytes]:
        return {}

    storage = open_storage(None, tmp_path)
    results = await asyncio.gather(*(load(database, storage, nothing, NOW) for _ in range(2)))
    assert sorted(results) == [False, True]


# The days


MOMENTS = st.dates(dt.date(2025, 10, 21), dt.date(2060, 12, 31))


@given(MOMENTS)
def test_the_coming_meeting_is_on_a_working_day_within_a_week(today: dt.date) -> None:
    coming = days_around(today).coming
    assert is_working_day(coming)
    assert dt.timedelta(0) < coming - today < dt.timedelta(7)


@given(MOMENTS)
def test_the_papers_of_the_coming_meeting_are_out_before_today(today: dt.date) -> None:
    days = days_around(today)
    assert days.agenda_out < days.papers_out < today


@given(MOMENTS)
def test_the_planned_meeting_is_on_a_working_day_about_four_weeks_after(today: dt.date) -> None:
    days = days_around(today)
    assert is_working_day(days.planned)
    assert dt.timedelta(28) <= days.planned - days.coming <= dt.timedelta(33)


@given(MOMENTS)
def test_the_meetings_have_numbers_of_their_own_and_none_has_that_of_the_real_agenda(today: dt.date) -> None:
    days = days_around(today)
    assert len({HELD, REAL, meeting_number(days.coming), meeting_number(days.planned)}) == 4


async def test_there_is_an_account_for_each_role(session: AsyncSession):
    assert await demonstration_organisation.claim(session)
    await demonstration_organisation.add(session)
    made = {one.username: one.secret for one in await accounts.add(session, NOW)}
    board = next(body.id for body in await organisation.list_bodies(session) if body.slug == "styret")

    async def actor(username: str) -> Actor:
        signed_in = await identity.sign_in(session, username, made[username], NOW)
        return await identity.actor_of(session, signed_in.account, NOW)

    assert (await actor("administrasjon")).administers(None)
    assert (await actor("saksbehandlar")).is_case_officer(None)
    assert (await actor("styreleiar")).sits_in(board, "chair")
    assert (await actor("medlem")).sits_in(board, "member")
    assert (await actor("vara")).sits_in(board, "deputy")
    assert (await actor("tillitsvald")).sits_in(board, "union_representative")
    assert (await actor("systemansvarleg")).is_system_administrator
    system = await api_clients.actor_of(session, made["API-nøkkel"], NOW)
    assert system is not None
    assert system.municipality_id is not None


async def test_the_budget_for_2026_is_the_seeds_and_2_2_million_were_left_on_9_october_2025(loaded: Loaded) -> None:
    async with loaded.database.work() as session:
        found = {row.year: await budgets.get(session, row.id) for row in await session.scalars(select(Budget))}
        report = await budget_views.report(session, SYSTEM, found[2025], found[2025].reports[0])

    draft = budget_rules.balance(found[2026].lines)
    assert [int(amount) for amount in draft.by_source.values()] == [3_083_000, 1_605_000, 1_371_000]
    assert (draft.expenses, draft.difference) == (6_059_000, 0)
    assert (report.as_of, report.unmapped) == (dt.date(2025, 10, 9), ())
    assert report.sums[0].remaining_nok == 2_200_000
