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
    /** Whether it was said at all: unsaid, the provider decides. */
    readonly deleteBeforeReplaceSaid: boolean;
    readonly protect: boolean;
    readonly retainOnDelete: boolean;
    /** The name of the resource with which it goes. */
    readonly deletedWith: string | undefined;
    /** Names of the resources with which it is replaced. */
    readonly replaceWith: string[];
    readonly importId: string;
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

type Inputs = Record<string, unknown>;

export interface ProgramOptions {
  readonly preview?: boolean;
  /** Outputs that the cloud adds to the inputs, by type. */
  readonly outputs?: Record<string, Record<string, unknown> | ((inputs: Inputs) => Record<string, unknown>)>;
  /** The ids that the cloud gives, by type, where a program looks into them. Default: `<name>-id`. */
  readonly ids?: Record<string, string>;
  /** What the cloud answers to the functions that may be called. */
  readonly reads?: Record<string, Record<string, unknown>>;
}

/** Runs a program under mocks until everything it registered is there. */
export async function runProgram<T>(program: () => T, options: ProgramOptions = {}): Promise<ProgramRun<T>> {
  const preview = options.preview ?? false;
  await pulumi.runtime.setMocks(
    {
      call: ({ token }) => {
        const answer = options.reads?.[token];
        if (answer === undefined) {
          throw new Error(`the program called ${token}: nothing may be read on the default path`);
        }
        return answer;
      },
      newResource: ({ type, name, inputs }) => ({
        id: preview ? undefined : (options.ids?.[type] ?? `${name}-id`),
        state: { ...(preview ? undefined : defaults(type)), ...inputs, ...added(options.outputs?.[type], inputs) },
      }),
    },
    "project",
    "stack",
    preview,
  );
  const registrations = recordRegistrations();
  const formatAgain = withoutStacksOfPromises();
  try {
    const result = program();
    await pulumi.runtime.disconnect();
    return { registrations, result };
  } finally {
    formatAgain();
  }
}

/**
 * Pulumi keeps the stack of every promise that it makes, to name the ones that leak. To map them to the sources took a
 * third of the time of these tests; real errors have a message, and keep their stack.
 */
function withoutStacksOfPromises(): () => void {
  const format = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, frames) =>
    error.message === ""
      ? ""
      : (format?.(error, frames) ?? [String(error), ...frames.map((frame) => `    at ${frame}`)].join("\n"));
  return () => {
    Error.prepareStackTrace = format;
  };
}

function added(
  outputs: NonNullable<ProgramOptions["outputs"]>[string] | undefined,
  inputs: Inputs,
): Inputs | undefined {
  return typeof outputs === "function" ? outputs(inputs) : outputs;
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
      deleteBeforeReplaceSaid: request.getDeletebeforereplacedefined(),
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      deletedWith: nameOf(request.getDeletedwith()),
      replaceWith: request.getReplaceWithList().map((urn) => nameOf(urn) ?? ""),
      importId: request.getImportid(),
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
