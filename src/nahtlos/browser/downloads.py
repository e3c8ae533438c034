"""Files that pages deliver, kept whole."""

from __future__ import annotations

import asyncio
import errno
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Download, Error

from nahtlos.browser.content import is_of
from nahtlos.errors import NahtlosError, NoFile, NoRoom

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
LITTLE = 1 << 20
"""Bytes on the disk; with less, whatever breaks off does so for want of room."""
UNSAFE = re.compile(r"[^\w.\- ()]+")


class Downloads:
    """The downloads of one session."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._arrived: list[Download] = []
        self._came = asyncio.Event()

    def add(self, download: Download) -> None:
        """Take note of a download that starts."""
        self._arrived.append(download)
        self._came.set()

    @asynccontextmanager
    async def next(
        self, *, kind: str | None = None, timeout: float
    ) -> AsyncIterator[Callable[[], Awaitable[Path]]]:
        """Keep the file that starts next; it must be of that kind by its content."""
        self._arrived.clear()
        self._came.clear()

        async def arrive() -> Path:
            try:
                async with asyncio.timeout(timeout):
                    await self._came.wait()
                    path = await self._keep(self._arrived[0])
            except TimeoutError:
                raise NoFile(why=f"none was complete within {timeout:g} s", acted=True) from None
            if kind is not None and not is_of(path, kind):
                raise NoFile(why=f"what came is not of the type {kind} by its content", acted=True)
            return path

        yield arrive

    async def _keep(self, download: Download) -> Path:
        try:
            failure = await download.failure()
            if failure is not None:
                raise self._broken_off()
            name = UNSAFE.sub("_", Path(download.suggested_filename).name).strip(". ") or "file"
            self._folder.mkdir(parents=True, exist_ok=True)
            target = Path(tempfile.mkdtemp(dir=self._folder)) / name[-120:]
            await download.save_as(target)
        except Error:
            raise self._broken_off() from None
        except OSError as error:
            raise NoRoom(folder=str(self._folder)) if error.errno in FULL else self._broken_off() from None
        return target

    def _broken_off(self) -> NahtlosError:
        """Say why there is no file: the browser does not tell a full disk from a cut wire."""
        there = next(folder for folder in (self._folder, *self._folder.parents) if folder.exists())
        if shutil.disk_usage(there).free < LITTLE:
            return NoRoom(folder=str(self._folder))
        return NoFile(why="the download broke off", acted=True)
