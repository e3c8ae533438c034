"""Practice systems: processes that behave like real specialist systems where it hurts. Imports no other room."""

from nahtlos.practice.start import Practice, start_practice

__all__ = ["Practice", "start_practice"]
