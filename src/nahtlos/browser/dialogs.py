"""Native dialogs: answered as declared; any other is cancelled and stops the step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from playwright.async_api import Dialog, Error

from nahtlos.browser.masking import Mask
from nahtlos.engine.screen import Answer
from nahtlos.engine.words import is_named
from nahtlos.errors import DialogUndeclared, InvalidPattern

CANCEL = frozenset({"cancel", "abbrechen", "no", "nein"})
OK = frozenset({"ok", "yes", "ja"})


class Dialogs:
    """Answers the dialogs of one session."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask
        self._answers: Sequence[Answer] = ()
        self._may_leave = False
        self._undeclared: list[str] = []

    @contextmanager
    def answered(self, answers: Sequence[Answer] = (), *, may_leave: bool = False) -> Iterator[None]:
        """Answer like this meanwhile; `may_leave`: a page that asks whether to leave it is left."""
        self._answers, self._may_leave = answers, may_leave
        try:
            yield
        finally:
            self._answers, self._may_leave = (), False

    async def meet(self, dialog: Dialog) -> None:
        """Answer a dialog."""
        with suppress(Error):  # its page may go away while it is answered
            if dialog.type == "beforeunload" and self._may_leave:
                await dialog.accept()
                return
            answer = self._answer_to(dialog.message)
            if answer is None:
                self._undeclared.append(self._mask(dialog.message))
                await dialog.dismiss()
            elif answer.reply.strip().casefold() in CANCEL:
                await dialog.dismiss()
            elif answer.reply.strip().casefold() in OK or dialog.type != "prompt":
                await dialog.accept()
            else:
                await dialog.accept(answer.reply)

    def _answer_to(self, text: str) -> Answer | None:
        with suppress(InvalidPattern):  # then nobody has declared it
            return next((one for one in self._answers if is_named(one.text, text)), None)
        return None

    def stop_for_undeclared(self, *, acted: bool) -> None:
        """Raise if a dialog came that nobody declared."""
        if self._undeclared:
            text, self._undeclared = self._undeclared[0], []
            raise DialogUndeclared(text=text, acted=acted)
