import { route, type Route } from "../../arm/provider";
import { workspacePath } from "../../workspaces/workspaces";
import { workspaceIdIn } from "../workspace-id";
import type { EndpointCredentials } from "./credentials";
import { deploymentType, type Deployments } from "./deployments";
import { endpointType, type Endpoints } from "./endpoints";

const endpoints = `${workspacePath}/onlineEndpoints` as const;
const endpoint = `${endpoints}/{endpoint}` as const;
const deployments = `${endpoint}/deployments` as const;
const deployment = `${deployments}/{deployment}` as const;

interface InEndpoint {
  subscriptionId: string;
  resourceGroup: string;
  workspace: string;
  endpoint: string;
}

const endpointId = (p: InEndpoint) => `${workspaceIdIn(p)}/onlineEndpoints/${p.endpoint}`;
const deploymentId = (p: InEndpoint & { deployment: string }) => `${endpointId(p)}/deployments/${p.deployment}`;

/** The operations on online endpoints and their deployments, with the permissions that they take. */
export function onlineRoutes(all: Endpoints, credentials: EndpointCredentials, ofEndpoints: Deployments): Route[] {
  return [
    route("PUT", endpoint, `${endpointType}/write`, (request, p) => all.put(request, endpointId(p))),
    route("PATCH", endpoint, `${endpointType}/write`, (request, p) => all.patch(request, endpointId(p))),
    route("GET", endpoint, `${endpointType}/read`, (_, p) => all.get(endpointId(p))),
    route("GET", endpoints, `${endpointType}/read`, (request, p) => all.list(request, workspaceIdIn(p))),
    route("DELETE", endpoint, `${endpointType}/delete`, (request, p) => all.delete(request, endpointId(p))),
    route("POST", `${endpoint}/listKeys`, `${endpointType}/listKeys/action`, (_, p) =>
      credentials.listKeys(endpointId(p)),
    ),
    route("POST", `${endpoint}/regenerateKeys`, `${endpointType}/regenerateKeys/action`, (request, p) =>
      credentials.regenerateKeys(request, endpointId(p)),
    ),
    route("POST", `${endpoint}/token`, `${endpointType}/token/action`, (_, p) => credentials.token(endpointId(p))),
    route("PUT", deployment, `${deploymentType}/write`, (request, p) => ofEndpoints.put(request, deploymentId(p))),
    route("PATCH", deployment, `${deploymentType}/write`, (request, p) => ofEndpoints.patch(request, deploymentId(p))),
    route("GET", deployment, `${deploymentType}/read`, (_, p) => ofEndpoints.get(deploymentId(p))),
    route("GET", deployments, `${deploymentType}/read`, (request, p) => ofEndpoints.list(request, endpointId(p))),
    route("DELETE", deployment, `${deploymentType}/delete`, (request, p) =>
      ofEndpoints.delete(request, deploymentId(p)),
    ),
    route("POST", `${deployment}/getLogs`, `${deploymentType}/getLogs/action`, (request, p) =>
      ofEndpoints.logs(request, deploymentId(p)),
    ),
    route("GET", `${deployment}/skus`, `${deploymentType}/read`, (request, p) =>
      ofEndpoints.skus(request, deploymentId(p)),
    ),
  ];
}
