import { readFileSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { ContainerInstanceManagementClient } from "@azure/arm-containerinstance";
import { KeyVaultManagementClient } from "@azure/arm-keyvault";
import { AzureMachineLearningWorkspaces } from "@azure/arm-machinelearning";
import type { TokenCredential } from "@azure/core-auth";
import { ClientSecretCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import { callsOf, type Tell } from "./calls";
import type { Place } from "./stage";

/** What is the same for all of them. */
interface Common {
  readonly place: Place;
  readonly credential: TokenCredential;
}

/** Microsoft's clients from npm, signed in as an application. */
async function main(place: Place, tell: Tell): Promise<void> {
  const { tenantId, clientId, clientSecret, resourceManager: authorityHost } = place;
  const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, {
    authorityHost,
    disableInstanceDiscovery: true,
  });
  const common = { place, credential };
  const ask = callsOf("@azure/identity", tell);
  await ask(
    "getToken",
    () => credential.getToken("https://management.azure.com/.default"),
    () => "a token",
  );
  await machineLearning(common, tell);
  await containerInstances(common, tell);
  await vaultManagement(common, tell);
  await vaultSecrets(common, tell);
}

async function machineLearning({ place, credential }: Common, tell: Tell): Promise<void> {
  const ask = callsOf("@azure/arm-machinelearning", tell);
  const client = new AzureMachineLearningWorkspaces(credential, place.subscriptionId, {
    endpoint: place.resourceManager,
  });
  const studio = ["models", "studio"] as const;
  await ask(
    "workspaces.get",
    () => client.workspaces.get(...studio),
    ({ location }) => location ?? "",
  );
  await ask("computeOperations.list", () => all(client.computeOperations.list(...studio)), namesOf);
  await ask("onlineEndpoints.list", () => all(client.onlineEndpoints.list(...studio)), namesOf);
  await ask(
    "onlineEndpoints.get",
    () => client.onlineEndpoints.get(...studio, "by-key"),
    ({ kind, properties }) => `${kind}, ${properties.authMode}, ${properties.provisioningState}`,
  );
  await ask("onlineDeployments.list", () => all(client.onlineDeployments.list(...studio, "by-key")), namesOf);
  await ask(
    "onlineDeployments.get",
    () => client.onlineDeployments.get(...studio, "by-key", "blue"),
    ({ kind, sku }) => `${kind}, ${sku?.tier}, ${sku?.capacity}`,
  );
  await ask(
    "onlineEndpoints.listKeys",
    () => client.onlineEndpoints.listKeys(...studio, "by-key"),
    ({ primaryKey = "", secondaryKey = "" }) => `${primaryKey.length} and ${secondaryKey.length} characters`,
  );
  await ask(
    "onlineEndpoints.getToken",
    () => client.onlineEndpoints.getToken(...studio, "by-token"),
    ({ tokenType }) => tokenType ?? "",
  );
  await ask("onlineDeployments.getLogs", () =>
    client.onlineDeployments.getLogs(...studio, "by-key", "blue", { tail: 10 }),
  );
}

async function containerInstances({ place, credential }: Common, tell: Tell): Promise<void> {
  const ask = callsOf("@azure/arm-containerinstance", tell);
  const client = new ContainerInstanceManagementClient(credential, place.subscriptionId, {
    endpoint: place.resourceManager,
  });
  const group = ["containers", place.containerGroup] as const;
  await ask("containerGroups.list", () => all(client.containerGroups.list()), namesOf);
  await ask(
    "containerGroups.get",
    () => client.containerGroups.get(...group),
    ({ instanceView }) => instanceView?.state ?? "",
  );
  await ask(
    "containers.listLogs",
    () => client.containers.listLogs(...group, place.gateway, { tail: 5, timestamps: true }),
    ({ content = "" }) => `${content.split("\n").length - 1} lines`,
  );
  await ask("containerGroups.beginRestartAndWait", () => client.containerGroups.beginRestartAndWait(...group));
  await ask("the service, restarted", () => answering(place), String);
}

/** Without a key it says 401, once its gateway is there again. */
async function answering({ containerUri }: Place): Promise<number> {
  const until = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(containerUri, { method: "POST", body: "{}" }).catch(() => undefined);
    if (answer?.status === 401) {
      return answer.status;
    }
    if (Date.now() > until) {
      throw new Error(`no answer after a minute: ${answer?.status}`);
    }
    await sleep(200);
  }
}

async function vaultManagement({ place, credential }: Common, tell: Tell): Promise<void> {
  const ask = callsOf("@azure/arm-keyvault", tell);
  const client = new KeyVaultManagementClient(credential, place.subscriptionId, {
    endpoint: place.resourceManager,
  });
  await ask("vaults.listBySubscription", () => all(client.vaults.listBySubscription()), namesOf);
  await ask(
    "vaults.get",
    () => client.vaults.get("shared", place.vault),
    ({ properties }) => properties.vaultUri ?? "",
  );
  await ask("secrets.list", () => all(client.secrets.list("shared", place.vault)), namesOf);
}

async function vaultSecrets({ place, credential }: Common, tell: Tell): Promise<void> {
  const ask = callsOf("@azure/keyvault-secrets", tell);
  const client = new SecretClient(place.vaultUri, credential, {
    // 127.0.0.1 is not below vault.azure.net.
    disableChallengeResourceVerification: true,
  });
  const name = `${place.service}-primary`;
  await ask("listPropertiesOfSecrets", () => all(client.listPropertiesOfSecrets()), namesOf);
  await ask(
    "getSecret",
    () => client.getSecret(name),
    ({ value = "" }) => `${value.length} characters`,
  );
  await ask(
    "listPropertiesOfSecretVersions",
    () => all(client.listPropertiesOfSecretVersions(name)),
    ({ length }) => `${length} versions`,
  );
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) {
    items.push(item);
  }
  return items;
}

function namesOf(things: { name?: string }[]): string {
  return things
    .map(({ name }) => name ?? "")
    .sort()
    .join(", ");
}

const place = JSON.parse(readFileSync(0, "utf8")) as Place;
void main(place, (call) => writeSync(3, `${JSON.stringify(call)}\n`));
