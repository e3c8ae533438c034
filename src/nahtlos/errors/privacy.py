"""E59x: what is known about people: who may ask for it, and what may be erased."""

from __future__ import annotations

from collections.abc import Sequence

from nahtlos.errors.error import RecordError
from nahtlos.errors.place import listed


class PrivacyError(RecordError):
    """Somebody may not know, or may not erase, what is recorded."""


class SamePerson(PrivacyError):
    """Who asked also wants to grant."""

    code = "E590"
    request: str
    user: str

    def message(self) -> str:
        """Say that it takes another person."""
        return (
            f"{self.user} made the request {self.request} and cannot grant it: it takes two people to turn a person "
            "into a pseudonym. Ask somebody who signs in to this computer with a name of their own; the attempt is in "
            "the journal."
        )


class NotGranted(PrivacyError):
    """The answer is asked for before a second person agreed, or another answer than they agreed to."""

    code = "E591"
    request: str
    only_for: str = ""
    """What was granted instead."""

    def message(self) -> str:
        """Say what is missing."""
        if self.only_for:
            return (
                f"The request {self.request} was granted for `{self.only_for}`, which shows no values. To see them, "
                "ask for that: nahtlos privacy disclose --key KEY --reason …"
            )
        return (
            f"Nobody has granted the request {self.request} yet. Another person has to look at it and type: "
            f"nahtlos audit grant {self.request}"
        )


class OtherRequester(PrivacyError):
    """The answer belongs to who asked."""

    code = "E592"
    request: str
    user: str

    def message(self) -> str:
        """Say whose it is."""
        return (
            f"The request {self.request} was made by {self.user}, and its answer is shown to nobody else. Make a "
            "request of your own: nahtlos audit request KEY --reason …"
        )


class UnknownRequest(PrivacyError):
    """There is no such request, or it is too old."""

    code = "E593"
    request: str
    days: int

    def message(self) -> str:
        """Say how long requests last."""
        return (
            f"There is no request {self.request}, or it is older than {self.days} days and was forgotten. Make a new "
            "one: nahtlos audit request KEY --reason …"
        )


class NotErasable(PrivacyError):
    """Cases are open, or somebody put a hold on them."""

    code = "E594"
    open_items: Sequence[str]
    held: Sequence[str]
    by_key: bool = False
    """Then cases stay unnamed: to turn a person into cases takes two people."""

    def message(self) -> str:
        """Say what is in the way, and what to do about it."""
        parts = []
        if self.open_items:
            parts.append(f"{self._words(self.open_items)} open: bring them to their end first (`nahtlos items list`)")
        if self.held:
            parts.append(f"{self._words(self.held)} on hold: `nahtlos privacy hold ID --off` allows it again")
        which = " Which cases these are, `nahtlos audit request` tells two people." if self.by_key else ""
        return f"Nothing can be erased: {'; '.join(parts)}.{which}"

    def _words(self, items: Sequence[str]) -> str:
        number = len(items)
        named = f"{number} case{'s' if number > 1 else ''}" if self.by_key else listed(items)
        return f"{named} {'are' if number > 1 else 'is'}"


class NothingKnown(PrivacyError):
    """No case goes with what was given."""

    code = "E595"
    what: str

    def message(self) -> str:
        """Say that there is nothing."""
        return f"Nothing is recorded about {self.what}. See the ids of cases with `nahtlos items list --run RUN`."


class ReasonMissing(PrivacyError):
    """Something that must be justified was not."""

    code = "E596"
    command: str

    def message(self) -> str:
        """Ask for it."""
        return (
            f"{self.command} needs a reason: --reason, with the number of a file and no names, because it is kept "
            "longer than what is erased."
        )


class UnknownWrittenField(PrivacyError):
    """The effect did not write this field."""

    code = "E597"
    field: str
    known: Sequence[str]

    def message(self) -> str:
        """Name those it wrote."""
        known = f" It wrote {listed(self.known)}." if self.known else ""
        return f'No effect found that wrote a field "{self.field}".{known}'


class VersionNotKept(PrivacyError):
    """The text of a workflow's version is not there, or is not what its hash says."""

    code = "E598"
    version: str
    problem: str

    def message(self) -> str:
        """Say what is known nevertheless."""
        return (
            f"The text of version {self.version[:12]} cannot be shown: {self.problem}. Restore logs/workflows from a "
            "backup; the hash in the journal tells whether it is the right one."
        )


class TooEarly(PrivacyError):
    """Lines are younger than the settings allow to prune."""

    code = "E599"
    log_class: str
    before: str
    allowed: str

    def message(self) -> str:
        """Say from when on it is allowed."""
        return (
            f'Lines of the class "{self.log_class}" must be kept at least until they are older than {self.allowed}; '
            f"asked for was everything before {self.before}. The minimum is journal.retention in config/nahtlos.yaml."
        )
