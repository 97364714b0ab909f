import path from "node:path";

import { putAndWait } from "@azureml-webservice/deploy-harness/testing/prepared-workspace";
import { subscriptionId } from "@azureml-webservice/deploy-harness/providers/azure-native/path";
import { AcmeAuthority } from "@azureml-webservice/local-azure/testing/acme-authority";
import type { ScenarioTools } from "./scenario";
import { trust } from "./trust";

const trustedFile = "authority.pem";

/** A service's name on this machine, whose certificate comes from an authority on this machine. */
export interface Certified {
  /** The file with the root certificate, which callers and the deploying program have to trust. */
  readonly trusted: string;
  readonly root: string;
  /** The configuration of a program with TLS. */
  readonly config: Record<string, string>;
  /** The name and port without TLS. */
  readonly plainUri: string;
}

/**
 * Starts what stands for Let's Encrypt and for the name's DNS. The authority ends with the demo; a service that is kept
 * has its certificate by then.
 */
export async function certified(tools: ScenarioTools): Promise<Certified> {
  const [port, httpPort] = [await tools.port("port", 8443), await tools.port("the port without TLS", 8080)];
  const hostname = "diabetes.localhost";
  const authority = await AcmeAuthority.start(path.join(tools.folder, "authority"), { [hostname]: httpPort });
  tools.atEnd(() => authority.stop());
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what callers load as well
  require("./loopback-names.js");
  trust(authority.root);
  tools.terminal.line(`an ACME authority stands for Let's Encrypt, ${hostname} for the service's name`);
  tools.keepFile(trustedFile, authority.root);
  return {
    trusted: path.join(tools.folder, trustedFile),
    root: authority.root,
    plainUri: `http://${hostname}:${httpPort}`,
    config: {
      dnsNameLabel: "diabetes",
      hostname,
      authority: JSON.stringify({
        acmeDirectoryUrl: authority.directoryUrl,
        acmeTrustedRootsPem: authority.root,
        httpPort,
      }),
      port: String(port),
    },
  };
}

/** The share that keeps certificates, as a person makes it with `az`. */
export async function givenShare({ azureUrl, terminal }: ScenarioTools): Promise<Record<string, string>> {
  const group = `/subscriptions/${subscriptionId()}/resourceGroups/shared`;
  const account = `${group}/providers/Microsoft.Storage/storageAccounts/contoso`;
  await putAndWait(azureUrl, group, { location: "westeurope" });
  await putAndWait(azureUrl, account, { location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } });
  await putAndWait(azureUrl, `${account}/fileServices/default/shares/certificates`, { properties: {} });
  const answer = await fetch(`${azureUrl}${account}/listKeys?api-version=2024-01-01`, {
    method: "POST",
    headers: { authorization: "Bearer owner" },
  });
  const { keys } = (await answer.json()) as { keys: { value: string }[] };
  terminal.line("share certificates in the storage account contoso");
  return { storageAccount: "contoso", storageKey: keys[0]?.value ?? "", share: "certificates" };
}

/** Who calls without TLS is sent on to https, and gets nothing else. */
export async function checkRedirect({ terminal }: ScenarioTools, uri: string, { plainUri }: Certified): Promise<void> {
  const { status, headers } = await fetch(`${plainUri}/score`, { redirect: "manual" });
  const told = headers.get("location");
  terminal.check("without TLS: 308, on to https", status === 308 && told === uri, `${status} ${told}`);
}
