import { matchPath, type ArmRequest, type ArmResponse } from "../arm/http";
import { nameOf } from "../arm/resource-id";
import { checkShape } from "../arm/shape";
import { bundle, deletedBundle, deletedItem, described, item } from "./bundles";
import { rights, type DataAccess, type Right, type VaultCaller } from "./data-access";
import { badParameter, secretDisabled, VaultError } from "./errors";
import type { SecretDetails, VaultDocument } from "./model";
import { currentVersion, secretId, type Secrets } from "./secrets";
import { setShape, updateShape } from "./shapes";

interface Call {
  vault: VaultDocument;
  path: string;
  name: string;
  version: string;
  query: URLSearchParams;
  body: unknown;
}

interface Operation {
  method: string;
  pattern: string;
  right: Right;
  run(call: Call): ArmResponse;
}

const apiVersion = /^(7\.[0-6]|2016-10-01|2025-07-01|2026-04-01)$/;
/** As many as Azure gives at once, and at most: specification, `maxresults`. */
const pageSize = 25;

/** The secrets of a vault at its own address. */
export class DataPlane {
  constructor(
    private readonly secrets: Secrets,
    private readonly access: DataAccess,
  ) {}

  /** Fills in who asks for what, so that a refusal can be recorded with it. */
  async answer(vault: VaultDocument, request: ArmRequest, recorded: Partial<ArmRequest>): Promise<ArmResponse> {
    try {
      return await this.respond(vault, request, recorded);
    } catch (error) {
      if (error instanceof VaultError) {
        return { status: error.status, headers: error.headers, body: error.body() };
      }
      throw error;
    }
  }

  private async respond(vault: VaultDocument, request: ArmRequest, recorded: Partial<ArmRequest>) {
    const caller: VaultCaller = await this.access.callerOf(request.headers.authorization);
    recorded.caller = caller;
    // Some clients put a slash behind a name that has no version.
    const fitting = this.operations.flatMap((operation) => {
      const parameters = matchPath(operation.pattern, request.segments);
      return parameters ? [{ operation, parameters }] : [];
    });
    const { operation, parameters } = fitting.find(({ operation: { method } }) => method === request.method) ?? {};
    if (operation === undefined || parameters === undefined) {
      throw fitting.length > 0
        ? new VaultError(405, "MethodNotAllowed", `The method '${request.method}' is not allowed at this address.`)
        : new VaultError(404, "NotFound", `Local Azure's vaults have nothing at '${request.path}': they hold secrets.`);
    }
    if (!apiVersion.test(request.query.get("api-version") ?? "")) {
      // unseen
      throw badParameter(`The api-version '${request.query.get("api-version") ?? ""}' is missing or not supported.`);
    }
    const { name = "", version = "" } = parameters;
    const scope = name === "" ? vault.id : secretId(vault, name);
    recorded.permission = { action: operation.right.action, scope };
    this.access.require(caller, vault, operation.right, scope);
    return operation.run({ vault, path: request.path, name, version, query: request.query, body: request.body });
  }

  private get(call: Call): ArmResponse {
    const { vault, name } = call;
    const version =
      call.version === ""
        ? currentVersion(this.secrets.require(vault, name))
        : this.secrets.requireVersion(vault, name, call.version);
    // One that has expired is given all the same: Azure/AzureKeyVault, issue 19.
    if (!version.attributes.enabled) {
      throw secretDisabled();
    }
    return { status: 200, body: bundle(vault, name, version) };
  }

  private set({ vault, name, body }: Call): ArmResponse {
    checkShape(setShape, body ?? {});
    const { value, ...details } = body as SecretDetails & { value: string };
    const { secret } = this.secrets.set(vault, name, value, detailsOf(details));
    return { status: 200, body: bundle(vault, name, currentVersion(secret)) };
  }

