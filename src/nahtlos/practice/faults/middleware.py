"""Stands before a system and lets the armed faults strike its requests."""

from starlette.types import ASGIApp, Receive, Scope, Send

from nahtlos.practice.accounts import Accounts
from nahtlos.practice.faults.board import SwitchBoard
from nahtlos.practice.faults.fault import Call, Fault
from nahtlos.practice.faults.sessions import EXPIRE, expire


def with_faults(app: ASGIApp, board: SwitchBoard, accounts: Accounts) -> ASGIApp:
    """Let faults strike the requests of a system; with none armed, nothing changes."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == EXPIRE:
            await expire(accounts)(scope, receive, send)
            return
        system = app
        for fault in reversed(board.strike(scope["method"], scope["path"])):
            system = _struck(fault, system, accounts)
        await system(scope, receive, send)

    return answer


def _struck(fault: Fault, app: ASGIApp, accounts: Accounts) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await fault.strike(Call(app=app, scope=scope, receive=receive, send=send, accounts=accounts))

    return answer
