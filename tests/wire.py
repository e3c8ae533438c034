"""What lies between us and a system, where it can be cut."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

WAYS_IN = (b"POST /anmelden", b"POST /api/sitzung")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """When a wire is cut by itself: at the n-th time that these words are heard."""

    words: bytes
    nth: int = 1
    passes: bool = False
    """Whether the system still hears them, and does its work."""
    away: float = 1.0
    """Seconds until somebody mends it."""


@dataclass(slots=True, kw_only=True, eq=False)
class Wire:
    """What lies between us and a system: it can be cut, and it knows how often somebody tried to sign in."""

    system: str
    port: int = 0
    delay: float = 0.0
    """Seconds that everything takes longer."""
    sent: bytearray = field(default_factory=bytearray)
    _listener: socket.socket | None = None
    _ends: list[socket.socket] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    """Still to come."""
    _is_mute: bool = False

    @property
    def address(self) -> str:
        """Where the system seems to be."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def tries(self) -> int:
        """How often credentials were sent."""
        return sum(self.sent.count(way) for way in WAYS_IN)

    def mend(self) -> None:
        """Lead to the system."""
        self._is_mute = False
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Break all connections, and let none begin."""
        if self._listener is not None:
            self._ends.append(self._listener)
            self._listener = None
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def _due(self) -> Cut | None:
        due = next((cut for cut in self.cuts if self.sent.count(cut.words) >= cut.nth), None)
        if due is not None:
            self.cuts.remove(due)
        return due

    def _cut_for(self, cut: Cut) -> None:
        time.sleep(0.1 if cut.passes else 0)  # a moment for its work, and not for its answer
        self.cut()
        mends = threading.Timer(cut.away, self.mend)
        mends.daemon = True
        mends.start()

    def _accept(self, listener: socket.socket) -> None:
        there = urlsplit(self.system)
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection((there.hostname, there.port))
                self._ends += (near, far)
                for source, sink, notes in ((near, far, self.sent), (far, near, bytearray())):
                    threading.Thread(target=self._pass_on, args=(source, sink, notes), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, notes: bytearray) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                notes += data
                time.sleep(self.delay)
                cut = self._due() if notes is self.sent else None
                self._is_mute = self._is_mute or cut is not None
                if not self._is_mute or (cut is not None and cut.passes):
                    sink.sendall(data)
                if cut is not None:
                    self._cut_for(cut)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
