/** The answer to one scoring request. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks for a prediction as a caller would; without a key when none is given. */
export async function score(uri: string, input: unknown, key?: string): Promise<Answer> {
  const response = await fetch(uri, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }) },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, body: await response.text() };
}

/** Asks again until the model is loaded; the gateway says 502 or 503 until then, or is not there yet. */
export async function scoreWhenReady(uri: string, input: unknown, key: string, seconds = 90): Promise<Answer> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await score(uri, input, key).catch((error: Error): Answer => ({ status: 0, body: reason(error) }));
    if (![0, 502, 503].includes(answer.status) || Date.now() > until) {
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function reason(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
