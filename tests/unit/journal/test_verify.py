"""What a verification finds. The attacks are those of FAULTS 27, as far as they can be seen without anchors."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nahtlos.errors import JournalUnreadable
from nahtlos.events import EffectFinished, EffectIntended, ItemStarted, SystemPaused
from nahtlos.journal.verify import verify_journal

GOLDEN = Path(__file__).parent / "golden"
FILES = [f"2026-03-0{day}/runs/pc-0.jsonl" for day in (1, 2, 3)]


@dataclass
class Sample:
    """A journal of three days, eight lines each, that a test may damage."""

    folder: Path

    def path(self, day: int) -> Path:
        return self.folder / FILES[day]

    def lines(self, day: int) -> list[bytes]:
        return self.path(day).read_bytes().splitlines(keepends=True)

    def write(self, day: int, lines: list[bytes]) -> None:
        self.path(day).write_bytes(b"".join(lines))

    def put(self, day: int, first: int, last: int, *new: bytes) -> None:
        """Put other lines in the place of some (of none, if the last comes before the first)."""
        lines = self.lines(day)
        self.write(day, [*lines[: first - 1], *new, *lines[last:]])

    def edit(self, day: int, line: int, old: bytes, new: bytes) -> None:
        before = self.lines(day)[line - 1]
        assert old in before
        self.put(day, line, line, before.replace(old, new))

    def cut(self, day: int, size: int) -> None:
        self.path(day).write_bytes(self.path(day).read_bytes()[:size])

    def found(self) -> list[tuple[str, int, int]]:
        """Return kind, day from 0 and line of each finding."""
        findings = verify_journal(self.folder).findings
        return [(finding.kind, FILES.index(finding.spot[0]), finding.spot[1]) for finding in findings]


@pytest.fixture(scope="module")
def original(
    build: Callable[[Path], Any],
    tmp_path_factory: pytest.TempPathFactory,
    intended: Callable[[str], EffectIntended],
    finished: Callable[[str], EffectFinished],
) -> Path:
    house = build(tmp_path_factory.mktemp("original"))

    async def write() -> None:
        async with house.journal() as journal:
            for day in range(3):
                for number in range(3):
                    journal.note(intended(f"i{day}/{number}"))
                    await journal.write(finished(f"i{day}/{number}"))
                house.clock.jump(days=day < 2)

    asyncio.run(write())
    return Path(house.logs)


@pytest.fixture
def sample(original: Path, tmp_path: Path) -> Sample:
    shutil.copytree(original, tmp_path / "logs")
    return Sample(tmp_path / "logs")


def test_a_journal_as_it_was_written_is_intact(sample: Sample) -> None:
    """Counts and ends are part of the report."""
    report = verify_journal(sample.folder)

    assert report.intact
    assert (report.files, report.lines) == (3, 24)
    assert (report.effects_intended, report.effects_finished, report.effects_without_result) == (9, 9, 0)
    assert report.unclosed == 0
    assert [str(end) for end in report.ends] == ["runs/pc-0 ends with number 24 in 2026-03-03/runs/pc-0.jsonl"]
    assert "nobody can see it here" in report.notes()[-1]


DAMAGES: list[tuple[str, Callable[[Sample], object], list[tuple[str, int, int]]]] = [
    ("a field was edited", lambda s: s.edit(0, 4, b"bot", b"bat"), [("changed", 0, 4)]),
    ("a space was added", lambda s: s.edit(0, 4, b'"bot"', b' "bot"'), [("changed", 0, 4)]),
    ("a carriage return was added", lambda s: s.edit(0, 4, b"\n", b"\r\n"), [("changed", 0, 4)]),
    ("the link was edited", lambda s: s.edit(0, 4, b'{"prev":"', b'{"prev":"0'), [("changed", 0, 4)]),
    ("the number was edited", lambda s: s.edit(0, 4, b'"seq":4', b'"seq":44'), [("changed", 0, 4)]),
    ("the number is no number", lambda s: s.edit(0, 4, b'"seq":4', b'"seq":true'), [("unreadable", 0, 4)]),
    (
        "two lines were edited",
        lambda s: s.put(0, 4, 5, *(line.replace(b"i0", b"i9") for line in s.lines(0)[3:5])),
        [("changed", 0, 4), ("changed", 0, 5)],
    ),
    ("a line was taken out", lambda s: s.put(0, 4, 4), [("missing", 0, 4)]),
    ("three lines were taken out", lambda s: s.put(0, 4, 6), [("missing", 0, 4)]),
    ("the first line was taken out", lambda s: s.put(1, 1, 1), [("missing", 1, 1)]),
    ("the last line was taken out", lambda s: s.put(0, 8, 8), [("missing", 0, 7)]),
    (
        "two lines changed places",
        lambda s: s.put(0, 4, 5, *s.lines(0)[4:2:-1]),
        [("misplaced", 0, 4), ("missing", 0, 6)],
    ),
    ("a line was repeated", lambda s: s.put(0, 6, 5, s.lines(0)[3]), [("misplaced", 0, 6)]),
    ("a line of another day was put in", lambda s: s.put(0, 6, 5, s.lines(2)[3]), [("misplaced", 0, 6)]),
    ("garbage was put in", lambda s: s.put(0, 6, 5, b"garbage\n"), [("unreadable", 0, 6)]),
    ("an empty line was put in", lambda s: s.put(0, 6, 5, b"\n"), [("unreadable", 0, 6)]),
    ("100 KB were put in", lambda s: s.put(0, 6, 5, b"x" * 100_000 + b"\n"), [("unreadable", 0, 6)]),
    ("a line became garbage", lambda s: s.put(0, 4, 4, b"garbage\n"), [("unreadable", 0, 4)]),
    (
        "two lines became garbage",
        lambda s: s.put(0, 4, 5, b"{\n", b"[]\n"),
        [("unreadable", 0, 4), ("unreadable", 0, 5)],
    ),
    ("a newline was lost", lambda s: s.edit(0, 4, b"\n", b""), [("unreadable", 0, 4), ("missing", 0, 5)]),
    ("the last line was edited", lambda s: s.edit(0, 8, b'"lines":8', b'"lines":9'), [("changed", 0, 8)]),
    ("the end of a day was cut", lambda s: s.cut(0, 700), [("missing", 0, 2), ("unfinished", 0, 3)]),
    ("the last newline was cut", lambda s: s.cut(0, -1), [("unfinished", 0, 8)]),
    ("the last day was cut", lambda s: s.cut(2, -1), [("unfinished", 2, 8)]),
    ("the first day is gone", lambda s: s.path(0).unlink(), [("missing", 1, 1)]),
    ("a day is gone", lambda s: s.path(1).unlink(), [("missing", 2, 1)]),
    ("a day is empty", lambda s: s.cut(1, 0), [("missing", 0, 8)]),
    ("a line was added to an old day", lambda s: s.put(0, 9, 8, s.lines(0)[7]), [("misplaced", 0, 9)]),
]


@pytest.mark.parametrize(("damage", "expected"), [row[1:] for row in DAMAGES], ids=[row[0] for row in DAMAGES])
def test_each_damage_is_found_where_it_is(
    sample: Sample, damage: Callable[[Sample], object], expected: list[tuple[str, int, int]]
) -> None:
    """Kind, file and line of each finding, and nothing besides."""
    damage(sample)

    assert expected == sample.found()


def test_a_finding_says_file_line_byte_time_and_what_is_wrong(sample: Sample) -> None:
    """A person can go to the place, and knows when it was."""
    start = len(b"".join(sample.lines(0)[:3]))
    time = json.loads(sample.lines(0)[3])["ts"]
    sample.edit(0, 4, b"bot", b"bat")

    report = verify_journal(sample.folder)

    assert str(report.findings[0]) == (
        f"2026-03-01/runs/pc-0.jsonl, line 4 (byte {start}), about {time}: The line was changed: the next one names "
        "another content."
    )
    assert report.as_json()["findings"] == [
        {
            "kind": "changed",
            "file": "2026-03-01/runs/pc-0.jsonl",
            "line": 4,
            "byte": start,
            "time": time,
            "problem": "The line was changed: the next one names another content.",
        }
    ]
    assert not report.intact


def rename_stream(sample: Sample) -> None:
    for path in sample.folder.rglob("pc-0.jsonl"):
        path.rename(path.with_stem("pc-7"))


MISSING_DAY = "Missing before this line: the file 2026-03-02/runs/pc-0.jsonl with numbers 9 to 16."
RENAMED = "The file was renamed: it belongs to pc-0 of 2026-03-0"


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda s: s.path(1).unlink(), MISSING_DAY),
        (lambda s: s.put(0, 4, 4), "Missing before this line: number 4."),
        (lambda s: s.put(0, 8, 8), "Missing behind this line: number 8."),
        (lambda s: s.edit(0, 4, b'"seq":4', b'"seq":9'), "The line carries the number 9, and 4 belongs here."),
        (rename_stream, RENAMED),
        (lambda s: (s.folder / "2026-03-03").rename(s.folder / "2026-03-09"), RENAMED),
    ],
)
def test_a_finding_is_a_sentence_for_a_person(
    sample: Sample, damage: Callable[[Sample], object], sentence: str
) -> None:
    """It says what is missing, changed or renamed."""
    damage(sample)

    assert sentence in str(verify_journal(sample.folder).findings[0])


def chained(lines: list[bytes], prev: str) -> list[bytes]:
    """Do what a forger does who knows the format: compute the chain anew."""
    forged = []
    for line in lines:
        forged.append(b'{"prev":"' + prev.encode() + line[line.index(b'","seq"') :])
        prev = sha256(forged[-1].removesuffix(b"\n")).hexdigest()
    return forged


def test_a_day_that_was_rewritten_does_not_fit_the_next(sample: Sample) -> None:
    """Who forges a line has to forge all lines after it."""
    sample.edit(0, 4, b"bot", b"bat")
    sample.write(0, chained(sample.lines(0), "0" * 64))

    assert sample.found() == [("changed", 0, 8)]


def test_a_cut_end_is_found_by_its_checkpoint(sample: Sample) -> None:
    """The last checkpoint names eight lines more than are here."""
    sample.put(2, 5, 8)

    assert sample.found() == [("truncated", 2, 4)]


def test_a_cut_end_needs_an_anchor_if_nothing_is_signed(sample: Sample) -> None:
    """What verification without signatures and anchors cannot see, its report says."""
    sample.put(2, 5, 8)
    for path in [*sample.folder.rglob("*.checkpoints"), sample.folder / "keys.certificates"]:
        path.unlink()

    report = verify_journal(sample.folder)

    assert report.intact
    assert report.as_json()["anchored"] is False
    assert "No line is signed" in report.notes()[-2]
    assert "nobody can see it here" in report.notes()[-1]


def test_a_journal_of_another_workspace_in_between_is_found(sample: Sample, tmp_path: Path, build: Any) -> None:
    """A chain that begins again is no continuation."""
    other = build(tmp_path / "other")
    other.clock.jump(days=1)

    async def write() -> None:
        async with other.journal() as journal:
            await journal.write(SystemPaused(system="*", paused_by="root"))
            await journal.write(ItemStarted(run="r1", item="i1", key=journal.pseudonym("4711"), line=1))

    asyncio.run(write())
    shutil.copy(other.file("2026-03-02"), sample.path(1))

    assert sample.found()[0] == ("misplaced", 1, 1)


def test_effects_without_result_are_counted(sample: Sample) -> None:
    """An intent that nobody finished is a doubt somebody should know of."""
    sample.put(2, 7, 8)

    report = verify_journal(sample.folder)

    assert (report.effects_intended, report.effects_without_result) == (9, 1)
    assert "1 intended effects have no result" in " ".join(report.notes())


def test_a_torn_end_is_told_until_somebody_closes_it(sample: Sample) -> None:
    """Unfinished is not intact: either a crash, or a cut."""
    with sample.path(2).open("ab") as file:
        file.write(b'{"prev":"4')

    assert sample.found() == [("unfinished", 2, 9)]


def test_a_forged_recovery_does_not_excuse_a_changed_line(sample: Sample) -> None:
    """Only a line that the chain goes on from can have been torn."""
    byte = len(b"".join(sample.lines(0)[:3]))
    recovered = {"event": "log.recovered", "file": FILES[0], "torn_at_byte": byte, "torn_bytes": 1}
    forged = json.dumps({"prev": sha256(b"x").hexdigest(), "seq": 5, "ts": "", **recovered}).encode() + b"\n"
    sample.put(0, 4, 5, b"x\n", forged)

    assert sample.found() == [("changed", 0, 5)]


@pytest.mark.parametrize("garbage", [b"x\n", b'{"prev":"","seq":1,"event":"x"}\n'])
def test_a_file_of_garbage_is_counted_and_not_listed_to_its_end(sample: Sample, garbage: bytes) -> None:
    """A thousand findings are enough, and a report stays small."""
    sample.put(1, 3, 2, garbage * 5000)

    report = verify_journal(sample.folder)

    assert len(report.findings) == 1000
    assert report.unlisted >= 4000
    assert len(report.as_json()["findings"]) == 1000  # type: ignore[arg-type]


def test_an_empty_folder_is_intact_and_holds_nothing(tmp_path: Path) -> None:
    """A new workspace has no journal yet."""
    report = verify_journal(tmp_path)

    assert (report.intact, report.lines, report.notes()) == (True, 0, [])


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Nothing to read is not the same as nothing wrong."""
    with pytest.raises(JournalUnreadable, match="nowhere"):
        verify_journal(tmp_path / "nowhere")


