import type { ContainerGroups } from "../groups/container-groups";
import { ArmError, badRequest } from "./arm-error";
import { matchPath, type ArmRequest, type ArmResponse } from "./http";
import type { Operations } from "./operations";
import { operationResult, operationStatus } from "./operation-routes";
import type { ResourceGroups } from "./resource-groups";

// 2023-05-01 is what @azure/arm-containerinstance 9 sends, 2024-05-01-preview what azure-native 3 does.
const containerInstanceVersions = ["2022-09-01", "2022-10-01-preview", "2023-05-01", "2024-05-01-preview"];
const subscription = "/subscriptions/{subscriptionId}";
const resourceGroup = `${subscription}/resourceGroups/{resourceGroup}`;
const provider = "providers/Microsoft.ContainerInstance";
const group = `${resourceGroup}/${provider}/containerGroups/{name}`;

interface Parameters {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  container: string;
  location: string;
  id: string;
}

type Route = (request: ArmRequest, parameters: Parameters) => ArmResponse | Promise<ArmResponse>;

/** The table of what this ARM can do. */
export class Router {
  private readonly routes: [method: string, pattern: string, route: Route][];

  constructor(groups: ContainerGroups, resourceGroups: ResourceGroups, operations: Operations) {
    const inGroup =
      (route: Route): Route =>
      (request, parameters) => {
        const { name } = resourceGroups.require(parameters.subscriptionId, parameters.resourceGroup);
        return route(request, { ...parameters, resourceGroup: name });
      };
    this.routes = [
      ["PUT", resourceGroup, (request, p) => resourceGroups.put(request, p.subscriptionId, p.resourceGroup)],
      ["GET", resourceGroup, (_, p) => resourceGroups.get(p.subscriptionId, p.resourceGroup)],
      ["HEAD", resourceGroup, (_, p) => resourceGroups.head(p.subscriptionId, p.resourceGroup)],
      ["DELETE", resourceGroup, (request, p) => resourceGroups.delete(request, p.subscriptionId, p.resourceGroup)],
      ["GET", `${subscription}/operationresults/{id}`, (request, p) => operationResult(operations, request, p.id)],
      ["PUT", group, inGroup((request, p) => groups.put(request, keyOf(p)))],
      ["PATCH", group, inGroup((request, p) => groups.patch(request, keyOf(p)))],
      ["GET", group, inGroup((_, p) => groups.get(keyOf(p)))],
      ["DELETE", group, inGroup((request, p) => groups.delete(request, keyOf(p)))],
      ["POST", `${group}/start`, inGroup((request, p) => groups.start(request, keyOf(p)))],
      ["POST", `${group}/stop`, inGroup((_, p) => groups.stop(keyOf(p)))],
      ["POST", `${group}/restart`, inGroup((_, p) => groups.restart(keyOf(p)))],
      ["GET", `${group}/containers/{container}/logs`, inGroup((r, p) => groups.logs(r, keyOf(p), p.container))],
      [
        "GET",
        `${resourceGroup}/${provider}/containerGroups`,
        inGroup((_, p) => groups.list(p.subscriptionId, p.resourceGroup)),
      ],
      ["GET", `${subscription}/${provider}/containerGroups`, (_, p) => groups.list(p.subscriptionId)],
      [
        "GET",
        `${subscription}/${provider}/locations/{location}/operations/{id}`,
        (request, p) => operationStatus(operations, request.path, p.id),
      ],
      [
        "GET",
        `${subscription}/${provider}/locations/{location}/operationResults/{id}`,
        (request, p) => operationResult(operations, request, p.id),
      ],
    ];
  }

  route(request: ArmRequest): ArmResponse | Promise<ArmResponse> {
    const fitting = this.routes.flatMap(([method, pattern, route]) => {
      const parameters = matchPath(pattern, request.segments);
      return parameters ? [{ method, route, parameters: parameters as unknown as Parameters }] : [];
    });
    const first = fitting[0];
    if (first === undefined) {
      throw new ArmError(
        404,
        "InvalidResourceType",
        `Local Azure has nothing at '${request.path}': it knows resource groups and container groups.`,
      );
    }
    checkVersion(request);
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(first.parameters.subscriptionId)) {
      throw badRequest(
        "InvalidSubscriptionId",
        `The provided subscription identifier '${first.parameters.subscriptionId}' is malformed or invalid.`,
      );
    }
    const match = fitting.find(({ method }) => method === request.method);
    if (match === undefined) {
      throw new ArmError(405, "MethodNotAllowed", `The method '${request.method}' is not allowed at this address.`);
    }
    return match.route(request, match.parameters);
  }
}

function checkVersion({ query, segments }: ArmRequest): void {
  const version = query.get("api-version");
  if (!version) {
    throw badRequest(
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  const known = segments.some((segment) => segment.toLowerCase() === "microsoft.containerinstance")
    ? containerInstanceVersions.includes(version)
    : /^20(1[7-9]|[2-9]\d)-\d\d-\d\d(-preview)?$/.test(version);
  if (!known) {
    throw badRequest(
      "InvalidApiVersionParameter",
      `The api-version '${version}' is invalid. The supported versions are '${containerInstanceVersions.join(",")}'.`,
    );
  }
}

function keyOf({ subscriptionId, resourceGroup: group, name }: Parameters) {
  return { subscriptionId, resourceGroup: group, name };
}
