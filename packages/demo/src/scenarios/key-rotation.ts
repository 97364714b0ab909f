import type { Deployment } from "@azureml-webservice/deploy-harness/types";
import { scoreWhenReady } from "../call";
import { checkRedirect } from "../certificates";
import type { Scenario, ScenarioTools } from "../scenario";
import { SignedInCaller } from "../signed-in-caller";
import type { Certified, Vault } from "../surroundings";
import {
  checkChanges,
  checkStatus,
  checkUnchanged,
  deploy,
  exampleFolder,
  foresee,
  takeDown,
  tellTraining,
  textOutput,
  train,
  type Target,
  type Training,
} from "../steps";

const program = exampleFolder("key-rotation");
/** The shortest that there is: the demo has no time for Azure's usual half minute. */
const keySyncSeconds = 5;
const keyMaxAgeSeconds = 5;

interface References {
  readonly active: { readonly secretUri: string };
}

/** The main job: a model behind two keys in a vault, and both keys rotated while a caller goes on. */
export const keyRotation: Scenario = {
  name: "key-rotation",
  about: "a model on Container Instances behind https, its keys in Key Vault, both rotated under a running caller",
  program,
  azure: { given: [], makes: ["container-group", "share", "vault", "principals"] },
  async run(tools) {
    const { terminal } = tools;
    terminal.section("Train a regression on scikit-learn's diabetes data");
    const training = await train<Training>(tools.python, program);
    tellTraining(tools, training);

    terminal.section("A key vault, a share for the certificate, and a caller who has no right to anything yet");
    const { surroundings } = tools;
    const vault = await surroundings.vault();
    const caller = await surroundings.principal("caller");
    terminal.line(`vault ${vault.id.split("/").pop()}, caller ${caller.principalId}`);
    const share = await surroundings.share();
    const certificate = await surroundings.certified();
    const config = {
      ...(await surroundings.containers("tls")),
      ...vault.location,
      ...share,
      ...certificate.config,
      callers: JSON.stringify({ caller: caller.principalId }),
      keySyncSeconds: String(keySyncSeconds),
    };

    terminal.section("Deploy it");
    const first = await tools.deployment(config, certificate.trusted);
    const deployed = await deploy(first);
    const target = { uri: textOutput(deployed, "scoringUri"), input: { data: training.sample } };
    const { active } = deployed.outputs.keyReferences?.value as unknown as References;
    terminal.line(`service at ${target.uri}`);

    terminal.section("Call it");
    const keyAtFirst = await vault.value(active.secretUri);
    await scoreWhenReady(target.uri, target.input, keyAtFirst ?? "");
    await checkRedirect(tools, target.uri, certificate);
    await checkStatus(tools, target, "without a key", 401);
    await checkStatus(tools, target, "with a wrong key", 401, { credential: "x".repeat(43) });
    await checkStatus(tools, target, "with the active key of the vault", 200, { credential: keyAtFirst });
    const signedIn = await SignedInCaller.signIn(
      tools,
      { ...certificate, vault },
      caller,
      deployed.outputs,
      keyMaxAgeSeconds,
    );
    const said = await signedIn.predict();
    terminal.check("the example's caller, who may read this one secret, is answered", /^\[[\d.]+\]$/.test(said), said);

    const running = signedIn.start();
    const rotate = (rotation: number, slot: Slot) =>
      rotated(tools, target, { vault, activeUri: active.secretUri }, { rotation, slot, config, certificate });
    await rotate(1, "secondary");
    terminal.line(`callers keep a key for ${keyMaxAgeSeconds} s at most, and the next rotation comes after that`);
    await signedIn.forgets();
    const second = await rotate(2, "primary");
    await signedIn.forgets();
    const { requests, failed, atSecondTry } = await running.stop();
    terminal.check(
      `through both rotations the caller sent ${requests} requests: ${failed} failed, ${atSecondTry} needed a second try`,
      requests > 0 && failed + atSecondTry === 0,
    );
    await checkStatus(tools, target, "with the key of the beginning", 401, { credential: keyAtFirst });

    await checkUnchanged(tools, second);
    if (tools.keep) {
      tools.keepLine(signedIn.line);
      return;
    }
    await takeDown(tools, second);
  },
};

type Slot = "primary" | "secondary";

interface Step {
  readonly rotation: number;
  readonly slot: Slot;
  readonly config: Record<string, string>;
  readonly certificate: Certified;
}

/** One step: what the preview says, the deployment, and which keys work afterwards. */
async function rotated(
  tools: ScenarioTools,
  target: Target,
  { vault, activeUri }: { vault: Vault; activeUri: string },
  { rotation, slot, config, certificate }: Step,
): Promise<Deployment> {
  const { terminal } = tools;
  terminal.section(`Rotate: rotation ${rotation - 1} => ${rotation}, which replaces the ${slot} key`);
  const next = await tools.deployment({ ...config, rotation: String(rotation) }, certificate.trusted);
  checkChanges(
    tools,
    `the preview replaces the ${slot} key and nothing else; the container group stays as it is`,
    await foresee(tools, next),
    stepsOf(slot),
  );
  const before = await vault.value(activeUri);
  await deploy(next);
  const after = await vault.value(activeUri);
  terminal.check("the vault tells callers to use the new key", before !== after);
  await checkStatus(tools, target, "with the new key", 200, { credential: after });
  await checkStatus(tools, target, "with the key of before, which is in the other slot", 200, { credential: before });
  return next;
}

function stepsOf(slot: Slot): string[] {
  return [
    "update diabetes-keys-rotation",
    `replace diabetes-keys-${slot}`,
    `update diabetes-${slot}-secret`,
    `update diabetes-${slot}-accepted`,
    "update diabetes-active-secret",
  ];
}
