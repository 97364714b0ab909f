import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

/** What a program asked the engine to register, with the options that mocks do not pass on. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** The parent's name, or nothing for a resource at the top. */
  readonly parent: string | undefined;
  /** As the engine gets them: secrets in their wrapper. */
  readonly inputs: Record<string, unknown>;
  readonly options: {
    readonly deleteBeforeReplace: boolean;
    readonly replaceOnChanges: string[];
    readonly ignoreChanges: string[];
    readonly additionalSecretOutputs: string[];
    /** Names of the resources it waits for. */
    readonly dependsOn: string[];
  };
}

export interface ProgramRun<T> {
  readonly registrations: Registration[];
  readonly result: T;
}

export interface ProgramOptions {
  readonly preview?: boolean;
  /** Outputs that the cloud adds to the inputs, by type. */
  readonly outputs?: Record<string, Record<string, unknown>>;
}

/** Runs a program under mocks until everything it registered is there. */
export async function runProgram<T>(program: () => T, options: ProgramOptions = {}): Promise<ProgramRun<T>> {
  const preview = options.preview ?? false;
  await pulumi.runtime.setMocks(
    {
      call: ({ token }) => {
        throw new Error(`the program called ${token}: nothing may be read on the default path`);
      },
      newResource: ({ type, name, inputs }) => ({
        id: preview ? undefined : `${name}-id`,
        state: { ...(preview ? undefined : defaults(type)), ...inputs, ...options.outputs?.[type] },
      }),
    },
    "project",
    "stack",
    preview,
  );
  const registrations = recordRegistrations();
  const result = program();
  await pulumi.runtime.disconnect();
  return { registrations, result };
}

/** What providers compute; in a preview it is unknown. */
function defaults(type: string): Record<string, unknown> {
  return type === "random:index/randomPassword:RandomPassword" ? { result: "x".repeat(43), bcryptHash: "hash" } : {};
}

function recordRegistrations(): Registration[] {
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<
    "registerResource",
    (request: RegisterResourceRequest, done: unknown) => unknown
  >;
  const registrations: Registration[] = [];
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, done) => {
    registrations.push(registration(request));
    return register(request, done);
  };
  return registrations;
}

function registration(request: RegisterResourceRequest): Registration {
  return {
    type: request.getType(),
    name: request.getName(),
    parent: nameOf(request.getParent()),
    inputs: (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
    options: {
      deleteBeforeReplace: request.getDeletebeforereplace(),
      replaceOnChanges: request.getReplaceonchangesList(),
      ignoreChanges: request.getIgnorechangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      dependsOn: request
        .getDependenciesList()
        .map((urn) => nameOf(urn) ?? "")
        .sort(),
    },
  };
}

function nameOf(urn: string): string | undefined {
  return urn === "" ? undefined : urn.split("::").pop();
}

/** What an output holds: a promise, because awaiting an output itself waits for nothing. */
export interface Resolved {
  readonly known: boolean;
  readonly secret: boolean;
  readonly value: unknown;
}

export async function resolved(output: pulumi.Output<unknown>): Promise<Resolved> {
  const internal = output as unknown as {
    promise(withUnknowns?: boolean): Promise<unknown>;
    isKnown: Promise<boolean>;
  };
  const [value, known, secret] = await Promise.all([internal.promise(), internal.isKnown, pulumi.isSecret(output)]);
  return { known, secret, value };
}