def test_a_file_that_cannot_be_opened_is_said(sample: Sample) -> None:
    """Not readable is not intact."""
    sample.path(1).unlink()
    sample.path(1).mkdir()

    with pytest.raises(JournalUnreadable, match="2026-03-02"):
        verify_journal(sample.folder)


def test_other_files_in_the_folder_do_not_matter(sample: Sample) -> None:
    """Run folders, locks and notes of people lie beside the journal."""
    (sample.folder / "2026-03-01/runs/notes.txt").write_text("hello")
    (sample.folder / "2026-03-01/reports").mkdir()
    (sample.folder / "2026-03-01/reports/x.jsonl").write_text("hello")

    assert verify_journal(sample.folder).intact


# ------------------------------------------------------------------ random damage


@dataclass(frozen=True)
class Damage:
    """Bytes of a file that are replaced by others."""

    day: int
    begin: int
    end: int
    new: bytes


BYTES = st.one_of(
    st.binary(max_size=3),
    st.sampled_from([b"\n", b"\n\n", b"\r", b"{}", b"{}\n", b"[]\n", b"null\n", b'"', b"}", b"\0" * 200, b"\xff"]),
    st.binary(max_size=300),
    st.sampled_from([b'{"prev":"' + b"0" * 64 + b'","seq":%d,"event":"%b"}\n' % (seq, event) for seq in (0, 1, 9, 2**70)
                     for event in (b"log.opened", b"log.recovered", b"effect.finished", b"x")]),
)  # fmt: skip


