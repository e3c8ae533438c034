"""FAULTS row 27: journal edited, cut, reordered, rolled back, rewritten (12 attacks): all but "the lines after the last
anchor" found, exact line named.

Every attack and damage is given to both programs: `nahtlos audit verify` and the one file that an auditor runs alone.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nahtlos.errors import NahtlosError
from nahtlos.events import AccountLocked, EffectFinished, EffectIntended
from nahtlos.journal import verify_alone
from nahtlos.journal.anchors.statement import Anchored, anchored_by
from nahtlos.journal.certificates import FILE, read_certificates
from nahtlos.journal.checkpoints import checkpoint_file, read_checkpoints, words_of
from nahtlos.journal.folder import ChainName
from nahtlos.journal.merkle import leaf_hash, tree_of
from nahtlos.journal.note import Checkpoint, from_base64, notes_in, parse_checkpoint, sign_note
from nahtlos.journal.verify import Report, verify_journal

RUNS = ChainName(log_class="runs", stream="pc-0")
FILES = [f"2026-03-0{day}/runs/pc-0.jsonl" for day in (1, 2, 3)]
LOCKED = AccountLocked(system="exchange", account="bot", code="E431")
DAMAGES = 2_400


@dataclass
class Journal:
    """A journal of three days and two classes that somebody attacks; both programs look at it."""

    folder: Path
    anchors: list[Anchored] = field(default_factory=list)
    stolen: dict[str, bytes] = field(default_factory=dict)
    """Private keys of days that were over, from before they were destroyed."""

    def path(self, day: int) -> Path:
        return self.folder / FILES[day]

    def lines(self, day: int) -> list[bytes]:
        return self.path(day).read_bytes().splitlines(keepends=True)

    def put(self, day: int, first: int, last: int, *new: bytes) -> None:
        lines = self.lines(day)
        self.path(day).write_bytes(b"".join([*lines[: first - 1], *new, *lines[last:]]))

    def checkpoints(self, day: int) -> Path:
        return self.folder / checkpoint_file(FILES[day])

    def chain_anew(self, *, drop: int | None = None) -> None:
        """Edit a line of the first day and compute all hashes behind it, as somebody does who knows the format."""
        prev, seq = "0" * 64, 0
        size, file = None, None
        for day in range(3):
            done = []
            for number, raw in enumerate(self.lines(day), start=1):
                if (day, number) == (0, drop):
                    continue
                said = json.loads(raw)
                seq += 1
                said |= {"prev": prev, "seq": seq}
                if (day, number) == (0, 4):
                    said["outcome"] = "done"
                    said["found"] = "h2026:" + "9" * 32
                if number == 1 and file:
                    said |= {"previous_file": file, "previous_size": size, "previous_head": prev}
                done.append(json.dumps(said, separators=(",", ":")).encode())
                prev = sha256(done[-1]).hexdigest()
            data = b"".join(line + b"\n" for line in done)
            self.path(day).write_bytes(data)
            size, file = len(data), FILES[day]

    def report(self, *, anchored: bool = False, root: str = "", alone_too: bool = True) -> Report:
        """Let both programs verify; they must agree whether it is intact."""
        anchors = self.anchors if anchored else []
        report = verify_journal(self.folder, anchors=anchors, root=root)
        if not alone_too:
            return report
        alone = verify_alone.verify(self.folder, root, [_as_said(anchor) for anchor in anchors])
        assert report.intact == alone["intact"], (report.findings, alone["findings"])
        kinds = _kinds(finding.kind for finding in report.findings)
        assert kinds == _kinds(finding["kind"] for finding in alone["findings"]), (report.findings, alone["findings"])
        return report

    def found(self, **options: Any) -> list[tuple[str, str, int]]:
        report = self.report(**options)
        return [(finding.kind, finding.spot[0], finding.spot[1]) for finding in report.findings]


def _kinds(kinds: Iterable[str]) -> set[str]:
    """A note with a damaged signature is none for one program, and one that nobody signed for the other."""
    return {"forged" if kind == "unreadable" else kind for kind in kinds}


def _as_said(anchor: Anchored) -> dict[str, Any]:
    return {
        "by": anchor.by, "time": anchor.time, "era": anchor.era, "chain": anchor.chain, "size": anchor.size,
        "root": anchor.root, "at": ("", 0),
    }  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def remembered() -> Iterator[None]:
    """Plain Python takes long for a signature, and most of them stand in every damaged copy: compute each once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify_alone, "is_signed", cache(verify_alone.is_signed))
        yield


