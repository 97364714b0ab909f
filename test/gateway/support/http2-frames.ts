import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Address, Client, Request, Response } from "./client";

/*
 * HTTP/2 frame by frame (RFC 9113), for header lists that Node's client refuses to send: two Authorization lines,
 * values that begin or end with spaces, control characters. Of the answer it reads status and body only, as names and
 * values of headers would need the whole of HPACK.
 */

const frameType = { data: 0, headers: 1, reset: 3, settings: 4, goAway: 7, continuation: 9 };
const endStream = 1;
const endHeaders = 4;
/** What a peer has to accept when nothing else was agreed. */
const maxFrame = 16384;

interface Frame {
  type: number;
  flags: number;
  stream: number;
  payload: Buffer;
}

export class Http2Frames implements Client {
  constructor(private readonly address: Address) {}

  request(request: Request): Promise<Response | undefined> {
    return new Promise((resolve) => {
      const { port, tls } = this.address;
      const socket = tls
        ? connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false, ALPNProtocols: ["h2"] })
        : connectTcp(port, "127.0.0.1");
      let rest: Buffer = Buffer.alloc(0);
      let answer: Response | undefined;
      socket.on("data", (chunk: Buffer) => {
        rest = Buffer.concat([rest, chunk]);
        for (let next = readFrame(rest); next; next = readFrame(rest)) {
          const { frame, length } = next;
          rest = rest.subarray(length);
          if (frame.type === frameType.headers) {
            answer = { status: readStatus(frame.payload), headers: {}, body: "" };
          } else if (frame.type === frameType.data) {
            answer!.body += frame.payload.toString();
          }
          const failed = frame.type === frameType.reset || frame.type === frameType.goAway;
          if (failed || (frame.stream === 1 && frame.flags & endStream)) {
            socket.destroy();
          }
        }
      });
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(answer));
      socket.write(requestBytes(request, port));
    });
  }

  async close(): Promise<void> {}
}

function requestBytes({ method = "GET", target = "/score", headers = [], body }: Request, port: number): Buffer {
  const fields: [string, string][] = [
    [":method", method],
    [":scheme", "https"],
    [":authority", `127.0.0.1:${port}`],
    [":path", target],
    ...headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]),
  ];
  const block = Buffer.concat(
    fields.map(([name, value]) => Buffer.concat([Buffer.from([0]), text(name), text(value)])),
  );
  const frames = [writeFrame(frameType.settings, 0, 0, Buffer.alloc(0))];
  for (let at = 0; at < block.length; at += maxFrame) {
    const type = at === 0 ? frameType.headers : frameType.continuation;
    const last = at + maxFrame >= block.length;
    const flags = (last ? endHeaders : 0) | (at === 0 && body === undefined ? endStream : 0);
    frames.push(writeFrame(type, flags, 1, block.subarray(at, at + maxFrame)));
  }
  if (body !== undefined) {
    frames.push(writeFrame(frameType.data, endStream, 1, Buffer.from(body)));
  }
  return Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), ...frames]);
}

function writeFrame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

function readFrame(bytes: Buffer): { frame: Frame; length: number } | undefined {
  const length = bytes.length < 9 ? Infinity : 9 + bytes.readUIntBE(0, 3);
  if (bytes.length < length) {
    return undefined;
  }
  const frame = {
    type: bytes.readUInt8(3),
    flags: bytes.readUInt8(4),
    stream: bytes.readUInt32BE(5),
    payload: bytes.subarray(9, length),
  };
  return { frame, length };
}

/** A string literal without Huffman coding (RFC 7541, 5.2): its length with a 7-bit prefix, then its bytes. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length: number[] = [];
  if (bytes.length < 127) {
    length.push(bytes.length);
  } else {
    length.push(127);
    let rest = bytes.length - 127;
    for (; rest >= 128; rest = rest >> 7) {
      length.push((rest & 127) | 128);
    }
    length.push(rest);
  }
  return Buffer.concat([Buffer.from(length), bytes]);
}

/** Indices 8 to 14 of HPACK's static table. */
const knownStatus = [200, 204, 206, 304, 400, 404, 500];
/** Huffman codes of the digits (RFC 7541, appendix B). */
const digitCodes = "00000 00001 00010 011001 011010 011011 011100 011101 011110 011111".split(" ");

/** `:status`, which always comes first: an index of the static table, or a literal of three digits. */
function readStatus(block: Buffer): number {
  let at = 0;
  while ((block[at]! & 0xe0) === 0x20) {
    at++; // a change of the table's size
  }
  const first = block[at]!;
  if (first & 0x80) {
    return knownStatus[(first & 0x7f) - 8]!;
  }
  const length = block[at + 1]!;
  const value = block.subarray(at + 2, at + 2 + (length & 0x7f));
  if (!(length & 0x80)) {
    return Number(value.toString());
  }
  let bits = [...value].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  let digits = "";
  while (digits.length < 3) {
    const digit = digitCodes.findIndex((code) => bits.startsWith(code));
    digits += digit;
    bits = bits.slice(digitCodes[digit]!.length);
  }
  return Number(digits);
}
