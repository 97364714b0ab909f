import * as fs from "node:fs";
import * as os from "node:os";
import path from "node:path";

import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { pathWithQuickSleep } from "../support/fast-sleep";
import { isThere, keyFile, shells, SyncProcess, until } from "./container";
import { FakeVault, secretAnswer, token, tokenAnswer, type Answer } from "./vault";

const first = { primary: "PrimaryKeyNumberOne0123456789", secondary: "SecondaryKeyNumberOne98765432" };
const second = { primary: "PrimaryKeyNumberTwo0123456789", secondary: "SecondaryKeyNumberTwo98765432" };
type Slot = keyof typeof first;

let home: string;
let vault: FakeVault;
let folders = 0;
const running: SyncProcess[] = [];

beforeAll(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "key-sync-"));
  vault = await FakeVault.start(home);
}, 300_000);
afterAll(async () => {
  await vault?.stop();
  fs.rmSync(home, { recursive: true, force: true });
});
beforeEach(() => {
  vault.identity = () => tokenAnswer;
  vault.vault = keysOf(first);
  vault.requests.length = 0;
});
afterEach(() => Promise.all(running.splice(0).map((process) => process.end())));

/** A vault with these keys; a path before `/secrets` belongs to one test alone. */
const keysOf = (keys: Record<Slot, string>) => (place: string) => {
  const slot = /\/secrets\/score-(primary|secondary)\?api-version=7\.4$/.exec(place)?.[1] as Slot | undefined;
  return slot && secretAnswer(keys[slot]);
};

function newFolder(files: Partial<Record<Slot, string>> = {}): string {
  const folder = path.join(home, `keys-${++folders}`);
  fs.mkdirSync(folder);
  for (const [slot, content] of Object.entries(files)) {
    fs.writeFileSync(path.join(folder, slot), content);
  }
  return folder;
}

const contents = (folder: string) => [keyFile(folder, "primary"), keyFile(folder, "secondary")];
const whole = ({ primary, secondary }: typeof first) => [`${primary};`, `${secondary};`];
const good = { primary: `${first.primary};`, secondary: `${first.secondary};` };

