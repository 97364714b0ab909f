import { execFile, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import type { Outputs } from "@azureml-webservice/deploy-harness/types";
import { repository } from "./build-package";
import type { NewPrincipal } from "@azureml-webservice/local-azure/control";
import { until } from "./call";
import { DemoFailure, type ScenarioTools } from "./scenario";
import { type Vault, vaultAudience } from "./surroundings";

const script = path.join(repository, "examples", "key-rotation", "caller", "call.mjs");
const loopbackNames = require.resolve("./loopback-names.js");
/** The demo has ended long before. */
const longestSeconds = 600;

/** What the example's caller says at its end. */
export interface Seen {
  readonly requests: number;
  readonly failed: number;
  readonly atSecondTry: number;
}

/** The example's own caller, a process, signed in as somebody who may read one secret of a vault. */
export class SignedInCaller {
  private constructor(
    private readonly outputsFile: string,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly keyMaxAgeSeconds: number,
  ) {}

  static async signIn(
    { surroundings, folder }: ScenarioTools,
    { vault: { authority }, root }: { readonly vault: Vault; readonly root?: string },
    who: NewPrincipal,
    outputs: Outputs,
    keyMaxAgeSeconds: number,
  ): Promise<SignedInCaller> {
    const write = (name: string, content: string, mode = 0o600) => {
      const file = path.join(folder, name);
      fs.writeFileSync(file, content, { mode });
      return file;
    };
    // As the Azure CLI answers once somebody has signed in.
    const { token, expires } = await surroundings.longToken(who, vaultAudience);
    const expiresOn = new Date(1000 * expires).toISOString().replace("T", " ").replace("Z", "000");
    write("token.json", JSON.stringify({ accessToken: token, expires_on: expires, expiresOn, tokenType: "Bearer" }));
    write("az", '#!/bin/sh\nexec cat "${0%/*}/token.json"\n', 0o700);
    const roots = [authority, root].filter((each) => each !== undefined);
    const plain = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    const environment = {
      PATH: `${folder}:${process.env.PATH}`,
      AZURE_TOKEN_CREDENTIALS: "AzureCliCredential",
      // Of the vault and of the service, whose name is one below localhost.
      ...(roots.length > 0 && { NODE_EXTRA_CA_CERTS: write("trusted.pem", roots.join("\n")) }),
      NODE_OPTIONS: `--require=${loopbackNames}`,
      KEY_MAX_AGE_SECONDS: String(keyMaxAgeSeconds),
    };
    return new SignedInCaller(write("outputs.json", JSON.stringify(plain)), environment, keyMaxAgeSeconds);
  }

  /** One prediction, or what the caller says in its place. A new role counts after a while, as on Azure. */
  predict(): Promise<string> {
    const ask = () =>
      promisify(execFile)(process.execPath, [script, this.outputsFile], { env: this.env }).then(
        ({ stdout }) => stdout.trim(),
        (error: Error & { stderr?: string }) => error.stderr || error.message,
      );
    return until(ask, (said) => !said.includes("ForbiddenByRbac"));
  }

  /** Asks one question after the other until it is stopped, and then says what became of them. */
  start(): { stop(): Promise<Seen> } {
    const child = spawn(process.execPath, [script, this.outputsFile, String(longestSeconds)], {
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [output, errors] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
    return {
      stop: async () => {
        child.kill("SIGTERM");
        await closed;
        try {
          return JSON.parse(output) as Seen;
        } catch {
          throw new DemoFailure(`the caller ended early: ${errors || output}`);
        }
      },
    };
  }

  /** Until no caller of this kind holds a key that it read before now. */
  async forgets(): Promise<void> {
    // A background read starts up to a tenth of the age earlier, and takes a moment.
    await sleep(1000 * this.keyMaxAgeSeconds + 1000);
  }

  /** The line that asks for one prediction, for a person. */
  get line(): string {
    const { PATH: _, ...environment } = this.environment;
    const assigned = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    return `PATH=${path.dirname(this.outputsFile)}:$PATH ${assigned.join(" ")} node ${script} ${this.outputsFile}`;
  }

  private get env() {
    return { ...process.env, ...this.environment };
  }
}
