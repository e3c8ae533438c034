"""Test bots, workflows and nahtlos itself without a browser, a database or a clock that runs.

    World       foreign systems, ledger, journal and clock in memory; `World.worker` is a process that can be killed
    Register    a small foreign system that can lose answers, refuse, commit late, sign out
    Stage       pages by their paths and a conversation in front of them, for single verbs
    Draft       writes nodes of a plan in one line each
    violations  the checker that ends every fault test

The fakes obey the ports: they forget at a kill, refuse, and cannot hold what the real ones do not.
"""

from nahtlos.testing.clock import FakeClock
from nahtlos.testing.draft import Draft
from nahtlos.testing.life import Killed, Life
from nahtlos.testing.page import Page, Table, Thing
from nahtlos.testing.register import Answer, Register
from nahtlos.testing.register_bot import register_bot, register_plan, register_record, register_system
from nahtlos.testing.screen import FakeScreen, ScreenTrouble
from nahtlos.testing.stage import Stage
from nahtlos.testing.verdict import violations
from nahtlos.testing.visit import Application, Visit
from nahtlos.testing.world import Worker, World, is_kill

__all__ = [
    "Answer",
    "Application",
    "Draft",
    "FakeClock",
    "FakeScreen",
    "Killed",
    "Life",
    "Page",
    "Register",
    "ScreenTrouble",
    "Stage",
    "Table",
    "Thing",
    "Visit",
    "Worker",
    "World",
    "is_kill",
    "register_bot",
    "register_plan",
    "register_record",
    "register_system",
    "violations",
]
