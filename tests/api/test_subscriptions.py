"""E-mail alerts from the form to the last mail, by way of a real SMTP server."""

import datetime as dt
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from api.delivery.alerts import send_due
from api.domain.kernel.clock import now
from api.domain.subscriptions import service
from api.domain.subscriptions.tables import Subscription, SubscriptionMail
from tests.api.site import API, BASE_URL, PUBLISHED, Site, day, item, open_site
from tests.conftest import Server
from tests.mailbox import Mailbox, mailbox, texts

OLA = "ola@example.no"


@dataclass
class Desk:
    """A site that sends mail, the box it comes to, and a meeting that is published."""

    site: Site
    box: Mailbox

    async def ask(self, address: str = OLA, **fields: Any) -> None:
        answer = await self.site.anonymous.post(f"{PUBLISHED}/subscriptions", json={"address": address, **fields})
        assert (answer.status_code, answer.json()) == (202, {"status": "asked"}), answer.text

    async def send(self) -> int:
        return await send_due(self.site.database, self.site.settings)

    async def subscribed(self, address: str = OLA, **fields: Any) -> None:
        """An address that has confirmed."""
        await self.ask(address, **fields)
        await self.send()
        answer = await self.site.anonymous.post(link_in(self.box.to(address)[-1]))
        assert answer.status_code == 200
        self.box.mails.clear()

    async def let_time_pass(self) -> None:
        async with self.site.database.work.begin() as session:
            await session.execute(
                update(SubscriptionMail)
                .where(col(SubscriptionMail.next_attempt_at).is_not(None))
                .values(next_attempt_at=now() - dt.timedelta(seconds=1))
            )

    async def count(self, table: type[Any]) -> int:
        async with self.site.database.work() as session:
            return await session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
async def desk(server: Server, tmp_path: Path) -> AsyncIterator[Desk]:
    async with (
        mailbox() as box,
        open_site(server, tmp_path, smtp_url=box.url, mail_from="Fjordane KO <varsel@example.no>") as site,
    ):
        first = await site.create(number="01-25", startsAt=day(1), endsAt=None)
        await site.publish(first["id"], "agenda")
        yield Desk(site, box)


def link_in(mail: EmailMessage, step: str = "stadfest") -> str:
    found = re.search(rf"{BASE_URL}(/varsel/{step}/\S+)", texts(mail)[0])
    assert found, texts(mail)[0]
    return found[1]


async def test_nothing_is_sent_before_the_address_is_confirmed_by_a_button(desk: Desk):
    await desk.ask()
    await desk.send()
    link = link_in(desk.box.to(OLA)[0])
    page = await desk.site.anonymous.get(link)
    assert '<form method="post"' in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    second = await desk.site.create(number="02-25", startsAt=day(2), endsAt=None)
    await desk.site.publish(second["id"], "agenda")
    assert await desk.send() == 0

    assert (await desk.site.anonymous.post(link)).status_code == 200
    assert await desk.send() == 0
    await desk.site.publish(second["id"], "papers")

    assert await desk.send() == 1
    assert len(desk.box.to(OLA)) == 2


async def test_an_alert_says_which_meeting_what_changed_and_where(desk: Desk):
    await desk.subscribed()
    meeting = await desk.site.create(number="03-25", title="Styremøte <03-25> & meir", startsAt=day(3), endsAt=None)
    await desk.site.publish(meeting["id"], "papers")
    await desk.site.publish(meeting["id"], "papers", changeNote="Sak 1 har fått vedlegg.")
    assert await desk.send() == 2

    first, second = desk.box.to(OLA)
    assert first["From"] == "Fjordane KO <varsel@example.no>"
    assert first["Subject"] == "Sakspapir: Styremøte <03-25> & meir"
    assert second["Subject"] == "Sakspapir, ny versjon: Styremøte <03-25> & meir"
    plain, html = texts(second)
    for words in ("Kva er endra: Sak 1 har fått vedlegg.", "fredag 10. januar 2025", f"{BASE_URL}/m%C3%B8te/styret/"):
        assert words in plain
    assert "Styremøte &lt;03-25&gt; &amp; meir" in html
    assert "Sak 1 har fått vedlegg." in html


async def test_an_alert_names_the_late_items_with_their_numbers(desk: Desk):
    await desk.subscribed()
    site = desk.site
    meeting = await site.create(number="06-25", startsAt=day(6), endsAt=None)
    await site.publish(meeting["id"], "papers")
    closed = {"access": "closed", "openTitle": "Personalsak", "legalBasis": "offl. § 13"}
    for late in (item("Høyring <om> ruter"), item("qyxnamnxyq", **closed)):
        added = await site.admin.post(f"{API}/meetings/{meeting['id']}/agenda-items", json=late)
        assert added.status_code == 201, added.text
    await site.publish(meeting["id"], "papers", changeNote="To saker til.")
    await site.publish(meeting["id"], "papers", changeNote="Ei retting.")
    assert await desk.send() == 3

    first, second, third = (texts(mail) for mail in desk.box.to(OLA))
    named = [line for line in second[0].splitlines() if line.startswith("Tilleggssak")]
    assert named == ["Tilleggssak 2: Høyring <om> ruter", "Tilleggssak 3: Personalsak"]
    assert "Tilleggssak 2: Høyring &lt;om&gt; ruter" in second[1]
    assert "qyxnamnxyq" not in "".join(second)
    assert "Tilleggssak" not in "".join([*first, *third])


