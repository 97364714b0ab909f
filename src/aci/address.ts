import * as pulumi from "@pulumi/pulumi";

import type { AciWebserviceArgs } from "./args";
import { aciDefaults } from "./defaults";
import { DnsNameLabelScope } from "./enums";

/** What Azure says of the group's address once it exists. */
export interface GroupAddress {
  readonly ip?: string;
  readonly fqdn?: string;
}

/** The name under which callers reach the service, where it follows from the inputs alone. */
export function publicHostname(args: AciWebserviceArgs): pulumi.Output<string | undefined> {
  if (args.tls?.hostname !== undefined) {
    return pulumi.output(args.tls.hostname);
  }
  const scope = args.dnsNameLabelScope ?? aciDefaults.dnsNameLabelScope;
  if (args.dnsNameLabel === undefined || scope !== DnsNameLabelScope.Unsecure) {
    return pulumi.output(undefined);
  }
  return pulumi.all([args.dnsNameLabel, args.location]).apply(([label, location]) => labelAddress(label, location));
}

/**
 * `<label>.<region>.azurecontainer.io` in the public cloud. Other clouds have other suffixes, so there the address is
 * read from the group.
 */
export function labelAddress(label: string, location: string | undefined): string | undefined {
  const region = location?.replaceAll(" ", "").toLowerCase();
  return region === undefined || /^(?:china|usgov|usdod|ussec|usnat)/.test(region)
    ? undefined
    : `${label.toLowerCase()}.${region}.azurecontainer.io`;
}

/** The ports that an address leaves out (RFC 9110); not the defaults, of which another one would have to be said. */
const standardPorts = { http: 80, https: 443 } as const;

/** Scheme, name and port; waits for the group only where the name does not follow from the inputs. */
export function serviceAddress(
  args: AciWebserviceArgs,
  tls: boolean,
  port: pulumi.Input<number>,
  group: pulumi.Output<GroupAddress | undefined>,
): pulumi.Output<string> {
  const scheme = tls ? "https" : "http";
  const host = publicHostname(args).apply((known) =>
    known !== undefined ? pulumi.output(known) : group.apply((address) => address?.fqdn || address?.ip || ""),
  );
  return pulumi
    .all([host, port])
    .apply(([name, number]) => `${scheme}://${name}${number === standardPorts[scheme] ? "" : `:${number}`}`);
}
