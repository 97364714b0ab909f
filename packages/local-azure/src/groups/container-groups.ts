import { ArmError, badRequest, resourceNotFound } from "../arm/arm-error";
import type { ArmRequest, ArmResponse } from "../arm/http";
import { normaliseLocation, tagsOf } from "../arm/location";
import { asyncOperationHeader, locationHeader } from "../arm/operation-routes";
import { groupId, type GroupDocument, type GroupKey, type OperationDocument } from "../state";
import { addressOf, dnsHashOf } from "./address";
import { Group, type GroupServices } from "./group";
import { GroupIdentities, type IdentityServices } from "./identities";
import { checkUpdate } from "./immutable";
import { requireRunnable } from "./local-limits";
import { logContent } from "./logs";
import type { GroupDefinition } from "./model";
import { checkGroup } from "./rules";
import { checkGroupShape } from "./shapes";
import { groupView } from "./view";

const type = "Microsoft.ContainerInstance/containerGroups";

/** The container groups of all resource groups, and what ARM lets a client do with them. */
export class ContainerGroups {
  private readonly groups = new Map<string, Group>();
  private readonly identities: GroupIdentities;

  constructor(private readonly services: GroupServices & IdentityServices) {
    this.identities = new GroupIdentities(services);
    for (const document of services.state.groups()) {
      this.groups.set(keyOf(document), new Group(document, services));
    }
  }

  /** Carries on whatever an earlier server was doing when it ended. */
  resume(): void {
    for (const group of this.groups.values()) {
      void this.track(group, group.resume());
    }
  }

  async close(keepContainers: boolean): Promise<void> {
    await Promise.all([...this.groups.values()].map((group) => group.close(keepContainers)));
  }

  exists(id: string): boolean {
    return [...this.groups.values()].some(({ document }) => groupId(document).toLowerCase() === id.toLowerCase());
  }

  get(key: GroupKey): ArmResponse {
    return { status: 200, body: this.view(this.require(key)) };
  }

  list(subscriptionId: string, resourceGroup?: string): ArmResponse {
    const value = [...this.groups.values()]
      .filter(({ document }) => same(document.subscriptionId, subscriptionId))
      .filter(({ document }) => resourceGroup === undefined || same(document.resourceGroup, resourceGroup))
      .map((group) => this.view(group));
    return { status: 200, body: { value } };
  }

  put(request: ArmRequest, key: GroupKey): ArmResponse {
    const definition = this.checked(key, request.body);
    this.identities.check(request.caller, key, definition);
    const group = this.groups.get(keyOf(key));
    return group ? this.update(request, group, definition) : this.create(request, key, definition);
  }

  /** PATCH changes tags and nothing else (specification: "Updates container group tags"). */
  patch(request: ArmRequest, key: GroupKey): ArmResponse {
    const group = this.require(key);
    const body = (request.body ?? {}) as { tags?: unknown };
    group.intend({ definition: { ...group.document.definition, tags: tagsOf(body.tags) } });
    return this.get(key);
  }

  delete(request: ArmRequest, key: GroupKey): ArmResponse {
    const group = this.groups.get(keyOf(key));
    if (group === undefined) {
      return { status: 204 };
    }
    const { intent, operationId: begun } = group.document;
    const operationId = intent === "delete" && group.isTransitioning ? begun : this.beginDelete(request, group);
    return {
      status: 202,
      headers: locationHeader(request, this.operationPath(group.document, operationId, "Results")),
    };
  }

  /** Deletes all groups of a resource group; false when that could not be finished. */
  async deleteAll(subscriptionId: string, resourceGroup: string): Promise<boolean> {
    const inside = () =>
      [...this.groups.values()].filter(
        ({ document }) => same(document.subscriptionId, subscriptionId) && same(document.resourceGroup, resourceGroup),
      );
    await Promise.all(
      inside().map((group) => {
        if (group.document.intent !== "delete") {
          group.intend({ intent: "delete", provisioningState: "Deleting" });
        }
        return this.track(group, group.carryOut());
      }),
    );
    return inside().length === 0;
  }