async def test_an_alert_speaks_the_subscribers_language(desk: Desk):
    await desk.subscribed(lang="en")
    meeting = await desk.site.create(number="04-25", startsAt=day(4), endsAt=None)
    await desk.site.publish(meeting["id"], "papers")
    await desk.send()

    mail = desk.box.to(OLA)[0]
    assert mail["Content-Language"] == "en"
    assert "?lang=en" in texts(mail)[0]
    assert "Unsubscribe" in texts(mail)[0]


async def test_one_click_ends_the_alerts_and_leaves_no_trace(desk: Desk):
    await desk.subscribed()
    meeting = await desk.site.create(number="05-25", startsAt=day(5), endsAt=None)
    await desk.site.publish(meeting["id"], "agenda")
    await desk.send()
    mail = desk.box.to(OLA)[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = urlsplit(mail["List-Unsubscribe"].strip("<>"))

    # As a mail program does it (RFC 8058, 3.2).
    answer = await desk.site.anonymous.post(
        address.path,
        content="List-Unsubscribe=One-Click",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 200
    assert await desk.count(Subscription) == 0
    assert await desk.count(SubscriptionMail) == 0
    await desk.site.publish(meeting["id"], "papers")
    assert await desk.send() == 0


async def test_opening_the_link_to_unsubscribe_asks_first(desk: Desk):
    await desk.subscribed()
    meeting = await desk.site.create(number="05-25", startsAt=day(5), endsAt=None)
    await desk.site.publish(meeting["id"], "agenda")
    await desk.send()

    page = await desk.site.anonymous.get(link_in(desk.box.to(OLA)[0], "avmeld"))

    assert '<form method="post"' in page.text
    assert await desk.count(Subscription) == 1


async def test_a_link_for_one_thing_is_no_link_for_another(desk: Desk):
    await desk.ask()
    await desk.send()
    token = link_in(desk.box.to(OLA)[0]).rpartition("/")[2]

    for made_up in (f"/varsel/avmeld/{token}", f"/varsel/stadfest/{token[:-1]}", "/varsel/stadfest/x"):
        await desk.site.anonymous.post(made_up)

    async with desk.site.database.work() as session:
        assert [one.confirmed_at for one in await session.scalars(select(Subscription))] == [None]


async def test_subscribers_of_one_body_get_no_others_alerts(desk: Desk):
    await desk.subscribed("alle@example.no")
    await desk.subscribed("styret@example.no", body="styret")
    other = await desk.site.create(
        number="N1", bodyId=desk.site.other_body_id, title="Nettverksmøte", startsAt=day(6), endsAt=None
    )
    await desk.site.publish(other["id"], "agenda")
    await desk.send()

    assert [mail["To"] for mail in desk.box.mails] == ["alle@example.no"]


async def test_a_withdrawal_of_several_versions_is_told_once_with_its_reason(desk: Desk):
    await desk.subscribed()
    meeting = await desk.site.create(number="06-25", startsAt=day(6), endsAt=None)
    for kind in ("agenda", "papers"):
        await desk.site.publish(meeting["id"], kind)
    await desk.send()
    desk.box.mails.clear()
    await desk.site.withdraw(meeting["id"], "Møtet er flytta.")
    await desk.send()

    assert [mail["Subject"] for mail in desk.box.mails] == ["Trekt tilbake: Styremøte 06-25"]
    assert "Grunngjeving: Møtet er flytta." in texts(desk.box.mails[0])[0]


async def test_what_was_withdrawn_before_it_was_sent_is_not_told(desk: Desk):
    await desk.subscribed()
    meeting = await desk.site.create(number="07-25", startsAt=day(7), endsAt=None)
    await desk.site.publish(meeting["id"], "papers", changeNote="qyxnotexyq")
    async with desk.site.database.work.begin() as session:
        await service.enqueue(session, now())
    await desk.site.withdraw(meeting["id"])
    await desk.send()

    assert [mail["Subject"] for mail in desk.box.mails] == ["Trekt tilbake: Styremøte 07-25"]
    assert "qyxnotexyq" not in str(desk.box.mails[0])


async def test_a_mail_is_sent_once_however_often_the_job_runs(desk: Desk):
    await desk.subscribed()
    meeting = await desk.site.create(number="08-25", startsAt=day(8), endsAt=None)
    await desk.site.publish(meeting["id"], "papers")

    assert [await desk.send() for _ in range(3)] == [1, 0, 0]


async def test_a_mail_that_is_refused_for_now_is_sent_later(desk: Desk):
    await desk.subscribed()
    desk.box.refusals.append("451 Try again later")
    meeting = await desk.site.create(number="09-25", startsAt=day(9), endsAt=None)
    await desk.site.publish(meeting["id"], "papers")
    assert await desk.send() == 0
    assert await desk.send() == 0
    await desk.let_time_pass()

    assert await desk.send() == 1


async def test_a_mail_that_is_refused_for_good_is_not_tried_again(desk: Desk):
    await desk.subscribed()
    desk.box.refusals.append("550 No such user")
    meeting = await desk.site.create(number="10-25", startsAt=day(10), endsAt=None)
    await desk.site.publish(meeting["id"], "papers")
    assert await desk.send() == 0
    await desk.let_time_pass()

    assert await desk.send() == 0
    assert desk.box.mails == []


async def test_a_server_that_cannot_be_reached_loses_no_mail(desk: Desk):
    await desk.subscribed()
    meeting = await desk.site.create(number="11-25", startsAt=day(11), endsAt=None)
    await desk.site.publish(meeting["id"], "papers")
    silent = desk.site.settings.model_copy(update={"smtp_url": type(desk.site.settings.smtp_url)("smtp://127.0.0.1:1")})

    assert await send_due(desk.site.database, silent) == 0
    await desk.let_time_pass()
    assert await desk.send() == 1


async def test_the_answer_is_the_same_whether_the_address_is_known_or_not(desk: Desk):
    await desk.subscribed()
    await desk.ask()
    await desk.ask(OLA.upper().replace("EXAMPLE.NO", "example.no"))

    assert await desk.send() == 0
    assert await desk.count(Subscription) == 1


async def test_an_address_is_not_asked_twice_within_the_hour(desk: Desk):
    for _ in range(3):
        await desk.ask()
        await desk.send()

    assert len(desk.box.mails) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"address": "ola"},
        {"address": "ola@localhost"},
        {"address": "ola@example.no\r\nBcc: x@example.no"},
        {"address": OLA, "body": "finst-ikkje"},
        {"address": OLA, "body": "nettverket"},
    ],
)
async def test_what_is_no_address_and_no_body_with_something_published_is_refused(desk: Desk, given: dict[str, str]):
    answer = await desk.site.anonymous.post(f"{PUBLISHED}/subscriptions", json=given)

    assert answer.status_code == 422
    assert await desk.count(Subscription) == 0


