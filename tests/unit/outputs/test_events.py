"""Everything that the domain records is in the vocabulary, everything in the vocabulary is recorded, all has labels."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from api.domain.audit.policy import OF_THE_SYSTEM
from api.domain.budgets import service as budgets
from api.domain.kernel.event_types import EventType, SubjectType
from api.domain.meetings import setting_aside
from api.domain.resolutions import follow_ups
from api.domain.work_plans import service as work_plans
from api.domain.written_procedures import service as written_procedures
from api.outputs.events import event_label, subject_label
from api.outputs.labels import LANGUAGES, labels

API = Path(__file__).parents[3] / "api"
COMPUTED = {
    "domain/budgets/service.py: _BECAME[action]": set(budgets._BECAME.values()),
    "domain/meetings/setting_aside.py: _BECAME[outcome]": set(setting_aside._BECAME.values()),
    "domain/resolutions/follow_ups.py: _BECAME[action]": set(follow_ups._BECAME.values()),
    "domain/work_plans/service.py: _BECAME[state]": set(work_plans._BECAME.values()),
    "domain/written_procedures/service.py: _ENDED[state]": set(written_procedures._ENDED.values()),
}
"""Types that no call names, by the expression that chooses among them."""
HANDED_ON = "what"
"""An aggregate's own way of recording gets the type from its callers, who are found like all others."""
RECORDERS = ("event.record", "_record", "_tell", "tell", "service.tell")
TYPES: tuple[str, ...] = get_args(EventType)
SUBJECTS: tuple[str, ...] = get_args(SubjectType)
THINGS = {*SUBJECTS, *(what.partition(".")[0] for what in TYPES)}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Where something is recorded; the third argument is its type."""
    for path in sorted(API.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in RECORDERS:
                yield str(path.relative_to(API)), node


def named(what: ast.expr) -> set[str] | None:
    """The types that the expression says in so many words; None when it doesn't."""
    if isinstance(what, ast.Constant):
        return {str(what.value)}
    if isinstance(what, ast.IfExp):
        one, other = named(what.body), named(what.orelse)
        return one | other if one and other else None
    return None


def test_the_vocabulary_is_what_is_recorded() -> None:
    types: set[str] = set()
    computed: set[str] = set()
    for place, call in calls():
        what = call.args[2]
        said = named(what)
        types |= said or set()
        if said is None and ast.unparse(what) != HANDED_ON:
            computed.add(f"{place}: {ast.unparse(what)}")

    assert computed == COMPUTED.keys()
    assert types.union(*COMPUTED.values()) == set(TYPES)
    assert len(TYPES) == len(set(TYPES))


def test_only_what_is_of_no_single_body_is_recorded_without_one() -> None:
    without = {
        said
        for _, call in calls()
        if ast.unparse(call.func) == "event.record" and "body_id" not in {keyword.arg for keyword in call.keywords}
        for said in named(call.args[2]) or {ast.unparse(call.args[2])}
    }

    assert {what for what in without if what.partition(".")[0] not in OF_THE_SYSTEM} == {
        "cost_calculation.published",
        "cost_calculation.saved",
        "cost_calculation.withdrawn",
        "cost_sharing_agreement.changed",
        # Of agreements, too.
        HANDED_ON,
        "document.created",
        "import.created",
        "import.discarded",
        "import.draft_saved",
        "key_figures.recorded",
        "key_figures.series_added",
        "municipality.changed",
        "organisation.changed",
    }


def test_every_type_and_every_thing_has_a_label_and_no_label_lacks_its_own() -> None:
    said = {key for key in labels("nn") if key.startswith(("event.", "eventSubject."))}

    assert said == {f"event.{what.replace('.', '_')}" for what in TYPES} | {f"eventSubject.{one}" for one in THINGS}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_types_of_a_thing_are_called_the_same(lang: str) -> None:
    told = [(what.partition(".")[0], event_label(lang, what)) for what in TYPES]

    assert len(set(told)) == len(told)
    assert len({subject_label(lang, thing) for thing in THINGS}) == len(THINGS)


def test_what_is_no_longer_recorded_is_named_by_its_code() -> None:
    assert event_label("nn", "meeting.forgotten") == "meeting.forgotten"
    assert subject_label("nn", "fax") == "fax"
