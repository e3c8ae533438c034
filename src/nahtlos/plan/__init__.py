"""From workflows and bots to a plan in which every name is known, every type fits and every effect is seen.

`compile_plan` and `compile_bot` raise `Refused` with everything that is wrong; `nodes` is what the engine runs.
"""

from nahtlos.plan.bot import compile_bot
from nahtlos.plan.catalogue import Action, Script
from nahtlos.plan.describe import describe
from nahtlos.plan.problems import in_order
from nahtlos.plan.workflow import compile_plan

__all__ = ["Action", "Script", "compile_bot", "compile_plan", "describe", "in_order"]