async def test_asking_is_rationed(desk: Desk):
    answers = [
        await desk.site.anonymous.post(f"{PUBLISHED}/subscriptions", json={"address": f"a{number}@example.no"})
        for number in range(11)
    ]

    assert [answer.status_code for answer in answers] == [202] * 10 + [429]


async def test_the_form_of_the_front_page_leads_to_a_mail(desk: Desk):
    page = await desk.site.anonymous.get("/")
    assert '<form class="alert-form" method="post" action="/varsel">' in page.text

    answer = await desk.site.anonymous.post("/varsel", data={"address": OLA, "body": "", "lang": "nb"})
    await desk.send()

    assert (answer.status_code, answer.headers["location"]) == (303, "/varsel/sendt?lang=nb")
    assert (await desk.site.anonymous.get("/varsel/sendt?lang=nb")).status_code == 200
    assert desk.box.to(OLA)[0]["Subject"] == "Bekreft at du vil ha e-postvarsel"
    wrong = await desk.site.anonymous.post("/varsel", data={"address": "ola"})
    assert wrong.status_code == 422


async def test_a_request_that_nobody_confirms_is_forgotten(desk: Desk):
    await desk.ask()
    async with desk.site.database.work.begin() as session:
        await service.forget(session, now() + dt.timedelta(days=3), dt.timedelta(days=30))

    assert await desk.count(Subscription) == 0


async def test_no_address_stands_in_an_event(desk: Desk):
    await desk.subscribed("qyxaddressxyq@example.no")

    assert "qyxaddressxyq" not in str(await desk.site.changes())


async def test_without_a_server_for_mail_there_is_no_form_and_nothing_to_ask_for(server: Server, tmp_path: Path):
    async with open_site(server, tmp_path) as site:
        meeting = await site.create(number="01-25", items=[item()])
        await site.publish(meeting["id"])
        answer = await site.anonymous.post(f"{PUBLISHED}/subscriptions", json={"address": OLA})

        assert answer.status_code == 404
        assert "/varsel" not in (await site.anonymous.get("/")).text
        assert (await site.anonymous.get(f"{PUBLISHED}/subscriptions")).json() == {"available": False}
