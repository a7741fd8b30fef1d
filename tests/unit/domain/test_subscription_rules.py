import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.subscriptions import rules

SECRET = "only for tests, not secret at all"
ID = "sbsc_01k7z1v8j6e2xbt5w3n4m9q0rs"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ola.nordmann@example.no", "ola.nordmann@example.no"),
        ("  Ola@Example.NO ", "Ola@example.no"),
        ("ola+styret@sogn-ko.example", "ola+styret@sogn-ko.example"),
        ("ola@blåbær.no", "ola@xn--blbr-roah.no"),
    ],
)
def test_an_address_is_kept_as_it_is_written_to(written: str, kept: str):
    assert rules.address(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ola",
        "@example.no",
        "ola@",
        "ola@localhost",
        "ola@example",
        "ola@127.0.0.1",
        "ola@[127.0.0.1]",
        "ola nordmann@example.no",
        "ola@example.no, kari@example.no",
        "ola@example.no\nBcc: kari@example.no",
        ".ola@example.no",
        "ola..n@example.no",
        '"ola"@example.no',
        f"{'o' * 65}@example.no",
        f"ola@{'e' * 64}.no",
        f"ola@{'example.' * 40}no",
        "ola@-example.no",
    ],
)
def test_what_is_no_address_is_none(written: str):
    assert rules.address(written) is None


@given(st.text())
def test_what_is_kept_fits_in_a_header(written: str):
    kept = rules.address(written)

    assert kept is None or (kept.isascii() and kept.isprintable() and len(kept) <= 254 and kept.count("@") == 1)


def test_a_token_is_good_for_what_it_was_made_for():
    token = rules.token(SECRET, "confirm", ID)

    assert rules.subscription_of(SECRET, "confirm", token) == ID
    assert rules.subscription_of(SECRET, "unsubscribe", token) is None
    assert rules.subscription_of("another secret", "confirm", token) is None


@given(st.text())
def test_a_made_up_token_is_good_for_nothing(made_up: str):
    assert rules.subscription_of(SECRET, "unsubscribe", made_up) is None
    assert rules.subscription_of(SECRET, "unsubscribe", f"{ID}.{made_up}") is None
