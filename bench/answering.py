"""The quickest server that answers sendMessage: a canned message, no checks. Only to see what the sender can do."""

import asyncio
import json

_MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private", "first_name": "A"}, "text": "x",
            "from": {"id": 1, "is_bot": True, "first_name": "B"}}  # fmt: skip
_BODY = json.dumps({"ok": True, "result": _MESSAGE}).encode()
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(_BODY)
) + _BODY  # fmt: skip


class Answering(asyncio.Protocol):
    """Reads whole requests by their Content-Length and answers each."""

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            at = head.find(b"content-length:")
            size = int(head[at + 15 :].split(b"\r\n")[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + size:
                return
            self._buffer = self._buffer[end + 4 + size :]
            self._transport.write(_ANSWER)


async def serve() -> None:
    """Answer on a free loopback port until stopped."""
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0)
    print(f"Chat page: http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
