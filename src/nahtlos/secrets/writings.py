"""How programs write a text on its way into a log: each letter in any of its escapes, or all of it at once."""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from html.entities import codepoint2name
from unicodedata import normalize

SPLITTABLE = 8
"""Shorter texts are not looked for across breaks: their letters follow each other by chance."""
ENCODINGS = ("utf-8", "cp1252", "latin-1")
WIDE_ENCODINGS = ("utf-16-le", "utf-16-be")
BYTE = r"(?:%(?:25){0,4}|=|\\{1,8}x)"
"""What stands before each byte in hexadecimal: in addresses, in mails, in programs."""
BREAKS = (r"\s", r"\0", r"\|", r"\\{1,8}[rnt]", r"\\{1,8}x00", r"\\{1,8}u0000", r"=\r?\n")
"""What may stand between two letters: ends of lines, the lines of tables, and the empty halves of wide letters."""
SOFT_BREAK = r"(?:=\r?\n)?"
"""In mails, a line may end between two bytes of one letter."""
BLANKS = (
    r"\+",
    f"{BYTE}(?:20|0[9ad])",
    "&nbsp;",
    r"&(?:amp;){0,4}#(?:0{0,5}(?:32|9|10|13|160)|x0{0,5}(?:20|9|a|d|a0));",
    r"\\{1,8}(?:u00(?:20|0[9ad])|040|01[125])",
)
"""A blank in its escapes. No two of all these match alike: a pattern that has to guess would take for ever."""
GAP = f"(?:{'|'.join(BREAKS)}){{0,80}}"
BLANK = f"(?:{'|'.join([*BREAKS, *BLANKS])}){{0,80}}"
WIDE = r"(?:\0|\\{1,8}x00|\\{1,8}u0000){0,2}"
SHORT_ESCAPES = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t", "\v": "v", "\a": "a", "\0": "0"}
MARKS = "%&=\\"
"""Letters that begin escapes: they may be themselves, or the beginning of what they are written as."""
RUN = re.compile(r"[A-Za-z0-9]+")
SHORTEST_RUN = 3
SHORTEST_BASE64 = 4


def pattern_of(text: str) -> str:
    """Return a pattern that matches the text however its letters are escaped, and wherever it is broken."""
    gap = GAP if len(text) >= SPLITTABLE else WIDE
    text = re.sub(r"\\+", r"\\", text)  # how many there are is never certain
    words = re.split("[ \t\r\n]+", text.strip(" \t\r\n"))
    return BLANK.join(gap.join(map(_pattern_of_letter, word)) for word in words)


def pattern_of_whole(written: str) -> str:
    """Return a pattern for something like Base64 that is broken into lines at any place."""
    return r"(?:[\s:-]|\\{1,8}[rn])*".join(map(re.escape, written))


# ------------------------------------------------------------------ one letter


def _pattern_of_letter(letter: str) -> str:
    # Letters like ß are two in capitals; accents may be letters of their own.
    forms = {letter, letter.upper(), letter.lower(), normalize("NFC", letter), normalize("NFD", letter)}
    ways = sorted({way for form in forms for way in _ways(form)}, key=lambda way: (-len(way), way))
    # What was matched in one way is not tried in another: several ways for each of many letters take for ever.
    return f"(?{':' if letter in MARKS else '>'}{'|'.join(ways)})"


def _ways(form: str) -> Iterator[str]:
    """Yield a pattern for each way of writing."""
    if form == "\\":
        yield r"\\{1,16}"
    else:
        yield r"\\{0,8}" + re.escape(form) if form in "\"'`/" else re.escape(form)
    if form in SHORT_ESCAPES:
        yield r"\\{1,8}" + SHORT_ESCAPES[form]
    yield from _in_script(form)
    yield _in_markup(form)
    if max(form) > "\xff":
        for encoding in WIDE_ENCODINGS:
            wide = form.encode(encoding, "surrogatepass")
            yield "".join(f"(?:{BYTE}{byte:02x}|{re.escape(chr(byte))})" for byte in wide)
    for encoding in ENCODINGS:
        try:
            data = form.encode(encoding)
        except UnicodeEncodeError:
            continue
        yield SOFT_BREAK.join(f"{BYTE}{byte:02x}" for byte in data)
        yield "".join(rf"\\{{1,8}}{byte:03o}" for byte in data)
        for wrong in ("latin-1", "cp1252"):
            yield re.escape(data.decode(wrong, "replace"))


def _in_script(form: str) -> Iterator[str]:
    units = form.encode("utf-16-be", "surrogatepass")
    yield "".join(rf"\\{{1,8}}u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))
    yield "".join(rf"\\{{1,8}}u\{{?0*{ord(one):x}\}}?" for one in form)


def _in_markup(form: str) -> str:
    names = [f"#0{{0,5}}{ord(one)}|#x0{{0,5}}{ord(one):x}" for one in form]
    for place, one in enumerate(form):
        if ord(one) in codepoint2name:
            names[place] += f"|{codepoint2name[ord(one)]}"
        elif one == "'":
            names[place] += "|apos"
    return "".join(f"&(?:amp;){{0,4}}(?:{name});" for name in names)


# ------------------------------------------------------------------ all of it at once


def wholes_of(text: str) -> set[str]:
    """Return what is made of the text as a whole: hexadecimal and Base64, also in the middle of other bytes."""
    wholes: set[str] = set()
    for encoding in (*ENCODINGS, *WIDE_ENCODINGS):
        try:
            data = text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "strict")
        except UnicodeEncodeError:
            continue
        wholes.update((data.hex(), *_in_base64(data)))
    return wholes


def _in_base64(data: bytes) -> Iterator[str]:
    """Yield what Base64 makes of the bytes in the middle of others: it depends on how many stand before them."""
    for before in range(3):
        # Letters at the edges also hold bits of the neighbors.
        first = (before * 8 + 5) // 6
        last = (before + len(data)) * 8 // 6
        for encode in (b64encode, urlsafe_b64encode):
            letters = encode(b"\0" * before + data).decode("ascii")[first:last]
            if len(letters) >= SHORTEST_BASE64:
                yield letters


# ------------------------------------------------------------------ what makes it quick


def anchors_of(text: str) -> set[str]:
    """Return texts in small letters, one of which stands in whatever holds this one, escaped letter by letter and once.

    None: there is no run of plain letters that is long enough to look for.
    """
    run = max(RUN.findall(text), key=len, default="")
    if len(run) < SHORTEST_RUN:
        return set()
    # Programs escape all plain letters in one way, or none; numbers tell capitals from small letters.
    runs = {run, run.lower(), run.upper()}
    return {run.lower(), *("".join(each) for one in runs for each in zip(*map(_in_one_way, one), strict=True))}


def _in_one_way(letter: str) -> list[str]:
    byte = f"{ord(letter):02x}"
    marks = ("\\u00", "\\x", "\\u{", "&#x", "%", "=")
    ends = {"\\u{": "}", "&#x": ";"}
    return [f"\\{ord(letter):03o}", f"&#{ord(letter)};", *(f"{mark}{byte}{ends.get(mark, '')}" for mark in marks)]
