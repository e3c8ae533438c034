"""What bots, workflows, systems and settings look like: shorthand and long form meet here, and nowhere behind it.

`load_workflow`, `load_bot`, `load_systems` and `load_settings` read a text; each raises `Refused` with all problems.
"""

from nahtlos.model.bot import Bot
from nahtlos.model.load import load_bot, load_settings, load_systems, load_workflow
from nahtlos.model.settings import Settings
from nahtlos.model.systems import System, Systems
from nahtlos.model.workflow import Workflow

__all__ = [
    "Bot",
    "Settings",
    "System",
    "Systems",
    "Workflow",
    "load_bot",
    "load_settings",
    "load_systems",
    "load_workflow",
]
