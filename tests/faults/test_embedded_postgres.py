"""The embedded PostgreSQL when things go wrong: killed, started twice, interrupted, moved to odd places.

Real processes, real signals; Linux, because of /proc. The same tests run as root and as an ordinary user. The folders
are not pytest's own, whose modes pytest itself sees to.
"""

import contextlib
import fcntl
import os
import pwd
import select
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from tests.faults.starter import Starter

Start = Callable[..., Starter]
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="samstyre-faults-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def data(folder: Path) -> Path:
    return folder / "data"


@pytest.fixture
def start(data: Path) -> Iterator[Start]:
    started: list[Starter] = []

    def begin(*settings: str, user: str | None = None, data: Path = data) -> Starter:
        # Killing a process loses nothing that the system has been given: only a power cut would need the syncs.
        started.append(Starter(data, "fsync=off", *settings, user=user))
        return started[-1]

    yield begin
    for starter in started:
        if not starter.ended:
            starter.kill()
    for starter in started:
        wait_for_supervisor(starter.data)


async def ask(url: str, *statements: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


def postmaster(data: Path) -> int:
    return int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def alive(pid: int) -> bool:
    try:
        return state(pid)[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # the second when it goes between opening and reading
        return False


def parent(pid: int) -> int:
    return int(state(pid)[1])


def state(pid: int) -> list[str]:
    """The fields of /proc/…/stat after the process's name: its state, its parent …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def runs_as(pid: int) -> str:
    return pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name


def wait_for_end(pid: int) -> None:
    """Returns when the process is gone, whosever child it was."""
    with contextlib.suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        select.select([handle], [], [], 60)
        os.close(handle)
    assert not alive(pid)


def wait_for_supervisor(data: Path) -> None:
    """Returns when the server is down and nobody watches it any more."""
    watch = data / "postgres.watch"
    if watch.is_file():
        with watch.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)


async def test_what_was_written_is_there_after_a_restart(start):
    first = start()
    await ask(first.url(), "CREATE TABLE kept AS SELECT 42 AS value", "SELECT 1")
    first.end()

    assert await ask(start().url(), "SELECT value FROM kept") == 42


async def test_the_server_stops_with_the_process(start, data):
    starter = start()
    starter.url()
    pid = postmaster(data)
    starter.end()

    assert not alive(pid)
    assert not (data / "postgres" / "postmaster.pid").exists()


async def test_the_server_stops_when_its_only_user_is_killed(start, data):
    starter = start()
    starter.url()
    pid = postmaster(data)
    starter.kill()

    wait_for_end(pid)


async def test_two_that_start_at_once_share_one_server(start):
    starters = [start() for _ in range(4)]
    started = {await ask(starter.url(), "SELECT pg_postmaster_start_time()::text") for starter in starters}

    assert len(started) == 1


async def test_the_server_stays_until_the_last_one_ends(start, data):
    first = start()
    first.url()
    pid = postmaster(data)
    second = start()
    url = second.url()
    first.end()

    assert await ask(url, "SELECT 1") == 1
    second.end()
    assert not alive(pid)


async def test_a_killed_starter_leaves_the_server_to_the_others(start):
    first = start()
    first.url()
    second = start()
    url = second.url()
    first.kill()

    assert await ask(url, "SELECT 1") == 1


async def test_a_killed_server_comes_up_again_under_the_running_program(start, data):
    starter = start()
    url = starter.url()
    await ask(url, "CREATE TABLE kept AS SELECT 42 AS value", "SELECT 1")
    killed = postmaster(data)
    os.kill(killed, signal.SIGKILL)
    wait_for_end(killed)

    assert await ask(start().url(), "SELECT value FROM kept") == 42
    assert postmaster(data) != killed


async def test_everything_killed_at_once_needs_no_cleaning(start, data):
    starter = start()
    await ask(starter.url(), "CREATE TABLE kept AS SELECT 42 AS value", "CHECKPOINT", "SELECT 1")
    supervisor = parent(postmaster(data))
    for pid in (supervisor, starter.pid, postmaster(data)):
        os.kill(pid, signal.SIGKILL)
    starter.end()

    assert (data / "postgres" / "postmaster.pid").exists()
    assert await ask(start().url(), "SELECT value FROM kept") == 42


async def test_a_server_whose_supervisor_was_killed_is_watched_again(start, data):
    first = start()
    await ask(first.url(), "CREATE TABLE kept AS SELECT 42 AS value", "SELECT 1")
    os.kill(parent(postmaster(data)), signal.SIGKILL)
    second = start()

    assert await ask(second.url(), "SELECT value FROM kept") == 42
    pid = postmaster(data)
    first.end()
    second.end()
    assert not alive(pid)


async def test_a_server_whose_supervisor_was_killed_stops_with_its_last_user(start, data):
    starter = start()
    starter.url()
    pid, supervisor = postmaster(data), parent(postmaster(data))
    os.kill(supervisor, signal.SIGKILL)
    wait_for_end(supervisor)
    assert alive(pid)
    starter.end()

    assert not alive(pid)


async def test_a_process_id_that_now_belongs_to_another_program_is_no_obstacle(start, data):
    """As after a restart of a container, where the same few numbers are given out again."""
    first = start()
    first.url()
    pid_file = data / "postgres" / "postmaster.pid"
    kept = pid_file.read_text().splitlines()
    first.end()
    pid_file.write_text("\n".join([str(os.getpid()), *kept[1:]]) + "\n")

    assert await ask(start().url(), "SELECT 1") == 1


async def test_a_broken_pid_file_is_no_obstacle(start, data):
    first = start()
    first.url()
    first.end()
    (data / "postgres" / "postmaster.pid").write_text("")

    assert await ask(start().url(), "SELECT 1") == 1


async def test_an_interrupted_first_start_is_begun_anew(start, data):
    half = data / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    assert await ask(start().url(), "SELECT 1") == 1
    assert not half.exists()


async def test_ctrl_c_reaches_the_program_and_the_server_stops_after_it(start, data):
    starter = start()
    starter.url()
    pid = postmaster(data)
    os.killpg(starter.pid, signal.SIGINT)

    assert "interrupted" in starter.end()
    assert not alive(pid)
    assert "received fast shutdown request" in "".join(
        path.read_text() for path in (data / "postgres" / "log").glob("*.log")
    )


async def test_another_major_version_is_refused_with_the_way_out(start, data):
    first = start()
    first.url()
    first.end()
    (data / "postgres" / "PG_VERSION").write_text("17\n")
    message = start().end()
    (data / "postgres" / "PG_VERSION").write_text("18\n")

    assert message.startswith("refused:")
    assert "made by PostgreSQL 17" in message
    assert "pg_dumpall" in message


async def test_a_setting_that_the_server_refuses_is_reported_with_its_words(start):
    message = start("max_connections=none").end()

    assert message.startswith("refused: PostgreSQL does not start")
    assert "max_connections" in message


async def test_a_data_folder_that_is_a_file_is_refused_by_name(start, folder):
    (folder / "data").write_text("")
    message = start().end()

    assert message.startswith("refused:")
    assert str(folder / "data") in message


@pytest.mark.parametrize(
    "name",
    ["a folder with spaces", "møteprotokollar på Ålesund", 'it\'s "quoted", with a comma', "x" * 200, "100%"],
)
async def test_any_folder_name_will_do(start, folder, name):
    data = folder / name / "data"
    starter = start(data=data)

    assert await ask(starter.url(), "SELECT 1") == 1
    starter.end()


async def test_nothing_is_left_in_the_folder_for_temporary_files(start, folder):
    starter = start(data=folder / ("x" * 200))
    sockets = socket_folder(starter.url())
    assert not sockets.is_relative_to(folder)
    starter.end()

    assert not sockets.exists()


async def test_two_names_of_one_folder_are_one_database(start, folder, data):
    first = start()
    await ask(first.url(), "CREATE TABLE kept AS SELECT 42 AS value", "SELECT 1")
    (folder / "link").symlink_to(data)

    assert await ask(start(data=folder / "link").url(), "SELECT value FROM kept") == 42


def socket_folder(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


async def test_nobody_else_reaches_the_socket(start):
    folder = socket_folder(start().url())

    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not AS_ROOT, reason="only root can run as two others")
class TestAsRoot:
    async def test_the_server_does_not_run_as_root(self, start, data):
        start().url()

        assert runs_as(postmaster(data)) == "samstyre"

    async def test_nothing_is_opened_to_everyone(self, start, folder, data):
        start().url()

        assert [path for path in (folder, data, data / "postgres") if path.stat().st_mode & 0o007] == []

    async def test_a_folder_under_a_closed_home_works(self, start, folder):
        home = folder / "closed"
        home.mkdir(mode=0o700)
        starter = start(data=home / ".local" / "share" / "samstyre")

        assert await ask(starter.url(), "SELECT 1") == 1
        starter.end()

    async def test_an_ordinary_user_runs_it_without_any_help(self, start, folder):
        home = folder / "home"
        home.mkdir()
        folder.chmod(0o755)
        shutil.chown(home, "nobody")
        starter = start(user="nobody", data=home / "data")

        # Ordinary users connect as themselves: here root does, who gets in everywhere.
        assert await ask(starter.url(), "SELECT 1") == 1
        assert runs_as(postmaster(home / "data")) == "nobody"
        starter.end()

    async def test_root_serves_the_data_of_an_ordinary_user_as_that_user(self, start, folder):
        home = folder / "home"
        home.mkdir()
        folder.chmod(0o755)
        shutil.chown(home, "nobody")
        first = start(user="nobody", data=home / "data")
        first.url()
        first.end()
        second = start(data=home / "data")
        second.url()

        assert runs_as(postmaster(home / "data")) == "nobody"
        second.end()

    async def test_an_ordinary_user_is_told_whose_data_it_is(self, start, folder, data):
        starter = start()
        starter.url()
        starter.end()
        folder.chmod(0o755)
        data.chmod(0o777)
        message = start(user="nobody").end()

        assert message.startswith("refused:")
        assert "samstyre" in message
