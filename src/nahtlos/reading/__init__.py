"""Turns YAML into a tree of texts, lists and tables that know where they stand; guesses no type and runs nothing.

`read_file` gives the text of a file, `read_document` its tree. Both raise `Refused` with every problem they found.
"""

from nahtlos.reading.compose import read_document
from nahtlos.reading.document import Blank, Items, Node, Table, Text, place_of
from nahtlos.reading.file import read_file

__all__ = ["Blank", "Items", "Node", "Table", "Text", "place_of", "read_document", "read_file"]
