import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.kernel.errors import PreconditionFailed, PreconditionRequired
from api.http.conditional import conditional, etag_of, etag_of_revision, matches, require_match

# what may stand between the quotes of a tag, the comma included
opaque = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"'), max_size=12)
tags = opaque.map(lambda text: f'"{text}"')
weakness = st.sampled_from(["", "W/"])


@given(tags, st.lists(st.tuples(weakness, tags), max_size=4), weakness, st.sampled_from([",", ", ", " ,\t"]))
def test_a_tag_is_found_wherever_in_a_list_it_stands(tag, others, weak, separator):
    header = separator.join([*(w + t for w, t in others), weak + tag])
    assert matches(header, tag, weakly=True)


@given(tags, st.lists(tags, max_size=4))
def test_a_list_without_the_tag_does_not_match(tag, others):
    assert matches(", ".join(others), tag, weakly=True) == (tag in others)


@given(tags)
def test_a_weak_tag_does_not_match_strongly(tag):
    assert not matches(f"W/{tag}", tag, weakly=False)


@given(tags)
def test_a_star_matches_every_tag(tag):
    assert matches(" * ", tag, weakly=False)


@given(st.text(), tags)
def test_any_header_is_answered_with_yes_or_no(header, tag):
    assert matches(header, tag, weakly=True) in {True, False}


@pytest.mark.parametrize("header", ["a", '"a', 'a"a"', '"b" "a" x', "W/*"])
def test_a_header_that_is_no_list_of_tags_matches_nothing(header):
    assert not matches(header, '"a"', weakly=True)


@given(st.binary(), st.binary())
def test_different_bytes_get_different_tags(one, other):
    assert (etag_of(one) == etag_of(other)) == (one == other)


def test_revisions_get_different_tags():
    assert etag_of_revision(1) != etag_of_revision(2)


def test_a_change_without_if_match_is_refused():
    with pytest.raises(PreconditionRequired):
        require_match(None, '"2"')


def test_a_change_to_an_older_version_is_told_the_current_one():
    with pytest.raises(PreconditionFailed) as refused:
        require_match('"1"', '"2"')
    assert refused.value.extra == {"currentEtag": '"2"'}


@pytest.mark.parametrize("header", ['"2"', '"1", "2"', "*"])
def test_a_change_to_the_current_version_is_let_through(header):
    require_match(header, '"2"')


def test_a_client_with_the_current_version_gets_304_without_a_body():
    answer = conditional('W/"x"', content=b"text", media_type="text/plain", etag='"x"', headers={"Vary": "Accept"})
    assert (answer.status_code, answer.body, answer.headers["etag"], answer.headers["vary"]) == (
        304,
        b"",
        '"x"',
        "Accept",
    )


def test_a_client_with_another_version_gets_the_bytes_and_their_tag():
    answer = conditional('"y"', content=b"text", media_type="text/plain", etag='"x"')
    assert (answer.status_code, answer.body, answer.headers["etag"]) == (200, b"text", '"x"')
