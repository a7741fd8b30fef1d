"""Settings: every one has a default that runs, and a wrong one is named."""

import threading
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA", "DATABASE_URL", "PUBLIC_URL", "SECRET", "STORAGE_URL", "PORT"):
        monkeypatch.delenv(f"SAMSTYRE_{name}", raising=False)


def test_nothing_needs_to_be_set(monkeypatch):
    monkeypatch.setenv("HOME", "/home/kari")
    settings = load_settings()

    assert settings.data == Path("/home/kari/.local/share/samstyre")
    assert settings.database_url is None
    assert settings.documents_url == "file:///home/kari/.local/share/samstyre/documents"


def test_a_variable_sets_its_field(monkeypatch):
    monkeypatch.setenv("SAMSTYRE_PORT", "9000")

    assert load_settings().port == 9000


def test_an_empty_variable_counts_as_unset(monkeypatch):
    monkeypatch.setenv("SAMSTYRE_DATA", "")
    monkeypatch.setenv("SAMSTYRE_DATABASE_URL", "")

    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAMSTYRE_PORT", "99999"),
        ("SAMSTYRE_DATABASE_URL", "mysql://root@db/board"),
        ("SAMSTYRE_PUBLIC_URL", "board.example"),
        ("SAMSTYRE_SECRET", "short"),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_kept_quiet(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=name) as refused:
        load_settings()
    assert value not in str(refused.value)


def test_passwords_are_not_shown():
    settings = Settings(database_url="postgresql://admin:hidden@db/board", secret="hidden too, and long enough")

    assert "hidden" not in repr(settings)


def test_what_is_derived_stays_the_same_and_differs_by_purpose(tmp_path):
    first, second = Settings(data=tmp_path), Settings(data=tmp_path)

    assert first.derive("a") == second.derive("a")
    assert first.derive("a") != first.derive("b")


def test_the_secret_is_for_its_owner_only(tmp_path):
    Settings(data=tmp_path).derive("a")

    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_many_that_start_at_once_agree_on_one_secret(tmp_path):
    found: set[str] = set()
    threads = [threading.Thread(target=lambda: found.add(Settings(data=tmp_path).derive("a"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 1


def test_an_empty_secret_file_is_refused(tmp_path):
    (tmp_path / "secret").write_text("")

    with pytest.raises(SettingsError, match="too short"):
        Settings(data=tmp_path).derive("a")


def test_settings_do_not_change():
    with pytest.raises(ValidationError):
        Settings().port = 1
