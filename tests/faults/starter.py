"""Other processes that use the embedded database, to be ended, interrupted and killed.

They are forked from a server that has done the imports, so one costs milliseconds.
"""

import contextlib
import multiprocessing
import os
import pwd
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from api.database.embedded import EmbeddedPostgres
from api.database.os_user import EmbeddedPostgresError

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


class Starter:
    """A process that starts or joins the server of ``data`` and holds it until it is told to end."""

    def __init__(self, data: Path, *settings: str, user: str | None = None) -> None:
        self.data = data
        self.ended = False
        self._here, there = _FORKS.Pipe()
        self._process = _FORKS.Process(target=_hold, args=(there, data, settings, user))
        self._process.start()
        there.close()
        self.pid = self._process.pid

    def url(self) -> str:
        """Waits until the database answers."""
        said = self._here.recv()
        assert said.startswith("postgresql:"), said
        return said

    def end(self) -> str:
        """Ends as a program does that has come to its end; gives what it said since it was last asked."""
        said = []
        with contextlib.suppress(OSError):
            self._here.send("end")
        with contextlib.suppress(EOFError, OSError):
            while True:
                said.append(self._here.recv())
        self._process.join()
        self._here.close()
        self.ended = True
        return "\n".join(said)

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self.end()


def _hold(parent: Connection, data: Path, settings: tuple[str, ...], user: str | None) -> None:
    os.setsid()
    # As in the foreground, however the tests themselves were started.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if user:
        _become(user)
    server = EmbeddedPostgres(data, dict(setting.split("=") for setting in settings))
    try:
        parent.send(server.start())
        parent.recv()
    except KeyboardInterrupt:
        parent.send("interrupted")
    except EmbeddedPostgresError as error:
        parent.send(f"refused: {error}")
    finally:
        server.stop()


def _become(user: str) -> None:
    entry = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    if not os.access(sys.executable, os.X_OK):
        # An interpreter in root's home is closed to others. The supervisor needs the standard library only.
        sys.executable = "/usr/bin/python3"
