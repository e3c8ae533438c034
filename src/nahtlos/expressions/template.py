"""A text of a file that may hold expressions: checked once, evaluated often."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import DecimalException

from nahtlos.errors import ExpressionFailed, NahtlosError, NotACondition, Place, Refused, SecretNotAlone, WrongType
from nahtlos.expressions.compile import compile_node, joined, refuse_unwritable
from nahtlos.expressions.functions import CLOCK_FUNCTIONS, Functions
from nahtlos.expressions.operators import Stop, Touched, truth
from nahtlos.expressions.part import Compilation, Part, Run, Scope
from nahtlos.expressions.scan import Expression, Spot, cut
from nahtlos.expressions.types import TEXT, Names, Typed
from nahtlos.expressions.unknown import UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text with or without expressions."""

    text: str
    place: Place | None
    type: Typed
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
            raise ExpressionFailed(expression=self.text, reason=str(stop), place=self.place) from None
        except DecimalException:
            reason = "a number is too large, too small, or no number"
            raise ExpressionFailed(expression=self.text, reason=reason, place=self.place) from None


def compile_template(
    text: str, *, place: Place | None, names: Names, functions: Functions = CLOCK_FUNCTIONS
) -> Template:
    """Compile a text with expressions; raise `Refused` with all that is wrong with it.

    `names` are the names it can use with what is known about their values, `functions` what it can call.
    """
    if "{{" not in text:
        return Template(text=text, place=place, type=TEXT, is_constant=True, run=lambda _: text)
    spot = Spot(text, place)
    compilation = Compilation(spot=spot, names=names, functions=functions, compile=compile_node)
    try:
        pieces = list(cut(spot))
        parts = [_part(compilation, piece) for piece in pieces]
    except NahtlosError as error:
        raise Refused(problems=[*compilation.problems, error]) from None
    lone = _lone(pieces, parts)
    if lone is None:
        _refuse_unwritable(compilation, pieces, parts)
    _refuse_secrets(compilation, lone)
    if compilation.problems:
        raise Refused(problems=compilation.problems)
    runs = [part.run for part in parts]
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


def _part(compilation: Compilation, piece: str | Expression) -> Part:
    if isinstance(piece, str):
        return Part(typed=TEXT, run=lambda _: piece)
    compilation.expression = piece
    return compilation.part(piece.root)


def _lone(pieces: list[str | Expression], parts: list[Part]) -> Part | None:
    """Return the only part, if nothing but line ends (of a block) stands around it."""
    shown = [
        part for piece, part in zip(pieces, parts, strict=True) if not isinstance(piece, str) or piece.strip("\r\n")
    ]
    return shown[0] if len(shown) == 1 and not all(isinstance(piece, str) for piece in pieces) else None


def _refuse_unwritable(compilation: Compilation, pieces: list[str | Expression], parts: list[Part]) -> None:
    for piece, part in zip(pieces, parts, strict=True):
        if isinstance(piece, Expression):
            compilation.expression = piece
            refuse_unwritable(compilation, piece.root, part.typed)


def _refuse_secrets(compilation: Compilation, lone: Part | None) -> None:
    for path, place in compilation.secrets:
        if lone is None or lone.path != path:
            compilation.refuse(SecretNotAlone(path=path, place=place))
