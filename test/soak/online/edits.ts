import type { Fault } from "@azureml-webservice/local-azure/faults";
import { computeId, endpointId, otherComputeId, type Config } from "../../engine/online-fixture";
import type { Slot } from "./callers";
import type { MomentName } from "./moments";

/** What the program describes at one time. */
export interface Described {
  readonly mode: "key" | "token";
  readonly computeId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly description: string;
  readonly deployments: Readonly<Record<string, DescribedDeployment>>;
  readonly traffic: Readonly<Record<string, number>>;
  readonly rotation: Readonly<Record<Slot, number>>;
}

interface DescribedDeployment {
  readonly version: string;
  readonly image: string;
  readonly instances: number;
}

export interface Edit {
  readonly what: string;
  readonly next: Described;
  /** The moments that this edit may bring. */
  readonly moments: readonly MomentName[];
  /** The slot that it rotates. */
  readonly rotates?: Slot;
  /** What Azure does wrong meanwhile. */
  readonly fault?: Fault;
  /** Whether a failure makes people go back to what was described before. */
  readonly reverts: boolean;
}

const image = (number: number) => `mcr.microsoft.com/azureml/tiny:${number}`;

export const beginning: Described = {
  mode: "key",
  computeId,
  tags: {},
  description: "begins",
  deployments: { blue: { version: "1", image: image(1), instances: 1 } },
  traffic: { blue: 100 },
  rotation: { primary: 1, secondary: 1 },
};

export function configOf({ rotation, ...described }: Described): Config {
  return { ...described, ...rotation };
}

type Change = Omit<Edit, "what" | "moments" | "fault" | "reverts"> & { readonly moments?: readonly MomentName[] };
type MakeEdit = (now: Described, pick: Pick, number: number) => Change | undefined;
type Pick = <T>(from: readonly T[]) => T;

/** Each as often as it stands here. */
const kinds: [what: string, weight: number, make: MakeEdit][] = [
  ["tags", 2, (now, _, number) => ({ next: { ...now, tags: { edit: String(number) } } })],
  ["description", 1, (now, _, number) => ({ next: { ...now, description: `edit ${number}` } })],
  ["version", 3, (now, pick, number) => ({ next: deploymentWith(now, pick, { version: String(number) }) })],
  ["image", 2, (now, pick, number) => ({ next: deploymentWith(now, pick, { image: image(number) }) })],
  ["replicas", 2, (now, pick) => ({ next: deploymentWith(now, pick, { instances: pick([1, 2]) }) })],
  ["rotation of the primary key", 2, (now) => rotated(now, "primary")],
  ["rotation of the secondary key", 2, (now) => rotated(now, "secondary")],
  [
    "authentication",
    2,
    (now) => ({ next: { ...now, mode: now.mode === "key" ? "token" : "key" }, moments: ["authentication"] }),
  ],
  ["traffic", 3, moved],
  ["a new deployment", 3, added],
  ["a deployment removed", 2, removed],
  [
    "another compute",
    1,
    (now) => ({
      next: { ...now, computeId: now.computeId === computeId ? otherComputeId : computeId },
      moments: ["replacement"],
    }),
  ],
];

const bag = kinds.flatMap(([what, weight, make]) => Array.from({ length: weight }, () => ({ what, make })));

/** The next thing that somebody changes, and what Azure does meanwhile. */
export function nextEdit(now: Described, number: number, random: () => number): Edit {
  const pick: Pick = (from) => from[Math.floor(random() * from.length)]!;
  for (;;) {
    const { what, make } = pick(bag);
    const change = make(now, pick, number);
    if (change !== undefined) {
      const moments = change.moments ?? [];
      const fault = random() < 0.4 ? faultFor(moments, pick) : undefined;
      const place = fault?.path.replace(endpointId, "score");
      const trouble = fault ? `, while ${fault.method} ${place} meets ${fault.kind} ${fault.status ?? ""}` : "";
      // Keys and endpoints that have begun to go do not come back.
      const isFinal = moments.includes("rotation") || moments.includes("replacement");
      const reverts = random() < 0.4 && !isFinal;
      return { ...change, what: `${what}${trouble}`.trim(), moments, fault, reverts };
    }
  }
}

function deploymentWith(now: Described, pick: Pick, change: Partial<DescribedDeployment>): Described {
  const name = pick(Object.keys(now.deployments));
  return { ...now, deployments: { ...now.deployments, [name]: { ...now.deployments[name]!, ...change } } };
}

function rotated(now: Described, slot: Slot): Change {
  const rotation = { ...now.rotation, [slot]: now.rotation[slot] + 1 };
  return { next: { ...now, rotation }, moments: ["rotation"], rotates: slot };
}

const names = ["blue", "green", "red"];

function moved(now: Described, pick: Pick): Change | undefined {
  const [one = "", other = ""] = Object.keys(now.deployments);
  const share = pick([0, 10, 50, 100]);
  return other === "" ? undefined : { next: { ...now, traffic: { [one]: share, [other]: 100 - share } } };
}

function added(now: Described, pick: Pick, number: number): Change | undefined {
  const free = names.filter((name) => now.deployments[name] === undefined);
  if (free.length < 2) {
    return undefined;
  }
  const deployment = { version: String(number), image: image(1), instances: 1 };
  return { next: { ...now, deployments: { ...now.deployments, [pick(free)]: deployment } } };
}

/** Only one that has no live traffic, as the guard demands. */
function removed(now: Described): Change | undefined {
  const idle = Object.keys(now.deployments).find((name) => (now.traffic[name] ?? 0) === 0);
  if (idle === undefined) {
    return undefined;
  }
  const without = <T>(all: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => name !== idle));
  return { next: { ...now, deployments: without(now.deployments), traffic: without(now.traffic) } };
}

/**
 * What a deployment survives by being run again. A creation whose answer is lost is none of it: the engine does not know
 * then what exists, and a person has to look (see the README on interrupted deployments).
 */
function faultFor(moments: readonly MomentName[], pick: Pick): Fault {
  const times = pick([1, 2, 0]);
  const keys = { method: "POST", path: `${endpointId}/regenerateKeys$`, times };
  if (moments.includes("replacement")) {
    return { ...keys, kind: "status", status: 500 };
  }
  const settings = { method: "PUT", path: `${endpointId}$`, times };
  const deployment = { method: "PUT", path: `${endpointId}/deployments/[^/]+$`, times };
  const status = { kind: "status", status: pick([429, 500, 503]), retryAfterSeconds: 0 } as const;
  return pick<Fault>([
    { ...keys, ...status },
    { ...keys, kind: "reset-before" },
    { ...keys, kind: "reset-after" },
    { ...keys, kind: "operation-fails" },
    { ...keys, kind: "operation-hangs" },
    { ...settings, ...status },
    { ...settings, kind: "status", status: 409 },
    { ...settings, kind: "reset-before" },
    { ...settings, kind: "reset-after" },
    { ...settings, kind: "operation-fails" },
    { ...settings, kind: "operation-hangs" },
    { ...deployment, ...status },
    { ...deployment, kind: "operation-fails" },
  ]);
}
