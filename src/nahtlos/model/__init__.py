"""What bots, workflows, systems and settings look like: shorthand and long form meet here, and nowhere behind it.

Each `load_…` reads a text and raises `Refused` with all problems of it.
"""

from nahtlos.model.bot import Bot
from nahtlos.model.load import load_bot, load_schedules, load_settings, load_systems, load_workflow
from nahtlos.model.schedules import Schedules
from nahtlos.model.settings import Settings
from nahtlos.model.systems import System, Systems
from nahtlos.model.workflow import Workflow

__all__ = [
    "Bot",
    "Schedules",
    "Settings",
    "System",
    "Systems",
    "Workflow",
    "load_bot",
    "load_schedules",
    "load_settings",
    "load_systems",
    "load_workflow",
]