@pytest.fixture(scope="module")
def original(
    build: Callable[[Path], Any],
    tmp_path_factory: pytest.TempPathFactory,
    intended: Callable[[str], EffectIntended],
    finished: Callable[[str], EffectFinished],
) -> Journal:
    house = build(tmp_path_factory.mktemp("original"))
    stolen: dict[str, bytes] = {}

    async def write() -> None:
        for day in range(3):
            async with house.journal() as journal:
                for number in range(3):
                    journal.note(intended(f"i{day}/{number}"))
                    await journal.write(finished(f"i{day}/{number}"))
                await journal.write(LOCKED)
            (key,) = (house.root / "keys" / "signing").glob("*.key")
            stolen[f"2026-03-0{day + 1}"] = key.read_bytes()
            house.clock.jump(days=1)

    asyncio.run(write())
    last = [each.checkpoint for each in read_checkpoints(house.logs, RUNS)][-1]
    assert last is not None
    return Journal(folder=house.logs, anchors=[anchored_by(last, by="witness")], stolen=stolen)


@pytest.fixture
def journal(original: Journal, tmp_path: Path) -> Journal:
    shutil.copytree(original.folder, tmp_path / "logs")
    return Journal(folder=tmp_path / "logs", anchors=original.anchors, stolen=original.stolen)


def test_nobody_attacked(journal: Journal) -> None:
    """Both programs say: intact, signed, anchored."""
    report = journal.report(anchored=True)

    assert report.intact
    assert (report.lines, report.checkpoints, report.anchors) == (33, 6, 1)
    assert all(end.unsigned == 0 for end in report.ends)


def test_attack_1_a_byte_is_edited(journal: Journal) -> None:
    """The line is named."""
    data = bytearray(journal.path(0).read_bytes())
    data[len(b"".join(journal.lines(0)[:3])) + 200] ^= 1
    journal.path(0).write_bytes(data)

    assert journal.found() == [("changed", FILES[0], 4)]


def test_attack_2_a_line_is_cut(journal: Journal) -> None:
    """The place is named, and the number that is missing."""
    journal.put(0, 4, 4)

    assert journal.found() == [("missing", FILES[0], 4)]


def test_attack_3_lines_are_swapped(journal: Journal) -> None:
    """What stands too early is out of place."""
    journal.put(0, 4, 5, *journal.lines(0)[4:2:-1])

    assert journal.found()[0] == ("misplaced", FILES[0], 4)


def test_attack_4_a_line_is_inserted(journal: Journal) -> None:
    """A line that was made up belongs nowhere."""
    said = {"prev": "1" * 64, "seq": 6, "ts": "2026-03-01T12:00:00.000000Z", "salt": "0" * 32, "v": 1, "event": "x"}
    journal.put(0, 6, 5, json.dumps(said).encode() + b"\n")

    assert journal.found()[0][1:] in {(FILES[0], 5), (FILES[0], 6)}


def test_attack_5_the_chain_is_computed_anew(journal: Journal) -> None:
    """Without the key of a day that is over, the root of its checkpoint cannot be signed again."""
    journal.chain_anew()

    (finding,) = journal.report().findings
    assert (finding.kind, finding.spot[0]) == ("rewritten", FILES[0])
    assert "2026-03-01/runs/pc-0.checkpoints, line 1" in finding.problem


def test_attack_5b_a_line_is_taken_out_and_the_chain_computed_anew(journal: Journal) -> None:
    """Numbers and hashes agree again; the number of lines does not."""
    journal.chain_anew(drop=4)

    assert [kind for kind, _, _ in journal.found()] in (["rewritten"], ["rewritten", "truncated"])


def test_attack_6_a_file_is_deleted(journal: Journal) -> None:
    """A file in the middle is missed by the next one; all files, by their checkpoints."""
    journal.path(1).unlink()

    assert journal.found() == [("missing", FILES[2], 1)]


def test_attack_6b_the_last_file_is_deleted(journal: Journal) -> None:
    """Its checkpoints miss it."""
    journal.path(2).unlink()

    assert journal.found() == [("truncated", FILES[1], 8)]


def test_attack_7_the_last_file_is_truncated(journal: Journal) -> None:
    """Its checkpoint knows how long it was."""
    journal.put(2, 5, 8)

    assert journal.found() == [("truncated", FILES[2], 4)]


