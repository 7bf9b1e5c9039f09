"""The page and its HTTP API under /sandbox/api: what tests do in-process, a browser does here."""

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import web

from sandbox.acts import Acts
from sandbox.entities import usable_link
from sandbox.faults import Faults
from sandbox.files import PICTURES
from sandbox.groups import Groups
from sandbox.methods.profile import commands_for
from sandbox.refusals import Json, Refusal
from sandbox.state import State
from sandbox.views import view
from sandbox.world import Chat, Person

PAGE = Path(__file__).parent / "page"
_POLICY = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"


class Control:
    def __init__(self, state: State, acts: Acts, groups: Groups, hints: Any = None) -> None:
        self.state = state
        self.acts = acts
        self.groups = groups
        self.hints: Json = {"all": hints} if isinstance(hints, list) else dict(hints or {})
        self._streams: set[asyncio.Task[Any]] = set()

    def add_routes(self, app: web.Application) -> None:
        routes: dict[str, Any] = {
            "say": self.say, "press": self.press, "edit": self.edit, "forward": self.forward,
            "block": self.block, "unblock": self.block, "read": self.read, "update": self.update,
            "inline": self.inline, "open": self.open, "choose": self.choose, "share": self.share,
            "bot_status": self.bot_status, "delete_topic": self.delete_topic,
        }  # fmt: skip
        for name, handler in routes.items():
            app.router.add_post(f"/sandbox/api/{name}", self._act(handler))
        app.router.add_post("/sandbox/api/upload", self._guard(self.upload))
        app.router.add_get("/sandbox/api/state", self._guard(self.everything))
        app.router.add_get("/sandbox/api/messages", self._guard(self.messages))
        app.router.add_get("/sandbox/api/calls", self._guard(self.calls))
        app.router.add_get("/sandbox/api/faults", self._guard(self.faults))
        app.router.add_post("/sandbox/api/faults", self._guard(self.faults))
        app.router.add_get("/sandbox/api/events", self._guard(self.stream))
        app.router.add_get("/sandbox/api/files/{file_id}", self._guard(self.file))
        app.router.add_get("/", self.page)
        app.router.add_get("/page/{name:[a-z_.-]+}", self.page)

    def close_streams(self) -> None:
        for task in list(self._streams):
            task.cancel()

    def _guard(self, handler: Any) -> Any:
        """Another site's page in the same browser must not act here; mistakes answer with their text."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            origin = request.headers.get("Origin")
            if origin and urlsplit(origin).netloc != request.host:
                return _json({"error": "this request comes from another site"}, 403)
            try:
                answer: web.StreamResponse = await handler(request)
            except (LookupError, ValueError, TypeError) as error:
                text = str(error.args[0]) if error.args else repr(error)
                return _json({"error": text}, 409 if isinstance(error, ValueError) else 404)
            except Refusal as refusal:
                return _json({"error": refusal.description}, 400)
            return answer

        return guarded

    def _act(self, handler: Any) -> Any:
        async def act(request: web.Request) -> web.StreamResponse:
            body = await request.json()
            if not isinstance(body, dict):
                raise ValueError("a JSON object is expected")
            return _json(await handler(body, request))

        return self._guard(act)

    async def say(self, body: Json, _: web.Request) -> Json:
        return self.acts.say(
            int(body["person"]), str(body["text"]), body.get("reply_to"), body.get("chat_id"),
            body.get("message_thread_id"),
        )  # fmt: skip

    async def press(self, body: Json, _: web.Request) -> Json:
        return self.acts.press(
            int(body["person"]), body.get("label"), body.get("message_id"), body.get("data"), body.get("chat_id"),
            bool(body.get("reply_keyboard")),
        )  # fmt: skip

    async def edit(self, body: Json, _: web.Request) -> Json:
        return self.acts.edit(int(body["person"]), int(body["message_id"]), str(body["text"]), body.get("chat_id"))

    async def forward(self, body: Json, _: web.Request) -> Json:
        return self.acts.forward(int(body["person"]), str(body["text"]), body["origin"], body.get("chat_id"))

    async def block(self, body: Json, request: web.Request) -> Json:
        self.acts.block(int(body["person"]), request.path.endswith("/block"))
        return {"ok": True}

    async def read(self, body: Json, _: web.Request) -> Json:
        chat = self._chat(int(body["person"]), body.get("chat_id"))
        chat.unread.pop(int(body["person"]), None)
        self.state.events.publish("read", [int(body["person"])], lambda: {"chat_id": chat.id})
        return {"ok": True}

    async def update(self, body: Json, _: web.Request) -> Json:
        return {"update_id": self.state.updates.push(body)}

    async def inline(self, body: Json, _: web.Request) -> Json:
        return {"query_id": self.acts.inline_query(int(body["person"]), str(body.get("query", ""))).id}

    async def choose(self, body: Json, _: web.Request) -> Json:
        """One of an inline query's results, sent by the person."""
        return self.acts.choose(int(body["person"]), str(body["query_id"]), str(body["result_id"]), body.get("chat_id"))

    async def share(self, body: Json, _: web.Request) -> Json:
        """The person's location or contact."""
        return self.acts.send_file(int(body["person"]), "", b"", str(body["kind"]), chat_id=body.get("chat_id"))

    async def bot_status(self, body: Json, _: web.Request) -> Json:
        self.groups.set_bot_status(int(body["person"]), int(body["chat_id"]), str(body["status"]))
        return {"ok": True}

    async def delete_topic(self, body: Json, _: web.Request) -> Json:
        self.groups.delete_topic(int(body["person"]), int(body["chat_id"]), int(body["message_thread_id"]))
        return {"ok": True}

    async def open(self, body: Json, _: web.Request) -> Json:
        """A tapped link: to the bot itself it starts the bot, any other comes back for the browser to open."""
        url = str(body["url"])
        if not usable_link(url):
            raise ValueError("this is no link")
        return self.acts.open_link(int(body["person"]), url)

    async def upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        given = form.get("file")
        if not isinstance(given, web.FileField):
            raise ValueError("there is no file in the form")
        kind, content = str(form.get("kind") or "document"), given.file.read()
        numbers = {
            name: int(str(form[name])) for name in ("chat_id", "reply_to", "message_thread_id") if form.get(name)
        }
        sent = self.acts.send_file(
            int(str(form["person"])), given.filename, content, kind, caption=str(form.get("caption") or ""),
            media_group_id=str(form.get("media_group_id") or "") or None, **numbers,
        )  # fmt: skip
        return _json(sent)

    def _chat(self, person_id: int, chat_id: int | None) -> Chat:
        person = self.state.world.require_person(person_id)
        if chat_id is None or chat_id == person_id:
            return self.state.world.private_chat(person)
        return self.acts.place(person_id, chat_id)[1]

    async def everything(self, _: web.Request) -> web.Response:
        world = self.state.world
        return _json(
            {
                "bot": self.state.bot,
                "description": self.state.profile.descriptions.get("", ""),
                "people": [self._person(one) for one in world.listed()],
                "groups": [self._group(one) for one in world.chats.values() if not one.person and not one.moved_to],
            }
        )

    def _group(self, chat: Chat) -> Json:
        last = next(reversed(chat.messages.values()), None)
        return {
            "id": chat.id, "title": chat.brief["title"], "members": list(chat.members), "is_forum": chat.is_forum,
            "topics": [{"id": t.id, "name": t.name, "closed": t.closed} for t in chat.topics.values()],
            "bot_status": chat.bot_status, "last": view(last) if last else None,
        }  # fmt: skip

    def _person(self, person: Person) -> Json:
        chat = self.state.world.private_chat(person)
        last = next(reversed(chat.messages.values()), None)
        hints = self.hints.get(str(person.id), []) + self.hints.get("all", [])
        return {
            "id": person.id, "first_name": person.first_name, "last_name": person.last_name,
            "username": person.username, "note": person.note, "blocked": person.blocked,
            "unread": chat.unread.get(person.id, 0), "last": view(last) if last else None, "hints": hints,
            "commands": commands_for(self.state, person.id, person.language_code),
        }  # fmt: skip

    async def messages(self, request: web.Request) -> web.Response:
        chat_id = request.query.get("chat_id")
        chat = self._chat(int(request.query["person"]), int(chat_id) if chat_id else None)
        kept = list(chat.messages.values())[-int(request.query.get("limit", 300)) :]
        return _json({"messages": [view(one) for one in kept], "keyboard": chat.keyboard})

    async def calls(self, request: web.Request) -> web.Response:
        limit = int(request.query.get("limit", 200))
        return _json({"calls": list(self.state.calls)[-limit:]})

    async def faults(self, request: web.Request) -> web.Response:
        if request.method == "POST":
            self.state.faults = Faults.from_json(await request.json())
        return _json(self.state.faults.as_json())

    async def stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        queue = self.state.events.subscribe()
        task = asyncio.current_task()
        assert task is not None
        self._streams.add(task)
        try:
            await response.prepare(request)
            await response.write(b'retry: 700\ndata: {"type":"hello"}\n\n')
            while queue in self.state.events.listeners:
                try:
                    event = await asyncio.wait_for(queue.get(), 15)
                    await response.write(b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n")
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.state.events.listeners.discard(queue)
            self._streams.discard(task)
        return response

    async def file(self, request: web.Request) -> web.Response:
        stored = self.state.files.by_id.get(request.match_info["file_id"])
        if stored is None:
            raise LookupError("no such file")
        safe = stored.mime in PICTURES or stored.mime.startswith("audio/")  # anything else could be a page
        shown = stored.mime if safe else "application/octet-stream"
        how = "inline" if safe and "download" not in request.query else "attachment"
        return web.Response(body=stored.content, headers={
            "Content-Type": shown, "X-Content-Type-Options": "nosniff",
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(stored.name)}",
        })  # fmt: skip

    async def page(self, request: web.Request) -> web.StreamResponse:
        path = PAGE / request.match_info.get("name", "index.html")
        if not path.is_file():
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
        return web.FileResponse(path, headers=headers)


def _json(data: Any, status: int = 200) -> web.Response:
    return web.Response(text=json.dumps(data, ensure_ascii=False), status=status, content_type="application/json")
