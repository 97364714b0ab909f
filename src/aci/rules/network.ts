import { formatValue, redact } from "../../validation/format-value";
import type { Problem } from "../../validation/problem";
import { notBeside, onlyWith } from "../../validation/relations";
import { type LeafRule, number, type Relation, text } from "../../validation/rule";
import { aciDefaults, defaultPort } from "../defaults";
import { TlsMode } from "../enums";
import * as limits from "../limits";

/** How the group is reached: ports, name and subnet. */

const anyPort = number({ what: "port number", from: 1, to: 65_535, integer: true });
const isReserved = (given: number) => limits.reservedPorts.some(([from, to]) => given >= from && given <= to);
const reserved = limits.reservedPorts.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(", ");

export const port: LeafRule = {
  ...anyPort,
  accepts: (value) => anyPort.accepts(value) && !isReserved(value as number),
  expected: `${anyPort.expected}, and none that Container Instances reserves (${reserved})`,
};

export const dnsNameLabel = text({
  pattern: /^[a-z][a-z0-9-]{3,}[a-z0-9]$/,
  atMost: 63,
  expected: "5 to 63 lower-case letters, digits and -, starting with a letter and not ending in -",
});

export const networkRelations: readonly Relation[] = [
  {
    of: ["scoringPort", "port", "tls.mode", "tls.httpPort"],
    check: ([scoringPort, given, mode, httpPort], [hidden]) =>
      portProblem(scoringPort, given, mode, httpPort, hidden === true),
  },
  {
    of: ["port", "tls.mode", "tls.httpPort"],
    check: ([given, mode, httpPort], [, , hidden]) =>
      mode === TlsMode.Automatic ? authorityProblem(given, httpPort, hidden === true) : undefined,
  },
  notBeside("dnsNameLabel", ["subnetId"], {
    beside: "with subnetId",
    because: ": a group in a subnet has a private address only",
    instead: "; leave one of the two out",
  }),
  onlyWith("dnsNameLabelScope", ["dnsNameLabel"], { instead: "or give the label" }),
];

/** The service and the answers to the authority need a port each. */
function authorityProblem(given: unknown, httpPort: unknown, hidden: boolean): Problem | undefined {
  const { httpPort: usual } = aciDefaults.tls;
  if ((given ?? defaultPort(true)) !== (httpPort ?? usual)) {
    return undefined;
  }
  return httpPort === undefined
    ? {
        path: "port",
        reason: `${usual} is not allowed with tls mode "Automatic", which answers the authority there: leave it out for ${defaultPort(true)}`,
      }
    : {
        path: "tls.httpPort",
        reason: `${hidden ? redact(httpPort) : formatValue(httpPort)} is the service's own port: must be another one; leave it out for ${usual}, or change port`,
      };
}

/** Container Instances maps no ports, and the containers of a group share them. */
function portProblem(
  scoringPort: unknown,
  given: unknown,
  mode: unknown,
  httpPort: unknown,
  hidden: boolean,
): Problem | undefined {
  const isEncrypted = mode === TlsMode.Certificate || mode === TlsMode.Automatic;
  const taken: unknown[] = [
    given ?? defaultPort(isEncrypted),
    ...(mode === TlsMode.Automatic ? [httpPort ?? aciDefaults.tls.httpPort] : []),
  ];
  if (!taken.includes(scoringPort ?? aciDefaults.scoringPort)) {
    return undefined;
  }
  const because = "because the containers of a group share their ports";
  return scoringPort === undefined
    ? {
        path: "port",
        reason: `${aciDefaults.scoringPort} is the scoring container's port: must be another one, ${because}; give another port, or another scoringPort`,
      }
    : {
        path: "scoringPort",
        reason: `${hidden ? redact(scoringPort) : formatValue(scoringPort)} is the gateway's own port: must be another one, ${because}; leave it out for ${aciDefaults.scoringPort}, or change port`,
      };
}