def test_attack_8_a_file_of_checkpoints_is_removed(journal: Journal) -> None:
    """In the middle, the next checkpoint misses it; at the end, the process that ended signed."""
    journal.checkpoints(1).unlink()
    assert journal.found() == [("missing", checkpoint_file(FILES[2]), 1)]

    journal.checkpoints(2).unlink()
    assert journal.found() == [("unsigned", FILES[1], 8)]


def test_attack_8b_everything_that_is_signed_is_removed(journal: Journal) -> None:
    """It looks like a journal from before there were keys: the fingerprint from the paper file, or an anchor, tells."""
    roots = journal.report().roots
    for path in [*journal.folder.rglob("*.checkpoints"), journal.folder / FILE]:
        path.unlink()

    assert "No line is signed" in " ".join(journal.report().notes())
    assert journal.found(root="".join(roots[0].split())) == [("forged", FILE, 1)]
    assert journal.found(anchored=True) == [("forged", FILE, 1)]


def test_attack_9_lines_and_checkpoints_are_rolled_back_together(journal: Journal) -> None:
    """Only an anchor finds it: what stands behind the last anchor can be cut off unseen."""
    journal.path(2).unlink()
    journal.checkpoints(2).unlink()

    assert journal.report().intact
    assert journal.found(anchored=True) == [("rolled_back", FILES[1], 8)]


def _forge(journal: Journal, *, day: int, key: str, time: str) -> None:
    """Write the lines anew and sign the last checkpoint of a day with the key of another."""
    journal.chain_anew()
    leaves = [leaf_hash(line[:-1]) for each in range(day + 1) for line in journal.lines(each)]
    (placed,) = notes_in(journal.checkpoints(day).read_bytes())
    assert placed.note
    old = parse_checkpoint(placed.note.text)
    assert old
    seed = from_base64(journal.stolen[key].decode(), size=32)
    assert seed
    tree = tree_of(leaves)
    place = f"at {FILES[day]} {journal.path(day).stat().st_size}"
    forged = Checkpoint(
        origin=old.origin, size=tree.end, root=tree.root(),
        extensions=(f"time {time}", f"before {old.says('before')}", place, words_of(tree)),
    )  # fmt: skip
    note = sign_note(forged.text(), name=old.origin, key=Ed25519PrivateKey.from_private_bytes(seed))
    journal.checkpoints(day).write_bytes(f"{note}\n".encode())


def test_attack_10_a_checkpoint_is_signed_with_the_key_of_another_day(journal: Journal) -> None:
    """A key that was not destroyed signs nothing but its own day."""
    _forge(journal, day=2, key="2026-03-02", time="2026-03-03T12:00:00.000000Z")

    found = journal.found()
    assert ("key", checkpoint_file(FILES[2]), 1) in found
    assert ("rewritten", FILES[0], 0) in found


def test_attack_10b_the_time_of_a_checkpoint_is_changed(journal: Journal) -> None:
    """The time is signed."""
    path = journal.checkpoints(2)
    path.write_bytes(path.read_bytes().replace(b"time 2026-03-03", b"time 2026-03-04"))

    assert ("forged", checkpoint_file(FILES[2]), 1) in journal.found()


def test_attack_11_lines_and_checkpoints_of_another_stream_take_the_place(journal: Journal) -> None:
    """A file says which stream it is of, and so does a checkpoint."""
    shutil.copy(journal.folder / "2026-03-02/admin/pc-0.jsonl", journal.path(1))
    assert journal.found()[0][1] == FILES[1]

    shutil.copy(journal.folder / "2026-03-02/admin/pc-0.checkpoints", journal.checkpoints(1))
    assert ("forged", checkpoint_file(FILES[1]), 1) in journal.found()


def test_attack_12_an_old_key_is_used_again(journal: Journal) -> None:
    """A checkpoint that says it is from a day that is over cannot stand behind a newer one."""
    _forge(journal, day=2, key="2026-03-01", time="2026-03-01T23:00:00.000000Z")

    assert ("key", checkpoint_file(FILES[2]), 1) in journal.found()


def test_attack_12b_new_keys_for_a_new_past(journal: Journal, build: Callable[[Path], Any], tmp_path: Path) -> None:
    """Who signs everything with keys of their own is found by the fingerprint in the paper file, or by an anchor."""
    true = "".join(journal.report().roots[0].split())
    other = build(tmp_path / "other")

    async def write() -> None:
        async with other.journal() as forged:
            await forged.write(LOCKED)

    asyncio.run(write())
    forged = Journal(folder=other.logs, anchors=journal.anchors)

    assert forged.report().intact
    assert forged.found(root=true) == [("forged", FILE, 1)]
    assert forged.found(anchored=True) == [("forged", FILE, 1)]


