"""Publishing against PostgreSQL: what is written, what is refused, and what the public role sees of it."""

import asyncio
import hashlib
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from api.database import Database
from api.domain.documents import service as documents
from api.domain.kernel.errors import Gone, GuardRefused, Invalid, NotFound
from api.domain.kernel.event import Event
from api.domain.meetings import service as meetings
from api.domain.organisation.tables import Body
from api.domain.publications import chain, queries, service
from api.domain.publications.schemas import PublishOrder
from api.domain.publications.snapshot import Snapshot
from api.domain.publications.tables import (
    Publication,
    PublishedDocument,
    PublishedFile,
    PublishedItem,
    Withdrawal,
)
from api.storage import open_storage
from tests.domain.building import KARI, NOW, Office, committed_meetings, item, new_file, new_meeting, publish, text

IDENTITY_NUMBER = "01019010046"


async def guard_of(publishing) -> str:
    with pytest.raises(GuardRefused) as refused:
        await publishing
    return str(refused.value.extra["guard"])


async def test_an_agenda_is_published_then_the_papers_then_a_correction(office: Office):
    found = await office.meeting()
    agenda = await office.publish(found.meeting.id, "agenda")
    papers = await office.publish(found.meeting.id, "papers")
    corrected = await office.publish(found.meeting.id, "papers", changeNote="Tal i sak 2 er retta.")
    stamps = [Snapshot.model_validate_json(row.body).publication for row in (agenda, papers, corrected)]

    assert [(stamp.version, stamp.kind, stamp.supersedes) for stamp in stamps] == [
        (1, "agenda", None),
        (2, "papers", agenda.id),
        (3, "papers", papers.id),
    ]
    assert stamps[2].change_note == "Tal i sak 2 er retta."
    assert [(one.version, one.state) for one in await service.history(office.session, found.meeting.id)] == [
        (3, "published"),
        (2, "superseded"),
        (1, "superseded"),
    ]


@pytest.mark.parametrize(("kind", "state"), [("agenda", "agenda_published"), ("papers", "papers_published")])
async def test_the_meetings_state_follows(office: Office, kind, state):
    found = await office.meeting()
    row = await office.publish(found.meeting.id, kind)

    assert (await meetings.get(office.session, found.meeting.id)).meeting.state == state
    assert Snapshot.model_validate_json(row.body).meeting.state == state


async def test_a_publications_row_says_what_its_bytes_say(office: Office):
    found = await office.meeting()
    row = await office.publish(found.meeting.id)
    told = json.loads(row.body)

    assert row.sha256 == hashlib.sha256(row.body).hexdigest()
    assert row.body == chain.canonical(Snapshot.model_validate_json(row.body))
    assert (told["publication"]["id"], told["meeting"]["id"], told["body"]["slug"]) == (
        row.id,
        row.meeting_id,
        row.body_slug,
    )
    assert (row.item_count, row.path) == (3, "/møte/styret/2025-10-20")


async def test_every_item_and_every_open_document_gets_a_row(office: Office):
    shared, closed = await office.document(), await office.document(b"Lukka notat.")
    await documents.set_access(office.session, KARI, closed, "closed", "offl. § 13", "Notat")
    found = await office.meeting(
        items=[
            item("Ein", attachments=[{"title": "A", "document_id": shared}, {"title": "B", "document_id": closed}]),
            item("To", attachments=[{"title": "C", "document_id": shared}]),
        ]
    )
    row = await office.publish(found.meeting.id)
    items = (await office.session.scalars(select(PublishedItem).order_by(col(PublishedItem.number)))).all()
    shown = (await office.session.scalars(select(PublishedDocument))).all()

    assert [(one.number, one.title, one.path) for one in items] == [
        (1, "Ein", "/møte/styret/2025-10-20/sak/1"),
        (2, "To", "/møte/styret/2025-10-20/sak/2"),
    ]
    assert [one.document_id for one in shown] == [shared]
    assert json.loads(items[0].body)["publication"]["id"] == row.id


async def test_open_files_are_copied_to_the_published_part_of_the_store_and_closed_ones_are_not(office: Office):
    shown, closed = await office.document(b"Ope."), await office.document(b"Lukka.")
    await documents.set_access(office.session, KARI, closed, "closed", "offl. § 13", "Notat")
    lines = [{"title": "A", "document_id": shown}, {"title": "B", "document_id": closed}]
    found = await office.meeting(items=[item(attachments=lines)])
    await office.publish(found.meeting.id)

    assert await office.storage.published.read(hashlib.sha256(b"Ope.").hexdigest()) == b"Ope."
    with pytest.raises(FileNotFoundError):
        await office.storage.published.read(hashlib.sha256(b"Lukka.").hexdigest())


