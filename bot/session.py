"""A Bot's session that also posts a method as JSON: what went well is read without building aiogram's models."""

import json
from collections.abc import Callable
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError
from aiogram.methods import SendMessage, TelegramMethod
from aiohttp import ClientError, ClientTimeout

from bot.throttle import Priority, Throttle, ThrottleMiddleware

_JSON = {"Content-Type": "application/json"}
_OK = range(200, 227)
_TIMEOUT = 30.0
_ERROR_OF = SendMessage(chat_id=0, text="")
"""Stands in aiogram's errors for the method that failed: only its name is read of it."""


class Session(AiohttpSession):
    """One session, one place in the throttle, for aiogram's methods and for bodies that are made already."""

    def __init__(self, address: str, throttle: Throttle, priority: Priority) -> None:
        super().__init__(api=TelegramAPIServer.from_base(address), timeout=_TIMEOUT)
        self._gate = ThrottleMiddleware(throttle, priority)
        self._patience = ClientTimeout(total=_TIMEOUT)
        self.middleware(self._gate)

    async def post(self, bot: Bot, name: str, body: bytes, wanted: Callable[[], bool] | None = None) -> Any:
        """Post a JSON body and return the result as Telegram gave it; aiogram's own errors when it is no success.

        `wanted` is asked when it is its turn: None comes back when it is not wanted any more.
        """

        async def request() -> Any:
            return None if wanted is not None and not wanted() else await self._post(bot, name, body)

        return await self._gate.pass_on(name, request)

    async def _post(self, bot: Bot, name: str, body: bytes) -> Any:
        session = await self.create_session()
        method: TelegramMethod[Any] = _ERROR_OF
        try:
            async with session.post(
                self.api.api_url(bot.token, name), data=body, headers=_JSON, timeout=self._patience
            ) as response:
                status, content = response.status, await response.read()
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except ClientError as error:
            raise TelegramNetworkError(method=method, message=f"{type(error).__name__}: {error}") from error
        if status in _OK:
            try:
                answer = json.loads(content)
                if answer["ok"] is True:
                    return answer["result"]
            except (ValueError, LookupError, TypeError) as error:
                raise ClientDecodeError("no answer of Telegram's", error, content) from error
        self.check_response(bot, method, status, content.decode(errors="replace"))
        raise ClientDecodeError("neither success nor failure", ValueError(status), content)
