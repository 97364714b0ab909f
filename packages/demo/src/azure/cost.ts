import type { Part } from "../scenario";

/** Rough list prices of West Europe and East US in USD an hour, pay as you go, as of 2025. */
const prices: Readonly<Record<Part | "registry" | "probes", readonly [what: string, usd: number]>> = {
  "container-group": ["container group, about 1.5 CPUs and 2 GB", 0.08],
  "managed-deployment": ["managed deployment, one Standard_DS3_v2 (load may call for up to 5)", 0.35],
  vault: ["key vault, by the operation", 0],
  share: ["storage account with a share, by the GB", 0],
  workspace: ["workspace with storage, key vault and logs, by the GB", 0.01],
  endpoint: ["endpoint itself", 0],
  principals: ["applications in Microsoft Entra", 0],
  registry: ["container registry, Standard, and one build", 0.05],
  probes: ["probes: a container group of 1 CPU and 1 GB for some minutes", 0.05],
};

export interface Cost {
  readonly lines: readonly string[];
  readonly usdPerHour: number;
}

/** What a scenario costs, in rough terms. */
export function costOf(parts: readonly (keyof typeof prices)[]): Cost {
  const items = parts.map((part) => prices[part]);
  const usdPerHour = items.reduce((sum, [, usd]) => sum + usd, 0);
  const lines = items.map(
    ([what, usd]) => `${usd === 0 ? "less than 0.01" : `about ${usd.toFixed(2)}`} USD an hour: ${what}`,
  );
  const sum = `about ${usdPerHour.toFixed(2)} USD an hour in all while it is there, by rough list prices; yours may differ`;
  return { usdPerHour, lines: [...lines, sum] };
}
