"""Files that are too large to be kept: each is made by the function that has its name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from tests.faults.plain import HEADINGS, WORKFLOW, row

MILLION = 1_000_000


def billion_laughs() -> bytes:
    """Ten levels of lists, each ten times the one before: ten thousand million values if somebody followed."""
    levels = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for above, below in zip("bcdefghij", "abcdefghi", strict=True):
        levels.append(f"{above}: &{above} [{', '.join([f'*{below}'] * 10)}]")
    return (WORKFLOW + "\n".join(levels)).encode()


def deep_lists() -> bytes:
    """A list in a list, a hundred thousand times."""
    return (WORKFLOW + "deep: " + "[" * 100_000 + "]" * 100_000).encode()


def deep_tables() -> bytes:
    """A table in a table, three hundred times, each on its line."""
    return (WORKFLOW + "".join(f"{' ' * depth}deep:\n" for depth in range(300))).encode()


def huge_text() -> bytes:
    """A text of 100,000 characters."""
    return WORKFLOW.replace("Many cases", "x" * 100_000).encode()


def huge_file() -> bytes:
    """Two million characters of remarks."""
    return (WORKFLOW + "# remark\n" * 220_000).encode()


def many_values() -> bytes:
    """More values than any file has."""
    return (WORKFLOW + "list: [" + "a, " * 60_000 + "]").encode()


def many_problems() -> bytes:
    """Fifty unknown keys: all are told at once."""
    return (WORKFLOW + "".join(f"unknown_{number}: x\n" for number in range(50))).encode()


def many_anchors() -> bytes:
    """Five thousand anchors."""
    return (WORKFLOW + "".join(f"k{number}: &a{number} x\n" for number in range(5000))).encode()


YAML: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        billion_laughs, deep_lists, deep_tables, huge_text, huge_file, many_values, many_problems, many_anchors,
    )
}  # fmt: skip


def a_million_empty_rows() -> Iterator[bytes]:
    """What a spreadsheet leaves behind."""
    yield (HEADINGS + row(1)).encode()
    for _ in range(100):
        yield b";;;\r\n" * (MILLION // 100)
    yield row(2).encode()


def a_million_blank_lines() -> Iterator[bytes]:
    """Nothing, a million times."""
    yield (HEADINGS + row(1)).encode()
    for _ in range(100):
        yield b"\n" * (MILLION // 100)
    yield row(2).encode()


def cell_of_ten_megabytes() -> Iterator[bytes]:
    """One cell that would fill a screen for a day."""
    yield (HEADINGS + row(1) + "000002;").encode()
    for _ in range(10):
        yield b"x" * MILLION
    yield b";01067;01.02.1980\n"


def line_without_end() -> Iterator[bytes]:
    """Fifty megabytes without a line end."""
    yield HEADINGS.encode()
    for _ in range(50):
        yield b"a;" * (MILLION // 2)


def quote_that_swallows_all() -> Iterator[bytes]:
    """A quote that swallows everything behind it."""
    yield (HEADINGS + '000001;"Erika;01067;01.02.1980\n').encode()
    for number in range(20_000):
        yield row(number + 2).encode()


def a_hundred_thousand_columns() -> Iterator[bytes]:
    """Headings as far as the eye can see."""
    yield b"Number;Name;Postcode;Born;" + b"x;" * 100_000 + b"\n"
    yield b"000001;Erika;01067;01.02.1980;" + b";" * 100_000 + b"\n"


def too_large() -> Iterator[bytes]:
    """More than a hundred megabytes."""
    yield HEADINGS.encode()
    for _ in range(101):
        yield b"000001;Erika;01067;01.02.1980" + b"\n" * (1024 * 1024)


def zip_bomb() -> Iterator[bytes]:
    """An archive of a gigabyte of zeros, under the name of a delivery."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive, archive.open("a", "w") as file:
        for _ in range(100):
            file.write(bytes(10 * MILLION))
    yield packed.getvalue()


CSV: dict[str, Callable[[], Iterator[bytes]]] = {
    made.__name__: made
    for made in (
        a_million_empty_rows, a_million_blank_lines, cell_of_ten_megabytes, line_without_end, quote_that_swallows_all,
        a_hundred_thousand_columns, too_large, zip_bomb,
    )
}  # fmt: skip