  private update({ vault, name, version, body }: Call): ArmResponse {
    checkShape(updateShape, body ?? {});
    const id = version === "" ? currentVersion(this.secrets.require(vault, name)).id : version;
    const changed = this.secrets.update(vault, name, id, detailsOf((body ?? {}) as SecretDetails));
    return { status: 200, body: described(vault, name, changed) };
  }

  private recover({ vault, name }: Call): ArmResponse {
    return { status: 200, body: described(vault, name, currentVersion(this.secrets.recover(vault, name))) };
  }

  private purge({ vault, name }: Call): ArmResponse {
    this.secrets.purge(vault, name);
    return { status: 204 };
  }

  private readonly operations: Operation[] = [
    { method: "GET", pattern: "/secrets/{name}", right: rights.get, run: (call) => this.get(call) },
    { method: "PUT", pattern: "/secrets/{name}", right: rights.set, run: (call) => this.set(call) },
    { method: "PATCH", pattern: "/secrets/{name}", right: rights.update, run: (call) => this.update(call) },
    {
      method: "DELETE",
      pattern: "/secrets/{name}",
      right: rights.delete,
      run: ({ vault, name }) => ({ status: 200, body: deletedBundle(vault, this.secrets.delete(vault, name)) }),
    },
    {
      method: "GET",
      pattern: "/secrets",
      right: rights.list,
      run: (call) => page(call, this.secrets.list(call.vault), (secret) => item(call.vault, secret)),
    },
    {
      method: "GET",
      pattern: "/secrets/{name}/versions",
      right: rights.list,
      run: (call) => {
        const { id, versions } = this.secrets.require(call.vault, call.name);
        return page(call, versions, (version) => described(call.vault, nameOf(id), version));
      },
    },
    { method: "GET", pattern: "/secrets/{name}/{version}", right: rights.get, run: (call) => this.get(call) },
    { method: "PATCH", pattern: "/secrets/{name}/{version}", right: rights.update, run: (call) => this.update(call) },
    {
      method: "GET",
      pattern: "/deletedsecrets",
      right: rights.list,
      run: (call) => page(call, this.secrets.listDeleted(call.vault), (secret) => deletedItem(call.vault, secret)),
    },
    {
      method: "GET",
      pattern: "/deletedsecrets/{name}",
      right: rights.getDeleted,
      run: ({ vault, name }) => ({ status: 200, body: deletedBundle(vault, this.secrets.requireDeleted(vault, name)) }),
    },
    { method: "POST", pattern: "/deletedsecrets/{name}/recover", right: rights.recover, run: (c) => this.recover(c) },
    { method: "DELETE", pattern: "/deletedsecrets/{name}", right: rights.purge, run: (c) => this.purge(c) },
  ];
}

/** What may be said of a secret, without what is read-only. */
function detailsOf({ contentType, attributes, tags }: SecretDetails): SecretDetails {
  const { enabled, nbf, exp } = attributes ?? {};
  const said = Object.entries({ enabled, nbf, exp }).filter(([, value]) => value !== undefined && value !== null);
  return {
    ...(contentType === undefined ? {} : { contentType }),
    attributes: Object.fromEntries(said),
    ...(tags === undefined ? {} : { tags }),
  };
}

function page<T>({ vault, path, query }: Call, all: T[], view: (one: T) => unknown): ArmResponse {
  const size = Number(query.get("maxresults") ?? pageSize);
  if (!Number.isInteger(size) || size < 1 || size > pageSize) {
    throw badParameter(`maxresults must be between 1 and ${pageSize}.`);
  }
  const start = Number(query.get("$skiptoken") ?? 0);
  const end = start + size;
  const next = new URLSearchParams(query);
  next.set("$skiptoken", String(end));
  return {
    status: 200,
    body: {
      value: all.slice(start, end).map(view),
      nextLink: end < all.length ? `${vault.properties.vaultUri.replace(/\/$/, "")}${path}?${next.toString()}` : null,
    },
  };
}
