import * as fs from "node:fs";
import * as os from "node:os";
import path from "node:path";

import { randomFrom } from "../support/random";
import { isThere, keyFile, shells, SyncProcess, until } from "./container";
import { FakeVault, secretAnswer } from "./vault";

/*
 * SIGKILL of the key-sync container at random points, while the keys change all the time: what lies in the gateway's
 * folder is at every moment nothing or a whole key, and never an older one than before.
 */
const rounds = Number(process.env.KILL_ROUNDS ?? 12);
const seed = Number(process.env.KILL_SEED ?? 20261126);

jest.setTimeout(60_000 + rounds * 5_000);

const [shell] = shells.filter(({ command }) => isThere(command));
const run = shell === undefined ? test.skip : test;

run(`killed at random points, ${rounds} rounds with seed ${seed}`, async () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "key-sync-kill-"));
  const vault = await FakeVault.start(home);
  const folder = path.join(home, "keys");
  fs.mkdirSync(folder);
  const random = randomFrom(seed);
  let served = 0;
  vault.vault = (place) =>
    secretAnswer(`${place.includes("primary") ? "P" : "S"}${String(++served).padStart(40, "0")}`);

  const newest = { primary: 0, secondary: 0 };
  let looks = 0;
  const look = () => {
    looks++;
    for (const slot of ["primary", "secondary"] as const) {
      const content = keyFile(folder, slot);
      if (content !== undefined) {
        expect(content).toMatch(slot === "primary" ? /^P\d{40};$/ : /^S\d{40};$/);
        const number = Number(content.slice(1, -1));
        expect(number).toBeGreaterThanOrEqual(newest[slot]);
        newest[slot] = number;
      }
    }
  };
  try {
    for (let round = 0; round < rounds; round++) {
      const sync = SyncProcess.start({ shell: shell?.command ?? [], folder, vault, env: { SYNC_SECONDS: "0" } });
      const before = served;
      const ends = Date.now() + random() * 250;
      // From a moment at which it certainly works, in some rounds, and at any in the others.
      await until(
        () => {
          look();
          return round % 2 === 0 ? Date.now() >= ends : served > before + 4 * random();
        },
        () => sync.log,
      );
      await sync.end("SIGKILL");
      look();
    }
    const last = SyncProcess.start({ shell: shell?.command ?? [], folder, vault });
    const before = { ...newest };
    await until(
      () => {
        look();
        return newest.primary > before.primary && newest.secondary > before.secondary;
      },
      () => last.log,
    );
    await last.end();
    expect(looks).toBeGreaterThan(rounds);
  } finally {
    await vault.stop();
    fs.rmSync(home, { recursive: true, force: true });
  }
});
