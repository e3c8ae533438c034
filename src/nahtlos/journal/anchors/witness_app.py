"""The door of a witness: three addresses, for machines.

    POST /add-checkpoint     as C2SP tlog-witness says
    POST /add-certificates   the file keys.certificates of a journal
    GET  /checkpoints        what it knows: JSON, by origin
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nahtlos.journal.anchors.witness import Reply, Witness

BODY_AT_MOST = 8 << 20


def witness_app(witness: Witness) -> Starlette:
    """Return the application."""

    async def checkpoints(_request: Request) -> Response:
        return JSONResponse({"checkpoints": await run_in_threadpool(witness.latest), "key": witness.public})

    return Starlette(
        routes=[
            Route("/add-checkpoint", _taking(witness.add), methods=["POST"]),
            Route("/add-certificates", _taking(witness.learn), methods=["POST"]),
            Route("/checkpoints", checkpoints),
        ]
    )


def _taking(take: Callable[[bytes], Reply]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > BODY_AT_MOST:
                return Response("This is too long.", status_code=413)
        reply = await run_in_threadpool(take, bytes(body))
        return Response(reply.text, status_code=reply.status, media_type=reply.kind)

    return answer
