import * as pulumi from "@pulumi/pulumi";

import type { AciWebserviceArgs } from "./args";
import { aciDefaults } from "./defaults";

/*
 * What each container of a group gets. A container without limits may use what it requests and no more, and limits may
 * go up to what all containers of the group request together (container-instances-container-groups). They are stated for
 * each container, so that none depends on what Azure makes of a missing one.
 */

export interface Resources {
  readonly requests: Amounts;
  readonly limits: pulumi.Input<{ readonly cpu: number; readonly memoryInGB: number }> | Amounts;
}

export interface Amounts {
  readonly cpu: pulumi.Input<number>;
  readonly memoryInGB: pulumi.Input<number>;
}

/** A container that gets what it requests, whatever its neighbors do. */
export function fixedResources(cpu: pulumi.Input<number>, memoryInGB: pulumi.Input<number>): Resources {
  return { requests: { cpu, memoryInGB }, limits: { cpu, memoryInGB } };
}

export function scoringResources({ cpuCores, memoryGb }: AciWebserviceArgs): Resources {
  return fixedResources(cpuCores ?? aciDefaults.cpuCores, memoryGb ?? aciDefaults.memoryGb);
}

/**
 * The gateway needs little, but for moments: TLS handshakes and large bodies may use cores that the model leaves idle,
 * and twice the memory. The key-sync container is left out of the sum, so that a vault changes nothing here.
 */
export function gatewayResources(args: AciWebserviceArgs): Resources {
  const cpu = args.gatewayCpuCores ?? aciDefaults.gatewayCpuCores;
  const memoryInGB = args.gatewayMemoryGb ?? aciDefaults.gatewayMemoryGb;
  const scoring = scoringResources(args).requests;
  const limits = pulumi
    .all([cpu, memoryInGB, scoring.cpu, scoring.memoryInGB])
    .apply(([ownCpu, ownMemory, scoringCpu, scoringMemory]) => ({
      cpu: rounded(ownCpu + scoringCpu),
      memoryInGB: rounded(ownMemory + Math.min(ownMemory, scoringMemory)),
    }));
  return { requests: { cpu, memoryInGB }, limits };
}

/** Tenths do not add up exactly in binary. */
export function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
