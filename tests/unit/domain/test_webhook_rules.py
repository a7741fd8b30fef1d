"""What a webhook says, when it is tried again, and where it may be sent."""

import datetime as dt
import json
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.kernel.event import Entry, Event
from api.domain.webhooks import rules

NOW = dt.datetime(2025, 9, 1, 12, tzinfo=dt.UTC)


def entry(what: str = "meeting.published", subject_type: str = "meeting", **fields: object) -> Entry:
    return Entry(
        7,
        Event(actor_kind="administration", actor_name="Kari", what=what, subject_type=subject_type, subject_id="x")
        .model_copy(update=fields),
    )  # fmt: skip


@given(tries=st.integers(1, 9))
def test_each_pause_between_attempts_is_longer_than_the_one_before(tries: int):
    following = rules.next_attempt(tries, NOW)
    earlier = rules.next_attempt(tries - 1, NOW) if tries > 1 else NOW

    assert following is not None
    assert earlier is not None
    assert following > earlier


def test_after_the_tenth_attempt_there_is_none():
    assert rules.next_attempt(10, NOW) is None


@pytest.mark.parametrize(
    ("wanted", "what", "told"),
    [
        ((), "meeting.published", True),
        (("meeting.published",), "meeting.published", True),
        (("meeting.*",), "meeting.published", True),
        (("meeting.*",), "meetingplan.published", False),
        (("meeting.withdrawn",), "meeting.published", False),
    ],
)
def test_an_endpoint_is_told_of_what_is_on_its_list(wanted: tuple[str, ...], what: str, told: bool):
    assert rules.wants(wanted, entry(what)) is told


def test_no_webhook_tells_of_webhooks():
    assert not rules.wants((), entry("webhook.tested", "webhook"))


def test_a_message_holds_no_value_and_no_name():
    told = rules.message(entry(before={"title": "A draft"}, after={"title": "Another"}, body_id="body_x"))

    assert json.loads(told).keys() == {"type", "timestamp", "data"}
    assert json.loads(told)["data"] == {
        "position": 7,
        "subjectType": "meeting",
        "subjectId": "x",
        "bodyId": "body_x",
    }
    assert "Kari" not in told
    assert "raft" not in told


def test_the_secret_before_the_newest_signs_until_its_time_is_over():
    until = NOW + dt.timedelta(hours=1)

    assert rules.secret_numbers(2, until, NOW) == (2, 1)
    assert rules.secret_numbers(2, until, until) == (2,)
    assert rules.secret_numbers(1, None, NOW) == (1,)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 -- an address to refuse
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:db8::1",
    ],
)
def test_an_address_inside_a_network_is_not_public(address: str):
    assert not rules.is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14"])
def test_an_address_of_the_open_internet_is_public(address: str):
    assert rules.is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_however_it_is_wrapped(address: IPv4Address):
    wrapped = [IPv6Address(f"::ffff:{address}"), IPv6Address(int(IPv6Address("64:ff9b::")) + int(address))]

    assert {rules.is_public(one) for one in wrapped} == {rules.is_public(address)}


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook",
        "https://10.0.0.1/hook",
        "https://[::1]/hook",
        "https://kari:passord@example.org/",
        "https://example.org/#part",
        "https://example.org/a b",
        "https://example.org:99999/",
        "ftp://example.org/",
        "https:///hook",
        "hook",
    ],
)
def test_an_address_that_is_not_sent_to_has_a_fault(url: str):
    assert rules.address_fault(url, allow_private=False)


def test_an_address_on_the_open_internet_has_none():
    assert rules.address_fault("https://example.org:8443/hook?key=1", allow_private=False) is None


def test_development_may_send_to_its_own_machine():
    assert rules.address_fault("http://127.0.0.1:8080/hook", allow_private=True) is None
