import { randomUUID } from "node:crypto";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Readable, Writable } from "node:stream";

import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { roles } from "@azureml-webservice/local-azure/testing/roles";
import { subscriptionId } from "@azureml-webservice/deploy-harness/providers/azure-native/path";
import type { CallersPlan, CallersReport } from "./plan";

/** Callers of a service with a vault, in a process of their own, by the right to read its secrets and no other. */
export class Callers {
  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, Readable>) {}

  /** @param folder where the certificate is put that they trust */
  static async start(url: string, vaultId: string, folder: string, plan: Omit<CallersPlan, "token">): Promise<Callers> {
    const control = new LocalAzureControl(url);
    const { principalId } = await control.createPrincipal("callers");
    await mayReadSecrets(url, vaultId, principalId);
    const token = await control.token({ principalId, audience: "https://vault.azure.net", expiresInSeconds: 86_400 });
    const authority = path.join(folder, "authority.pem");
    fs.writeFileSync(authority, await control.authority());
    const script = ["--import", require.resolve("tsx"), path.join(__dirname, "caller.ts")];
    const child = spawn(process.execPath, script, {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: authority, NODE_OPTIONS: "" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.write(`${JSON.stringify({ ...plan, token })}\n`);
    return new Callers(child);
  }

  /** Ends them, and tells what they have seen. */
  async stop(): Promise<CallersReport> {
    let [output, errors] = ["", ""];
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const closed = new Promise<void>((resolve) => this.child.once("close", () => resolve()));
    this.child.stdin.end();
    await closed;
    if (output === "") {
      throw new Error(`the callers ended early: ${errors}`);
    }
    return JSON.parse(output) as CallersReport;
  }

  /** At once, whatever they do. */
  kill(): void {
    this.child.kill("SIGKILL");
  }
}

async function mayReadSecrets(url: string, vaultId: string, principalId: string): Promise<void> {
  const definitions = `/subscriptions/${subscriptionId()}/providers/Microsoft.Authorization/roleDefinitions`;
  const assignment = `${vaultId}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
  const answer = await fetch(`${url}${assignment}?api-version=2022-04-01`, {
    method: "PUT",
    headers: { authorization: "Bearer owner", "content-type": "application/json" },
    body: JSON.stringify({
      properties: {
        roleDefinitionId: `${definitions}/${roles.secretsUser}`,
        principalId,
        principalType: "ServicePrincipal",
      },
    }),
  });
  if (!answer.ok) {
    throw new Error(`the callers' role: ${answer.status} ${await answer.text()}`);
  }
}
