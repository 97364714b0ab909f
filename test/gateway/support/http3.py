"""An HTTP/3 client for the tests: requests as lines of JSON on standard input, answers on standard output.

Header lists are sent as they are given, at any length. A request that ends without an answer yields a line without
headers.
"""

import asyncio
import contextlib
import json
import ssl
import sys

from aioquic.asyncio.client import connect
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.h3.connection import H3_ALPN, FrameType, H3Connection, encode_frame
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ConnectionTerminated, StreamReset

HOST = "127.0.0.1"
PATIENCE_SECONDS = 10


def prefixed(pattern, bits, length):
    """An integer of QPACK (RFC 9204, 4.1.1) in the low bits of a byte and as many more as it needs."""
    most = (1 << bits) - 1
    if length < most:
        return bytes([pattern | length])
    encoded = bytearray([pattern | most])
    length -= most
    while length >= 128:
        encoded.append(length & 127 | 128)
        length >>= 7
    encoded.append(length)
    return bytes(encoded)


def field_section(headers):
    """Literal fields with literal names (RFC 9204, 4.5.6): aioquic's own encoder ends at 4 KB."""
    fields = (
        prefixed(0x20, 3, len(name)) + name + prefixed(0, 7, len(value)) + value for name, value in headers
    )
    return b"\0\0" + b"".join(fields)


class Http3(QuicConnectionProtocol):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.http = H3Connection(self._quic)
        self.ended = False
        self.answers = {}

    async def exchange(self, headers, body):
        stream = self._quic.get_next_available_stream_id()
        done = asyncio.get_running_loop().create_future()
        self.answers[stream] = ({"headers": [], "body": b""}, done)
        frames = encode_frame(FrameType.HEADERS, field_section(headers))
        if body is not None:
            frames += encode_frame(FrameType.DATA, body)
        self._quic.send_stream_data(stream, frames, end_stream=True)
        self.transmit()
        return await asyncio.wait_for(done, PATIENCE_SECONDS)

    def quic_event_received(self, event):
        if isinstance(event, ConnectionTerminated):
            self.ended = True
            for stream in list(self.answers):
                self.finish(stream)
        elif isinstance(event, StreamReset):
            self.finish(event.stream_id)
        for http_event in self.http.handle_event(event):
            if http_event.stream_id not in self.answers:
                continue
            answer = self.answers[http_event.stream_id][0]
            if isinstance(http_event, HeadersReceived):
                if not dict(http_event.headers)[b":status"].startswith(b"1"):
                    answer["headers"] = http_event.headers
            elif isinstance(http_event, DataReceived):
                answer["body"] += http_event.data
            if http_event.stream_ended:
                self.finish(http_event.stream_id)

    def finish(self, stream):
        if stream in self.answers:
            answer, done = self.answers.pop(stream)
            done.set_result(answer)


class Client:
    """Keeps its connection for as long as the gateway does."""

    def __init__(self, port):
        self.port = port
        self.http = None
        self.stack = contextlib.AsyncExitStack()

    async def request(self, request):
        if self.http is None or self.http.ended:
            configuration = QuicConfiguration(
                alpn_protocols=H3_ALPN, is_client=True, verify_mode=ssl.CERT_NONE, server_name="localhost"
            )
            self.http = await self.stack.enter_async_context(
                connect(HOST, self.port, configuration=configuration, create_protocol=Http3)
            )
        headers = [
            (b":method", request["method"].encode()),
            (b":scheme", b"https"),
            (b":authority", f"{HOST}:{self.port}".encode()),
            (b":path", request["target"].encode()),
        ]
        headers += [(name.lower().encode(), value.encode()) for name, value in request["headers"]]
        body = request.get("body")
        answer = await self.http.exchange(headers, None if body is None else body.encode())
        return {
            "headers": [[name.decode(), value.decode()] for name, value in answer["headers"]],
            "body": answer["body"].decode(),
        }


async def main(port):
    lines = asyncio.StreamReader(limit=2**24)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    client = Client(port)
    async with client.stack:
        while line := await lines.readline():
            try:
                result = await client.request(json.loads(line))
            except Exception as error:
                result = {"error": repr(error)}
            print(json.dumps(result), flush=True)


asyncio.run(main(int(sys.argv[1])))
