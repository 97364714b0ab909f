import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Toolchain } from "../../toolchain";
import { Admission, type AdmissionLimits } from "../scoring/admission";
import type { ServedDeployment } from "../scoring/served";
import type { Blueprint } from "./blueprint";
import { endRecorded, Instance } from "./instance";
import { readBlueprint, revisionFolder } from "./revision";

/** What the instances of a deployment are to be, at one time. */
export interface FleetPlan {
  /** Rises with every change that needs new processes. */
  revision: number;
  /** Processes; not more than `maxProcesses`. */
  processes: number;
  limits: AdmissionLimits;
  requestTimeoutMs: number;
}

/** More instances than this are only counted: a development machine stands in for all of them. */
export const maxProcesses = 3;

/** The instances of one deployment. */
export class Fleet implements ServedDeployment {
  readonly admission = new Admission(() => this.plan.limits);
  private instances: Instance[] = [];
  private plan: FleetPlan = {
    revision: 0,
    processes: 0,
    limits: { atOnce: 0, waiting: 0, waitMs: 0 },
    requestTimeoutMs: 0,
  };
  private blueprint: Blueprint | undefined;
  /** New ones, on their way to take over. */
  private starting: Instance[] = [];
  /** Old ones that still have requests. */
  private readonly leaving = new Set<Instance>();
  private closed = false;

  constructor(
    readonly name: string,
    /** Where the deployment keeps its files. */
    private readonly folder: string,
    private readonly toolchain: () => Promise<Toolchain>,
  ) {}

  get scoringPath(): string {
    return this.blueprint?.scoringPath ?? "/score";
  }

  get requestTimeoutMs(): number {
    return this.plan.requestTimeoutMs;
  }

  readyInstances(): Instance[] {
    return this.instances.filter(({ ready }) => ready);
  }

  /** After a server's start: what lives is taken over, what does not is started, nobody waits for it. */
  revive(plan: FleetPlan): void {
    this.adopt(plan, this.makeInstances(plan, 0, plan.processes));
    this.instances.forEach((instance) => instance.revive());
  }

  /**
   * Brings the instances in line with a plan. A new revision's are started first and take over when all are ready; the
   * old ones get no more requests, end those that they have, and go. When one does not become ready, everything stays
   * as it was and the StartError of that instance tells why. `commit` is called at the moment of the change.
   */
  async follow(plan: FleetPlan, commit: () => void): Promise<void> {
    if (this.closed) {
      return;
    }
    const same = plan.revision === this.plan.revision;
    const stay = same ? this.instances.slice(0, plan.processes) : [];
    const fresh = this.makeInstances(plan, stay.length, plan.processes);
    await this.startAll(fresh);
    if (this.closed) {
      return;
    }
    const leaving = this.instances.filter((instance) => !stay.includes(instance));
    this.adopt(plan, [...stay, ...fresh]);
    commit();
    await this.dismiss(leaving);
    await this.endOthers();
  }

  /** Ends all instances, after the requests that they have. */
  async end(): Promise<void> {
    const leaving = this.instances;
    this.instances = [];
    await this.dismiss([...leaving, ...this.starting]);
    this.plan = { ...this.plan, revision: 0 };
    await this.endOthers();
  }

  /** Ends the processes of every revision but the one that serves, which a killed server may have left. */
  async endOthers(): Promise<void> {
    const root = path.dirname(revisionFolder(this.folder, 0));
    const others = list(root).filter((revision) => revision !== String(this.plan.revision));
    await Promise.all(
      others.map(async (revision) => {
        const instances = path.join(root, revision, "instances");
        await Promise.all(list(instances).map((instance) => endRecorded(path.join(instances, instance))));
        rmSync(path.join(root, revision), { recursive: true, force: true });
      }),
    );
  }

  async close(keepProcesses: boolean): Promise<void> {
    this.closed = true;
    const all = [...this.instances, ...this.starting, ...this.leaving];
    await Promise.all(all.map((instance) => (keepProcesses ? instance.release() : instance.end())));
  }

  private adopt(plan: FleetPlan, instances: Instance[]): void {
    this.instances = instances;
    this.plan = plan;
    this.blueprint = readBlueprint(revisionFolder(this.folder, plan.revision));
    this.admission.admitNext();
  }

  private makeInstances({ revision }: FleetPlan, from: number, to: number): Instance[] {
    const folder = revisionFolder(this.folder, revision);
    const blueprint = readBlueprint(folder);
    const count = blueprint === undefined ? 0 : Math.max(0, to - from);
    return Array.from(
      { length: count },
      (_, index) =>
        new Instance(path.join(folder, "instances", String(from + index)), blueprint as Blueprint, this.toolchain),
    );
  }

  private async startAll(fresh: Instance[]): Promise<void> {
    this.starting = fresh;
    try {
      await Promise.all(fresh.map((instance) => instance.start()));
    } catch (error) {
      await Promise.all(fresh.map((instance) => instance.end()));
      throw error;
    } finally {
      this.starting = [];
    }
  }

  private async dismiss(instances: Instance[]): Promise<void> {
    await Promise.all(
      instances.map(async (instance) => {
        this.leaving.add(instance);
        await instance.drain(this.plan.requestTimeoutMs);
        await instance.end();
        this.leaving.delete(instance);
        rmSync(instance.folder, { recursive: true, force: true });
      }),
    );
  }
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
