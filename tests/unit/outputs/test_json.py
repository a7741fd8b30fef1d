import json
import unicodedata

import pytest
from hypothesis import given

from api.domain.publications.snapshot import Snapshot
from api.outputs.json import canonical, canonical_json
from tests.unit.outputs.snapshots import ALL, SAMPLE, snapshots


@given(snapshots())
def test_canonical_json_reads_back_as_the_same_snapshot(snapshot: Snapshot) -> None:
    assert Snapshot.model_validate_json(canonical(snapshot)) == snapshot


@given(snapshots())
def test_canonical_json_of_what_was_read_back_is_the_same_bytes(snapshot: Snapshot) -> None:
    assert canonical(Snapshot.model_validate_json(canonical(snapshot))) == canonical(snapshot)


@pytest.mark.parametrize("snapshot", ALL)
def test_the_order_of_keys_in_a_text_makes_no_difference(snapshot: Snapshot) -> None:
    turned = json.loads(canonical(snapshot), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert canonical(Snapshot.model_validate(turned)) == canonical(snapshot)


def test_keys_stand_sorted_and_without_spaces() -> None:
    assert canonical_json({"b": [1, True, None], "a": "æ"}) == '{"a":"æ","b":[1,true,null]}'.encode()


def test_letters_are_left_as_they_are() -> None:
    assert unicodedata.normalize("NFC", "møte").encode() in canonical(SAMPLE)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60])
def test_a_number_that_json_can_not_hold_exactly_is_refused(value: float) -> None:
    with pytest.raises(ValueError):
        canonical_json(value)
