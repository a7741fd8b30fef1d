"""Nothing that is closed, a draft or withdrawn goes out by itself: not in a webhook, and not in a mail."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from api.delivery.alerts import send_due
from api.delivery.webhooks import deliver_due
from api.domain.subscriptions import service as subscriptions
from api.domain.subscriptions.tables import Subscription
from tests.api.site import API, open_site
from tests.conftest import Server
from tests.domain.test_webhooks import Receiver, receiving
from tests.mailbox import Mailbox, mailbox
from tests.security.canaries import Canaries, plant


@pytest.fixture(scope="module")
async def sent(
    server: Server, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Canaries, Receiver, Mailbox]]:
    """All that goes out while the canaries are planted: to a webhook for everything, and to a subscriber of all."""
    async with (
        mailbox() as box,
        receiving() as receiver,
        open_site(server, tmp_path_factory.mktemp("data"), smtp_url=box.url, webhook_allow_private=True) as site,
    ):
        made = await site.admin.post(f"{API}/webhooks", json={"url": receiver.url})
        assert made.status_code == 201, made.text
        async with site.database.work.begin() as session:
            subscriber = Subscription(address="ola@example.no", lang="nn")
            session.add(subscriber)
            await session.flush()
            await subscriptions.confirm(session, subscriber, subscriber.created_at)
        done = asyncio.Event()

        async def keep_sending() -> None:
            while not done.is_set():
                await deliver_due(site.database, site.settings.derive, allow_private=True)
                await send_due(site.database, site.settings)
                await asyncio.sleep(0)

        sending = asyncio.create_task(keep_sending())
        canaries = await plant(site)
        done.set()
        await sending
        await deliver_due(site.database, site.settings.derive, allow_private=True)
        await send_due(site.database, site.settings)
        yield canaries, receiver, box


def test_no_hidden_word_is_in_a_webhook(sent: tuple[Canaries, Receiver, Mailbox]):
    canaries, receiver, _ = sent
    told = repr(receiver.messages)

    assert len(receiver.messages) > 50
    assert [where for word, where in canaries.hidden.items() if word in told] == []


def test_no_hidden_word_is_in_a_mail(sent: tuple[Canaries, Receiver, Mailbox]):
    canaries, _, box = sent
    # The notes of what was withdrawn later were public when they were sent.
    once_public = {"withdrawn: note", "withdrawn version: note"}
    told = "\n".join(part.get_content() for mail in box.mails for part in mail.walk() if not part.is_multipart())
    told += "\n".join(f"{name}: {value}" for mail in box.mails for name, value in mail.items())

    assert len(box.mails) >= 5
    assert {where for word, where in canaries.hidden.items() if word in told} <= once_public
    assert any(word in told for word in canaries.shown)
