/** The beginning of an answer's text, for an error; the rest is left where it is. */
export async function beginningOf(response: Response, bytes: number): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) {
    return "";
  }
  const decoder = new TextDecoder();
  let text = "";
  let read = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return text + decoder.decode();
      }
      read += value.byteLength;
      text += decoder.decode(value, { stream: true });
      if (read >= bytes) {
        return text;
      }
    }
  } finally {
    // Let go of the connection; what it says to that does not matter any more.
    await reader.cancel().catch(() => undefined);
  }
}

/** A short answer is read to its end, so that its connection can be used again; a long one is cut off. */
export async function discard(response: Response): Promise<void> {
  await beginningOf(response, 65_536).catch(() => undefined);
}
