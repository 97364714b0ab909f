import type { Access } from "../authorization/access";
import { ArmError, badRequest, resourceNotFound } from "./arm-error";
import { matchPath, type ArmRequest, type ArmResponse } from "./http";
import type { Operations } from "./operations";
import { operationResult, operationStatus } from "./operation-routes";
import { route, subscriptionPath, type Provider, type Route } from "./provider";
import type { ResourceGroups } from "./resource-groups";
import { nameOf, parseId, sameId, typeOf } from "./resource-id";

interface Match {
  route: Route;
  parameters: Record<string, string>;
}

/** The tables of all providers, and what holds for every address in them. */
export class Router {
  private readonly routes: Route[];

  constructor(
    private readonly providers: Provider[],
    private readonly resourceGroups: ResourceGroups,
    operations: Operations,
    private readonly access: Access,
    private readonly exists: (id: string) => boolean,
  ) {
    const namespaces = [...new Set(providers.map(({ namespace }) => namespace))];
    this.routes = [
      ...providers.flatMap(({ routes }) => routes),
      ...namespaces.flatMap((namespace) => operationRoutes(namespace, operations)),
    ];
  }

  route(request: ArmRequest): ArmResponse | Promise<ArmResponse> {
    const fitting = this.routes.flatMap((route): Match[] => {
      const parameters = matchPath(route.pattern, request.segments);
      return parameters ? [{ route, parameters }] : [];
    });
    if (fitting.length === 0) {
      throw new ArmError(
        404,
        "InvalidResourceType",
        `Local Azure has nothing at '${request.path}': it knows resource groups and ${this.namespaces().join(", ")}.`,
      );
    }
    this.checkVersion(request);
    const match = fitting.find(({ route }) => route.method === request.method);
    if (match === undefined) {
      throw new ArmError(405, "MethodNotAllowed", `The method '${request.method}' is not allowed at this address.`);
    }
    const { action } = match.route;
    if (action !== undefined) {
      request.permission = { action, scope: scopeOf(request) };
      this.access.require(request.caller, action, request.permission.scope);
    }
    return match.route.handler(request, this.inPlace(request, match));
  }

  /** The parameters, once the subscription is well formed and the resource group around the resource is there. */
  private inPlace(request: ArmRequest, { route, parameters }: Match): Record<string, string> {
    const { scope, subscriptionId, resourceGroup } = parameters;
    if (scope !== undefined) {
      this.checkScope(scope);
      return parameters;
    }
    if (subscriptionId === undefined) {
      return parameters;
    }
    checkSubscription(subscriptionId);
    if (resourceGroup === undefined || route.pattern.endsWith("{resourceGroup}")) {
      return parameters;
    }
    const { name, provisioningState } = this.resourceGroups.require(subscriptionId, resourceGroup);
    if (provisioningState === "Deleting" && request.method === "PUT") {
      throw this.resourceGroups.beingDeleted(name);
    }
    return { ...parameters, resourceGroup: name };
  }

  /** Whatever an extension resource is put on must be there, as far as it is of a provider that is known here. */
  private checkScope(scope: string): void {
    const parts = parseId(scope);
    if (parts.subscriptionId === undefined) {
      return;
    }
    checkSubscription(parts.subscriptionId);
    if (parts.resourceGroup !== undefined) {
      this.resourceGroups.require(parts.subscriptionId, parts.resourceGroup);
    }
    const [namespace] = typeOf(scope).split("/");
    const known = this.providers.some((provider) => sameId(provider.namespace, namespace ?? ""));
    if (parts.rest.length > 0 && known && !this.exists(scope)) {
      throw resourceNotFound(typeOf(scope), nameOf(scope), parts.resourceGroup ?? "");
    }
  }

  private namespaces(): string[] {
    return [...new Set(this.providers.map(({ namespace }) => namespace))].sort();
  }

  private checkVersion({ query, segments }: ArmRequest): void {
    const version = query.get("api-version");
    if (!version) {
      throw badRequest(
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.",
      );
    }
    const at = segments.map((segment) => segment.toLowerCase()).lastIndexOf("providers");
    const namespace = at < 0 ? "Microsoft.Resources" : (segments[at + 1] ?? "");
    const known = this.providers
      .filter((provider) => provider.namespace.toLowerCase() === namespace.toLowerCase())
      .flatMap(({ apiVersions }) => apiVersions);
    if (known.length > 0 && !known.includes(version)) {
      throw badRequest(
        "InvalidApiVersionParameter",
        `The api-version '${version}' is invalid. The supported versions are '${[...new Set(known)].join(",")}'.`,
      );
    }
    if (!/^20(1[4-9]|[2-9]\d)-\d\d-\d\d(-preview)?$/.test(version)) {
      throw badRequest("InvalidApiVersionParameter", `The api-version '${version}' is invalid.`);
    }
  }
}

// Whoever began an operation may follow it: which permission Azure asks there differs by provider and is not documented
// for the ones here.
function operationRoutes(namespace: string, operations: Operations): Route[] {
  const base = `${subscriptionPath}/providers/${namespace}/locations/{location}` as const;
  return [
    route("GET", `${base}/operations/{id}`, undefined, (request, { id }) =>
      operationStatus(operations, request.path, id),
    ),
    route("GET", `${base}/operationResults/{id}`, undefined, (request, { id }) =>
      operationResult(operations, request, id),
    ),
  ];
}

/** What a permission is needed at: the resource of the path, without a list's type or an action's name at its end. */
function scopeOf({ method, path, segments }: ArmRequest): string {
  const words = path.split("/").slice(1);
  const at = segments.map((segment) => segment.toLowerCase()).lastIndexOf("providers");
  const isWhole = at < 0 || (segments.length - at) % 2 === 0;
  return `/${(method === "POST" || !isWhole ? words.slice(0, -1) : words).join("/")}`;
}

function checkSubscription(id: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw badRequest("InvalidSubscriptionId", `The provided subscription identifier '${id}' is malformed or invalid.`);
  }
}
