/** One request, to the letter: nothing is added to it or corrected in it but what the protocol itself needs. */
export interface Request {
  method?: string;
  /** Request target or `:path`. Default: `/score`. */
  target?: string;
  headers?: [name: string, value: string][];
  body?: string;
}

export interface Response {
  status: number;
  /** Names in lower case, repeated lines joined by `, `. Empty from `Http2Frames`. */
  headers: Record<string, string>;
  body: string;
}

/** Speaks one protocol with the gateway; a connection for each request. */
export interface Client {
  /** The answer, or undefined when the connection or stream ended without one. */
  request(request: Request): Promise<Response | undefined>;
  close(): Promise<void>;
}

export interface Address {
  port: number;
  tls: boolean;
}

export function bearer(value: string): [string, string] {
  return ["Authorization", `Bearer ${value}`];
}

/** The answer to a request that has to be answered. */
export async function answerOf(client: Client, request: Request): Promise<Response> {
  const response = await client.request(request);
  if (!response) {
    throw new Error(`no answer to ${JSON.stringify(request).slice(0, 300)}`);
  }
  return response;
}
