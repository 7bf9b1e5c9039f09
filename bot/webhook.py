"""The webhook's door: an update is answered with 200 only after it stands in the inbox.

401 for a wrong secret, 400 for broken JSON, 405 for another method, 413 for a body over 1 MB.
"""

import hmac
import json

import structlog
from aiohttp import web

from bot.errors import place
from bot.inbox import Inbox, readable

log = structlog.get_logger()

_BODY_LIMIT = 2**20
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """Listens on host and port; the path does not matter, the secret does."""

    def __init__(self, inbox: Inbox, secret: str) -> None:
        self._inbox = inbox
        self._secret = secret.encode()
        self._runner: web.AppRunner | None = None

    def app(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(client_max_size=_BODY_LIMIT)
        app.router.add_route("*", "/{path:.*}", self._receive)
        return app

    async def start(self, host: str, port: int) -> None:
        """Listen; raises OSError when the port is busy."""
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=3.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def stop(self) -> None:
        """Close the door after those who are inside are answered."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        given = request.headers.get(_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=401)
        try:
            update = json.loads(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not readable(update):
            return web.Response(status=400)
        try:
            await self._inbox.put([update])
        except Exception as error:
            log.error("inbox_not_written", error=type(error).__name__, place=place(error))
            return web.Response(status=500)
        return web.Response()
