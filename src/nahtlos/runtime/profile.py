"""The systems of a workspace as they are in a profile, with what signs in to the practice systems today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nahtlos.errors import PracticeNotRunning
from nahtlos.model import System
from nahtlos.runtime.definitions import Definitions
from nahtlos.runtime.office_proxy import behind_proxy
from nahtlos.runtime.practice import PRACTICE, PracticeSystems, find_practice


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Where everything is, and with which account."""

    definitions: Definitions
    name: str | None
    systems: Mapping[str, System]
    practice: PracticeSystems | None = None


def choose_profile(definitions: Definitions, name: str | None, *, practice: PracticeSystems | None = None) -> Profile:
    """Return the systems in a profile; in `practice`, those without an address are where they run today, if they do."""
    systems = definitions.systems_in(name)
    if name == PRACTICE and (unplaced := _unplaced(definitions)):
        practice = practice or _running(definitions, is_needed=len(unplaced) == len(systems))
        systems = practice.placed(systems, unplaced) if practice else systems
    systems = behind_proxy(systems, definitions.settings.proxy)
    return Profile(definitions=definitions, name=name, systems=systems, practice=practice)


def _running(definitions: Definitions, *, is_needed: bool) -> PracticeSystems | None:
    """Find the practice systems; a profile that says itself where some are does not need them."""
    try:
        return find_practice(definitions.workspace)
    except PracticeNotRunning:
        if is_needed:
            raise
        return None


def _unplaced(definitions: Definitions) -> frozenset[str]:
    changes = definitions.systems.profiles[PRACTICE]
    return frozenset(name for name in definitions.systems.systems if name not in changes or not changes[name].address)
