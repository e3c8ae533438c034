"""Secrets in all their writings."""

from __future__ import annotations

import base64
import html
import json
import quopri
import time
from collections.abc import Callable
from html.entities import codepoint2name
from unicodedata import normalize
from urllib.parse import quote, quote_plus, urlencode
from xml.sax import saxutils

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.leaks import Search

from nahtlos.secrets.masker import Masker
from nahtlos.secrets.secret import Secret

SECRET = 'Größe/7+x "§" <&\'\\ ñ\n'
WRITINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "decomposed": lambda text: normalize("NFD", text),
    "capitals": lambda text: text.swapcase(),
    "json": json.dumps,
    "json in letters": lambda text: json.dumps(text, ensure_ascii=False),
    "json in json": lambda text: json.dumps(json.dumps({"a": text})),
    "json three times": lambda text: json.dumps(json.dumps(json.dumps(text))),
    "javascript": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "every letter u": lambda text: "".join(f"\\u{ord(one):04x}" if ord(one) < 65536 else one for one in text),
    "url": lambda text: quote(text, safe=""),
    "url in small letters": lambda text: quote(text, safe="").lower(),
    "url twice": lambda text: quote(quote(text, safe=""), safe=""),
    "path": quote,
    "form": quote_plus,
    "query": lambda text: urlencode({"password": text}),
    "url in latin-1": lambda text: quote(text, safe="", encoding="latin-1"),
    "every byte percent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "html": html.escape,
    "html with names": lambda text: "".join(
        f"&{codepoint2name[ord(one)]};" if ord(one) in codepoint2name else one for one in text
    ),
    "html by numbers": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "html by hexadecimal numbers": lambda text: "".join(f"&#X{ord(letter):04X};" for letter in text),
    "html twice": lambda text: html.escape(html.escape(text)),
    "xml": lambda text: saxutils.escape(text, {"'": "&apos;", '"': "&quot;"}),
    "quoted printable": lambda text: quopri.encodestring(text.encode(), quotetabs=True).decode(),
    "hex": lambda text: text.encode().hex(),
    "hex in capitals": lambda text: text.encode().hex().upper(),
    "hex in pairs": lambda text: text.encode().hex(":"),
    "hex of wide letters": lambda text: text.encode("utf-16-le").hex(),
    "python": repr,
    "python bytes": lambda text: repr(text.encode()),
    "wide bytes": lambda text: repr(text.encode("utf-16-le")),
    "read with the wrong table": lambda text: text.encode().decode("latin-1"),
    "octal": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for urls": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 in lines": lambda text: base64.encodebytes(text.encode() * 9).decode(),
    "base64 of wide letters": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
}


def leaks(shown: str, secret: str) -> bool:
    return any(write(secret).strip("'\"b") in shown for write in WRITINGS.values())


@pytest.mark.parametrize("write", WRITINGS.values(), ids=WRITINGS)
@pytest.mark.parametrize("secret", [SECRET, "hunter2", "pass", "Äöü!", "1234"])
def test_a_secret_is_masked_however_it_is_written(secret: str, write: Callable[[str], str]) -> None:
    """What programs make of a text on its way into a log is known."""
    shown = Masker([Secret(secret)]).mask(f"before {write(secret)} behind")

    assert "***" in shown
    assert shown.startswith("before ")
    assert shown.endswith(" behind")
    assert not leaks(shown, secret)


@pytest.mark.parametrize("before", ["", "u", "us", "use", "user:"])
@pytest.mark.parametrize("behind", ["", "x", "xy"])
def test_a_secret_in_the_middle_of_base64_is_masked(before: str, behind: str) -> None:
    """Basic authentication is a user, a colon and the password; less than two letters of it may stay."""
    shown = Masker([Secret("Sehr/Geheim?1")]).mask(base64.b64encode(f"{before}Sehr/Geheim?1{behind}".encode()).decode())

    left = shown.replace("***", "").rstrip("=")
    assert "***" in shown
    assert 6 * len(left) < 8 * (len(before) + len(behind) + 2)


def test_a_mail_may_break_a_line_inside_a_letter() -> None:
    """Its lines have 76 letters, and a letter up to twelve."""
    secret = "0" + 5 * "\x80" + "ࠀ" + 3 * "𐀀"

    assert Masker([Secret(secret)]).mask(WRITINGS["quoted printable"](secret)) == "***"


@settings(deadline=None)
@given(secret=st.text(min_size=4, max_size=30), text=st.text(max_size=50), write=st.sampled_from([*WRITINGS]))
def test_any_secret_is_masked_in_any_text(secret: str, text: str, write: str) -> None:
    """No letter breaks the masker."""
    try:
        written = WRITINGS[write](secret)
    except UnicodeEncodeError:
        return

    shown = Masker([Secret(secret)]).mask(text + written + text)

    assert "***" in shown or write == "capitals"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("user bot signed in", "user *** signed in"), ("robots", "robots"), ("bot", "***"), ("Bot.", "***.")],
)
def test_a_short_secret_is_masked_where_it_stands_alone(text: str, shown: str) -> None:
    """It would be found in every other word."""
    assert Masker([Secret("bot")]).mask(text) == shown


