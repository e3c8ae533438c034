"""E614 to E616: pictures of failures, and recordings."""

from __future__ import annotations

from typing import ClassVar

from nahtlos.errors.error import WorkspaceError


class EvidenceError(WorkspaceError):
    """Evidence cannot be shown or must not be made."""


class NoEvidence(EvidenceError):
    """There is no such picture."""

    code: ClassVar[str] = "E614"
    item: str
    number: int | None
    pictures: int

    def message(self) -> str:
        """Say how many there are, or why there are none."""
        if self.pictures:
            many = "is 1 picture" if self.pictures == 1 else f"are {self.pictures} pictures"
            return f"There {many} of the case {self.item}; `--number` counts from 1."
        return (
            f"There is no picture of the case {self.item}. They are taken of failures alone, with `evidence: "
            "{screenshots: on_failure}` in config/nahtlos.yaml, and kept for as long as that says."
        )


class EvidenceErased(EvidenceError):
    """The key of the case was destroyed, and with it what its pictures show."""

    code: ClassVar[str] = "E615"
    item: str

    def message(self) -> str:
        """Say that nobody can open it any more."""
        return f"The pictures of the case {self.item} cannot be opened any more: its key was destroyed."


class TracesRefused(EvidenceError):
    """Somebody wants recordings of a system with real people in it."""

    code: ClassVar[str] = "E616"
    profile: str | None

    def message(self) -> str:
        """Say where recordings may be made."""
        where = "without a profile" if self.profile is None else f'with the profile "{self.profile}"'
        return (
            f"Traces are recorded with the profile practice only, not {where}: they hold every value and every "
            "password in the open. Set `evidence: {traces: false}` in config/nahtlos.yaml."
        )
