"""The systems a workflow names, each compiled with its bot when it is named first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from nahtlos.errors import UnknownBot
from nahtlos.model.bot import Bot
from nahtlos.model.systems import System
from nahtlos.plan import nodes
from nahtlos.plan.bot import compile_bot_into
from nahtlos.plan.catalogue import Script
from nahtlos.plan.scope import Scope

PORTS = {"http": 80, "https": 443}
DEFAULT_SETTLE = 60.0
"""Seconds; only for systems that are never written to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSystems:
    """The systems of the workspace, with those that were named so far."""

    systems: Mapping[str, System]
    bots: Mapping[str, Bot | None]
    """None: the bot is there, but what is wrong with it was said before."""
    scripts: Mapping[str, Script]
    scope: Scope
    named: dict[str, nodes.System] = field(default_factory=dict)
    _bots: dict[str, nodes.Bot | None] = field(default_factory=dict)

    @property
    def names(self) -> Sequence[str]:
        """The names of all systems."""
        return list(self.systems)

    def get(self, name: str) -> nodes.System | None:
        """Return a system with its bot, unless there is none of this name or its bot is missing."""
        if name not in self.named and name in self.systems:
            system = self.systems[name]
            bot = self._bot(name, system)
            if bot is not None:
                self.named[name] = compile_system(name, system, bot)
        return self.named.get(name)

    def _bot(self, name: str, system: System) -> nodes.Bot | None:
        if system.bot not in self._bots:
            self._bots[system.bot] = self._compile(name, system)
        return self._bots[system.bot]

    def _compile(self, name: str, system: System) -> nodes.Bot | None:
        if system.bot not in self.bots:
            known = list(self.bots)
            self.scope.refuse(UnknownBot(system=name, bot=system.bot, known=known, place=system.place_of("bot")))
            return None
        bot = self.bots[system.bot]
        if bot is None:
            return None
        script = self.scripts.get(system.bot)
        return compile_bot_into(self.scope.problems, bot, script=script, functions=self.scope.functions)


def compile_system(name: str, system: System, bot: nodes.Bot) -> nodes.System:
    """Join a system with its bot; its own address is among its hosts."""
    own = _host(system.address)
    logins = [_host(origin) for origin in system.login_origins]
    return nodes.System(
        name=name,
        bot=bot,
        address=system.address,
        hosts=tuple(dict.fromkeys([own, *system.hosts, *logins])),
        account=str(system.account),
        settle=DEFAULT_SETTLE if system.settle is None else system.settle,
        max_sessions=system.max_sessions,
        login_origins=system.login_origins,
        basic_auth=None if system.basic_auth is None else str(system.basic_auth),
        client_certificate=None if system.client_certificate is None else str(system.client_certificate),
        personal_in_address=system.personal_in_address,
        proxy=system.proxy,
        headless_shell=system.headless_shell,
        retry=nodes.Patience(times=system.retry.times, wait=system.retry.wait, at_most=system.retry.at_most),
        circuit=nodes.CircuitRule(
            failures=system.circuit.failures, pause=system.circuit.pause, trials=system.circuit.trials
        ),
    )


def _host(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or PORTS[parts.scheme]