async def test_the_renderer_is_given_the_open_files_and_its_files_are_kept(office: Office):
    document_id = await office.document(b"Ope.")
    found = await office.meeting(items=[item(attachments=[{"title": "A", "document_id": document_id}])])
    row = await office.publish(found.meeting.id)
    file = (await office.session.scalars(select(PublishedFile))).one()

    expected = f"agenda of {row.id},{hashlib.sha256(b'Ope.').hexdigest()}".encode()
    assert (file.kind, file.size, await office.storage.published.read(file.sha256)) == (
        "agenda.pdf",
        len(expected),
        expected,
    )


async def test_an_agenda_shows_no_files(office: Office):
    document_id = await office.document(b"Ope.")
    found = await office.meeting(items=[item(attachments=[{"title": "A", "document_id": document_id}])])
    await office.publish(found.meeting.id, "agenda")

    assert (await office.session.scalars(select(PublishedDocument))).all() == []


async def test_a_new_version_of_a_document_waits_for_the_next_publication(office: Office):
    document_id = await office.document(b"Ein.")
    found = await office.meeting(items=[item(attachments=[{"title": "A", "document_id": document_id}])])
    await office.publish(found.meeting.id)
    stored = await office.storage.work.put(b"To.")
    await documents.add_version(office.session, KARI, document_id, new_file(stored.sha256))
    assert [row.version for row in await queries.document(office.session, document_id)] == [1]

    await office.publish(found.meeting.id, changeNote="Nytt notat.")
    assert [row.version for row in await queries.document(office.session, document_id)] == [2]


async def test_what_differs_from_the_version_before_is_marked(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)
    await office.change(found, 1, text=text("Nytt."))
    row = await office.publish(found.meeting.id, changeNote="Ny tekst i sak 2.")

    assert [one.changed for one in Snapshot.model_validate_json(row.body).items] == [False, True, False]


async def test_publishing_is_logged_with_its_overrides_and_who_did_it(office: Office):
    found = await office.meeting(items=[item(f"Sak {IDENTITY_NUMBER}")])
    override = {"code": "identity-number", "path": "/items/0", "reason": "Det er eit saksnummer."}
    row = await office.publish(found.meeting.id, overrides=[override])
    logged = (await office.session.scalars(select(Event).where(Event.what == "meeting.published"))).one()

    assert logged.actor_name == KARI.name
    assert logged.after is not None
    assert (logged.after["publicationId"], logged.after["sha256"]) == (row.id, row.sha256)
    assert logged.after["overrides"] == [override]


async def test_a_correction_needs_a_word_on_what_changed(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)

    assert await guard_of(office.publish(found.meeting.id, changeNote="  ")) == "change_note"


async def test_an_agenda_does_not_take_the_papers_place(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)

    assert await guard_of(office.publish(found.meeting.id, "agenda", changeNote="Om att.")) == "papers_are_out"


@pytest.mark.parametrize("state", ["in_session", "held", "minutes_approved", "closed", "cancelled"])
async def test_a_meeting_that_has_begun_or_will_not_be_is_not_published(office: Office, state):
    found = await office.meeting()
    await meetings.set_state(office.session, found.meeting.id, state)

    assert await guard_of(office.publish(found.meeting.id)) == "meeting_not_opened"


async def test_what_blocks_must_be_settled(office: Office):
    found = await office.meeting(items=[item("Personalsak", access="closed")])
    with pytest.raises(GuardRefused) as refused:
        await office.publish(found.meeting.id)

    assert refused.value.extra["guard"] == "ready"
    assert {error.code for error in refused.value.errors} == {
        "closed-without-legal-basis",
        "closed-without-open-title",
    }
    assert (await office.session.scalars(select(Publication))).all() == []


async def test_an_identity_number_in_the_note_on_changes_blocks_a_publication_and_an_order_for_one(office: Office):
    found = await office.meeting()
    order = PublishOrder(kind="papers", change_note=f"Retta {IDENTITY_NUMBER}.")

    assert await guard_of(office.publish(found.meeting.id, changeNote=order.change_note)) == "ready"
    assert await guard_of(service.examine(office.session, found.meeting.id, order, NOW)) == "ready"


