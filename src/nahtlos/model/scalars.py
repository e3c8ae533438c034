"""The values a file can hold: every scalar is a text until its type converts it, never by a guess."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

from nahtlos.reading import Items, Text

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
SLUG = re.compile(r"[a-z][a-z0-9_-]*")
DURATION = re.compile(r"(\d+(?:\.\d+)?) ?(ms|s|min|h)")
PERIOD = re.compile(r"(\d+) (day|week|month|year)s?")
HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9a-f:]+\]):(\d{1,5})")
KEY = re.compile(
    r"((Control|Shift|Alt|Meta)\+)*"
    r"(Enter|Tab|Escape|Space|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Arrow(Up|Down|Left|Right)|F\d{1,2}|\S)"
)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
# The longest month and year, because nothing may be deleted too early.
DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}


def _flag(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("write true or false.")


def _whole(value: object) -> int:
    if isinstance(value, Text) and re.fullmatch(r"0|[1-9]\d*", value):
        return int(value)
    raise ValueError("write a whole number in digits, like 3.")


def _positive(value: object) -> int:
    number = _whole(value)
    if number > 0:
        return number
    raise ValueError("write a whole number from 1.")


def _seconds(value: object) -> float:
    match = DURATION.fullmatch(value) if isinstance(value, Text) else None
    if match is None:
        raise ValueError("write a duration as a number and a unit, like 30 s or 2 min.")
    return float(match[1]) * SECONDS[match[2]]


def _days(value: object) -> int:
    match = PERIOD.fullmatch(value) if isinstance(value, Text) else None
    if match is None:
        raise ValueError("write a period as a number and a unit, like 180 days or 10 years.")
    return int(match[1]) * DAYS[match[2]]


def listed_texts(value: object) -> object:
    """Read one text as a list of one."""
    return Items([value], place=value.place) if isinstance(value, Text) else value


def _identifier(value: str) -> str:
    if IDENTIFIER.fullmatch(value):
        return value
    raise ValueError(f'"{value}" cannot be a name: use small letters, digits and _, beginning with a letter.')


def _slug(value: str) -> str:
    if SLUG.fullmatch(value):
        return value
    raise ValueError(f'"{value}" cannot be a name: use small letters, digits, - and _, beginning with a letter.')


def _host(value: str) -> tuple[str, int]:
    match = HOST.fullmatch(value) if isinstance(value, Text) else None
    if match is None or not 0 < int(match[2]) < 65536:
        raise ValueError("write a host and a port, like casework.example:443.")
    return match[1].lower(), int(match[2])


def _pressed(value: str) -> str:
    if KEY.fullmatch(value):
        return value
    raise ValueError(
        "write one key, like Enter, Tab, Escape, F2, ArrowDown or Control+S; text is entered with fill."
    )


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username or parts.query or parts.fragment:
        raise ValueError("write an address like https://casework.example, without user, query or fragment.")
    return value.rstrip("/")


def _socket_name(value: str) -> str:
    if re.fullmatch(r"unix:\S.{0,100}", value):
        return value
    raise ValueError("write unix: and the path of a socket, like unix:/run/nahtlos/signer.sock.")


def _loopback(value: str) -> str:
    match = HOST.fullmatch(value)
    if match is None or match[1] not in LOOPBACK or int(match[2]) > 65535:
        raise ValueError("write an address of this computer and a port, like 127.0.0.1:8900.")
    return value


Flag = Annotated[bool, BeforeValidator(_flag)]
PressedKey = Annotated[Text, AfterValidator(_pressed)]
"""A key of the keyboard, with those held down before it."""
Whole = Annotated[int, BeforeValidator(_whole)]
Positive = Annotated[int, BeforeValidator(_positive)]
Seconds = Annotated[float, BeforeValidator(_seconds)]
SocketName = Annotated[Text, AfterValidator(_socket_name)]
Days = Annotated[int, BeforeValidator(_days)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(listed_texts)]
"""One text or a list of texts."""
Identifier = Annotated[str, AfterValidator(_identifier)]
"""A name that expressions can use."""
Slug = Annotated[str, AfterValidator(_slug)]
"""A name of a file, bot, system or workflow."""
Host = Annotated[tuple[str, int], BeforeValidator(_host)]
Address = Annotated[str, AfterValidator(_address)]
Loopback = Annotated[str, AfterValidator(_loopback)]
"""Host and port where only this computer can reach it."""
