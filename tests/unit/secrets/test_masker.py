"""Secrets in all their writings."""

from __future__ import annotations

import base64
import html
import json
import quopri
from collections.abc import Callable
from unicodedata import normalize
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    "url": lambda text: quote(text, safe=""),
    "url in small letters": lambda text: quote(text, safe="").lower(),
    "path": quote,
    "form": quote_plus,
    "query": lambda text: urlencode({"password": text}),
    "url in latin-1": lambda text: quote(text, safe="", encoding="latin-1"),
    "every byte percent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "html": html.escape,
    "html by numbers": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "quoted printable": lambda text: quopri.encodestring(text.encode(), quotetabs=True).decode().replace("=\n", ""),
    "hex": lambda text: text.encode().hex(),
    "hex in capitals": lambda text: text.encode().hex().upper(),
    "python": repr,
    "python bytes": lambda text: repr(text.encode()),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for urls": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
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
