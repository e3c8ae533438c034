"""The part of the truth interface that arms faults and tells how often each struck."""

from json import JSONDecodeError

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nahtlos.practice.faults.board import SwitchBoard, WrongWish


class FaultsInterface:
    """Answers in JSON, as the rest of the truth interface does."""

    def __init__(self, board: SwitchBoard) -> None:
        self._board = board

    async def arm(self, request: Request) -> Response:
        """Arm one fault, or a list of them."""
        try:
            body = await request.json()
        except (JSONDecodeError, UnicodeDecodeError):
            raise HTTPException(400, "The body must be JSON.") from None
        try:
            return JSONResponse(self._board.arm_all(body))
        except WrongWish as error:
            raise HTTPException(400, str(error)) from None

    async def show(self, _: Request) -> Response:
        """Say of each armed fault how many requests matched and how many it struck."""
        return JSONResponse(self._board.shown())

    async def disarm(self, _: Request) -> Response:
        """Let nothing strike any more."""
        self._board.disarm()
        return JSONResponse({"ok": True})
