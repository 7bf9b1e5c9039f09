"""The sandbox as one object: start it, point a bot at `url`, act as people, look at what they see."""

# ruff: noqa: ASYNC109  (tests read better with wait_reply(..., timeout=2))

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aiohttp import web

from sandbox.acts import Acts
from sandbox.api import Api
from sandbox.control import Control
from sandbox.faults import Faults, Limits
from sandbox.groups import Groups
from sandbox.parameters import UPLOAD_LIMIT
from sandbox.refusals import Json
from sandbox.state import State
from sandbox.views import view
from sandbox.world import Chat, Message

DEFAULT_TOKEN = "1000000001:sandbox-token"


class Sandbox:
    """A Telegram of its own. `people_range` exists without being listed; `quiet` keeps no log, for benches."""

    def __init__(
        self, token: str = DEFAULT_TOKEN, people: Iterable[Json] | None = None, *,
        people_range: tuple[int, int] | None = None, hints: Any = None, quiet: bool = False,
        keep_messages: int | None = None, bot_name: str = "Sandbox bot", bot_username: str = "sandbox_bot",
    ) -> None:  # fmt: skip
        keep = keep_messages or (20 if quiet else 1000)
        self.state = State(token, people, people_range, bot_name, bot_username, keep, quiet)
        self.acts = Acts(self.state)
        self.groups = Groups(self.state)
        self.url = ""
        self._control = Control(self.state, self.acts, self.groups, hints)
        self._runner: web.AppRunner | None = None

    @property
    def token(self) -> str:
        return self.state.token

    @property
    def calls(self) -> deque[Json]:
        """What the bot called, oldest first: method, params, time (monotonic), ok, result, error."""
        return self.state.calls

    @property
    def faults(self) -> Faults:
        return self.state.faults

    @faults.setter
    def faults(self, faults: Faults | Json) -> None:
        self.state.faults = Faults.from_json(faults) if isinstance(faults, dict) else faults

    @property
    def limits(self) -> Limits | None:
        """Telegram's rate limits; None, the default, is none."""
        return self.state.limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self.state.limits = limits

    @property
    def redeliver(self) -> int:
        """How many more times each update is delivered after it was confirmed."""
        return self.state.updates.redeliver

    @redeliver.setter
    def redeliver(self, times: int) -> None:
        self.state.updates.redeliver = int(times)

    def app(self) -> web.Application:
        api = Api(self.state)
        app = web.Application(client_max_size=UPLOAD_LIMIT + 2**20)
        app.router.add_route("*", "/bot{token}/{method}", api.handle)
        app.router.add_get("/file/bot{token}/{path:.+}", api.file)
        self._control.add_routes(app)
        return app

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, backlog=1024)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        real_port = self._runner.addresses[0][1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{real_port}"
        return self.url

    async def stop(self) -> None:
        self.state.updates.interrupt()
        self._control.close_streams()
        await self.state.webhook.stop()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> "Sandbox":
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    # People's acts -------------------------------------------------------------------------------

    async def say(self, person_id: int, text: str, reply_to: int | None = None, **where: Any) -> Json:
        return self.acts.say(person_id, text, reply_to, **where)

    async def press(
        self, person_id: int, label: str | tuple[int, str] | None = None, *, message_id: int | None = None,
        callback_data: str | None = None, chat_id: int | None = None,
    ) -> Json:  # fmt: skip
        """By label, or by (message_id, callback_data). The result has `query_id` when a press was sent."""
        if isinstance(label, tuple):
            message_id, callback_data = label
            label = None
        return self.acts.press(person_id, label, message_id, callback_data, chat_id)

    async def send_file(
        self, person_id: int, name: str, content: bytes, kind: str = "document", **details: Any
    ) -> Json:
        return self.acts.send_file(person_id, name, content, kind, **details)

    async def edit(self, person_id: int, message_id: int, text: str, **where: Any) -> Json:
        return self.acts.edit(person_id, message_id, text, **where)

    async def forward(self, person_id: int, text: str, origin: Json | str | int, **where: Any) -> Json:
        return self.acts.forward(person_id, text, origin, **where)

    async def inline(self, person_id: int, text: str, timeout: float = 10) -> Json:
        """Ask the bot inline; its answer: {"results": [...], "button": ..., "next_offset": ...}."""
        return await self.wait_answer(self.acts.inline_query(person_id, text).id, timeout)

    def block(self, person_id: int) -> None:
        self.acts.block(person_id, True)

    def unblock(self, person_id: int) -> None:
        self.acts.block(person_id, False)

    def deactivate(self, person_id: int) -> None:
        self.state.world.require_person(person_id).deactivated = True

    def add_group(self, chat_id: int, title: str, members: Iterable[int] | Mapping[int, str], **how: Any) -> Chat:
        return self.state.world.add_group(chat_id, title, members, **how)

    async def push_update(self, update: Json) -> int:
        """Any JSON as an update, also a broken one or one with an old update_id."""
        return self.state.updates.push(update)

    # What people see -----------------------------------------------------------------------------

    def chat(self, chat_id: int) -> Chat:
        chat = self.state.world.chats.get(chat_id)
        return chat or self.state.world.private_chat(self.state.world.require_person(chat_id))

    def messages(self, person_id: int) -> list[Json]:
        """A chat (a person's private one or a group) from the oldest to the newest message."""
        return [view(one) for one in self.chat(person_id).messages.values()]

    def keyboard(self, person_id: int) -> Json | None:
        """The reply keyboard now shown in this chat."""
        return self.chat(person_id).keyboard

    async def wait_for(self, person_id: int, wanted: Callable[[Message], bool], timeout: float = 10) -> Json:
        """The first message of this chat that fits, now or once it does; TimeoutError tells what is there."""
        chat = self.chat(person_id)
        deadline = time.monotonic() + timeout
        while True:
            for message in list(chat.messages.values()):
                if wanted(message):
                    return view(message)
            try:
                await self.state.events.next_change(chat.id, max(deadline - time.monotonic(), 0))
            except TimeoutError:
                last = [one.body.get("text", "…")[:80] for one in list(chat.messages.values())[-3:]]
                raise TimeoutError(f"nothing of the kind within {timeout} s; the last messages: {last}") from None

    async def wait_reply(self, person_id: int, after: int = 0, timeout: float = 10) -> Json:
        """The bot's first message newer than `after`."""
        return await self.wait_for(person_id, lambda one: one.from_bot and one.id > after, timeout)

    async def wait_edit(self, person_id: int, message_id: int, timeout: float = 10, text: str = "") -> Json:
        """The message once it was edited (and holds this text)."""
        return await self.wait_for(
            person_id,
            lambda one: one.id == message_id and "edit_date" in one.body
            and text in str(one.body.get("text") or one.body.get("caption") or ""),
            timeout,
        )  # fmt: skip

    async def wait_answer(self, query_id: str, timeout: float = 10) -> Json:
        """The bot's answer to a press: {"text", "show_alert", "url"}; or to an inline query."""
        query = self.state.queries[query_id]
        deadline = time.monotonic() + timeout
        while query.answer is None:
            await self.state.events.next_change(query.person_id, max(deadline - time.monotonic(), 0))
        return query.answer
