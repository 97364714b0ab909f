import type { Principals } from "../entra/principals";
import { tenantId } from "../entra/principals";
import type { State } from "../state";
import { ArmError, resourceNotFound } from "./arm-error";
import type { ArmRequest, ArmResponse } from "./http";
import type { Operations } from "./operations";
import { route, type Route } from "./provider";
import { parseId, sameId } from "./resource-id";
import type { Shape } from "./shape";
import { tagsOf } from "./location";
import {
  checkedBody,
  checkName,
  checkSameLocation,
  trackedView,
  type Identity,
  type TrackedResource,
} from "./tracked-resource";

/** A type of resources that are checked and kept, and do nothing. */
export interface StoredType {
  /** The path, whose last segment is `{name}`. */
  pattern: string;
  /** Permissions are below it: `<type>/write`. */
  type: string;
  namePattern: RegExp;
  shape: Shape;
  /** Whether PUT and DELETE are long-running. */
  longRunning: boolean;
  /** Where the location of a resource comes from that has none of its own. */
  locationOf?(id: string): string;
  /** What must be there or hold before anything else, such as a parent. */
  requirements?(request: ArmRequest, id: string): void;
  /** Checks what the form cannot say, and answers the properties to store, with what Azure adds. */
  complete?(
    id: string,
    sent: Omit<TrackedResource, "id">,
    before: TrackedResource | undefined,
  ): TrackedResource["properties"];
  /** What Azure makes besides, before the resource is there; for long-running types. */
  made?(id: string): void | Promise<void>;
  /** What GET shows; default: everything stored. */
  view?(resource: TrackedResource): Record<string, unknown>;
  /** Which properties PATCH may change; absent: it has no PATCH. */
  patchable?: readonly string[];
}

export interface StoredServices {
  state: State;
  operations: Operations;
  principals: Principals;
}

/** The routes of a type, and the kinds of its operations. */
export class StoredResources {
  constructor(
    private readonly services: StoredServices,
    private readonly stored: StoredType,
  ) {
    const { operations, state } = services;
    const settle = (provisioningState: string) => (target: string) => {
      const properties = state.documents.read<TrackedResource>(target)?.properties;
      state.documents.update<TrackedResource>(target, { properties: { ...properties, provisioningState } });
    };
    operations.define(`${stored.type}/write`, {
      run: async ({ target }) => {
        await stored.made?.(target);
        settle("Succeeded")(target);
      },
      failed: ({ target }) => settle("Failed")(target),
    });
    operations.define(`${stored.type}/delete`, {
      run: ({ target }) => state.documents.remove(target),
      failed: ({ target }) => settle("Failed")(target),
    });
  }

