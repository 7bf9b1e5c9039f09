"""The Bot API's front door: token, faults, rate limits, parameters, the method, the answer."""

import asyncio
import inspect
import json
import time
from typing import Any

from aiohttp import web

from sandbox.methods import METHODS, Method
from sandbox.parameters import Parameters, read_parameters
from sandbox.refusals import Json, Refusal, too_many
from sandbox.state import State

_HTML_502 = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>"
    "\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Api:
    def __init__(self, state: State) -> None:
        self.state = state
        state.webhook.call = self.call

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.state.token:
            return _answer(Refusal(401, "Unauthorized").as_answer(), 401)
        name = request.match_info["method"]
        found = METHODS.get(name.lower())
        if found is None:
            return _answer(Refusal(404, "Not Found: method not found").as_answer(), 404)
        fault = None
        if not self.state.faults.idle:
            faults = self.state.faults
            fault = faults.draw(found.name)
            if faults.delay_ms and faults.concerns(found.name):
                await asyncio.sleep(faults.delay_ms / 1000)
        if fault and fault != "drop_after_rate":
            self._log(found.name, {}, None, fault)
            return self._broken(fault, request)
        try:
            params = await read_parameters(request)
        except Refusal as refusal:
            self._log(found.name, {}, None, refusal.description)
            return _answer(refusal.as_answer(), refusal.code)
        answer, status = await self._run(found, params)
        if fault == "drop_after_rate":
            return _cut(request)
        return _answer(answer, status)

    async def call(self, name: str, values: Json) -> Json:
        """A method without HTTP: what a webhook's answer asks for."""
        found = METHODS.get(name.lower())
        if found is None:
            return Refusal(404, "Not Found: method not found").as_answer()
        answer, _ = await self._run(found, Parameters(values))
        return answer

    async def _run(self, found: Method, params: Parameters) -> tuple[Json, int]:
        try:
            params.refuse_unknown(found.known, found.name)
            result = await self._result(found, params)
        except Refusal as refusal:
            self._log(found.name, params, None, refusal.description)
            return refusal.as_answer(), refusal.code
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            unread = Refusal(400, f"Bad Request: sandbox could not read the parameters: {error!r}")
            self._log(found.name, params, None, unread.description)
            return unread.as_answer(), 400
        self._log(found.name, params, result, None)
        return {"ok": True, "result": result}, 200

    async def _result(self, found: Method, params: Parameters) -> Any:
        limits = self.state.limits
        if limits and found.sends:
            given = params.text("chat_id")
            wait = limits.check(int(given)) if given.lstrip("-").isdigit() else 0
            if wait:
                raise too_many(wait)
        result = found.handler(self.state, params)
        return await result if inspect.isawaitable(result) else result

    def _log(self, name: str, params: Parameters | Json, result: Any, error: str | None) -> None:
        if self.state.calls.maxlen:
            shown = params.as_log() if isinstance(params, Parameters) else params
            self.state.calls.append({
                "method": name, "params": shown, "time": time.monotonic(), "ok": error is None,
                "result": result, "error": error,
            })  # fmt: skip

    def _broken(self, fault: str, request: web.Request) -> web.StreamResponse:
        if fault == "html_502_rate":
            return web.Response(status=502, text=_HTML_502, content_type="text/html")
        if fault == "drop_before_rate":
            return _cut(request)
        if fault == "rate_429":
            refusal = too_many(self.state.faults.retry_after)
            return _answer(refusal.as_answer(), 429)
        return _answer(Refusal(500, "Internal Server Error").as_answer(), 500)

    async def file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.state.token:
            return _answer(Refusal(401, "Unauthorized").as_answer(), 401)
        stored = self.state.files.by_path.get(request.match_info["path"])
        if stored is None:
            return _answer(Refusal(404, "Not Found").as_answer(), 404)
        return web.Response(body=stored.content, content_type="application/octet-stream")


def _answer(answer: Json, status: int) -> web.Response:
    return web.Response(
        body=_encode(answer).encode("utf-8", "surrogatepass"), status=status, content_type="application/json"
    )


def _cut(request: web.Request) -> web.Response:
    """Close the connection without an answer, as a broken network does."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
