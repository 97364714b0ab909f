import * as fs from "node:fs";
import * as os from "node:os";
import path from "node:path";

import { gatewayFiles, keyCheckPath } from "../../src/gateway";
import { answerOf, bearer } from "../gateway/support/client";
import { Gateway } from "../gateway/support/gateway";
import { Http1 } from "../gateway/support/http1";
import { isThere, shells, SyncProcess, until } from "./container";
import { FakeVault, secretAnswer, tokenAnswer } from "./vault";

/** The real gateway and the real program beside it, as they stand in the group. */

const keys = { primary: "PrimaryKeyNumberOne0123456789", secondary: "SecondaryKeyNumberOne98765432" };
const [shell] = shells.filter(({ command }) => isThere(command));
const run = shell === undefined ? test.skip : test;

run("nobody gets in before the keys are there, and nobody with a right key is refused afterwards", async () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "key-sync-gateway-"));
  const vault = await FakeVault.start(home);
  const gateway = await Gateway.start({ keyFiles: { primary: undefined, secondary: undefined } });
  const sync = SyncProcess.start({
    shell: shell?.command ?? [],
    folder: path.join(gateway.folder, gatewayFiles.keys.folder),
    vault,
  });
  const client = new Http1({ port: gateway.settings.port, tls: false });
  const asked = (value?: string, target = "/score") =>
    answerOf(client, { target, headers: value === undefined ? [] : [["Authorization", value]] });
  const statusOf = async (key: string) =>
    (await answerOf(client, { target: keyCheckPath, headers: [bearer(key)] })).status;
  try {
    // The identity is late.
    vault.identity = () => undefined;
    await sync.said("the managed identity does not answer");
    for (const value of [undefined, "Bearer ", "Bearer", "Bearer ;", `Bearer ${keys.primary}`]) {
      expect(await asked(value)).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    }
    expect(await asked(undefined, "/")).toMatchObject({ status: 200, body: "Healthy" });

    // The role has not spread yet.
    vault.identity = () => tokenAnswer;
    vault.vault = () => ({ status: 403, body: '{"error":{"code":"Forbidden"}}' });
    await sync.said("has no right to read score-primary (403)");
    expect((await asked(`Bearer ${keys.primary}`)).status).toBe(503);

    // One slot alone: an error page in the place of the other.
    vault.vault = (place) =>
      place.includes("primary") ? secretAnswer(keys.primary) : { status: 200, body: "<html>maintenance</html>" };
    await until(
      async () => (await statusOf(keys.primary)) === 204,
      () => sync.log,
    );
    for (const value of ["Bearer ", "Bearer <html>maintenance</html>", `Bearer ${keys.secondary}`]) {
      expect((await asked(value)).status).toBe(503);
    }

    vault.vault = (place) => secretAnswer(place.includes("primary") ? keys.primary : keys.secondary);
    await until(
      async () => (await statusOf(keys.secondary)) === 204,
      () => sync.log,
    );
    expect((await asked("Bearer ")).status).toBe(401);

    // A rotation while somebody calls: the other key is never refused.
    const next = "SecondaryKeyNumberTwo98765432";
    vault.vault = (place) => secretAnswer(place.includes("primary") ? keys.primary : next);
    await until(
      async () => {
        expect((await asked(`Bearer ${keys.primary}`)).status).toBe(200);
        return (await statusOf(next)) === 204;
      },
      () => sync.log,
    );
    expect(await statusOf(keys.secondary)).toBe(401);

    // The vault is away, and so is the container.
    vault.vault = () => undefined;
    await sync.said("the vault does not answer");
    expect([await statusOf(keys.primary), await statusOf(next)]).toEqual([204, 204]);
    await sync.end();
    expect([await statusOf(keys.primary), await statusOf(next)]).toEqual([204, 204]);
  } finally {
    await sync.end();
    await gateway.stop();
    await vault.stop();
    fs.rmSync(home, { recursive: true, force: true });
  }
});
