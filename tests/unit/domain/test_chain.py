"""The chain of publications: whatever is changed in it, or taken out of it, is found."""

import dataclasses
import gzip
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from api.domain.publications import chain
from api.domain.publications.chain import Link, verify
from api.domain.publications.redaction import redact
from tests.unit.domain import facts


def made(contents: list[dict[str, Any]], kinds: list[bool]) -> list[Link]:
    """A chain of publications (True) and withdrawals, as they are stored."""
    links: list[Link] = []
    for position, (content, is_publication) in enumerate(zip(contents, kinds, strict=True), start=1):
        previous = links[-1].sha256 if links else None
        stamp = {"previousSha256": previous}
        body = rfc8785.dumps({**content, "publication": stamp} if is_publication else {**content, **stamp})
        links.append(Link(position, f"pub_{position}", body, chain.digest(body), previous))
    return links


chains = st.integers(1, 6).flatmap(
    lambda n: st.builds(
        made,
        st.lists(st.dictionaries(st.text("abc", min_size=1), st.integers(0, 9)), min_size=n, max_size=n),
        st.lists(st.booleans(), min_size=n, max_size=n),
    )
)
long_chains = chains.filter(lambda links: len(links) > 1)


def changed(links: list[Link], index: int, **fields: Any) -> list[Link]:
    return [*links[:index], dataclasses.replace(links[index], **fields), *links[index + 1 :]]


def an_index(links: list[Link]) -> st.SearchStrategy[int]:
    return st.integers(0, len(links) - 1)


@given(chains)
def test_a_whole_chain_has_no_faults(links):
    assert verify(links) == []


def test_an_empty_chain_has_no_faults():
    assert verify([]) == []


@given(chains, st.data())
def test_changed_content_is_found(links, data):
    index = data.draw(an_index(links))
    place = data.draw(st.integers(0, len(links[index].body) - 1))
    body = bytearray(links[index].body)
    body[place] ^= data.draw(st.integers(1, 255))

    assert index + 1 in {fault.position for fault in verify(changed(links, index, body=bytes(body)))}


@given(long_chains, st.data())
def test_changed_content_with_its_hash_made_anew_is_found_in_the_entry_after(links, data):
    index = data.draw(st.integers(0, len(links) - 2))
    body = rfc8785.dumps({**json.loads(links[index].body), "zz": 1})
    forged = changed(links, index, body=body, sha256=chain.digest(body))

    assert index + 2 in {fault.position for fault in verify(forged)}


@given(chains, st.data())
def test_a_changed_hash_is_found(links, data):
    assert verify(changed(links, data.draw(an_index(links)), sha256="0" * 64)) != []


@given(chains, st.data())
def test_a_changed_word_of_what_came_before_is_found(links, data):
    assert verify(changed(links, data.draw(an_index(links)), previous_sha256="0" * 64)) != []


@given(long_chains, st.data())
def test_an_entry_that_is_taken_out_is_found(links, data):
    index = data.draw(st.integers(0, len(links) - 2))

    assert verify(links[:index] + links[index + 1 :]) != []


@given(long_chains, st.data())
def test_an_entry_that_is_taken_out_and_closed_up_is_found(links, data):
    index = data.draw(st.integers(0, len(links) - 2))
    rest = links[:index] + links[index + 1 :]
    renumbered = [dataclasses.replace(link, position=n) for n, link in enumerate(rest, start=1)]

    assert verify(renumbered) != []


@given(chains, st.data())
def test_an_entry_that_stands_twice_is_found(links, data):
    index = data.draw(an_index(links))

    assert verify([*links[: index + 1], *links[index:]]) != []


@given(long_chains, st.data())
def test_two_entries_that_changed_places_are_found(links, data):
    index = data.draw(st.integers(0, len(links) - 2))
    swapped = [*links[:index], links[index + 1], links[index], *links[index + 2 :]]
    renumbered = [dataclasses.replace(link, position=n) for n, link in enumerate(swapped, start=1)]

    assert verify(renumbered) != []


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"null", b'{"publication": 3}', b"\xff", b'{"previousSha256": 1}'])
def test_content_that_is_no_entry_at_all_is_a_fault_and_no_traceback(body):
    (link,) = made([{}], [True])

    assert [fault.what for fault in verify([dataclasses.replace(link, body=body)])] == [
        "the content does not match its hash"
    ]


def test_a_fault_names_the_entry_and_its_position():
    links = made([{}, {}], [True, False])
    (fault,) = verify(changed(links, 1, body=b"{}", sha256=chain.digest(b"{}")))

    assert (fault.position, fault.name, fault.what) == (2, "pub_2", "does not name the hash of the entry before it")


def test_equal_snapshots_have_equal_bytes():
    stamp, meeting = facts.stamp(), facts.meeting()

    assert chain.canonical(redact(meeting, stamp)) == chain.canonical(redact(meeting, stamp))


def test_the_compressed_form_has_no_time_in_it():
    compressed = chain.compress(b"hei " * 100)

    assert compressed[4:8] == bytes(4)
    assert gzip.decompress(compressed) == b"hei " * 100
