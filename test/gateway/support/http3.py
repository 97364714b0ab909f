"""An HTTP/3 client for the tests: requests as lines of JSON on standard input, answers on standard output.

Header lists are sent as they are given, at any length. A request that ends without an answer yields a line without
headers.
"""

import asyncio
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
        self.answer = {"headers": [], "body": b""}
        self.done = asyncio.get_running_loop().create_future()

    def send(self, headers, body):
        stream = self._quic.get_next_available_stream_id()
        frames = encode_frame(FrameType.HEADERS, field_section(headers))
        if body is not None:
            frames += encode_frame(FrameType.DATA, body)
        self._quic.send_stream_data(stream, frames, end_stream=True)
        self.transmit()

    def quic_event_received(self, event):
        if isinstance(event, (ConnectionTerminated, StreamReset)):
            self.finish()
        for http_event in self.http.handle_event(event):
            if isinstance(http_event, HeadersReceived):
                if dict(http_event.headers)[b":status"].startswith(b"1"):
                    continue
                self.answer["headers"] = http_event.headers
            elif isinstance(http_event, DataReceived):
                self.answer["body"] += http_event.data
            if getattr(http_event, "stream_ended", False):
                self.finish()

    def finish(self):
        if not self.done.done():
            self.done.set_result(self.answer)


async def exchange(port, request):
    configuration = QuicConfiguration(
        alpn_protocols=H3_ALPN, is_client=True, verify_mode=ssl.CERT_NONE, server_name="localhost"
    )
    headers = [
        (b":method", request["method"].encode()),
        (b":scheme", b"https"),
        (b":authority", f"{HOST}:{port}".encode()),
        (b":path", request["target"].encode()),
    ]
    headers += [(name.lower().encode(), value.encode()) for name, value in request["headers"]]
    body = request.get("body")
    async with connect(HOST, port, configuration=configuration, create_protocol=Http3) as client:
        client.send(headers, None if body is None else body.encode())
        return await asyncio.wait_for(client.done, PATIENCE_SECONDS)


async def main(port):
    lines = asyncio.StreamReader(limit=2**24)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        try:
            answer = await exchange(port, json.loads(line))
            headers = [[name.decode(), value.decode()] for name, value in answer["headers"]]
            result = {"headers": headers, "body": answer["body"].decode()}
        except Exception as error:
            result = {"error": repr(error)}
        print(json.dumps(result), flush=True)


asyncio.run(main(int(sys.argv[1])))
