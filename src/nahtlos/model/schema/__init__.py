"""JSON Schemas of the files of a workspace, so that an editor completes and checks what is written in them.

    values.py        what a single value may be, by its type
    definitions.py   models to definitions: keys, types, what each is for
    forms.py         the ways of writing that a model understands besides its names with values
    steps.py         a step: one verb of those that a file may use, and what may stand beside it

Everything comes from the models and their docstrings; only short ways of writing are said a second time. A schema never
refuses what nahtlos accepts; names, expressions and what belongs together are looked at by `nahtlos check`.
"""

from nahtlos.model.schema.schemas import FILES, GLOBS, schema_of, schemas

__all__ = ["FILES", "GLOBS", "schema_of", "schemas"]
