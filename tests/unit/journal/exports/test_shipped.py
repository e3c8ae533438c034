"""Lines on their way to a log server over real TLS, which breaks wherever it can."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.outside import MESSAGE, Authority, Collector, make_ca

from nahtlos.errors import ShipperStopped
from nahtlos.events import ItemStarted
from nahtlos.journal.disk import Disk
from nahtlos.journal.exports.shipped import LogServer, Shipper


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_ca(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def collector(ca: Authority) -> Iterator[Collector]:
    collector = Collector(ca.context("logs"))
    yield collector
    collector.close()


@pytest.fixture
async def journal(house: Any, started: Callable[[int], ItemStarted]) -> Any:
    """Two days with some lines."""
    for _ in range(2):
        async with house.journal() as journal:
            for line in range(20):
                await journal.write(started(line))
        house.clock.jump(days=1)
    return house


def a_shipper(house: Any, port: int, ca: Path | None, *, batch: int = 2_000) -> Shipper:
    """Somebody who trusts this CA."""
    trust = ssl.create_default_context(cafile=ca)
    server = LogServer(host="127.0.0.1", port=port, trust=trust, timeout=5)
    return Shipper(house.logs, server, host="pc", disk=Disk(), batch=batch)


def everything(house: Any) -> list[tuple[str, int]]:
    """All lines of the journal."""
    lines = house.lines("2026-03-01") + house.lines("2026-03-02")
    return [("runs/pc-0", number) for number in range(1, len(lines) + 1)]


def test_every_line_arrives_as_it_stands(journal: Any, collector: Collector, ca: Authority) -> None:
    """Framed, in order, with time, event, chain and number; the text is the line, byte for byte."""
    count = a_shipper(journal, collector.port, ca.ca).ship()

    assert count == len(everything(journal)) == len(collector.frames)
    assert collector.seen() == everything(journal)
    texts = [match[5] for frame in collector.frames if (match := MESSAGE.fullmatch(frame))]
    assert texts == journal.lines("2026-03-01") + journal.lines("2026-03-02")


async def test_only_what_is_new_is_sent_again(
    journal: Any, collector: Collector, ca: Authority, started: Callable[[int], ItemStarted]
) -> None:
    """The next process goes on where the last one stopped."""
    a_shipper(journal, collector.port, ca.ca).ship()
    assert a_shipper(journal, collector.port, ca.ca).ship() == 0
    before = len(collector.frames)
    async with journal.journal() as written:
        await written.write(started(1))

    assert a_shipper(journal, collector.port, ca.ca).ship() == 3
    assert len(collector.frames) == before + 3


@pytest.mark.parametrize("frames", [1, 7, 10])
def test_a_server_that_breaks_off(
    journal: Any, collector: Collector, ca: Authority, frames: int
) -> None:
    """Wherever it breaks, nothing is lost: what was not confirmed comes again, and can be told by its number."""
    collector.breaks_after = frames
    with pytest.raises(ShipperStopped, match="Nothing is lost"):
        a_shipper(journal, collector.port, ca.ca, batch=10).ship()
    collector.breaks_after = None

    a_shipper(journal, collector.port, ca.ca, batch=10).ship()

    assert sorted(set(collector.seen())) == everything(journal)
    assert len(collector.seen()) > len(everything(journal))


def test_a_server_that_nobody_knows(journal: Any, collector: Collector) -> None:
    """Not a line goes to a server that cannot prove who it is."""
    with pytest.raises(ShipperStopped, match="certificate"):
        a_shipper(journal, collector.port, None).ship()

    assert not collector.frames


def test_following_asks_again(journal: Any, collector: Collector, ca: Authority) -> None:
    """A server that is away for a while gets everything when it is back."""
    collector.breaks_after = 5
    waits: list[float] = []
    told: list[int] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        collector.breaks_after = None
        return len(waits) == 3

    a_shipper(journal, collector.port, ca.ca).follow(wait, told=told.append)

    assert waits == [20.0, 5.0, 5.0]
    assert told == [len(everything(journal)), 0]


def test_a_line_under_way_is_left_for_later(journal: Any, collector: Collector, ca: Authority) -> None:
    """Half a line is sent when it is whole."""
    path = journal.file("2026-03-02")
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])

    first = a_shipper(journal, collector.port, ca.ca).ship()
    path.write_bytes(whole)

    assert a_shipper(journal, collector.port, ca.ca).ship() == 1
    assert first == len(everything(journal)) - 1
