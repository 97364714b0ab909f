import { vaultId } from "../../../support/examples";
import type { Row } from "../../support/row";

const withVault = (sync: object = {}) => ({ authEnabled: true, keys: { vault: { vaultId }, sync } });
const cores = "a number of CPU cores, from 0.1 to 31";
const small = "several small models fit into one service";

export const size: Row[] = [
  [{ cpuCores: 0.05 }, `cpuCores: 0.05 is not allowed: must be ${cores}; ${small}`],
  [{ cpuCores: 31.5 }, `cpuCores: 31.5 is not allowed: must be ${cores}; ${small}`],
  [{ memoryGb: NaN }, "memoryGb: NaN is not allowed: must be a number of GB, from 0.1 to 240"],
  [{ gatewayCpuCores: 0 }, `gatewayCpuCores: 0 is not allowed: must be ${cores}`],
  [
    { gatewayMemoryGb: 0.1 },
    "gatewayMemoryGb: 0.1 is not allowed: must be a number of GB, from 0.2 to 240; with less it may be killed under load",
  ],
  [
    { cpuCores: 0.5 },
    "cpuCores: 0.5 is not allowed: must be at least 0.9, because a group has 1 to 31 cores in all, here 0.6 (scoring 0.5, gateway 0.1)",
  ],
  [
    { cpuCores: 31 },
    "cpuCores: 31 is not allowed: must be at most 30.9, because a group has 1 to 31 cores in all, here 31.1 (scoring 31, gateway 0.1)",
  ],
  [
    { memoryGb: 0.6 },
    "memoryGb: 0.6 is not allowed: must be at least 0.7, because a group has 1 to 240 GB in all, here 0.9 (scoring 0.6, gateway 0.3)",
  ],
  [
    { gatewayMemoryGb: 239 },
    "gatewayMemoryGb: 239 is not allowed: must be at most 238.5, because a group has 1 to 240 GB in all, here 240.5 (scoring 1.5, gateway 239)",
  ],
  [
    { ...withVault(), cpuCores: 30.9 },
    "cpuCores: 30.9 is not allowed: must be at most 30.8, because a group has 1 to 31 cores in all, here 31.1 (scoring 30.9, gateway 0.1, key-sync 0.1)",
  ],
  [
    { ...withVault({ memoryGb: 2 }), memoryGb: 238 },
    "memoryGb: 238 is not allowed: must be at most 237.7, because a group has 1 to 240 GB in all, here 240.3 (scoring 238, gateway 0.3, key-sync 2)",
  ],
  [
    { ...withVault({ cpuCores: 30.5 }) },
    "keys.sync.cpuCores: 30.5 is not allowed: must be at most 29.9, because a group has 1 to 31 cores in all, here 31.6 (scoring 1, gateway 0.1, key-sync 30.5)",
  ],
];