def test_attack_12c_keys_that_begin_anew_behind_the_old_ones(
    journal: Journal, build: Callable[[Path], Any], tmp_path: Path
) -> None:
    """Who leaves the old certificates in front of keys of their own is found by the fingerprint too."""
    true = "".join(journal.report().roots[0].split())
    other = build(tmp_path / "other").vault().certificates()
    path = journal.folder / FILE
    path.write_bytes(path.read_bytes() + other)

    assert journal.found(root=true) == [("forged", FILE, 1)]
    both = "/".join("".join(each.split()) for each in journal.report().roots)
    assert journal.report(root=both).intact


def test_a_certificate_is_put_in(journal: Journal) -> None:
    """A key that the one before did not sign is none, and what it signed neither."""
    path = journal.folder / FILE
    key = read_certificates(path.read_bytes()).keys[-1]
    text = key.text().replace("key 3", "key 4").replace("2026-03-03", "2026-03-04")
    note = sign_note(text, name=key.name, key=Ed25519PrivateKey.from_private_bytes(b"x" * 32))
    path.write_bytes(path.read_bytes() + f"{note}\n".encode())

    assert [kind for kind, file, _ in journal.found() if file == FILE] == ["forged"]


# ------------------------------------------------------------------ damages by chance


def _flip(data: bytearray, chance: random.Random) -> bytearray:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def _cut(data: bytearray, chance: random.Random) -> bytearray:
    return data[: chance.randrange(len(data))]


def _take_out(data: bytearray, chance: random.Random) -> bytearray:
    begin = chance.randrange(len(data))
    return data[:begin] + data[begin + chance.randint(1, 300) :]


def _put_in(data: bytearray, chance: random.Random) -> bytearray:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.randbytes(chance.randint(1, 40)) + data[place:]


def _take_line(data: bytearray, chance: random.Random) -> bytearray:
    lines = data.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return bytearray(b"".join(lines))


def _swap_lines(data: bytearray, chance: random.Random) -> bytearray:
    lines = data.splitlines(keepends=True)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return bytearray(b"".join(lines))


def _repeat_line(data: bytearray, chance: random.Random) -> bytearray:
    lines = data.splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    return bytearray(b"".join(lines))


def _zero(data: bytearray, chance: random.Random) -> bytearray:
    begin = chance.randrange(len(data))
    size = min(chance.randint(1, 64), len(data) - begin)
    return data[:begin] + bytes(size) + data[begin + size :]


WAYS = [_flip, _cut, _take_out, _put_in, _take_line, _swap_lines, _repeat_line, _zero]


def test_damages_by_chance_are_all_found(journal: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines, checkpoints and certificates damaged at random: not one is missed, and nothing is a traceback.

    The program alone computes signatures in plain Python: it looks at each eighth damage.
    """
    chance = random.Random(27)
    paths = [path for path in journal.folder.rglob("*") if path.suffix in {".jsonl", ".checkpoints", ".certificates"}]
    whole = {path: path.read_bytes() for path in sorted(paths)}
    tried: Counter[str] = Counter()
    missed = []
    while sum(tried.values()) < DAMAGES:
        path, way = chance.choice(list(whole)), chance.choice(WAYS)
        damaged = bytes(way(bytearray(whole[path]), chance))
        if damaged == whole[path]:
            continue
        path.write_bytes(damaged)
        tried[way.__name__] += 1
        # What cuts off the last newline of a checkpoint leaves it whole; garbage between two checkpoints looks like one
        # that a crash tore, and is named as such.
        report = journal.report(anchored=True, alone_too=sum(tried.values()) % 8 == 0)
        if report.intact and not report.torn_checkpoints and damaged.strip() != whole[path].strip():
            missed.append((path.name, way.__name__))
        path.write_bytes(whole[path])

    with capsys.disabled():
        print(f"\n{sum(tried.values())} damages, {sum(tried.values()) - len(missed)} found: {dict(tried)}")
    assert missed == []


def test_garbage_is_never_a_traceback(journal: Journal) -> None:
    """Whole files of noise."""
    chance = random.Random(28)
    for path in [path for path in journal.folder.rglob("*") if path.is_file()]:
        path.write_bytes(chance.randbytes(5_000))
    try:
        report = journal.report()
    except NahtlosError as error:
        pytest.fail(str(error))

    assert not report.intact
