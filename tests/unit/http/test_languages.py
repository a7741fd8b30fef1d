import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.languages import negotiate


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "nn"),
        ("nn", "nn"),
        ("nb-NO,nb;q=0.9", "nb"),
        ("no", "nb"),
        ("en-GB,en;q=0.9,nn;q=0.8", "en"),
        ("en;q=0.5, nn;q=0.7", "nn"),
        ("de, fr;q=0.9", "nn"),
        ("de, en;q=0.1", "en"),
        ("nn;q=0, *", "nb"),
        ("en;q=0.5, *;q=0.9", "nn"),
        ("nn;q=0", "nn"),
        ("en;q=two, nb;q=0.1", "nb"),
        ("EN", "en"),
    ],
)
def test_the_most_wanted_of_our_languages_is_chosen(header, language):
    assert negotiate(header) == language


@given(st.text())
def test_any_header_gives_one_of_our_languages(header):
    assert negotiate(header) in {"nn", "nb", "en"}


@given(st.permutations(["nn", "nb", "en"]))
def test_of_equal_wishes_the_first_counts(languages):
    assert negotiate(",".join(languages)) == languages[0]
