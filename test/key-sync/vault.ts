import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { certificatesIn } from "@azureml-webservice/local-azure/tls/certificates";
import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";

/** An answer to one request; nothing cuts the connection off. */
export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  /** How many bytes of the body are sent before the connection is cut off. */
  readonly cutAt?: number;
  readonly delayMs?: number;
}

export type Respond = (path: string, headers: http.IncomingHttpHeaders) => Answer | undefined;

/** What IMDS answers (how-to-use-vm-token). */
export const token = `eyJ0eXAiOiJKV1QifQ.${"VG9rZW5PZlRoZVRlc3Rz".repeat(60)}.c2ln_-A`;
export const tokenAnswer: Answer = {
  status: 200,
  body: JSON.stringify({
    access_token: token,
    client_id: "client",
    expires_in: "86400",
    expires_on: "1900000000",
    resource: "https://vault.azure.net",
    token_type: "Bearer",
  }),
};

/** What Key Vault answers, with things that look like the value before and behind it. */
export function secretAnswer(value: string): Answer {
  const tags = { value: "aTagThatIsCalledValue0123456789", note: 'a "value": "quoted0123456789quoted"' };
  return {
    status: 200,
    body: JSON.stringify({ attributes: { value: "x" }, tags, value, id: "https://v/secrets/s/1" }),
  };
}

/**
 * The answers of a vault and of a managed identity, each as a test wants them. Only what comes over the wire is played:
 * local Azure's vault is the one that knows the rules.
 */
export class FakeVault {
  readonly requests: { path: string; authorization: string | undefined }[] = [];
  vault: Respond = () => undefined;
  identity: Respond = () => tokenAnswer;
  private servers: http.Server[] = [];

  private constructor(readonly caFile: string) {}

  static async start(folder: string): Promise<FakeVault> {
    const { caFile, cert, key } = await certificatesIn(path.join(folder, "certificates"), ensureToolchain);
    const fake = new FakeVault(caFile);
    const listener =
      (respond: () => Respond): http.RequestListener =>
      (request, response) => {
        const place = request.url ?? "";
        fake.requests.push({ path: place, authorization: request.headers.authorization });
        void send(respond()(place, request.headers), response);
      };
    fake.servers = [
      https.createServer(
        { cert, key },
        listener(() => fake.vault),
      ),
      http.createServer(listener(() => fake.identity)),
    ];
    await Promise.all(
      fake.servers.map((server) => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
    );
    return fake;
  }

  get vaultUri(): string {
    return `https://127.0.0.1:${portOf(this.servers[0])}`;
  }

  get identityUri(): string {
    return `http://127.0.0.1:${portOf(this.servers[1])}`;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.servers.map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  }
}

function portOf(server: http.Server | undefined): number {
  return (server?.address() as AddressInfo).port;
}

async function send(answer: Answer | undefined, response: http.ServerResponse): Promise<void> {
  if (answer?.delayMs !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
  }
  if (answer === undefined) {
    response.destroy();
    return;
  }
  const { status, body = "", headers, cutAt } = answer;
  response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
  if (cutAt === undefined) {
    response.end(body);
  } else {
    response.write(body.slice(0, cutAt), () => response.destroy());
  }
}