@st.composite
def damages(draw: st.DrawFn) -> Damage:
    begin = draw(st.integers(0, 3000))
    length = draw(st.one_of(st.integers(0, 3), st.integers(0, 1000)))
    return Damage(draw(st.integers(0, 2)), begin, begin + length, draw(BYTES))


@pytest.mark.parametrize("source", ["as usual", "with a torn line"])
@settings(max_examples=250, deadline=None)
@given(some=st.lists(damages(), min_size=1, max_size=3))
def test_random_damage_is_found_and_crashes_nothing(
    original: Path, tmp_path_factory: pytest.TempPathFactory, source: str, some: list[Damage]
) -> None:
    """Whatever changes a byte before the last line is found; behind it, at least nothing breaks."""
    original = original if source == "as usual" else GOLDEN
    folder = tmp_path_factory.getbasetemp() / f"damaged, {source}"
    if not folder.exists():
        shutil.copytree(original, folder)
    for file in FILES:
        shutil.copyfile(original / file, folder / file)
    for damage in some:
        data = (folder / FILES[damage.day]).read_bytes()
        (folder / FILES[damage.day]).write_bytes(data[: damage.begin] + damage.new + data[damage.end :])

    report = verify_journal(folder)

    assert not report.intact or is_unchanged_but_for_the_end(original, folder)
    assert all(str(finding) for finding in report.findings)


def is_unchanged_but_for_the_end(original: Path, folder: Path) -> bool:
    """Say whether only the end is another one: lines cut off there, and a last line that may be forged.

    Without anchors nobody can see that, and the report says so.
    """
    left = (folder / FILES[2]).read_bytes().splitlines(keepends=True)
    is_begun = (original / FILES[2]).read_bytes().startswith(b"".join(left[:-1]))
    return is_begun and all((folder / file).read_bytes() == (original / file).read_bytes() for file in FILES[:2])
