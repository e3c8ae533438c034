"""The proof: an append-only, chained log of everything that was done, and how to read and verify it.

    event ─pipeline→ line ─inbox→ writer ─chain→ logs/<day>/<class>/<stream>.jsonl
                                                  └─verify, history

`journal` is the door for writing, `verify` and `history` are those for reading; docs/reference/journal-format.md fixes
the bytes.
"""
