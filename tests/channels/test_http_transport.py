"""What a broken request is called: whether it may have reached the server decides whether a message is sent again."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from channels.http_transport import Transport

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


async def whole(writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\nContent-Type: application/json\r\n\r\n{"ok":true}')


async def nothing(writer: asyncio.StreamWriter) -> None:
    writer.close()


async def half(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    await writer.drain()
    writer.close()


async def noise(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x15\x03\x01 what is this\r\n\r\n")
    await writer.drain()
    writer.close()


async def late(_: asyncio.StreamWriter) -> None:
    # Cancelled with the loop, which a stream's server would report as an error.
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.sleep(5)


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[str]:
    """A server that reads requests and answers each so: its address."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(asyncio.IncompleteReadError):
            while not writer.is_closing():
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = re.search(rb"content-length: (\d+)", head)
                await reader.readexactly(int(length[1]) if length else 0)
                await answer(writer)

    listening = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"


async def test_an_answer_is_read_whole() -> None:
    async with server(whole) as url, httpx.AsyncClient(transport=Transport()) as http:
        for _ in range(2):
            response = await http.post(url, json={"text": "chào"})
            assert response.json() == {"ok": True}
            assert response.is_closed


@pytest.mark.parametrize(
    ("answer", "error"),
    [(nothing, httpx.ReadError), (half, httpx.ReadError), (noise, httpx.ReadError), (late, httpx.ReadTimeout)],
)
async def test_what_may_have_arrived_is_never_called_unsent(answer: Answer, error: type[httpx.TransportError]) -> None:
    async with server(answer) as url, httpx.AsyncClient(transport=Transport(), timeout=0.3) as http:
        with pytest.raises(error) as raised:
            await http.post(url, json={"text": "chào"})
    assert not isinstance(raised.value, _NEVER_LEFT)


async def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with httpx.AsyncClient(transport=Transport()) as http:
            with pytest.raises(httpx.ConnectError):
                await http.post(f"http://127.0.0.1:{taken.getsockname()[1]}/")


async def test_no_connection_is_free() -> None:
    timeout = httpx.Timeout(2, pool=0.2)
    async with server(late) as url, httpx.AsyncClient(transport=Transport(at_once=1), timeout=timeout) as http:
        first = asyncio.create_task(http.post(url))
        await asyncio.sleep(0.05)
        with pytest.raises(httpx.ConnectError):
            await http.post(url)
        with pytest.raises(httpx.ReadTimeout):
            await first
