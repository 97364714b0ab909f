import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { State } from "@azureml-webservice/local-azure";
import { freePorts } from "@azureml-webservice/local-azure/ports";
import { subscriptionId } from "@azureml-webservice/local-azure/testing/arm-client";
import type { Fixture } from "@azureml-webservice/local-azure/testing/use-local-azure";
import * as pulumi from "@pulumi/pulumi";

import type { AciWebserviceArgs } from "../../../src/aci/args";
import { containerGroupArgs } from "../../../src/aci/container-group";
import { readLocalFiles } from "../../../src/aci/local-files";
import { aciWebserviceRule } from "../../../src/aci/rules";
import { validate } from "../../../src/validation/validate";
import { resolved } from "../../support/program";

/** Files by their paths: content, and whether they are executable. */
export type Files = Readonly<Record<string, string | { readonly content: string; readonly isExecutable: true }>>;

interface View {
  readonly restartCount: number;
  readonly events: { name: string; message: string }[];
  readonly currentState: { state: string; detailStatus: string };
}

/** A service of an entry script on local Azure: the container group that the component makes, with its real processes. */
export class ScoringService {
  private constructor(
    private readonly local: Fixture,
    private readonly name: string,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  public static async start(
    local: Fixture,
    name: string,
    sources: Files,
    change: Partial<AciWebserviceArgs> = {},
    model?: Files,
  ): Promise<ScoringService> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "scoring-"));
    const [port = 0, scoringPort = 0] = await freePorts(2);
    const args: AciWebserviceArgs = {
      resourceGroupName: "tests",
      image: "mcr.microsoft.com/azureml/minimal-py312-inference:latest",
      entryScript: "score.py",
      sourceDirectory: write(path.join(folder, "service"), sources),
      ...(model && { modelDirectory: write(path.join(folder, "model"), model) }),
      port,
      scoringPort,
      ...change,
    };
    expect(validate(aciWebserviceRule, args).problems).toEqual([]);
    const { files } = readLocalFiles(args as never);
    const { value } = await resolved(pulumi.output(containerGroupArgs(args, name, files, undefined)));
    const service = new ScoringService(local, name, port, folder);
    await local.arm.deploy(name, requestOf(value as unknown as Group));
    return service;
  }

  public async end(): Promise<void> {
    await this.local.arm.remove(this.name);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** Status and body; what the gateway does not answer is status 0. */
  public async call(input: unknown): Promise<{ status: number; body: string }> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/score`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(input),
      });
      return { status: response.status, body: await response.text() };
    } catch (error) {
      return { status: 0, body: String(error) };
    }
  }

  /** What the script says, once it is there. */
  public async answer(input: unknown, seconds = 40): Promise<unknown> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const { status, body } = await this.call(input);
      if (status === 200) {
        return JSON.parse(body);
      }
      if (Date.now() > end) {
        throw new Error(`the script does not answer: ${status} ${body}\n${await this.logs()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  public async view(container = "scoring"): Promise<View> {
    const { body } = await this.local.arm.get(this.name);
    const containers = body.properties.containers as { name: string; properties: { instanceView: View } }[];
    const found = containers.find((one) => one.name === container);
    if (found === undefined) {
      throw new Error(`the group has no container ${container}`);
    }
    return found.properties.instanceView;
  }

  /** Restarts of all containers, and what the probes had to say. */
  public async troubles(): Promise<string[]> {
    const views = await Promise.all([this.view("gateway"), this.view("scoring")]);
    return views.flatMap(({ restartCount, events }) => [
      ...(restartCount > 0 ? [`${restartCount} restarts`] : []),
      ...events.filter(({ name }) => name === "Unhealthy").map(({ message }) => message),
    ]);
  }

  public async logs(): Promise<string> {
    const { body } = await this.local.arm.send("GET", `${this.local.arm.group(this.name)}/containers/scoring/logs`);
    return body.content as string;
  }

  /** The first process of the server. */
  public get serverProcess(): number {
    const key = { subscriptionId, resourceGroup: "tests", name: this.name };
    const pidFile = path.join(new State(this.local.stateDir).containerFolder(key, "scoring"), "root", "tmp");
    return Number(fs.readFileSync(path.join(pidFile, "azureml-webservice", "pid"), "utf8"));
  }
}

function write(folder: string, files: Files): string {
  for (const [name, file] of Object.entries(files)) {
    const target = path.join(folder, name);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, typeof file === "string" ? file : file.content, {
      mode: typeof file === "string" ? 0o644 : 0o755,
    });
  }
  return folder;
}

interface Group {
  readonly resourceGroupName: string;
  readonly containerGroupName: string;
  readonly location?: string;
  readonly tags?: object;
  readonly identity?: object;
  readonly containers: { name: string }[];
}

/** As azure-native sends it: a container's properties a level deeper. */
function requestOf(group: Group): unknown {
  const { resourceGroupName: _group, containerGroupName: _name, location, tags, identity, containers, ...rest } = group;
  const deeper = containers.map(({ name, ...properties }) => ({ name, properties }));
  return {
    location: location ?? "westeurope",
    tags,
    identity,
    properties: { ...rest, containers: deeper },
  };
}
