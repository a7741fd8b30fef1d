"""The object store: files under their sha256, never overwritten. A local folder by default; S3, Azure or GCS by URL.

Two parts that never mix: ``work`` holds everything that was uploaded, ``published`` the copies that publishing made.
The published side is handed the second one only, so a file that was never published isn't there to be found.
"""

import hashlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """What was put: SHA-256 in hex and size in bytes."""

    sha256: str
    size: int


class Vault:
    """One part of the store. Keys are content hashes, so putting the same bytes twice is one file."""

    def __init__(self, store: ObjectStore, prefix: str) -> None:
        self._store = store
        self._prefix = prefix

    async def put(self, data: bytes) -> Stored:
        """Keep ``data``. Atomic: a reader sees all of it or nothing."""
        stored = Stored(hashlib.sha256(data).hexdigest(), len(data))
        await obstore.put_async(self._store, self._key(stored.sha256), data)
        return stored

    async def put_file(self, file: IO[bytes]) -> Stored:
        """Keep an open file, read twice in chunks (once to hash, once to store), never whole in memory."""
        hasher, size = hashlib.sha256(), 0
        file.seek(0)
        while chunk := file.read(CHUNK):
            hasher.update(chunk)
            size += len(chunk)
        stored = Stored(hasher.hexdigest(), size)
        file.seek(0)
        await obstore.put_async(self._store, self._key(stored.sha256), file)
        return stored

    async def read(self, sha256: str) -> bytes:
        """The whole file. Raises FileNotFoundError when it was never put here."""
        return bytes(await (await obstore.get_async(self._store, self._key(sha256))).bytes_async())

    async def stream(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from ``start`` up to, not with, ``end``, in chunks."""
        position = start
        while position < end:
            upto = min(position + CHUNK, end)
            yield bytes(await obstore.get_range_async(self._store, self._key(sha256), start=position, end=upto))
            position = upto

    async def spooled(self, sha256: str) -> "tempfile.SpooledTemporaryFile[bytes]":
        """The file as an open temporary file that is gone when it is closed."""
        spool: tempfile.SpooledTemporaryFile[bytes] = tempfile.SpooledTemporaryFile(max_size=8 * CHUNK)  # noqa: SIM115
        result = await obstore.get_async(self._store, self._key(sha256))
        async for chunk in result.stream(CHUNK):
            spool.write(bytes(chunk))
        spool.seek(0)
        return spool

    async def digest(self, sha256: str) -> str | None:
        """The hash of what is kept under ``sha256``, as read back now; None when there is nothing."""
        hasher = hashlib.sha256()
        try:
            result = await obstore.get_async(self._store, self._key(sha256))
        except FileNotFoundError:
            return None
        async for chunk in result.stream(CHUNK):
            hasher.update(bytes(chunk))
        return hasher.hexdigest()

    def _key(self, sha256: str) -> str:
        return f"{self._prefix}/{sha256[:2]}/{sha256}"


@dataclass(frozen=True)
class Storage:
    """Both parts, as the working side has them."""

    work: Vault
    published: Vault

    async def publish(self, sha256: str) -> None:
        """Copy a file from ``work`` to ``published``. Raises FileNotFoundError when ``work`` doesn't have it."""
        with await self.work.spooled(sha256) as file:
            await self.published.put_file(file)


def open_storage(url: str | None, folder: Path) -> Storage:
    """The store at ``url`` (``s3://bucket/prefix`` …, credentials from the environment), else in ``folder``."""
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        base: ObjectStore = LocalStore(folder)
    else:
        base = from_url(url)
    return Storage(Vault(base, "work"), Vault(base, "published"))
