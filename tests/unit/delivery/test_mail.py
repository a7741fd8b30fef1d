"""Where the server for mail is, and what the settings take."""

from typing import Any

import pytest
from pydantic import ValidationError

from api.delivery.mail import Server, server_at
from api.settings import Settings


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.no", Server("mail.example.no", 25, None, None, False, None)),
        ("smtp+starttls://mail.example.no", Server("mail.example.no", 587, None, None, False, True)),
        ("smtps://ola:p%40ss@mail.example.no", Server("mail.example.no", 465, "ola", "p@ss", True, False)),
        # A password is not sent in the clear.
        ("smtp://ola:pass@mail.example.no:2525", Server("mail.example.no", 2525, "ola", "pass", False, True)),
    ],
)
def test_an_address_says_where_the_server_is_and_how_it_is_spoken_to(url: str, server: Server):
    assert server_at(url) == server


@pytest.mark.parametrize("given", [{"smtp_url": "mail.example.no"}, {"smtp_url": "https://x"}, {"mail_from": "Ola"}])
def test_a_setting_that_cannot_be_used_is_refused(given: dict[str, Any]):
    with pytest.raises(ValidationError):
        Settings(**given)


def test_mails_come_from_the_sites_host_when_nothing_else_is_said():
    assert Settings(public_url="https://styret.example.no:8443").mail_sender == "noreply@styret.example.no"
    assert Settings(mail_from="Sogn KO <varsel@example.no>").mail_sender == "Sogn KO <varsel@example.no>"
