"""The switch board of a practice system: which faults are armed, when they strike, and how often they did.

`board` arms and counts, `middleware` lets the armed ones strike, `kinds` lists every kind; each kind is one small class
in the module of its family: `connections`, `answers`, `sessions`, and `pages` for what changes a screen.
"""
