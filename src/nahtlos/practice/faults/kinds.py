"""Every kind of fault by the name with which it is armed."""

from collections.abc import Mapping

from nahtlos.practice.faults import answers, connections, layouts, screens, sessions
from nahtlos.practice.faults.fault import Fault

KINDS: Mapping[str, type[Fault]] = {
    **connections.KINDS, **answers.KINDS, **sessions.KINDS, **layouts.KINDS, **screens.KINDS,
}  # fmt: skip
"""A new family is a module with its own `KINDS`, named here."""
