import type { Result } from "@azureml-webservice/deploy-harness/types";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { callAt, changesOf, keysOf, OnlineStage, type Principal } from "../../engine/online-fixture";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { randomFrom } from "../../support/random";
import { Callers, type Asked, type Knowledge, type Token } from "./callers";
import { beginning, configOf, nextEdit, type Described, type Edit } from "./edits";
import { moments, type MomentName } from "./moments";

/*
 * Random edits of a service, some of them while Azure fails, under a constant stream of requests. None fails but at the
 * moments of the list, and afterwards everything is as described.
 */
const edits = Number(process.env.ONLINE_EDITS ?? 6);
const seed = Number(process.env.ONLINE_SEED ?? 20261122);

jest.setTimeout(120_000 + edits * 120_000);

/** A long run says how far it is. */
const progress = (line: string) => process.env.ONLINE_EDITS !== undefined && process.stdout.write(`${line}\n`);

interface Span {
  readonly edit: string;
  readonly moments: readonly MomentName[];
  readonly from: number;
  readonly to: number;
}

describeEngines(`a service that is edited under load, ${edits} edits with seed ${seed}`, (engine) => {
  const stage = new OnlineStage(engine, { kind: "aks" });
  const random = randomFrom(seed);
  let caller: Principal;
  let callers: Callers;
  beforeAll(async () => {
    await stage.open();
    caller = await stage.principal("caller");
    callers = new Callers(fetchToken);
  });
  afterAll(async () => {
    await callers?.stop();
    await stage.close();
  });

  const config = (described: Described) => ({
    ...configOf(described),
    grants: { tokenAccess: { caller: { principalId: caller.principalId, principalType: "ServicePrincipal" } } },
  });
  let tokenUrl = "";

  /** As a caller without this library does, with the right to do so and no other. */
  async function fetchToken(): Promise<Token> {
    const answer = await fetch(tokenUrl, { method: "POST", headers: { authorization: `Bearer ${caller.token}` } });
    const { accessToken = "", refreshAfterTimeUtc = 0 } = (await answer.json()) as Partial<AnsweredToken>;
    return { value: accessToken || `status-${answer.status}`, refreshAt: 1000 * refreshAfterTimeUtc };
  }

  test("no request fails but at the moments of the list", async () => {
    let now = beginning;
    let known = knowledgeOf(await stage.up(config(now)), now, undefined);
    callers.start(known);
    await callers.settled();
    const spans: Span[] = [];
    let judged = 0;
    for (let number = 1; number <= edits; number++) {
      const edit = nextEdit(now, number, random);
      if (edit.rotates !== undefined) {
        callers.steadySlot = edit.rotates === "primary" ? "secondary" : "primary";
        await callers.settled();
      }
      progress(`edit ${number}: ${edit.what}`);
      const from = Date.now();
      const { result, described } = await carriedOut(edit, now);
      now = described;
      known = knowledgeOf(result, now, known);
      callers.tell(known);
      await callers.settled();
      spans.push({ edit: `${number}: ${edit.what}`, moments: edit.moments, from, to: Date.now() });
      const asked = callers.asked.slice(judged);
      judged += asked.length;
      expect(unexplained(asked, spans)).toEqual([]);
      await requireDescribed(now, known, spans.at(-1)!.edit);
    }
    await callers.stop();

    expect(unexplained(callers.asked.slice(judged), spans)).toEqual([]);
    expect(callers.asked.length).toBeGreaterThan(edits * 10);
    expect(changesOf(await stage.up(config(now)))).toEqual([]);
    succeeded(await (await stage.deployment(config(now))).destroy());
  });

  /** Once while Azure fails; then, when it has recovered, again or back. */
  async function carriedOut({ next, fault, what, reverts }: Edit, before: Described): Promise<CarriedOut> {
    if (fault === undefined) {
      return { result: await stage.up(config(next)), described: next };
    }
    await stage.control.fail(fault);
    const first = await (await stage.deployment({ ...config(next), timeoutSeconds: 3 })).up();
    await stage.control.clearFaults();
    if (first.ok) {
      return { result: first, described: next };
    }
    await stage.idle();
    const described = reverts ? before : next;
    progress(`  failed; ${reverts ? "going back" : "again"}`);
    const result = await (await stage.deployment(config(described))).up();
    if (!result.ok) {
      throw new Error(`${what}: the next run fails, too: ${result.error}\nafter ${first.error}\n${result.log}`);
    }
    return { result, described };
  }

  function knowledgeOf(result: Result, { mode }: Described, before: Knowledge | undefined): Knowledge {
    const { url } = (result.outputs.tokenAcquisition?.value ?? {}) as { url?: string };
    tokenUrl = url ?? tokenUrl;
    const keys = mode === "key" ? keysOf(result) : before?.keys;
    return { scoringUri: String(result.outputs.scoringUri?.value), mode, keys: keys ?? { primary: "", secondary: "" } };
  }

  async function requireDescribed(now: Described, { scoringUri, mode, keys }: Knowledge, edit: string): Promise<void> {
    const { tags, properties } = await stage.endpoint();
    const traffic = Object.fromEntries(Object.entries(now.traffic).filter(([, share]) => share > 0));
    expect({ edit, tags, properties }).toMatchObject({
      edit,
      tags: now.tags,
      properties: { traffic, description: now.description, authMode: mode === "key" ? "Key" : "AMLToken" },
    });
    for (const [name, { version }] of Object.entries(now.deployments)) {
      const credential = mode === "key" ? keys.primary : (await fetchToken()).value;
      const answer = await callAt(scoringUri, credential, name);
      expect({ edit, ...answer }).toEqual({ edit, status: 200, deployment: name, version });
    }
    if (mode === "key") {
      expect(await stage.keysInAzure()).toEqual({ primaryKey: keys.primary, secondaryKey: keys.secondary });
    }
  }
});

interface CarriedOut {
  readonly result: Result;
  readonly described: Described;
}

interface AnsweredToken {
  accessToken: string;
  refreshAfterTimeUtc: number;
}

/** The requests that failed, and attempts of others that did, at a moment that is not on the list. */
function unexplained(asked: readonly Asked[], spans: readonly Span[]): unknown[] {
  return asked.flatMap(({ caller, startedAt, endedAt, statuses }) => {
    const during = spans.filter(({ from, to }) => startedAt <= to && endedAt >= from);
    const failed = statuses.filter((status) => status !== 200);
    const served = statuses.at(-1) === 200;
    const allowed = during
      .flatMap((span) => span.moments)
      // Somebody who holds a key that opens is served while the other one is rotated.
      .filter((name) => served || name !== "rotation")
      .flatMap((name): readonly number[] => moments[name].statuses);
    return failed.every((status) => allowed.includes(status))
      ? []
      : [{ caller, statuses, at: new Date(startedAt).toISOString(), during: during.map(({ edit }) => edit) }];
  });
}
