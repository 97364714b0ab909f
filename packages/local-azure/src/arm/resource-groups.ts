import { resourceGroupId, type ResourceGroupDocument, type State } from "../state";
import { ArmError, badRequest, resourceGroupNotFound, type ErrorBody } from "./arm-error";
import type { ArmRequest, ArmResponse } from "./http";
import { normaliseLocation, tagsOf } from "./location";
import type { Operations } from "./operations";
import { locationHeader } from "./operation-routes";
import type { Provider } from "./provider";
import { parseId } from "./resource-id";

/** Resource groups, as much as a deployment needs: create, read, delete with all they hold. */
export class ResourceGroups {
  constructor(
    private readonly state: State,
    private readonly operations: Operations,
    private readonly providers: () => Provider[],
  ) {}

  /** Carries on what a killed server was deleting. */
  resume(): void {
    for (const document of this.state.resourceGroups()) {
      if (document.provisioningState === "Deleting") {
        void this.remove(document);
      }
    }
  }

  put(request: ArmRequest, subscriptionId: string, name: string): ArmResponse {
    // Microsoft, "Naming rules and restrictions for Azure resources".
    if (!/^[-\w.()]{1,90}$/.test(name) || name.endsWith(".")) {
      throw badRequest(
        "InvalidResourceGroup",
        `The provided resource group name '${name}' has these invalid characters or an invalid length. The name can ` +
          "only be a letter, digit, '-', '.', '(', ')' or '_' and cannot end with '.'.",
      );
    }
    const body = (request.body ?? {}) as { location?: unknown; tags?: unknown };
    const location = normaliseLocation(body.location);
    const before = this.state.readResourceGroup(subscriptionId, name);
    if (before?.provisioningState === "Deleting") {
      throw this.beingDeleted(before.name);
    }
    if (before && before.location !== location) {
      throw new ArmError(
        409,
        "InvalidResourceGroupLocation",
        `Invalid resource group location '${location}'. The Resource group already exists in location '${before.location}'.`,
      );
    }
    const document: ResourceGroupDocument = {
      subscriptionId,
      name: before?.name ?? name,
      location,
      tags: tagsOf(body.tags),
      provisioningState: "Succeeded",
    };
    this.state.writeResourceGroup(document);
    return { status: before ? 200 : 201, body: view(document) };
  }

  get(subscriptionId: string, name: string): ArmResponse {
    return { status: 200, body: view(this.require(subscriptionId, name)) };
  }

  list(subscriptionId: string): ArmResponse {
    const own = this.state
      .resourceGroups()
      .filter((document) => document.subscriptionId.toLowerCase() === subscriptionId.toLowerCase());
    return { status: 200, body: { value: own.map(view) } };
  }

  head(subscriptionId: string, name: string): ArmResponse {
    return { status: this.state.readResourceGroup(subscriptionId, name) ? 204 : 404 };
  }

  delete(request: ArmRequest, subscriptionId: string, name: string): ArmResponse {
    const document = this.require(subscriptionId, name);
    if (document.provisioningState !== "Deleting") {
      const target = resourceGroupId(subscriptionId, document.name);
      const operation = this.operations.begin({
        kind: "deleteResourceGroup",
        target,
        location: document.location,
        request,
      });
      Object.assign(document, { provisioningState: "Deleting", operationId: operation.id });
      this.state.writeResourceGroup(document);
      void this.remove(document);
    }
    return {
      status: 202,
      headers: locationHeader(request, `/subscriptions/${subscriptionId}/operationresults/${document.operationId}`),
    };
  }

  /** The group, or the error that Azure gives to everything below a group that is not there. */
  require(subscriptionId: string, name: string): ResourceGroupDocument {
    const document = this.state.readResourceGroup(subscriptionId, name);
    if (document === undefined) {
      throw resourceGroupNotFound(name);
    }
    return document;
  }

  exists(id: string): boolean {
    const { subscriptionId, resourceGroup, rest } = parseId(id);
    return (
      subscriptionId !== undefined &&
      resourceGroup !== undefined &&
      rest.length === 0 &&
      this.state.readResourceGroup(subscriptionId, resourceGroup) !== undefined
    );
  }

  beingDeleted(name: string): ArmError {
    return new ArmError(
      409,
      "ResourceGroupBeingDeleted",
      `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`,
    );
  }

  private async remove(document: ResourceGroupDocument): Promise<void> {
    const { operationId } = document;
    const fate = await this.operations.turn(operationId);
    if (fate === "stop") {
      return; // the next server carries it on
    }
    const failure = fate ?? (await this.emptied(document));
    if (failure && !this.operations.areEnding) {
      this.state.writeResourceGroup({ ...document, provisioningState: "Succeeded", operationId: undefined });
      this.operations.end(operationId, failure);
    }
  }

  /** Removes the group with all it holds; what could not be finished is left to the next server. */
  private async emptied({ subscriptionId, name, operationId }: ResourceGroupDocument): Promise<ErrorBody | undefined> {
    try {
      const done = await Promise.all(
        this.providers().map(async (provider) => (await provider.deleteAll?.(subscriptionId, name)) ?? true),
      );
      if (done.every(Boolean)) {
        this.state.removeResourceGroup(subscriptionId, name);
        this.operations.end(operationId);
        this.operations.endBelow(resourceGroupId(subscriptionId, name));
      }
      return undefined;
    } catch (error) {
      return { code: "InternalServerError", message: (error as Error).message };
    }
  }
}

function view(document: ResourceGroupDocument): Record<string, unknown> {
  return {
    id: resourceGroupId(document.subscriptionId, document.name),
    name: document.name,
    type: "Microsoft.Resources/resourceGroups",
    location: document.location,
    tags: document.tags ?? {},
    properties: { provisioningState: document.provisioningState },
  };
}
