"""A text of a file that may hold expressions: checked once, evaluated often."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import DecimalException

from nahtlos.errors import ExpressionFailed, NahtlosError, NotACondition, Place, Refused, SecretNotAlone, WrongType
from nahtlos.expressions.compile import compile_node, joined, refuse_unwritable
from nahtlos.expressions.functions import CLOCK_FUNCTIONS, Functions
from nahtlos.expressions.operators import Refusal, Stop, Touched, truth
from nahtlos.expressions.part import Compilation, Part, Run, Scope
from nahtlos.expressions.scan import Braces, Spot, cut, parse
from nahtlos.expressions.types import TEXT, Names, Typed
from nahtlos.expressions.unknown import UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text with or without expressions."""

    text: str
    place: Place | None
    type: Typed = field(compare=False)
    """What is known about its value; `personal` if it uses anything personal."""
    uses: frozenset[str] = frozenset()
    """The dotted paths it reads, such as `item.iban`."""
    is_constant: bool = False
    """Whether it has no expression, so that its value is its text."""
    is_lone: bool = False
    """Whether it is one expression and nothing else, so that its value keeps its type."""
    path: str | None = None
    """The dotted path, if it is one path and nothing else."""
    run: Run = field(repr=False, compare=False)

    @property
    def is_personal(self) -> bool:
        """Whether it uses anything about a person."""
        return self.type.personal

    def evaluate(self, scope: Scope) -> object:
        """Return the value; raise `ExpressionFailed` if there is none, and give UNKNOWN if it is not known yet."""
        try:
            return self.run(scope)
        except Touched:
            return UNKNOWN
        except Stop as stop:
            raise self._failure(str(stop), is_wrong_case=isinstance(stop, Refusal)) from None
        except DecimalException:
            raise self._failure("a number is too large, too small, or no number") from None

    def _failure(self, reason: str, *, is_wrong_case: bool = False) -> ExpressionFailed:
        text = " ".join(self.text.split())
        expression = text if len(text) <= 120 else f"{text[:119]}…"
        return ExpressionFailed(
            expression=expression, reason=reason, is_wrong_case=is_wrong_case, place=self.place
        )


def compile_template(
    text: str, *, place: Place | None, names: Names, functions: Functions = CLOCK_FUNCTIONS
) -> Template:
    """Compile a text with expressions; raise `Refused` with all that is wrong with it.

    `names` are the names it can use with what is known about their values, `functions` what it can call.
    """
    if "{{" not in text:
        return Template(text=text, place=place, type=TEXT, is_constant=True, run=lambda _: text)
    compilation = Compilation(spot=Spot(text, place), names=names, functions=functions, compile=compile_node)
    try:
        pieces = [(piece, _part(compilation, piece)) for piece in cut(compilation.spot)]
    except NahtlosError as error:
        raise Refused(problems=[*compilation.problems, error]) from None
    parts = [part for piece, part in pieces if isinstance(piece, Braces) or piece.strip("\r\n")]
    lone = parts[0] if len(parts) == 1 else None
    _refuse_secrets(compilation, lone)
    if lone is None:
        for piece, part in pieces:
            if isinstance(piece, Braces):
                refuse_unwritable(compilation, part.typed, compilation.spot.at(piece.start))
    if compilation.problems:
        raise Refused(problems=compilation.problems)
    runs = [part.run for _, part in pieces]
    return Template(
        text=text,
        place=place,
        type=replace(lone.typed if lone else TEXT, personal=compilation.is_personal),
        uses=frozenset(compilation.uses),
        is_lone=lone is not None,
        path=lone.path if lone else None,
        run=lone.run if lone else lambda scope: joined(runs, scope),
    )


def compile_condition(
    text: str, *, place: Place | None, names: Names, functions: Functions = CLOCK_FUNCTIONS
) -> Template:
    """Compile a condition, one expression in braces that is yes or no; raise `Refused` if it is none."""
    template = compile_template(text, place=place, names=names, functions=functions)
    if not template.is_lone:
        raise Refused(problems=[NotACondition(place=place)])
    if template.type.kind not in {"yes_no", "any"}:
        hint = "Compare it: == none, == ''."
        wrong = WrongType(what="A condition", expected="yes or no", found=str(template.type), hint=hint, place=place)
        raise Refused(problems=[wrong])
    run = template.run
    return replace(template, type=replace(template.type, kind="yes_no"), run=lambda scope: truth(run(scope)))


def _part(compilation: Compilation, piece: str | Braces) -> Part:
    if isinstance(piece, str):
        return Part(typed=TEXT, run=lambda _: piece)
    compilation.expression = parse(compilation.spot, piece)
    return compilation.part(compilation.expression.root)


def _refuse_secrets(compilation: Compilation, lone: Part | None) -> None:
    for path, place in compilation.secrets:
        if lone is None or lone.path != path:
            compilation.refuse(SecretNotAlone(path=path, place=place))
