"""E73x: the service, and the slots it works on."""

from __future__ import annotations

from nahtlos.errors.error import NahtlosError


class ServiceError(NahtlosError):
    """The service cannot do what it was asked."""


class SlotNotHeld(ServiceError):
    """Work on a slot came from a process that does not hold it (any more)."""

    code = "E730"
    schedule: str
    slot: str

    def message(self) -> str:
        """Say that another one may have it."""
        return (
            f'This process does not hold the slot "{self.slot}" of "{self.schedule}" (any more), so it changes nothing '
            "about it. Another process may have taken it over."
        )