  start(request: ArmRequest, key: GroupKey): ArmResponse {
    const group = this.settled(key);
    if (["Running", "Pending"].includes(group.stateWord)) {
      return { status: 204 };
    }
    const operation = this.begin(request, "start", group.document);
    void this.change(group, { intent: "run", provisioningState: "Pending", operationId: operation.id });
    return {
      status: 202,
      headers: locationHeader(request, this.operationPath(group.document, operation.id, "Results")),
    };
  }

  // Neither answer of the specification (204) names an operation to wait for; so here the work is done by then.
  async stop(key: GroupKey): Promise<ArmResponse> {
    const group = this.settled(key);
    group.intend({ intent: "stop", provisioningState: "Pending", operationId: undefined });
    await this.track(group, group.carryOut());
    return { status: 204 };
  }

  async restart(key: GroupKey): Promise<ArmResponse> {
    const group = this.settled(key);
    await this.change(group, { intent: "run", provisioningState: "Pending", operationId: undefined });
    return { status: 204 };
  }

  logs(request: ArmRequest, key: GroupKey, containerName: string): ArmResponse {
    const { document } = this.require(key);
    if (!document.definition.properties.containers.some(({ name }) => name === containerName)) {
      throw resourceNotFound(`${type}/${document.name}/containers`, containerName, document.resourceGroup);
    }
    const file = this.services.state.logFile(document, containerName);
    return { status: 200, body: { content: logContent(file, request.query) } };
  }

