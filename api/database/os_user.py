"""PostgreSQL refuses to run as root: the OS user it runs as instead, and that user's way to the files."""

import logging
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OS_USER: Final = "samstyre"
# What our own environment holds (secrets, PGDATA, a locale that isn't installed) is no business of the server's.
ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C"}

log = logging.getLogger(__name__)


class EmbeddedPostgresError(Exception):
    """PostgreSQL can't be run here; the message says why and what would help."""


@dataclass(frozen=True)
class OsUser:
    """Whom the server runs as, where that isn't ourselves."""

    name: str
    uid: int
    gid: int


def make_os_user() -> pwd.struct_passwd:
    """Makes the OS user that new data belongs to. Raises EmbeddedPostgresError."""
    log.warning("PostgreSQL doesn't run as root: making the OS user %s for it", OS_USER)
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", OS_USER]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        reason = "there is no useradd here"
    else:
        if done.returncode == 0:
            return pwd.getpwnam(OS_USER)
        reason = done.stderr.strip()
    raise EmbeddedPostgresError(
        f"PostgreSQL doesn't run as root, and the OS user {OS_USER} can't be made for it ({reason}): "
        "make one, start as an ordinary user, or set SAMSTYRE_DATABASE_URL"
    )


def open_the_way(path: Path, user: OsUser) -> list[int]:
    """Lets ``user`` pass through the folders above ``path`` (root's home is closed to everyone else), and nobody else.

    A folder whose group may pass is passed with that group, which the server's process is then given. A folder that
    gives its group nothing gets the user's group and the right to pass, not to list. Nothing is opened to others.
    Returns the groups needed.
    """
    groups: list[int] = []
    for folder in [path, *path.resolve().parents]:
        found = folder.stat()
        mode = found.st_mode
        if user.uid == found.st_uid or mode & 0o001:
            continue
        if mode & 0o010:
            groups.append(found.st_gid)
        elif mode & 0o070 == 0 or found.st_gid == user.gid:
            os.chown(folder, -1, user.gid)
            folder.chmod(mode & 0o7777 | 0o010)
        else:
            raise EmbeddedPostgresError(
                f"the OS user {user.name}, whom PostgreSQL runs as, can't pass through {folder}: allow it (chmod g+x), "
                "set SAMSTYRE_DATA to another folder, or start as an ordinary user"
            )
    return groups


def run_as(command: list[str], user: OsUser | None, groups: list[int]) -> subprocess.CompletedProcess[str]:
    """Runs a command of PostgreSQL's as ``user`` (None: as ourselves) and waits for its end."""
    return subprocess.run(  # noqa: S603
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=groups if user else None,
    )


def name_of(uid: int) -> str:
    """The name of an OS user, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
