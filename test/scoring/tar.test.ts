import { spawnSync } from "node:child_process";

import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import * as fc from "fast-check";

import { tar, type TarEntry } from "../../src/aci/tar";

/** Python, which unpacks the archives, finds in them what was put in. */

const list = `
import io, json, sys, tarfile
seen = []
with tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read())) as files:
    for member in files:
        content = None if member.isdir() else files.extractfile(member).read().hex()
        seen.append([member.name, content, oct(member.mode), member.mtime, member.uid, member.gid])
print(json.dumps(seen))
`;

const runs = Number(process.env.FC_RUNS ?? 15);

// What a file's name can be on Linux, up to its 255 bytes; `.` and `..` are none.
const name = fc
  .string({ unit: "binary", minLength: 1, maxLength: 60 })
  .map((text) => text.replaceAll(/[\0/\p{Surrogate}]/gu, "_"))
  .filter((text) => !/^\.\.?$/.test(text));

const entry: fc.Arbitrary<TarEntry> = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 8 }).map((names) => ["app", ...names].join("/")),
  content: fc.option(
    fc.uint8Array({ maxLength: 1100 }).map((bytes) => Buffer.from(bytes)),
    { nil: undefined },
  ),
  isExecutable: fc.boolean(),
});

test("names, contents and modes of any kind", async () => {
  const { python } = await ensureToolchain();
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
      const { stdout, stderr } = spawnSync(python, ["-c", list], { input: tar(entries), encoding: "utf8" });
      expect(stderr).toBe("");
      const mode = ({ content, isExecutable }: TarEntry) => (content && !isExecutable ? "0o644" : "0o755");
      expect(JSON.parse(stdout)).toEqual(
        entries.map((one) => [one.path, one.content?.toString("hex") ?? null, mode(one), 315532800, 0, 0]),
      );
    }),
    { numRuns: runs },
  );
});
