"""Actions that workflows can say without a screen, such as `csv.rows`.

    action.py     the decorator: a function becomes a word of the language
    registry.py   finds all actions by their entry points; describes them to the plan, runs them for the engine
    csv.py        csv.rows
    excel.py      excel.rows
    workbook.py   a sheet of a workbook, as the process of sheet.py reads it with rpaframework
    columns.py    which columns a delivery must have, and their cells as typed values
    delivery.py   a file that somebody delivered: inside the workspace, of a sensible size, in a known encoding

`load_library` is the door: it finds our own actions and those of other packages alike.
"""

from nahtlos.library.action import Action, Context, action
from nahtlos.library.registry import Library, load_library

__all__ = ["Action", "Context", "Library", "action", "load_library"]