describe.each(shells)("in $name", ({ name, command }) => {
  // The shell of the machine's own /bin/sh is one of the two nearly everywhere; Alpine's has to be installed.
  const run = isThere(command) ? test : test.skip;
  const title = isThere(command) ? "" : ` (skipped: ${name} is not on the PATH)`;
  const start = (folder: string, env: Record<string, string | undefined> = {}) => {
    const process = SyncProcess.start({ shell: command, folder, vault, env });
    running.push(process);
    return process;
  };
  const has = (folder: string, keys: typeof first, sync: SyncProcess) =>
    until(
      () => JSON.stringify(contents(folder)) === JSON.stringify(whole(keys)),
      () => `the keys in their files; ${sync.log}`,
    );

  run(`reads both keys, and each new version${title}`, async () => {
    const folder = newFolder();
    const sync = start(folder);
    await has(folder, first, sync);
    expect(fs.statSync(path.join(folder, "primary")).mode & 0o777).toBe(0o644);
    expect(fs.readdirSync(folder).sort()).toEqual(["primary", "secondary"]);
    vault.vault = keysOf({ ...first, secondary: second.secondary });
    await has(folder, { ...first, secondary: second.secondary }, sync);
    await sync.said(/(secondary: has the key[^]*){2}/);
    expect(sync.log.split("\n").map((line) => line.replace(/^\S+ /, ""))).toEqual([
      `key-sync: begins with score-primary and score-secondary in ${vault.vaultUri}`,
      "key-sync: primary: has the key of score-primary",
      "key-sync: secondary: has the key of score-secondary",
      "key-sync: secondary: has the key of score-secondary",
      "",
    ]);
    // One token for all of it, for the identity and the vault that it was told.
    const asked = vault.requests.filter(({ path: place }) => place.startsWith("/metadata"));
    expect(asked.map(({ path: place }) => place)).toEqual([
      "/metadata/identity/oauth2/token?api-version=2018-02-01&client_id=0b1f6471-1bf0-4dda-aec3-cb9272f09590&resource=https://vault.azure.net",
    ]);
    expect(new Set(vault.requests.map(({ authorization }) => authorization))).toEqual(
      new Set([undefined, `Bearer ${token}`]),
    );
  });

  run(`leaves a file alone while its key is the same${title}`, async () => {
    const folder = newFolder(good);
    const before = fs.statSync(path.join(folder, "primary"), { bigint: true });
    const sync = start(folder);
    await until(
      () => vault.requests.length >= 5,
      () => sync.log,
    );
    const { ino, mtimeNs } = fs.statSync(path.join(folder, "primary"), { bigint: true });
    expect([ino, mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  run(`ends at once when it is told to, also while it waits${title}`, async () => {
    const folder = newFolder();
    const sync = start(folder, { SYNC_SECONDS: "3600" });
    await has(folder, first, sync);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await sync.end("SIGTERM");
    expect(sync.child.exitCode).toBe(0);
    // The pause that the shell has ended may take a moment to go.
    await until(
      () => sync.processes().length === 0,
      () => sync.processes().join("\n"),
    );
  });

  run(`shows neither token nor key in arguments, environment and log${title}`, async () => {
    const keys = { ...first };
    const answer = keysOf(keys);
    vault.vault = (place) => ({ ...answer(place)!, delayMs: 150 });
    vault.identity = () => ({ ...tokenAnswer, delayMs: 150 });
    const folder = newFolder();
    const sync = start(folder);
    const seen: string[] = [];
    let curls = 0;
    await until(
      () => {
        const now = sync.processes();
        curls += now.filter((one) => one.startsWith("curl\0")).length;
        seen.push(...now);
        return contents(folder).every((content) => content !== undefined);
      },
      () => sync.log,
    );
    expect(curls).toBeGreaterThan(2);
    expect(leaksInText(`${seen.join("\n")}\n${sync.log}`, { token, ...first })).toEqual([]);
  });

  const key = first.primary;
  const refusals: [what: string, answer: Answer | undefined, said: string][] = [
    ["an error page", { status: 200, body: "<html><body>503 Service Unavailable</body></html>" }, "is no key"],
    ["an empty answer", { status: 200 }, "is no key"],
    ["an empty value", secretAnswer(""), "is no key"],
    ["a value with a line end", secretAnswer(`${key}\n`), "is no key"],
    ["a value with a semicolon", secretAnswer(`${key};`), "is no key"],
    ["too short a value", secretAnswer("a".repeat(15)), "is no key"],
    ["too long a value", secretAnswer("a".repeat(129)), "is no key"],
    ["a value that is no text", { status: 200, body: '{"value":{"value":"0123456789abcdef"}}' }, "is no key"],
    ["a value deeper inside", { status: 200, body: '{"tags":{"value":"0123456789abcdef"}}' }, "is no key"],
    ["JSON that was cut off", { status: 200, body: '{"value":"0123456789abcdef"' }, "is no key"],
    ["a value that was cut off", { status: 200, body: '{"value":"0123456789abcdef' }, "is no key"],
    ["an answer that was cut off", { ...secretAnswer(second.primary), cutAt: 140 }, "does not answer (curl exit code"],
    [
      "a huge answer",
      { status: 200, body: `{"value":"0123456789abcdef","x":"${"y".repeat(70_000)}"}` },
      "does not answer",
    ],
    ["a redirect", { status: 302, headers: { location: "/elsewhere" }, body: secretAnswer(key).body }, "answers 302"],
    ["401", { status: 401, body: secretAnswer(second.primary).body }, "refuses the identity's token (401)"],
    [
      "403",
      { status: 403, body: '{"error":{"code":"Forbidden"}}' },
      "the identity has no right to read score-primary (403): its role Key Vault Secrets User is missing or has not spread yet, or the vault's firewall keeps the group out",
    ],
    [
      "404",
      { status: 404, body: '{"error":{"code":"SecretNotFound"}}' },
      "the vault has no secret score-primary (404)",
    ],
    ["429", { status: 429, headers: { "retry-after": "60" } }, "answers 429"],
    ["500", { status: 500, body: "value" }, "answers 500"],
    ["503 with a secret", { status: 503, body: secretAnswer(second.primary).body }, "answers 503"],
    ["no answer", undefined, "does not answer (curl exit code 52)"],
  ];

  run(`keeps the last good keys, whatever comes in place of a new one${title}`, async () => {
    vault.vault = (place) => {
      const which = /^\/case-(\d+)\//.exec(place)?.[1];
      return place.startsWith("/elsewhere") ? secretAnswer(second.primary) : refusals[Number(which)]?.[1];
    };
    const cases = refusals.map(([what, , said], i) => {
      const folder = newFolder(good);
      return { what, said, folder, sync: start(folder, { VAULT_URI: `${vault.vaultUri}/case-${i}` }) };
    });
    for (const { said, sync } of cases) {
      await sync.said("the keys stay as they are: ");
      expect(sync.log).toContain(said);
    }
    for (const { what, folder } of cases) {
      expect([what, ...contents(folder)]).toEqual([what, ...whole(first)]);
    }
    const logs = cases.map(({ sync }) => sync.log).join("\n");
    expect(leaksInText(logs, { token, ...first, ...second })).toEqual([]);
    expect(vault.requests.filter(({ path: place }) => place.startsWith("/elsewhere"))).toEqual([]);
  });

  run(`waits for an identity that is late or wrong, without a key until then${title}`, async () => {
    const wrong: [string, () => Answer | undefined, string][] = [
      ["refused", () => undefined, "the managed identity does not answer (curl exit code 52)"],
      ["not found", () => ({ status: 400, body: '{"error":"invalid_request"}' }), "the managed identity answers 400"],
      ["a page", () => ({ status: 200, body: "<html>" }), "the managed identity answers without a token"],
      [
        "a token that breaks out",
        () => ({ status: 200, body: '{"access_token":"a\\"\\nurl = x"}' }),
        "without a token",
      ],
    ];
    vault.identity = (place) => wrong[Number(/^\/case-(\d+)\//.exec(place)?.[1])]?.[1]();
    const cases = wrong.map(([, , said], i) => {
      const folder = newFolder();
      const env = { AZURE_POD_IDENTITY_AUTHORITY_HOST: `${vault.identityUri}/case-${i}/` };
      return { said, folder, sync: start(folder, env) };
    });
    for (const { said, sync, folder } of cases) {
      await sync.said(said);
      expect(contents(folder)).toEqual([undefined, undefined]);
    }
    vault.identity = () => tokenAnswer;
    for (const { folder, sync } of cases) {
      await has(folder, first, sync);
      await sync.said("both keys are read again");
    }
  });

  run(`asks for another token once the vault refuses the one it has, and before its end${title}`, async () => {
    const folder = newFolder();
    let tokens = 0;
    vault.identity = () => ({
      status: 200,
      body: JSON.stringify({ access_token: `token-${++tokens}`, expires_in: 2 }),
    });
    const answer = keysOf(first);
    vault.vault = (place, { authorization }) =>
      authorization === "Bearer token-1" ? { status: 401, body: "{}" } : answer(place);
    const sync = start(folder);
    await has(folder, first, sync);
    expect(tokens).toBeGreaterThanOrEqual(2);
    const before = tokens;
    await until(
      () => tokens > before,
      () => sync.log,
    );
  });

  run(`trusts no certificate that nobody vouches for, and no vault without TLS${title}`, async () => {
    const folder = newFolder(good);
    vault.vault = keysOf(second);
    const strange = start(folder, { CURL_CA_BUNDLE: undefined });
    const plain = start(folder, { VAULT_URI: vault.identityUri });
    await strange.said("the vault does not answer (curl exit code 60) for score-primary");
    await plain.said("the vault does not answer (curl exit code 1) for score-primary");
    expect(contents(folder)).toEqual(whole(first));
    expect(vault.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  });

  run(`leaves no truncated key when the disk is full, and goes on when it is not${title}`, async () => {
    const folder = newFolder(good);
    // Every write into it fails with ENOSPC.
    fs.symlinkSync("/dev/full", path.join(folder, "primary.new"));
    vault.vault = keysOf(second);
    const sync = start(folder);
    await sync.said("the keys stay as they are: primary: cannot be written");
    expect(keyFile(folder, "primary")).toBe(good.primary);
    expect(keyFile(folder, "secondary")).toBe(`${second.secondary};`);
    await has(folder, second, sync);
    expect(fs.readdirSync(folder).sort()).toEqual(["primary", "secondary"]);
  });

  run(`tells what goes on once, not at each try${title}`, async () => {
    vault.vault = () => ({ status: 503 });
    const sync = start(newFolder());
    await until(
      () => vault.requests.filter(({ path: place }) => place.includes("/secrets/")).length >= 4,
      () => sync.log,
    );
    expect(sync.log.match(/stay as they are/g)).toHaveLength(1);
  });
});

test("says the way out once an identity stays away, and keeps the keys", async () => {
  const folder = newFolder(good);
  vault.identity = () => undefined;
  const sync = SyncProcess.start({ shell: ["sh"], folder, vault, env: { PATH: pathWithQuickSleep(home, 20) } });
  running.push(sync);
  const wayOut = "replace the container group: pulumi up --replace <URN of the ContainerGroup";
  await sync.said("the managed identity does not answer (curl exit code 52)");
  expect(sync.log).not.toContain(wayOut);
  await sync.said(wayOut);
  expect(contents(folder)).toEqual(whole(first));
  vault.identity = () => tokenAnswer;
  await sync.said("both keys are read again");
  // Told once, not at each try.
  expect(sync.log.split(wayOut)).toHaveLength(2);
});
