"""How minutes tell of elections to several seats and of leaders."""

import pytest

from api.domain.deliberation import orders
from api.domain.minutes.sentences import vote_sentences
from api.domain.minutes.wording import Wording
from tests.unit.domain.rooms import Meeting


def told(meeting: Meeting, lang: str, **closing: object) -> str:
    meeting.do(orders.CloseVote(**closing))
    item = meeting.item()
    return " ".join(vote_sentences(meeting.room, item, item.votes[-1], Wording(lang)))


def several(meeting: Meeting) -> None:
    meeting.start()
    meeting.ask(subject="election", candidates=("Ola", "Kari", "Per"), seats=2, method="by_count")


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "nn",
            "Valde vart Ola med 5 røyster og Kari med 3 røyster. 6 røysta. "
            "Loddtrekning avgjorde at Kari fekk plass. Elles fekk Per 3 røyster.",
        ),
        (
            "nb",
            "Valgt ble Ola med 5 stemmer og Kari med 3 stemmer. 6 stemte. "
            "Loddtrekning avgjorde at Kari fikk plass. Ellers fikk Per 3 stemmer.",
        ),
    ],
    ids=["nn", "nb"],
)
def test_those_elected_are_named_with_their_votes_and_who_was_drawn(meeting: Meeting, lang: str, expected: str):
    several(meeting)

    assert told(meeting, lang, counts={"1": 5, "2": 3, "3": 3}, voted=6, drawn=("2",)) == expected


def test_those_whom_all_voted_for_are_elected_with_one_voice(meeting: Meeting):
    several(meeting)

    assert told(meeting, "nn", counts={"1": 6, "2": 6}, voted=6) == "Ola og Kari vart samrøystes valde."


def test_a_leader_nobody_gave_more_than_half_of_the_votes_is_voted_on_again(meeting: Meeting):
    meeting.start()
    meeting.ask(subject="election", candidates=("Ola", "Kari"), more_than_half=True, method="by_count")

    assert told(meeting, "nn", counts={"1": 3, "2": 3}) == (
        "Ingen fekk meir enn halvparten av røystene (6 røysta), og det skal røystast på nytt (kommunelova § 7-8)."
    )