def test_the_longer_of_two_secrets_is_masked_whole() -> None:
    """No end of it stays behind."""
    assert Masker([Secret("geheim"), Secret("geheimer")]).mask("geheimer") == "***"


def test_a_secret_is_known_from_the_moment_it_is_learned() -> None:
    """Secrets come one by one."""
    masker = Masker()
    before = masker.mask("geheim")

    masker.learn(Secret("geheim"), Secret(""))

    assert (before, masker.mask("geheim")) == ("geheim", "***")


def test_texts_without_secrets_stay_as_they_are() -> None:
    """Masking is no censorship."""
    text = "2026-03-01 INFO nahtlos.browser signed in to casework"

    assert Masker([Secret("hunter2"), Secret("Müller")]).mask(text) == text


SHAPES: dict[str, Callable[[str], str]] = {
    "as is": lambda text: text,
    "JSON-escaped": lambda text: json.dumps({"said": text}),
    "URL-encoded": lambda text: quote(text, safe=""),
    "form-encoded": lambda text: urlencode({"q": text}),
    "HTML-escaped": html.escape,
    "Python repr": lambda text: ascii([text]),
    "Base64": lambda text: base64.b64encode(f"{text}, and more".encode()).decode(),
    "Base64 behind one byte": lambda text: base64.b64encode(f"1{text}, and more".encode()).decode(),
    "Base64 behind two bytes": lambda text: base64.b64encode(f"12{text}, and more".encode()).decode(),
    "Basic auth": lambda text: "Authorization: Basic " + base64.b64encode(f"bot:{text}".encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "UTF-16": lambda text: text.encode("utf-16-le").decode("latin-1"),
    "other case": str.upper,
    "split over lines": lambda text: f"{text[:6]}\r\n    {text[6:]}",
}
"""The fourteen shapes of the leak hunt; see tests/leaks.py."""


@pytest.mark.parametrize("secret", ["Kän'ari\"en&<Vogelqx>/1+ß%a", "Zëisig{{7}}\\&'<Nestqvy>/+ö%b", "S3hr-Geheim!2026"])
def test_the_masker_knows_the_shapes_that_the_leak_hunt_looks_for(secret: str) -> None:
    """At least twelve of fourteen; it is all of them."""
    masker = Masker([Secret(secret)])
    search = Search(values={"the secret": secret})

    found = {name for name, write in SHAPES.items() if search.in_text("a log", write(secret))}
    left = {name for name, write in SHAPES.items() if search.in_text("a log", masker.mask(write(secret)))}

    assert len(found) == 14
    assert left == set()


@pytest.mark.parametrize("secret", ["robot-7-geheim", "nest-sieben-acht", "u0000x00-sehr-geheim"])
def test_a_backslash_before_a_secret_hides_nothing(secret: str) -> None:
    """`DOM\\robot` is a user of a domain, though a program might read a break of lines in it."""
    assert Masker([Secret(secret)]).mask(f"DOM\\{secret} signed in") == "DOM\\*** signed in"


def test_long_logs_are_masked_quickly() -> None:
    """A log without secrets costs a search for a few words in it, not minutes."""
    masker = Masker(Secret(f"S3hr!Geheim§{number}/{number * 7919}") for number in range(20))
    log = "2026-03-01 INFO nahtlos.browser signed in to casework, 3f9a41c07be25d18 done in 1234 ms\n" * 12_000
    started = time.process_time()

    shown = masker.mask(log)

    assert shown == log
    assert time.process_time() - started < 10


@pytest.mark.parametrize("noise", [" ", "\\n", "%20", "\0", "&#32;", "=\n", "a b", "\\"])
def test_no_text_takes_for_ever(noise: str) -> None:
    """A foreign page may say whatever it likes."""
    masker = Masker([Secret("ab cd ef gh ij kl"), Secret("a b c d e f g h \\ | =")])
    started = time.process_time()

    masker.mask(f"ab{noise * 3000}cd{noise * 3000}ef" + noise * 3000)

    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "secret", ["a" * 40, "S3hr!Geheim§2026" * 3, "%25" * 12, "&amp;" * 8, "=3D" * 12, "\\\\" * 12, "ß" * 40]
)
def test_nearly_a_secret_takes_no_longer_than_a_secret(secret: str) -> None:
    """Many letters that fit, and then one that does not."""
    masker = Masker([Secret(secret + "!")])
    started = time.process_time()

    for write in WRITINGS.values():
        masker.mask(f"{write(secret)}#" * 50)

    assert time.process_time() - started < 20
