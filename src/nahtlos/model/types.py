"""What values are: the types of workflows and of bots, and how a record or an operation declares them."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from nahtlos.errors import WrongShape
from nahtlos.model.scalars import Flag, Identifier, Texts
from nahtlos.model.written import SHAPES, Written, long_form, refuse
from nahtlos.reading import Node, Table, Text

ValueType: TypeAlias = Literal[
    "text", "integer", "number", "money", "date", "time", "yes_no", "iban", "customer_number", "bg_number", "postcode",
    "email", "list", "file",
]  # fmt: skip
"""The types of records, inputs and outputs."""

FieldType: TypeAlias = Literal[
    "text", "integer", "number", "money", "date", "time", "yes_no", "choice", "list", "rich_text", "file", "iban",
    "customer_number", "bg_number", "postcode", "email",
]  # fmt: skip
"""The types of fields, columns and values on a screen."""


FileKind: TypeAlias = Literal["pdf", "csv", "text", "xml", "xlsx", "docx", "xls", "zip", "png", "jpeg"]
"""What a file can be, told by its content."""


class Declared(Written):
    """What one name of a record, of inputs or of outputs holds."""

    called: ClassVar[str] = "A declared value"
    type: ValueType = "text"
    """What it is."""
    title: Text | None = None
    """What people call it; without it, they read its name."""
    list: dict[Identifier, Declared] | None = None
    """The columns of its rows, if it is a list of rows."""
    optional: Flag = False
    """Whether it may be missing or blank."""
    default: Text | None = None
    """What it is if nothing was given."""
    pattern: Text | None = None
    """What the whole value must match."""
    min: Text | None = None
    """The least value allowed."""
    max: Text | None = None
    """The greatest value allowed."""
    values: Texts = ()
    """The only values allowed."""
    personal: Flag = False
    """Whether it says something about a person; then it is masked and never logged."""

    @classmethod
    def spelled_out(cls, node: Node) -> Table:
        """Read a text as the type."""
        if isinstance(node, Text):
            return long_form(node, type=node)
        if not isinstance(node, Table):
            raise refuse(WrongShape(what=cls.called, expected=f"a type or {SHAPES['Table']}", place=node.place))
        return node

    @property
    def is_required(self) -> bool:
        """Whether it has to be given."""
        return not self.optional and self.default is None
