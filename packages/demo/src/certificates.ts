import path from "node:path";

import { freePortNear } from "@azureml-webservice/local-azure/ports";
import { AcmeAuthority } from "@azureml-webservice/local-azure/testing/acme-authority";
import type { ScenarioTools } from "./scenario";
import type { Certified } from "./surroundings";
import type { Terminal } from "./terminal";
import { trust } from "./trust";

const trustedFile = "authority.pem";

/** A free port, the usual one if possible. */
export async function freePort(terminal: Terminal, name: string, wanted: number): Promise<string> {
  const port = await freePortNear(wanted);
  if (port !== wanted) {
    terminal.line(`port ${wanted} is taken; ${name} is ${port} instead`);
  }
  return String(port);
}

/**
 * A name on this machine, whose certificate comes from an authority on this machine: starts what stands for Let's
 * Encrypt and for the name's DNS. The authority ends with the demo; a service that is kept has its certificate by then.
 */
export async function certifiedHere(
  tools: Pick<ScenarioTools, "terminal" | "folder" | "atEnd" | "keepFile">,
): Promise<Certified> {
  const port = await freePort(tools.terminal, "port", 8443);
  const httpPort = Number(await freePort(tools.terminal, "the port without TLS", 8080));
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
    hostname,
    plainUri: `http://${hostname}:${httpPort}`,
    config: {
      dnsNameLabel: "diabetes",
      hostname,
      authority: JSON.stringify({
        acmeDirectoryUrl: authority.directoryUrl,
        acmeTrustedRootsPem: authority.root,
        httpPort,
      }),
      port,
    },
  };
}

/** Who calls without TLS is sent on to https, and gets nothing else. */
export async function checkRedirect({ terminal }: ScenarioTools, uri: string, { plainUri }: Certified): Promise<void> {
  const { status, headers } = await fetch(`${plainUri}/score`, { redirect: "manual" });
  const told = headers.get("location");
  terminal.check("without TLS: 308, on to https", status === 308 && told === uri, `${status} ${told}`);
}
