import ast
import re
from pathlib import Path

import pytest

from api.domain.publications.snapshot import ItemType, Kind
from api.outputs.labels import LANGUAGES, counted, known, labels, t
from tests.unit.outputs.snapshots import SAMPLE

OUTPUTS = Path(__file__).parents[3] / "api" / "outputs"
TEMPLATES = "\n".join(path.read_text("utf-8") for path in sorted((OUTPUTS / "templates").iterdir()))
ROUTERS = [OUTPUTS.parent / "routers" / name for name in ("budget_files.py", "legal_bases.py", "resolution_sheets.py")]
PYTHON = "\n".join(path.read_text("utf-8") for path in (*sorted(OUTPUTS.rglob("*.py")), *ROUTERS))
READINESS = (OUTPUTS.parent / "domain" / "publications" / "readiness.py").read_text("utf-8")
COMPOSED = ("accessibility.", "privacy.", "developers.")
"""Groups whose labels are named by their last part, by the pages of text."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_same_labels(lang: str) -> None:
    assert labels(known(lang)).keys() == labels("nn").keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_label_is_empty(lang: str) -> None:
    assert all(label.strip() for label in labels(known(lang)).values())


@pytest.mark.parametrize("key", sorted(labels("nn")))
def test_a_label_takes_the_same_values_in_every_language(key: str) -> None:
    fields = [set(re.findall(r"{(\w+)}", labels(lang)[key])) for lang in LANGUAGES]
    assert fields == [fields[0]] * len(LANGUAGES)


@pytest.mark.parametrize("key", sorted(labels("nn")))
def test_every_label_is_used(key: str) -> None:
    stem = re.sub(r"\.(one|other)$", "", key)
    group = key.rpartition(".")[0] + "."
    last = key.rpartition(".")[2]
    if group == "readiness.":
        # An attachment's code ends with the state of its text.
        assert f'"{last}"' in READINESS or f'"{last.removeprefix("attachment-")}"' in READINESS
        return
    if group in COMPOSED and (f'"{last}"' in PYTHON or f'.{last}"' in PYTHON):
        return
    assert any(f'"{name}' in TEMPLATES + PYTHON or f"'{name}" in TEMPLATES + PYTHON for name in (stem, group))


def test_every_label_that_is_asked_for_exists() -> None:
    asked = set(re.findall(r"\bt\(['\"]([\w.]+\w)['\"]", TEMPLATES))
    for node in ast.walk(ast.parse(PYTHON)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "t":
            asked |= {
                arg.value for arg in node.args[1:] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            }
    assert asked
    assert asked <= labels("nn").keys()


@pytest.mark.parametrize("item_type", ItemType.__args__)  # type: ignore[attr-defined]
def test_every_type_of_item_has_a_name(item_type: str) -> None:
    assert t("nn", f"itemType.{item_type}")


@pytest.mark.parametrize("kind", Kind.__args__)  # type: ignore[attr-defined]
def test_every_kind_of_publication_has_a_name(kind: str) -> None:
    assert t("nn", f"kind.{kind}")


def test_every_attachment_that_has_no_file_has_a_reason() -> None:
    statuses = {one.status for item in SAMPLE.items for one in item.attachments} - {"available"}
    assert statuses == {"missing", "closed"}
    assert all(t("nn", f"attachmentStatus.{status}") for status in statuses)


@pytest.mark.parametrize(
    ("lang", "key", "label"),
    [
        ("nn", "itemType.any_other_business", "Ymse"),
        ("nb", "itemType.any_other_business", "Eventuelt"),
        ("nn", "meeting.agenda", "Sakliste"),
        ("nb", "meeting.agenda", "Saksliste"),
        ("nn", "item.proposal", "Framlegg til vedtak"),
        ("nb", "item.proposal", "Forslag til vedtak"),
        ("nn", "skip", "Hopp til hovudinnhaldet"),
    ],
)
def test_terms_are_those_of_the_glossary(lang: str, key: str, label: str) -> None:
    assert t(lang, key) == label


def test_one_and_many_are_told_apart() -> None:
    assert [counted("nn", "items", n) for n in (1, 2)] == ["1 sak", "2 saker"]


def test_an_unknown_language_gives_nynorsk() -> None:
    assert t("sv", "meeting.place") == "Stad"


def test_an_unknown_label_is_an_error() -> None:
    with pytest.raises(KeyError):
        t("nn", "no.such.label")
