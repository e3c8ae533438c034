"""The anchors of the journal: what stands outside and proves how far it was."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import AfterValidator, model_validator

from nahtlos.errors import MissingKey, NahtlosError, WrongValue
from nahtlos.model.scalars import Address, Host, Seconds, Slug, Texts
from nahtlos.model.written import Written, refuse

HOUR = 3600.0
NEEDS = {
    "witness": ("address", "key"),
    "time_stamp": ("address", "certificates"),
    "file": ("path",),
    "mail": ("server", "sender", "to"),
}
EVERY = {"witness": 60.0}
LAG = {"witness": HOUR}


class AnchorSettings(Written):
    """Something outside this machine that is told how far the journal is."""

    called: ClassVar[str] = "An anchor"
    name: Slug
    """What it is called here."""
    kind: Literal["witness", "time_stamp", "file", "mail"]
    """A witness on a second machine, a time stamp authority (RFC 3161), a line per day in a file or by mail."""
    address: Address | None = None
    """Where a witness or an authority answers."""
    key: str | None = None
    """The public key of a witness: the line that `nahtlos audit witness` prints."""
    certificates: str | None = None
    """A file with the certificates of the authority; a relative path begins at the workspace."""
    path: str | None = None
    """The file that gets the lines: on a drive where those who run nahtlos can only append."""
    server: Host | None = None
    """The mail server, e.g. `mail.example:587`."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection to the mail server is protected; `none` only on this computer."""
    sender: str | None = None
    """From whom the mail comes."""
    to: Texts = ()
    """Who gets the mail."""
    ca: str | None = None
    """A file with certificates that are trusted for this connection, besides those of the system."""
    every: Seconds | None = None
    """How often it is told, if there is something new; without it, a witness each minute, the others once a day."""
    lag: Seconds | None = None
    """How long it may not answer before nothing is written any more; without it, `1 h` for a witness, else `48 h`."""

    @model_validator(mode="after")
    def has_what_it_needs(self) -> Self:
        """Refuse an anchor that could never be reached."""
        owner = f'The anchor "{self.name}"'
        problems: list[NahtlosError] = [
            MissingKey(key=key, owner=owner, place=self.place_of())
            for key in NEEDS[self.kind]
            if not getattr(self, key)
        ]
        if self.server and self.security == "none" and self.server[0] not in ("127.0.0.1", "localhost", "[::1]"):
            why = "without protection a mail can be changed on its way; use starttls or tls."
            problems.append(WrongValue(key="security", why=why, place=self.place_of("security")))
        if problems:
            raise refuse(*problems)
        return self

    @property
    def tells_every(self) -> float:
        """Seconds between two messages."""
        return self.every if self.every is not None else EVERY.get(self.kind, 24 * HOUR)

    @property
    def may_lag(self) -> float:
        """Seconds that it may be behind."""
        return self.lag if self.lag is not None else LAG.get(self.kind, 48 * HOUR)


Anchors: TypeAlias = tuple[AnchorSettings, ...]


def names_that_differ(anchors: Anchors) -> Anchors:
    """Refuse two anchors with one name."""
    names = [anchor.name for anchor in anchors]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f'two anchors are called "{twice[0]}".')
    return anchors


AnchorList = Annotated[Anchors, AfterValidator(names_that_differ)]
"""Anchors with different names."""