  private checked(key: GroupKey, body: unknown): GroupDefinition {
    if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(key.name) || key.name.length > 63) {
      throw badRequest(
        "InvalidContainerGroupName",
        `The container group name '${key.name}' is invalid. It must contain no more than 63 characters and must match ` +
          "the regex '[a-z0-9]([-a-z0-9]*[a-z0-9])?' (e.g. 'my-name').",
      );
    }
    // ARM ignores what is read-only when a client sends back what it has read.
    const { id: _id, name: _name, type: _type, ...sent } = (body ?? {}) as Record<string, unknown>;
    const location = normaliseLocation(sent["location"]);
    checkGroupShape(sent);
    const definition = { ...(sent as unknown as GroupDefinition), location, tags: tagsOf(sent["tags"]) };
    checkGroup(key.name, definition);
    requireRunnable(key.name, definition);
    return definition;
  }

  private create(
    request: ArmRequest,
    { subscriptionId, resourceGroup, name }: GroupKey,
    definition: GroupDefinition,
  ): ArmResponse {
    const key = { subscriptionId, resourceGroup, name };
    const address = this.addressFor(key, definition);
    const operation = this.begin(request, "create", { ...key, definition });
    const document: GroupDocument = {
      ...key,
      definition,
      ...address,
      systemIdentity: this.identities.systemIdentityOf(key, definition, undefined),
      intent: "run",
      provisioningState: "Pending",
      generation: 0,
      preparedGeneration: 0,
      operationId: operation.id,
    };
    const group = new Group(document, this.services);
    this.groups.set(keyOf(key), group);
    void this.change(group, { provisioningState: "Creating" });
    return this.accepted(request, 201, group, operation.id);
  }

  private update(request: ArmRequest, group: Group, definition: GroupDefinition): ArmResponse {
    const { document } = group;
    if (group.isTransitioning) {
      throw transitioning(document.name);
    }
    checkUpdate(document.name, document.definition, definition);
    if (group.isTerminated) {
      // Documented ("Terminated or deleted container groups can't be updated"); the code and the words are ours.
      throw badRequest(
        "ContainerGroupTerminated",
        `The container group '${document.name}' is in state '${group.stateWord}'. A terminated container group cannot ` +
          "be updated. Delete it first and then create a new one.",
      );
    }
    const address = this.addressFor(document, definition);
    const operation = this.begin(request, "update", document);
    // Microsoft, "Update containers in Azure Container Instances": an update restarts the containers, an identical one
    // too. It leaves the tags as they are, for which azurerm's provider sends a PATCH (container_group_resource.go).
    void this.change(group, {
      definition: { ...definition, tags: document.definition.tags },
      ...address,
      systemIdentity: this.identities.systemIdentityOf(document, definition, document.systemIdentity),
      intent: "run",
      operationId: operation.id,
      provisioningState: "Updating",
    });
    return this.accepted(request, 200, group, operation.id);
  }

  /** Everything that begins with new containers. */
  private change(group: Group, change: Partial<GroupDocument>): Promise<void> {
    group.intend({ ...change, generation: group.document.generation + 1 });
    return this.track(group, group.carryOut());
  }

  private beginDelete(request: ArmRequest, group: Group): string {
    const operation = this.begin(request, "delete", group.document);
    group.intend({ intent: "delete", provisioningState: "Deleting", operationId: operation.id });
    void this.track(group, group.carryOut());
    return operation.id;
  }

  /** Forgets a group once its deletion is done. */
  private async track(group: Group, work: Promise<void>): Promise<void> {
    await work;
    if (group.document.intent === "delete" && !this.services.state.readGroup(group.document)) {
      this.groups.delete(keyOf(group.document));
    }
  }

  private begin(request: ArmRequest, kind: string, of: GroupKey & { definition: GroupDefinition }): OperationDocument {
    return this.services.operations.begin({ kind, target: groupId(of), location: of.definition.location, request });
  }

  private accepted(request: ArmRequest, status: number, group: Group, operationId: string): ArmResponse {
    return {
      status,
      headers: asyncOperationHeader(request, this.operationPath(group.document, operationId, "s")),
      body: this.view(group),
    };
  }

  private operationPath(document: GroupDocument, operationId: string | undefined, plural: "s" | "Results"): string {
    return (
      `/subscriptions/${document.subscriptionId}/providers/Microsoft.ContainerInstance` +
      `/locations/${document.definition.location}/operation${plural}/${operationId}`
    );
  }

  /** The hash in a group's address, and the refusal of an address that another group has. */
  private addressFor(key: GroupKey & { dnsHash?: string }, definition: GroupDefinition): { dnsHash?: string } {
    const dnsHash = dnsHashOf(key, definition);
    const address = addressOf(definition, dnsHash);
    const others = [...this.groups.values()].filter(({ document }) => keyOf(document) !== keyOf(key));
    if (address && others.some(({ document }) => addressOf(document.definition, document.dnsHash) === address)) {
      throw badRequest(
        "DnsNameLabelAlreadyTaken",
        `The DNS name label '${definition.properties.ipAddress?.dnsNameLabel}' in container group '${key.name}' is not ` +
          "available. Try using a different label.",
      );
    }
    return { dnsHash };
  }

  private view(group: Group): Record<string, unknown> {
    return groupView(group, this.identities.view(group.document));
  }

  private settled(key: GroupKey): Group {
    const group = this.require(key);
    if (group.isTransitioning) {
      throw transitioning(group.document.name);
    }
    return group;
  }

  private require(key: GroupKey): Group {
    const group = this.groups.get(keyOf(key));
    if (group === undefined) {
      throw resourceNotFound(type, key.name, key.resourceGroup);
    }
    return group;
  }
}

function transitioning(name: string): ArmError {
  return new ArmError(
    409,
    "ContainerGroupTransitioning",
    `The container group '${name}' is still transitioning, please retry later.`,
  );
}

function keyOf({ subscriptionId, resourceGroup, name }: GroupKey): string {
  return `${subscriptionId}/${resourceGroup}/${name}`.toLowerCase();
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
