import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { Arm } from "@azureml-webservice/demo/arm";

export interface FakeAnswer {
  readonly status?: number;
  readonly body?: object;
}

/** What is answered at `METHOD /path`, without the query. */
export type FakeAnswers = Record<string, FakeAnswer | ((body: string) => FakeAnswer)>;

const servers: Server[] = [];
afterAll(() => servers.splice(0).forEach((server) => server.close()));

/** Parts of Azure that local Azure does not have, as they are documented; everything else is 404. */
export async function fakeServer(answers: FakeAnswers): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const place = `${request.method} ${new URL(request.url ?? "", "http://x").pathname}`;
      const found = answers[place];
      const answer = typeof found === "function" ? found(Buffer.concat(chunks).toString("latin1")) : found;
      response.writeHead(answer === undefined ? 404 : (answer.status ?? 200), { "content-type": "application/json" });
      response.end(JSON.stringify(answer?.body ?? {}));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function fakeArm(answers: FakeAnswers): Promise<Arm> {
  return new Arm(await fakeServer(answers), () => Promise.resolve("token"), 1);
}
