"""From the model of a bot to the bot of a plan."""

from __future__ import annotations

from nahtlos.errors import NahtlosError, Refused
from nahtlos.expressions import CLOCK_FUNCTIONS, Functions
from nahtlos.model import bot as model
from nahtlos.plan import nodes
from nahtlos.plan.bot_steps import compile_steps
from nahtlos.plan.catalogue import Script
from nahtlos.plan.fingerprint import fingerprint
from nahtlos.plan.head import Ids
from nahtlos.plan.locators import compile_locator
from nahtlos.plan.operation import check_rounds, compile_operation
from nahtlos.plan.passage import Passage
from nahtlos.plan.problems import in_order
from nahtlos.plan.resource import compile_resource
from nahtlos.plan.scope import TEXT, Scope


def compile_bot(bot: model.Bot, *, script: Script | None = None, functions: Functions = CLOCK_FUNCTIONS) -> nodes.Bot:
    """Compile a bot; raise `Refused` with everything that is wrong with it."""
    problems: list[NahtlosError] = []
    compiled = compile_bot_into(problems, bot, script=script, functions=functions)
    if problems:
        raise Refused(problems=in_order(problems))
    return compiled


def compile_bot_into(
    problems: list[NahtlosError], bot: model.Bot, *, script: Script | None, functions: Functions
) -> nodes.Bot:
    """Compile a bot and add what is wrong with it to the problems."""
    scope = Scope(functions=functions, problems=problems)
    at = Passage(section="login", owner="", scope=scope, bot=bot, has_script=script is not None, ids=Ids())
    operations = {name: compile_operation(name, part, at) for name, part in bot.operations.items()}
    check_rounds(operations, at)
    return nodes.Bot(
        name=bot.bot,
        session=_session(bot.session, at),
        resources={name: compile_resource(name, part, at) for name, part in bot.resources.items()},
        operations=operations,
        surprises=tuple(_surprise(part, at) for part in bot.surprises),
        errors=tuple(_fault(part, at) for part in bot.errors),
        script=None if script is None else script.path,
        hash=fingerprint(bot.place.source.text, script.text if script else None),
    )


def _session(session: model.Session, bot: Passage) -> nodes.Session:
    login = compile_steps(session.login, bot.begin("login", owner="the login"))
    language = {} if session.language is None else {"language": str(session.language)}
    return nodes.Session(
        login=login,
        signed_in=compile_locator(session.signed_in, bot.scope),
        signed_out=None if session.signed_out is None else compile_locator(session.signed_out, bot.scope),
        **language,
    )


def _surprise(surprise: model.Surprise, bot: Passage) -> nodes.Surprise:
    at = bot.begin("surprise", owner="a surprise")
    return nodes.Surprise(
        see=at.locator(surprise.see),
        steps=compile_steps(surprise.steps, at),
        then=surprise.then,
        at_most=surprise.at_most,
    )


def _fault(fault: model.ScreenFault, bot: Passage) -> nodes.ScreenFault:
    scope = bot.scope.only(shown=TEXT)
    see = compile_locator(fault.see, scope.only())
    return nodes.ScreenFault(see=see, outcome=fault.outcome, say=scope.template(fault.say))
