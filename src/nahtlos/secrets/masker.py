"""Takes known secrets out of texts, in every way of writing that programs give them on their way into a log."""

from __future__ import annotations

import html
import json
import quopri
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from unicodedata import normalize
from urllib.parse import quote, quote_plus

from nahtlos.secrets.secret import MASK, Secret

SHORT = 4
"""Shorter secrets are masked only where they stand alone; they would be found in every other word."""


class Masker:
    """Knows the secrets that this process has seen."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._writings: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self.learn(*secrets)

    def learn(self, *secrets: Secret) -> None:
        """Mask these from now on."""
        for secret in secrets:
            self._writings.update(_patterns_of(secret.reveal()))
        if self._writings:
            # The longest first: no end of a longer writing may stay behind.
            longest_first = sorted(self._writings, key=len, reverse=True)
            self._pattern = re.compile("|".join(longest_first), re.IGNORECASE)

    def mask(self, text: str) -> str:
        """Return the text without the secrets."""
        return text if self._pattern is None else self._pattern.sub(MASK, text)


def _patterns_of(text: str) -> Iterator[str]:
    if not text:
        return
    if len(text) < SHORT:
        yield rf"(?<!\w){re.escape(text)}(?!\w)"
        return
    for form in {text, normalize("NFC", text), normalize("NFD", text)}:
        yield from map(re.escape, _writings_of(form))


def _writings_of(text: str) -> Iterator[str]:
    data = text.encode("utf-8", "surrogatepass")
    # Letters like ß are two in capitals.
    yield from (text, text.upper(), text.lower())
    yield from _escaped(text)
    yield from (quote(data, safe=""), quote(data), quote_plus(data), "".join(f"%{byte:02x}" for byte in data))
    yield quote(text, safe="", encoding="latin-1", errors="replace")
    yield from (html.escape(text), html.escape(text, quote=False), html.escape(text).replace("&#x27;", "&#39;"))
    yield from ("".join(f"&#{ord(letter)};" for letter in text), "".join(f"&#x{ord(letter):x};" for letter in text))
    yield quopri.encodestring(data, quotetabs=True).decode("ascii").replace("=\n", "")
    yield from (data.hex(), data.hex(" "), repr(data)[2:-1])
    for encoding in ("utf-8", "utf-16-le"):
        yield from _in_base64(text.encode(encoding, "surrogatepass"))


def _escaped(text: str) -> Iterator[str]:
    for ascii_only in (True, False):
        once = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield from (once, json.dumps(once, ensure_ascii=ascii_only)[1:-1], once.replace("/", r"\/"))
    yield repr(text)[1:-1]


def _in_base64(data: bytes) -> Iterator[str]:
    """Yield what base64 makes of the bytes in the middle of others: it depends on how many stand before them."""
    for before in range(3):
        # Letters at the edges also hold bits of the neighbors.
        first = (before * 8 + 5) // 6
        last = (before + len(data)) * 8 // 6
        for encode in (b64encode, urlsafe_b64encode):
            letters = encode(b"\0" * before + data).decode("ascii")[first:last]
            if len(letters) >= SHORT:
                yield letters
