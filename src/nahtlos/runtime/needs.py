"""Which secrets the accounts of a workspace need: whatever the bots of their systems fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from nahtlos.expressions import Template
from nahtlos.model import System
from nahtlos.plan import nodes
from nahtlos.plan.bot import compile_bot
from nahtlos.runtime.profile import Profile
from nahtlos.secrets.certificate import CERTIFICATE, KEY

PREFIX = "secret."


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A secret, and the systems that it opens."""

    account: str
    name: str
    systems: tuple[str, ...]


def needs(profile: Profile) -> list[Need]:
    """Return what is needed in a profile; accounts that the practice systems made up today need nothing."""
    made_up = {} if profile.practice is None else profile.practice.secrets(profile.systems)
    systems: dict[tuple[str, str], list[str]] = {}
    for system, written in profile.systems.items():
        wanted = [(str(written.account), name) for name in _secrets_of(profile, str(written.bot))]
        for key in dict.fromkeys([*wanted, *_shown_at_the_door(written)]):
            if key not in made_up:
                systems.setdefault(key, []).append(system)
    return [Need(account=key[0], name=key[1], systems=tuple(named)) for key, named in sorted(systems.items())]


def _secrets_of(profile: Profile, name: str) -> list[str]:
    definitions = profile.definitions
    written = definitions.bots.get(name)
    if written is None:
        return []
    bot = compile_bot(written, script=definitions.scripts.get(name), functions=definitions.functions)
    return sorted(secrets_used(bot))


def secrets_used(bot: nodes.Bot) -> frozenset[str]:
    """Return the names of the secrets that a bot fills in."""
    return frozenset(use.removeprefix(PREFIX) for template in _templates(bot) for use in _secret_uses(template))


def _shown_at_the_door(system: System) -> Iterator[tuple[str, str]]:
    if system.basic_auth is not None:
        yield from ((str(system.basic_auth), name) for name in ("user", "password"))
    if system.client_certificate is not None:
        yield from ((str(system.client_certificate), name) for name in (CERTIFICATE, KEY))


def _secret_uses(template: Template) -> Iterator[str]:
    return (use for use in template.uses if use.startswith(PREFIX))


def _templates(part: object) -> Iterator[Template]:
    """Yield all expressions in a part of a plan."""
    if isinstance(part, Template):
        yield part
    elif is_dataclass(part) and not isinstance(part, type):
        for each in fields(part):
            yield from _templates(getattr(part, each.name))
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _templates(value)
    elif isinstance(part, tuple | list | frozenset):
        for value in part:
            yield from _templates(value)