@pytest.mark.parametrize(
    "override",
    [
        {"code": "identity-number", "path": "/items/1", "reason": "Ein annan stad."},
        {"code": "closed-without-legal-basis", "path": "/items/0", "reason": "Kan ikkje setjast til side."},
    ],
    ids=["elsewhere", "not overridable"],
)
async def test_an_override_must_answer_a_finding_that_takes_one(office: Office, override):
    found = await office.meeting(items=[item("Personalsak", access="closed", openTitle=IDENTITY_NUMBER)])

    with pytest.raises(Invalid) as refused:
        await office.publish(found.meeting.id, overrides=[override])
    assert refused.value.errors[0].pointer == "/overrides/0"


async def test_a_draft_writes_nothing(office: Office):
    found = await office.meeting()
    drafted = await service.draft(office.session, found.meeting.id, "papers", NOW)

    assert drafted.snapshot.publication.version == 1
    assert (await office.session.scalars(select(Publication))).all() == []
    assert (await meetings.get(office.session, found.meeting.id)).meeting.state == "planned"


async def test_publications_and_withdrawals_make_one_chain(office: Office):
    found = [await office.meeting(number=str(n)) for n in range(3)]
    for one in found:
        await office.publish(one.meeting.id, "agenda")
    await service.withdraw(office.session, KARI, found[0].meeting.id, "Feil dag.", NOW)
    await office.publish(found[1].meeting.id)
    await office.publish(found[0].meeting.id)
    links = await service.links(office.session)

    assert [link.position for link in links] == [1, 2, 3, 4, 5, 6]
    assert chain.verify(links) == []


async def test_a_withdrawn_meeting_leaves_a_tombstone_for_every_version(office: Office):
    found = await office.meeting()
    agenda = await office.publish(found.meeting.id, "agenda")
    papers = await office.publish(found.meeting.id)
    await service.withdraw(office.session, KARI, found.meeting.id, "Feil dag.", NOW)

    assert [(one.id, one.state, one.reason) for one in await service.history(office.session, found.meeting.id)] == [
        (papers.id, "withdrawn", "Feil dag."),
        (agenda.id, "withdrawn", "Feil dag."),
    ]
    after = await meetings.get(office.session, found.meeting.id)
    assert after.meeting.state == "planned"
    assert all(entry.item.number_frozen for entry in after.agenda)


async def test_versions_count_on_after_a_withdrawal(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)
    await service.withdraw(office.session, KARI, found.meeting.id, "Feil dag.", NOW)
    again = await office.publish(found.meeting.id, "agenda")
    stamp = Snapshot.model_validate_json(again.body).publication

    assert (stamp.version, stamp.supersedes) == (2, None)


async def test_a_meeting_that_was_held_stays_held_when_its_papers_are_withdrawn(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)
    await meetings.set_state(office.session, found.meeting.id, "held")
    await service.withdraw(office.session, KARI, found.meeting.id, "Sa for mykje.", NOW)

    assert (await meetings.get(office.session, found.meeting.id)).meeting.state == "held"


async def test_nothing_is_withdrawn_twice(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)
    await service.withdraw(office.session, KARI, found.meeting.id, "Feil dag.", NOW)

    assert await guard_of(service.withdraw(office.session, KARI, found.meeting.id, "Feil dag.", NOW)) == "published"


async def test_a_superseded_version_is_withdrawn_by_itself(office: Office):
    found = await office.meeting()
    first = await office.publish(found.meeting.id)
    second = await office.publish(found.meeting.id, changeNote="Retta.")
    await service.withdraw_version(office.session, KARI, first.id, "Sa for mykje.", NOW)

    assert [(one.id, one.state) for one in await service.history(office.session, found.meeting.id)] == [
        (second.id, "published"),
        (first.id, "withdrawn"),
    ]
    assert chain.verify(await service.links(office.session)) == []


async def test_only_a_superseded_version_is_withdrawn_by_itself(office: Office):
    found = await office.meeting()
    first = await office.publish(found.meeting.id)
    second = await office.publish(found.meeting.id, changeNote="Retta.")
    await service.withdraw_version(office.session, KARI, first.id, "Sa for mykje.", NOW)

    for publication_id in (first.id, second.id):
        withdrawing = service.withdraw_version(office.session, KARI, publication_id, "Sa for mykje.", NOW)
        assert await guard_of(withdrawing) == "superseded"


async def test_a_version_that_does_not_exist_is_not_found(office: Office):
    with pytest.raises(NotFound):
        await service.withdraw_version(office.session, KARI, "pub_x", "Sa for mykje.", NOW)