  routes(): Route[] {
    const { pattern, type, patchable } = this.stored;
    const list = pattern.slice(0, pattern.lastIndexOf("/"));
    const inSubscription = list.replace("/resourceGroups/{resourceGroup}", "");
    const topLevel = !/\{[^}]*\}/.test(list.slice(list.indexOf("/providers/")));
    return [
      route("PUT", pattern, `${type}/write`, (request, p) => this.put(request, idOf(pattern, p))),
      route("GET", pattern, `${type}/read`, (request, p) => this.get(request, idOf(pattern, p))),
      route("DELETE", pattern, `${type}/delete`, (request, p) => this.delete(request, idOf(pattern, p))),
      ...(patchable
        ? [route("PATCH", pattern, `${type}/write`, (request, p) => this.patch(request, idOf(pattern, p), patchable))]
        : []),
      route("GET", list, `${type}/read`, (request, p) => this.list(request, idOf(list, p))),
      ...(topLevel
        ? [
            route("GET", inSubscription, `${type}/read`, (_, p) =>
              this.inSubscription((p as Parameters)["subscriptionId"]),
            ),
          ]
        : []),
    ];
  }

  require(id: string): TrackedResource {
    const resource = this.services.state.documents.read<TrackedResource>(id);
    if (resource === undefined) {
      throw notFound(this.stored.type, id);
    }
    return resource;
  }

  private put(request: ArmRequest, id: string): ArmResponse {
    const { stored } = this;
    stored.requirements?.(request, id);
    checkName(stored.type, id.slice(id.lastIndexOf("/") + 1), stored.namePattern);
    const sent = checkedBody(stored.shape, request.body, stored.locationOf?.(id));
    const before = this.services.state.documents.read<TrackedResource>(id);
    checkSameLocation(before, sent.location);
    this.checkIdle(before);
    const properties = stored.complete?.(id, sent, before) ?? sent.properties;
    const provisioningState = !stored.longRunning ? "Succeeded" : before ? "Updating" : "Creating";
    const resource = this.services.state.documents.write<TrackedResource>({
      ...sent,
      ...this.identityOf(id, sent.identity, before?.identity),
      id: before?.id ?? id,
      properties: { ...properties, provisioningState },
    });
    const status = before ? 200 : 201;
    if (!stored.longRunning) {
      return { status, body: this.view(resource) };
    }
    const operation = this.begin(request, "write", resource);
    const { operations } = this.services;
    return operations.accepted(request, operation, { style: "async", status, body: this.view(resource) });
  }

  private get(request: ArmRequest, id: string): ArmResponse {
    this.stored.requirements?.(request, id);
    return { status: 200, body: this.view(this.require(id)) };
  }

  private patch(request: ArmRequest, id: string, patchable: readonly string[]): ArmResponse {
    const resource = this.require(id);
    this.checkIdle(resource);
    const body = (request.body ?? {}) as Partial<TrackedResource>;
    const changes = Object.entries(body.properties ?? {}).filter(([name]) => patchable.includes(name));
    const changed = this.services.state.documents.write<TrackedResource>({
      ...resource,
      ...(body.tags === undefined ? {} : { tags: tagsOf(body.tags) }),
      properties: { ...resource.properties, ...Object.fromEntries(changes) },
    });
    return { status: 200, body: this.view(changed) };
  }

  private delete(request: ArmRequest, id: string): ArmResponse {
    this.stored.requirements?.(request, id);
    const { documents } = this.services.state;
    const resource = documents.read<TrackedResource>(id);
    if (resource === undefined) {
      return { status: 204 };
    }
    if (!this.stored.longRunning) {
      documents.remove(id);
      return { status: 200 };
    }
    const { operations } = this.services;
    const begun = operations.underWay(id).find(({ kind }) => kind === `${this.stored.type}/delete`);
    if (begun === undefined) {
      this.checkIdle(resource);
      documents.write({ ...resource, properties: { ...resource.properties, provisioningState: "Deleting" } });
    }
    const operation = begun ?? this.begin(request, "delete", resource);
    return operations.accepted(request, operation, { style: "location", status: 202 });
  }

  private list(request: ArmRequest, listId: string): ArmResponse {
    this.stored.requirements?.(request, `${listId}/any`);
    const at = listId.lastIndexOf(/\/providers\/[^/]+\/[^/]+$/i.test(listId) ? "/providers/" : "/");
    const [parent, below] = [listId.slice(0, at), listId.slice(at + 1)];
    const value = this.services.state.documents.list<TrackedResource>(parent, below);
    return { status: 200, body: { value: value.map((resource) => this.view(resource)) } };
  }

  private inSubscription(subscriptionId = ""): ArmResponse {
    const value = this.services.state.documents.ofType<TrackedResource>(this.stored.type, subscriptionId);
    return { status: 200, body: { value: value.map((resource) => this.view(resource)) } };
  }

  private view(resource: TrackedResource): Record<string, unknown> {
    const view = this.stored.view?.(resource) ?? trackedView(resource);
    return this.stored.locationOf ? { ...view, location: undefined, tags: undefined } : view;
  }

  private begin(request: ArmRequest, action: "write" | "delete", { id, location }: TrackedResource) {
    return this.services.operations.begin({ kind: `${this.stored.type}/${action}`, target: id, location, request });
  }

  // Providers differ in the code; 409 is common to all.
  private checkIdle(resource: TrackedResource | undefined): void {
    const busy =
      resource && this.services.operations.underWay(resource.id).find(({ target }) => sameId(target, resource.id));
    if (busy) {
      throw new ArmError(
        409,
        "Conflict",
        `An operation on '${resource.id}' is in progress. Try again when it has ended.`,
      );
    }
  }

  /** The system identity stays while the resource has one; it is a principal like others. */
  private identityOf(id: string, sent: Identity | undefined, before: Identity | undefined): { identity?: Identity } {
    if (sent === undefined) {
      return before ? { identity: before } : {};
    }
    if (!sent.type.startsWith("SystemAssigned")) {
      return { identity: sent };
    }
    const principalId = before?.principalId ?? this.services.principals.createManagedIdentity(id).principalId;
    return { identity: { ...sent, principalId, tenantId } };
  }
}

type Parameters = Record<string, string>;

export function notFound(type: string, id: string): ArmError {
  return resourceNotFound(type, id.slice(id.lastIndexOf("/") + 1), parseId(id).resourceGroup ?? "");
}

/** The ARM id that a pattern and its parameters make. */
function idOf(pattern: string, parameters: unknown): string {
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => (parameters as Parameters)[name] ?? "");
}
