import path from "node:path";
import { resourceGroupId } from "../../state";
import type { Provider } from "../../arm/provider";
import type { Documents } from "../../documents";
import { readJson, writeJson } from "../../json-file";
import type { Services } from "../../providers";
import { isFree } from "../../runner/ports";
import { machineLearningVersions } from "../../workspaces/versions";
import { workspaceType } from "../../workspaces/workspaces";
import { downloadAsset } from "../assets/blobs";
import { blobAddress } from "../assets/datastore-address";
import { AmlTokens } from "../scoring/aml-tokens";
import { mayScore } from "../scoring/entra-tokens";
import { ScoringRouter } from "../scoring/router";
import { EndpointCredentials } from "./credentials";
import { Deployments } from "./deployments";
import type { DeploymentDocument } from "./deployment-document";
import { Endpoints } from "./endpoints";
import type { EndpointDocument } from "./endpoint-document";
import { Fleets } from "./fleets";
import { Rollouts } from "./rollouts";
import { onlineRoutes } from "./routes";
import { ServedEndpoints } from "./served-endpoints";

/** Online endpoints: their part of ARM, their instances, and the router in front of them. */
export function onlineEndpoints(services: Services): Provider {
  const { state, operations, principals, toolchain, log, access, entra } = services;
  const { documents } = state;
  const fleets = new Fleets(documents, toolchain);
  const served = new ServedEndpoints(documents, fleets);
  const tokens = new AmlTokens(entra, services.amlTokenSeconds);
  const scoring = new ScoringRouter({
    find: (address) => served.find(address),
    checks: {
      amlToken: (token, id) => tokens.isFor(token, id),
      entraToken: (token, id) => mayScore(entra, access, token, id),
    },
    log,
  });
  const { takesKeyValue } = services;
  const scoringOrigin = () => scoring.origin;
  const online = { documents, operations, principals, fleets, served, takesKeyValue, scoringOrigin };
  const endpoints = new Endpoints(online);
  const download = (uri: string, folder: string, note: (line: string) => void) =>
    blobAddress(documents, services.blobContainers, uri).then((address) =>
      downloadAsset(services.blobAccountOf, address, folder, note),
    );
  const deployments = new Deployments(online, endpoints, new Rollouts(documents, fleets, download));
  return {
    namespace: "Microsoft.MachineLearningServices",
    apiVersions: machineLearningVersions,
    routes: onlineRoutes(endpoints, new EndpointCredentials(endpoints, online, tokens, takesKeyValue), deployments),
    start: () => listen(scoring, path.join(state.folder, "scoring.json")),
    resume: () => {
      for (const endpoint of allEndpoints(documents)) {
        served.put(endpoint);
        for (const { id, serving, provisioningState } of deploymentsOf(documents, endpoint.id)) {
          const fleet = fleets.of(id);
          if (serving && provisioningState !== "Deleting") {
            fleet.revive(serving.plan);
          }
        }
      }
      fleets.sweep();
    },
    close: async (keepContainers) => {
      await scoring.close();
      await fleets.close(keepContainers);
    },
    deleteAll: async (subscriptionId, resourceGroup) => {
      const id = resourceGroupId(subscriptionId, resourceGroup);
      served.removeWithin(id);
      await fleets.endWithin(id);
      return true;
    },
  };
}

/** On the port that it had before, so that the addresses of the endpoints stay, unless another program has it now. */
async function listen(scoring: ScoringRouter, file: string): Promise<void> {
  const last = readJson<{ port: number }>(file)?.port ?? 0;
  writeJson(file, { port: await scoring.listen((await isFree(last)) ? last : 0) });
}

function allEndpoints(documents: Documents): EndpointDocument[] {
  return documents.ofType(workspaceType).flatMap(({ id }) => documents.list<EndpointDocument>(id, "onlineEndpoints"));
}

function deploymentsOf(documents: Documents, endpointId: string): DeploymentDocument[] {
  return documents.list<DeploymentDocument>(endpointId, "deployments");
}
