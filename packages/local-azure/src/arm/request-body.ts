import type { IncomingMessage } from "node:http";
import { ArmError, badRequest } from "./arm-error";

// The size that Azure Resource Manager takes in one request: Microsoft, "Azure subscription and service limits",
// Resource Manager request size (4,194,304 bytes).
const maxBodyBytes = 4 * 1024 * 1024;

export async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) {
      chunks.push(chunk); // what is beyond is still read, so that the client gets the answer
    }
  }
  if (size > maxBodyBytes) {
    throw new ArmError(
      413,
      "RequestContentTooLarge",
      `The request content size of ${size} bytes exceeds the maximum of ${maxBodyBytes} bytes.`,
    );
  }
  return Buffer.concat(chunks).toString("utf8");
}

export function parseBody(text: string): unknown {
  if (text === "") {
    return undefined;
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badRequest(
      "InvalidRequestContent",
      "The request content was invalid and could not be deserialized: not JSON.",
    );
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw badRequest(
      "InvalidRequestContent",
      "The request content was invalid and could not be deserialized: no object.",
    );
  }
  return body;
}
