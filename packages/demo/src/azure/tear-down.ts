import type { Deployment } from "@azureml-webservice/deploy-harness/types";
import { ArmRefusal } from "../arm";
import type { Terminal } from "../terminal";
import { deleteGroup } from "./preflight";
import type { AzureSurroundings, Place } from "./surroundings";

interface Remains {
  readonly place: Place;
  readonly around: AzureSurroundings;
  readonly terminal: Terminal;
  readonly endings: readonly (() => Promise<void>)[];
  /** What stands outside of the demo's own groups. */
  readonly destroy?: Deployment;
}

/** Takes down all that a demo has made, one failure or not; true when nothing is left. */
export async function tearDown({ place, around, terminal, endings, destroy }: Remains): Promise<boolean> {
  const { arm, names, subscription, location } = place;
  const groups = `/subscriptions/${subscription}/resourceGroups`;
  const vault = `/subscriptions/${subscription}/providers/Microsoft.KeyVault/locations/${location}/deletedVaults`;
  const works: [what: string, work: () => Promise<unknown>][] = [
    ["what stands in what you named", () => destroyed(destroy)],
    ...endings.map((work): [string, () => Promise<unknown>] => ["what the scenario began", work]),
    ["applications in Microsoft Entra", () => around.clear()],
    [`resource group ${names.programGroup}`, () => deleteGroup(arm, `${groups}/${names.programGroup}`)],
    [`resource group ${names.givenGroup}`, () => deleteGroup(arm, `${groups}/${names.givenGroup}`)],
    // A deleted vault keeps its name for a week unless it is purged.
    [
      `deleted vault ${names.vault}`,
      () => purged(() => arm.request("POST", `${vault}/${names.vault}/purge`, "2024-11-01")),
    ],
  ];
  let isGone = true;
  for (const [what, work] of works) {
    try {
      await work();
    } catch (error) {
      isGone = false;
      terminal.line(`not taken down: ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (isGone) {
    terminal.line("nothing is left of it");
  }
  return isGone;
}

async function destroyed(deployment: Deployment | undefined): Promise<void> {
  const result = await deployment?.destroy();
  if (result?.ok === false && !/no stack named|currently has no resources/i.test(result.log)) {
    throw new Error(result.error);
  }
}

async function purged(purge: () => Promise<unknown>): Promise<void> {
  await purge().catch((error: unknown) => {
    if (!(error instanceof ArmRefusal && error.status === 404)) {
      throw error;
    }
  });
}

/** How to look at what stays, and how to take it down by hand. */
export function wayDown(terminal: Terminal, place: Place, applications: readonly string[], folder: string): void {
  const { names, given, program } = place;
  const groups = [names.programGroup, names.givenGroup];
  const destroy =
    Object.keys(given).length === 0
      ? []
      : [
          `(cd ${program} && PULUMI_BACKEND_URL='file://${folder}/stack/backend?metadata=skip' ` +
            `PULUMI_CONFIG_PASSPHRASE_FILE=${folder}/stack/passphrase pulumi destroy --stack demo --config-file ${folder}/stack/Pulumi.demo.yaml)`,
        ];
  terminal.plain("\nLook at it:");
  groups.forEach((group) => terminal.plain(`  az resource list --resource-group ${group} --output table`));
  terminal.plain("Take it down:");
  const lines = [
    ...destroy,
    ...groups.map((group) => `az group delete --yes --name ${group}`),
    `az keyvault purge --name ${names.vault}   # where there was one`,
    ...applications.map((id) => `az ad app delete --id ${id}`),
    `rm -r ${folder}`,
  ];
  lines.forEach((line) => terminal.plain(`  ${line}`));
}
