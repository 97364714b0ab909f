import { createHash, randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";

import { localArchiveBytes } from "../../../src/aci/limits";
import { localArchive } from "../../../src/aci/local-archive";
import { tar } from "../../../src/aci/tar";

const entries = [
  { path: "app" },
  { path: "app/__init__.py", content: Buffer.alloc(0) },
  { path: "app/run.sh", content: Buffer.from("#!/bin/sh\n"), isExecutable: true },
  { path: "app/größe und maß.txt", content: Buffer.from("ü") },
  { path: `app/${"long".repeat(60)}`, content: Buffer.alloc(512, "x") },
];

// Frozen: other bytes would restart the containers of every service that has local files.
test("the same files are the same bytes, on every machine and in every version", () => {
  expect(createHash("sha256").update(localArchive(entries)).digest("hex")).toBe(
    "0e8daed9e9ecb7cedb748b78e32b1519ac1482738e12550b7c4a0d872fcffe4b",
  );
});

test.each([
  [99, 0],
  [100, 0],
  [101, 1024],
  // The record's length counts its own digits, of which there is one more here.
  [990, 2048],
])("a name of %i bytes takes %i more", (length, more) => {
  const archive = tar([{ path: "n".repeat(length), content: Buffer.alloc(1) }]);
  expect(archive.length).toBe(512 + 512 + 1024 + more - (more === 2048 ? 512 : 0));
  const record = /(\d+) path=n+\n/.exec(archive.toString());
  expect(record === null ? 0 : Number(record[1])).toBe(record?.[0].length ?? 0);
});

test("it is compressed only where it has to be, without time and system", () => {
  const content = (bytes: number) => [{ path: "app/score.py", content: Buffer.alloc(bytes) }];
  const overhead = tar(content(0)).length + 512;
  const small = localArchive(content(localArchiveBytes - overhead));
  expect(small.subarray(0, 12).toString()).toBe("app/score.py");
  expect(small.length).toBeLessThanOrEqual(localArchiveBytes);

  const large = localArchive(content(localArchiveBytes));
  expect([...large.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
  expect(gunzipSync(large)).toEqual(tar(content(localArchiveBytes)));
  expect(localArchive(content(localArchiveBytes))).toEqual(large);
});

test("what cannot be made smaller stays what it is, and too large", () => {
  const noise = [{ path: "app/weights", content: randomBytes(localArchiveBytes) }];
  expect(localArchive(noise).length).toBeGreaterThan(localArchiveBytes);
});
