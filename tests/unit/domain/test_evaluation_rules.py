from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.evaluations import rules
from api.domain.evaluations.rules import Sums, nothing_yet, with_answer
from api.domain.kernel.errors import Invalid

ANSWERS = st.lists(
    st.tuples(
        st.lists(st.none() | st.integers(1, 5), min_size=3, max_size=3),
        st.none() | st.text("abcæøå ", min_size=1, max_size=8),
    ).filter(lambda given: given[1] is not None or any(score is not None for score in given[0])),
    max_size=8,
)


def summed(answers) -> Sums:
    sums = nothing_yet(3)
    for scores, remark in answers:
        sums = with_answer(sums, scores, remark)
    return sums


@given(ANSWERS, st.randoms())
def test_what_is_kept_is_the_same_in_whatever_order_the_answers_came(answers, random):
    shuffled = list(answers)
    random.shuffle(shuffled)

    assert summed(shuffled) == summed(answers)


@given(ANSWERS, st.randoms())
def test_what_is_kept_is_the_same_whoever_has_given_which_score_and_which_remark(answers, random):
    """Remarks and the scores of each statement may be dealt out anew: nothing holds them together."""
    columns = [[scores[at] for scores, _ in answers] for at in range(3)]
    remarks = [remark for _, remark in answers]
    for column in [*columns, remarks]:
        random.shuffle(column)
    dealt = list(zip(zip(*columns, strict=True), remarks, strict=True)) if answers else []
    if all(remark is not None or any(score is not None for score in scores) for scores, remark in dealt):
        assert summed(dealt) == summed(answers)


@given(ANSWERS)
def test_every_score_is_counted_once(answers):
    sums = summed(answers)

    assert sums.answers == len(answers)
    for at, row in enumerate(sums.counts):
        assert sum(row) == sum(scores[at] is not None for scores, _ in answers)
    assert len(sums.remarks) == sum(remark is not None for _, remark in answers)


@pytest.mark.parametrize(
    ("counts", "mean"),
    [
        ((0, 0, 0, 0, 0), None),
        ((0, 0, 0, 0, 2), Decimal("5.0")),
        ((1, 0, 0, 0, 1), Decimal("3.0")),
        ((0, 0, 1, 3, 0), Decimal("3.8")),
    ],
)
def test_the_mean_has_one_decimal_rounded_half_up(counts, mean):
    assert rules.mean(counts) == mean


@pytest.mark.parametrize("scores", [(), (5,), (5, 5, 5, 5)])
def test_an_answer_has_a_score_for_each_statement(scores):
    with pytest.raises(Invalid):
        with_answer(nothing_yet(3), scores, None)


def test_an_answer_says_something():
    with pytest.raises(Invalid):
        with_answer(nothing_yet(2), (None, None), None)
    assert with_answer(nothing_yet(2), (None, None), "Godt møte.").answers == 1


@pytest.mark.parametrize(("answers", "closed", "shown"), [(2, True, False), (3, True, True), (9, False, False)])
def test_sums_are_shown_when_there_are_enough_and_no_more_can_come(answers, closed, shown):
    assert rules.is_shown(Sums(answers, ((0, 0, 0, 0, answers),), ()), closed=closed) is shown
