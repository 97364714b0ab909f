import * as pulumi from "@pulumi/pulumi";

import { automatic, subnetId } from "../../../support/examples";
import type { Row } from "../../support/row";

/** Ports, addresses and limits. */
export const reach: Row[] = [
  [
    { port: 0 },
    "port: 0 is not allowed: must be a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534)",
  ],
  [
    { port: 65_536 },
    "port: 65536 is not allowed: must be a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534)",
  ],
  [
    { port: "443" },
    'port: "443" is not allowed: must be a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534)',
  ],
  [
    { port: 22 },
    "port: 22 is not allowed: must be a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534)",
  ],
  [
    { scoringPort: 30000 },
    "scoringPort: 30000 is not allowed: must be a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534)",
  ],
  [
    { scoringPort: 1.5 },
    "scoringPort: 1.5 is not allowed: must be a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534)",
  ],
  [
    { scoringPort: 80 },
    "scoringPort: 80 is the gateway's own port: must be another one, because the containers of a group share their ports; leave it out for 5001, or change port",
  ],
  [
    { port: 5001 },
    "port: 5001 is the scoring container's port: must be another one, because the containers of a group share their ports; give another port, or another scoringPort",
  ],
  [
    { tls: automatic, scoringPort: 80 },
    "scoringPort: 80 is the gateway's own port: must be another one, because the containers of a group share their ports; leave it out for 5001, or change port",
  ],
  [
    { tls: automatic, port: 80 },
    'port: 80 is not allowed with tls mode "Automatic", which answers the authority there: leave it out for 443',
  ],
  [
    { dnsNameLabel: "four" },
    'dnsNameLabel: "four" is not allowed: must be 5 to 63 lower-case letters, digits and -, starting with a letter and not ending in -',
  ],
  [
    { dnsNameLabel: "Diabetes" },
    'dnsNameLabel: "Diabetes" is not allowed: must be 5 to 63 lower-case letters, digits and -, starting with a letter and not ending in -',
  ],
  [
    { dnsNameLabel: "diabetes", dnsNameLabelScope: "unsecure" },
    'dnsNameLabelScope: "unsecure" is not allowed: must be one of "Unsecure", "TenantReuse", "SubscriptionReuse", "ResourceGroupReuse", "Noreuse"',
  ],
  [
    { dnsNameLabel: "diabetes", dnsNameLabelScope: pulumi.output("Unsecure") },
    'dnsNameLabelScope: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give one of "Unsecure", "TenantReuse", "SubscriptionReuse", "ResourceGroupReuse", "Noreuse"',
  ],
  [
    { dnsNameLabelScope: "Unsecure" },
    "dnsNameLabelScope: has no meaning without dnsNameLabel: must be left out; or give the label",
  ],
  [
    { dnsNameLabel: "diabetes", subnetId },
    "dnsNameLabel: is not allowed with subnetId: a group in a subnet has a private address only; leave one of the two out",
  ],
  [
    { subnetId: "hub/groups" },
    'subnetId: "hub/groups" is not allowed: must be the resource id of a Microsoft.Network/virtualNetworks/subnets: /subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/…/subnets/…',
  ],
  [{ bodyLimitMb: 0 }, "bodyLimitMb: 0 is not allowed: must be a whole number of MB, from 1 to 1000"],
  [
    { scoringTimeoutMs: 99 },
    "scoringTimeoutMs: 99 is not allowed: must be a whole number of milliseconds, from 100 to 3600000",
  ],
  ...[
    "contoso",
    "docker-hub/mirror",
    "https://contoso.azurecr.io",
    "contoso.azurecr.io/",
    "contoso.azurecr.io/a:1",
  ].map((imageMirror): Row => [
    { imageMirror },
    `imageMirror: ${JSON.stringify(imageMirror)} is not allowed: must be a registry such as contoso.azurecr.io, with the path of the mirrored images where they have one (contoso.azurecr.io/docker-hub), without https://, tag and final /`,
  ]),
  [
    { gatewayImage: "caddy latest" },
    'gatewayImage: "caddy latest" is not allowed: must be a container image such as contoso.azurecr.io/models/diabetes:3, its path in lower case and without https://',
  ],
];
