import { aksWebserviceRule, managedWebserviceRule } from "../../../src/online/rules";
import { assets } from "./rules/assets";
import { aksAuthentication, aksGrants, managedAuthentication, managedGrants } from "./rules/callers";
import { deployment } from "./rules/deployment";
import { keys, places, surroundings } from "./rules/endpoint";
import { aksContract, managedContract } from "./rules/contract";
import { aksScaling, managedScaling } from "./rules/scale";
import { mirror, traffic } from "./rules/traffic";
import { aks, managed } from "../support/online-examples";
import { inFolderOfOnlineFiles } from "../support/online-files";
import { proveRules } from "../support/rule-tables";

inFolderOfOnlineFiles({ crowd: true });

describe("AksWebservice", () => {
  proveRules(aksWebserviceRule, aks.minimal, {
    places,
    authentication: aksAuthentication,
    keys,
    grants: aksGrants,
    surroundings: surroundings(aks),
    traffic: traffic(aks),
    assets: assets(aks),
    deployment: deployment(aks),
    scaling: aksScaling,
    contract: aksContract,
  });
});

describe("ManagedWebservice", () => {
  proveRules(managedWebserviceRule, managed.minimal, {
    places,
    authentication: managedAuthentication,
    keys,
    grants: managedGrants,
    surroundings: surroundings(managed),
    traffic: traffic(managed),
    mirror: mirror(managed),
    assets: assets(managed),
    deployment: deployment(managed),
    scaling: managedScaling,
    contract: managedContract,
  });
});
