import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

import { callsOf, type Tell } from "./calls";
import type { Place } from "./stage";

const run = promisify(execFile);

/** The Azure CLI where it is on the PATH, with settings of its own; answers whether it was there. */
export async function azureCli(place: Place, folder: string, tell: Tell): Promise<boolean> {
  const client = await run("az", ["version", "--query", '"azure-cli"', "--output", "tsv"]).catch(() => undefined);
  if (client === undefined) {
    return false;
  }
  const settings = path.join(folder, "az");
  fs.mkdirSync(settings, { mode: 0o700 });
  const az = async (...words: string[]) =>
    (await run("az", [...words, "--only-show-errors"], { env: environment() })).stdout;
  const environment = (more: Record<string, string> = {}) => ({
    ...process.env,
    AZURE_CONFIG_DIR: settings,
    AZURE_CORE_COLLECT_TELEMETRY: "no",
    AZURE_POD_IDENTITY_AUTHORITY_HOST: place.metadataHost,
    REQUESTS_CA_BUNDLE: place.caFile,
    NO_PROXY: "127.0.0.1,localhost",
    ...more,
  });
  const ask = callsOf(`az ${client.stdout.trim()}`, tell);
  const done = () => "done";
  const lines = (text: string) => text.trim().split("\n").sort().join(", ");
  const names = ["--query", "[].name", "--output", "tsv"];
  const group = ["--resource-group", "containers", "--name", place.containerGroup];

  await ask(
    "cloud register",
    () => az("cloud", "register", "--name", "local", "--endpoint-resource-manager", place.resourceManager),
    done,
  );
  await ask("cloud set", () => az("cloud", "set", "--name", "local"), done);
  // Else it asks Microsoft whether it knows the authority.
  await ask("config set", () => az("config", "set", "core.instance_discovery=false"), done);
  const { clientId, clientSecret, tenantId } = place;
  const secret = path.join(settings, "secret");
  fs.writeFileSync(secret, clientSecret, { mode: 0o600 });
  await ask(
    "login --service-principal",
    () =>
      az(
        "login",
        "--service-principal",
        "--username",
        clientId,
        "--password",
        `@${secret}`,
        "--tenant",
        tenantId,
        ...names,
      ),
    lines,
  );
  await ask("group list", () => az("group", "list", ...names), lines);
  await ask("container list", () => az("container", "list", ...names), lines);
  await ask("container show", () => az("container", "show", ...group, "--query", "instanceView.state"), lines);
  await ask(
    "container logs",
    () => az("container", "logs", ...group, "--container-name", place.gateway),
    (text) => `${text.split("\n").length - 1} lines`,
  );
  await ask("container restart", () => az("container", "restart", ...group), done);
  await ask("identity list", () => az("identity", "list", ...names), lines);
  await ask("login --identity", () => az("login", "--identity", "--allow-no-subscriptions"), done);
  return true;
}
