# SPDX-License-Identifier: Apache-2.0
"""Running the application on an address until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from pathlib import Path

import uvicorn

from mucluc.errors import UserError
from mucluc.release import Release, ReleaseError
from mucluc.release.layout import CURRENT

from .app import create_app
from .settings import ServeSettings


def serve(root: Path, settings: ServeSettings | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM, on loopback unless the settings say otherwise; raises UserError with how to mend it."""
    chosen = settings or ServeSettings()
    try:
        Release.open(root / CURRENT).close()
    except ReleaseError as error:
        raise UserError(str(error)) from None
    with _listen(chosen.host, chosen.port) as listening, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(root, chosen, listening))


async def _run(root: Path, settings: ServeSettings, listening: socket.socket) -> None:
    app = create_app(root, settings)
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_level="critical",  # what goes wrong is logged by us, with the request, or said as a problem
        timeout_graceful_shutdown=5,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=4 * settings.query_limit,
        server_header=False,
    )
    # The application's own life is led here and not by uvicorn, which would turn an error of its start into an exit without words.
    async with app.router.lifespan_context(app):
        host, port = listening.getsockname()[:2]
        listening.listen(1024)  # from here on a client waits rather than fails
        print(f"http://{f'[{host}]' if ':' in host else host}:{port}/  (Ctrl-C: stop)", flush=True)
        await uvicorn.Server(config).serve(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    made = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # The protocol must be named: asyncio turns Nagle's delay (40 ms an answer) off only where it reads TCP.
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError as error:
        if made:
            made.close()
        if error.errno == errno.EADDRINUSE:
            other = port + 1 if port < 65535 else 8000
            raise UserError(f"port {port} on {host} is taken by another program; choose another: --port {other}") from None
        raise UserError(f"cannot listen on {host}, port {port}: {error.strerror or error}") from None
    return made
