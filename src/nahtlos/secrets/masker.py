"""Takes known secrets out of texts, in every way of writing that programs give them on their way into a log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from unicodedata import normalize

from nahtlos.secrets.secret import MASK, Secret
from nahtlos.secrets.writings import anchors_of, pattern_of, pattern_of_whole, wholes_of

SHORT = 4
"""Shorter secrets are masked only where they stand alone; they would be found in every other word."""
SPLIT = str.maketrans("", "", "\0|=:-")
"""Letters that may split a secret, besides blanks."""
ESCAPED_BREAK = re.compile(r"\\(?:[rnt]|x00|u0000)")
ESCAPED_TWICE = (
    ("\\", re.compile(r"\\+"), r"\\"),
    ("%25", re.compile("%(?:25)+"), "%"),
    ("&", re.compile("&(?:amp;)*(#x?)0*"), r"&\1"),
)
"""A mark, what it is part of, and what that becomes where it was escaped once; zeros before numbers go, too."""


class Masker:
    """Knows the secrets that this process has seen."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._known: dict[str, _Known] = {}
        self.learn(*secrets)

    def learn(self, *secrets: Secret) -> None:
        """Mask these from now on."""
        for text in {form for secret in secrets for form in _forms(secret.reveal())} - self._known.keys():
            self._known[text] = _Known(text=text)
        # The longest first: no end of a longer one may stay behind.
        self._known = dict(sorted(self._known.items(), key=lambda known: -len(known[0])))

    def mask(self, text: str) -> str:
        """Return the text without the secrets."""
        if not self._known:
            return text
        tight = _tight(text)
        for known in self._known.values():
            for pattern in known.patterns_in(tight):
                text = pattern.sub(MASK, text)
        return text


@dataclass(slots=True, kw_only=True)
class _Known:
    """A secret, and what to look for before a costly look."""

    text: str = field(repr=False)
    _anchors: frozenset[str] = field(init=False, repr=False)
    _wholes: tuple[tuple[str, str], ...] = field(init=False, repr=False)
    _patterns: dict[str, re.Pattern[str]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        is_short = len(self.text) < SHORT
        self._anchors = frozenset(map(_whole_letters, () if is_short else anchors_of(self.text)))
        self._wholes = tuple((_whole_letters(whole), whole) for whole in (() if is_short else wholes_of(self.text)))

    def patterns_in(self, tight: str) -> Iterator[re.Pattern[str]]:
        """Yield the patterns that may match; most texts hold nothing, and should cost next to nothing."""
        for anchor, whole in self._wholes:
            if anchor in tight:
                yield self._compiled(pattern_of_whole(whole))
        if not self._anchors or any(anchor in tight for anchor in self._anchors):
            alone = rf"(?<!\w){re.escape(self.text)}(?!\w)"
            yield self._compiled(alone if len(self.text) < SHORT else pattern_of(self.text))

    def _compiled(self, pattern: str) -> re.Pattern[str]:
        if pattern not in self._patterns:
            self._patterns[pattern] = re.compile(pattern, re.IGNORECASE)
        return self._patterns[pattern]


def _forms(text: str) -> set[str]:
    return {text, normalize("NFC", text)} - {""}


def _whole_letters(text: str) -> str:
    """Return a text in small letters, without what may split a secret."""
    return "".join(text.lower().split()).translate(SPLIT)


def _tight(text: str) -> str:
    """Return what is searched for anchors: escaped at most once, and without what may split a secret."""
    tight = _whole_letters(text)
    for mark, pattern, once in ESCAPED_TWICE:
        if mark in tight:
            tight = pattern.sub(once, tight)
    # A backslash may be the beginning of an escaped break, or stand before the secret.
    return f"{tight}\n{ESCAPED_BREAK.sub('', tight)}" if "\\" in tight else tight
