import type { Provider } from "../providers/provider";
import { nameOf } from "../urn";
import { markSecrets } from "./change";
import type { Registration } from "./registration";
import { makeStep, type Report } from "./report";
import type { Snapshot } from "./snapshot";
import type { ResourceState } from "./state";

interface Parts {
  preview: boolean;
  snapshot: Snapshot;
  report: Report;
}

/**
 * Takes over what exists already, unless an earlier run has. What differs from the program is changed then, in the
 * same run, as engines do since 2025 (pulumi/pulumi, issue 19335); older ones refuse it.
 */
export async function importExisting(
  { snapshot, report }: Parts,
  next: ResourceState,
  { importId }: Registration,
  known: ResourceState | undefined,
  provider: Provider | undefined,
): Promise<ResourceState | undefined> {
  if (importId === "" || known?.id === importId || provider === undefined) {
    return undefined;
  }
  if (known !== undefined) {
    throw new Error("the in-process driver imports nothing in place of what it manages; use the pulumi CLI");
  }
  const { urn, type } = next;
  return report.step(makeStep("read", urn), async () => {
    const request = { urn, type, name: nameOf(urn), id: importId, oldInputs: undefined, oldOutputs: {} };
    const existing = await provider.read(request);
    if (existing === undefined) {
      throw new Error(`resource '${importId}' does not exist`);
    }
    const imported: ResourceState = { ...next, ...existing, outputs: markSecrets(next, existing.outputs) };
    snapshot.adopt(imported);
    return imported;
  });
}

/** The engine's own words; a preview only warns. */
export function refuseToReplaceImported({ preview, report }: Parts, { importId }: Registration, urn: string): void {
  if (importId === "") {
    return;
  }
  const refusal =
    "previously-imported resources that still specify an ID may not be replaced; " +
    "please remove the `import` declaration from your program;";
  if (!preview) {
    throw new Error(refusal);
  }
  report.message("warning", refusal, urn);
}
