"""The process between us and the embedded PostgreSQL: keeps it up while anyone uses it, stops it after the last one.

Run by its path, with the standard library only, so that it starts in milliseconds: ``python -I supervisor.py '{…}'``.

Whoever uses the server holds a shared lock on one file. The kernel drops such a lock however its holder ends, by exit,
crash or SIGKILL, so nothing stale can remain: the exclusive lock comes free exactly when nobody is left. It has
a session of its own, so that a Ctrl-C in the terminal reaches the program and not the database under it.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

FAST_SHUTDOWN = signal.SIGINT
IMMEDIATE_SHUTDOWN = signal.SIGQUIT
PATIENCE_S = 60
# A server that ends this soon hasn't come up. Straight after a kill its last backends may still hold the shared memory.
TOO_SOON_S = 5
ATTEMPTS = 10
PAUSE_S = 0.3


class Supervisor:
    """Runs ``command`` as the given user until the exclusive lock on ``use`` is had."""

    def __init__(
        self,
        command: list[str],
        use: Path,
        user: int | None,
        group: int | None,
        groups: list[int] | None,
    ) -> None:
        self.command = command
        self.use = use
        self.user = user
        self.group = group
        self.groups = groups
        self.server: subprocess.Popen[bytes] | None = None
        self.ending = False
        self.changing = threading.Lock()

    def run(self) -> int:
        """Returns 0 when the server was stopped because nobody is left, 1 when it can't be kept up."""
        threading.Thread(target=self._stop_after_the_last, daemon=True).start()
        failures = 0
        while True:
            started = time.monotonic()
            with self.changing:
                if self.ending:
                    return 0
                self.server = subprocess.Popen(  # noqa: S603
                    self.command, stdin=subprocess.DEVNULL, user=self.user, group=self.group, extra_groups=self.groups
                )
            self.server.wait()
            if self.ending:
                return 0
            failures = failures + 1 if time.monotonic() - started < TOO_SOON_S else 0
            if failures == ATTEMPTS:
                return 1
            time.sleep(PAUSE_S)

    def _stop_after_the_last(self) -> None:
        # Held until this process ends: a newcomer waits here until the server is down, and then starts a fresh one.
        file = self.use.open("rb")
        fcntl.flock(file, fcntl.LOCK_EX)
        with self.changing:
            self.ending = True
            server = self.server
        if server is None:
            return
        server.send_signal(FAST_SHUTDOWN)
        try:
            server.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            server.send_signal(IMMEDIATE_SHUTDOWN)


def _stay(_number: int, _frame: object) -> None:
    """Only the last user's leaving ends this process."""


def main() -> int:
    """Reads its orders from the one argument; holds the exclusive lock on ``watch`` as long as it lives.

    Goes on in a child of its own, with that lock already held when the caller sees the first process end.
    """
    for outlived in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(outlived, _stay)  # not SIG_IGN, which the server would inherit
    orders = json.loads(sys.argv[1])
    watch = Path(orders.pop("watch")).open("rb")  # noqa: SIM115
    fcntl.flock(watch, fcntl.LOCK_EX)
    if os.fork():
        os._exit(0)  # the lock belongs to the open file, which the child shares
    os.setsid()
    return Supervisor(use=Path(orders.pop("use")), **orders).run()


if __name__ == "__main__":
    sys.exit(main())