async def test_a_reason_with_an_identity_number_is_refused_for_it_will_be_public(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)

    with pytest.raises(Invalid) as refused:
        await service.withdraw(office.session, KARI, found.meeting.id, f"Namngav {IDENTITY_NUMBER}.", NOW)
    assert refused.value.errors[0].pointer == "/reason"


async def test_two_meetings_published_at_once_follow_each_other_in_the_chain(database: Database, tmp_path: Path):
    ids = await committed_meetings(database, "1", "2", "3", "4")
    storage = open_storage(None, tmp_path)

    async def one(meeting_id: str) -> None:
        async with database.work.begin() as session:
            await publish(session, storage, meeting_id, "papers")

    await asyncio.gather(*map(one, ids))
    async with database.work() as session:
        links = await service.links(session)
    assert [link.position for link in links] == [1, 2, 3, 4]
    assert chain.verify(links) == []


async def test_one_meeting_published_twice_at_once_is_published_once(database: Database, tmp_path: Path):
    (meeting_id,) = await committed_meetings(database, "1")
    storage = open_storage(None, tmp_path)

    async def one() -> None:
        async with database.work.begin() as session:
            await publish(session, storage, meeting_id, "papers")

    outcomes = await asyncio.gather(one(), one(), return_exceptions=True)
    async with database.work() as session:
        assert [row.version for row in (await session.scalars(select(Publication))).all()] == [1]
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["GuardRefused", "NoneType"]


async def test_the_public_role_sees_nothing_of_what_was_withdrawn_and_the_chain_still_holds(
    database: Database, tmp_path: Path
):
    withdrawn_id, standing_id = await committed_meetings(database, "1", "2")
    storage = open_storage(None, tmp_path)
    async with database.work.begin() as session:
        taken_back = await publish(session, storage, withdrawn_id, "papers")
        standing = await publish(session, storage, standing_id, "papers")
        await service.withdraw(session, KARI, withdrawn_id, "Feil dag.", NOW)

    async with database.published() as session:
        for table in (PublishedItem, PublishedFile, PublishedDocument):
            rows = (await session.scalars(select(table.publication_id).distinct())).all()
            assert set(rows) <= {standing.id}
        assert (await session.scalars(select(Publication.id))).all() == [standing.id]
        assert (await session.scalars(select(Withdrawal.publication_id))).all() == [taken_back.id]
        with pytest.raises(Gone) as gone:
            await queries.current(session, withdrawn_id)
        assert gone.value.extra["tombstone"]["reason"] == "Feil dag."
    async with database.work() as session:
        links = await service.links(session)
        assert (len(links), chain.verify(links)) == (3, [])


async def test_a_change_behind_the_programs_back_is_found(database: Database, tmp_path: Path, server):
    (meeting_id,) = await committed_meetings(database, "1")
    storage = open_storage(None, tmp_path)
    async with database.work.begin() as session:
        await publish(session, storage, meeting_id, "papers")
    await server.execute(
        "ALTER TABLE published.publication DISABLE TRIGGER ALL; UPDATE published.publication SET body = body || ' '",
        database=database.name,
    )

    async with database.work() as session:
        assert [fault.what for fault in chain.verify(await service.links(session))] == [
            "the content does not match its hash"
        ]


async def test_a_failed_rendering_leaves_no_publication(database: Database, tmp_path: Path):
    (meeting_id,) = await committed_meetings(database, "1")

    async def failing(*_: object) -> dict[str, bytes]:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        async with database.work.begin() as session:
            await service.publish(
                session, KARI, open_storage(None, tmp_path), failing, meeting_id, PublishOrder(kind="papers"), NOW
            )
    async with database.work() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(Publication)) == 0
        assert (await meetings.get(session, meeting_id)).meeting.state == "planned"


async def test_bodies_with_publications_come_in_norwegian_order(office: Office):
    names = ["Åtte", "Ærleg", "Østre", "Zebra", "Aasen"]
    for number, name in enumerate(names):
        body = Body(slug=f"b{number}", name=name, kind="network", sort_key=name)
        office.session.add(body)
        await office.session.flush()
        found = await meetings.create(office.session, KARI, new_meeting(body.id, number=str(number)))
        await office.publish(found.meeting.id)

    listed = [body.name for body in await queries.bodies(office.session)]
    assert listed == ["Zebra", "Ærleg", "Østre", "Aasen", "Åtte"]
