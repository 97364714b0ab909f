import { networkFailure } from "./network-failure";
import type { ScoringCall } from "./scoring-call";
import { ScoringErrorCode } from "./scoring-error";

/** The beginning of a response's text, for an error; the rest is cancelled. */
export async function readBeginning(response: Response, maxBytes: number): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) {
    return "";
  }
  const decoder = new TextDecoder();
  let text = "";
  let bytesRead = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return text + decoder.decode();
      }
      bytesRead += value.byteLength;
      text += decoder.decode(value, { stream: true });
      if (bytesRead >= maxBytes) {
        return text;
      }
    }
  } finally {
    // Lets go of the connection; that this may fail does not matter any more.
    await reader.cancel().catch(() => undefined);
  }
}

/** Drops a response. A short one is read to its end, so that its connection can be reused; a long one is cancelled. */
export async function discard(response: Response): Promise<void> {
  await readBeginning(response, 65_536).catch(() => undefined);
}

/** What the model returned: JSON where the service says so, else text; undefined when it is empty. */
export async function readValue<T>(call: ScoringCall, response: Response): Promise<T> {
  call.waitsFor = "the rest of the answer";
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    call.deadline.signal.throwIfAborted();
    throw call.unreachableError(networkFailure(error, call.secrets));
  }
  if (text === "") {
    return undefined as T;
  }
  if (!/\bjson\b/i.test(response.headers.get("content-type") ?? "")) {
    return text as T;
  }
  try {
    return JSON.parse(text) as T;
  } catch {
    throw call.error(ScoringErrorCode.UnreadableAnswer, "the answer says that it is JSON and is not", {
      remedy: "let the entry script's run() return what JSON can hold, or read the answer with fetch",
    });
  }
}
