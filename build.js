// Builds the package into dist, or into the folder that is given: CommonJS by the compiler, and the client once more as
// an ES module, which bundlers can take apart.
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const esbuild = require("esbuild");

// Programs of the containers as modules: neither the compiler nor a bundle of one file takes in a script. The comment at
// the top of each is for its readers, not for the container.
const programs = {
  "key-sync-script.ts": { keySyncScript: "key-sync.sh" },
  "server-programs.ts": { startServer: "start-server.py", probeServer: "probe-server.py" },
};
for (const [module, constants] of Object.entries(programs)) {
  const lines = Object.entries(constants).map(([name, file]) => {
    const program = fs.readFileSync(path.join(__dirname, "src/aci", file), "utf8").replace(/^(?:#.*\n)+/, "");
    return `export const ${name}: string = ${JSON.stringify(program)};\n`;
  });
  const files = Object.values(constants);
  const which = files.length === 1 ? `${files[0]}, which is the file` : `${files.join(" and ")}, which are the files`;
  const source = `// Made by build.js from ${which} to edit.\n${lines.join("")}`;
  const moduleFile = path.join(__dirname, "src/aci", module);
  // Left alone where it is right, so that it looks no newer than the build.
  if (!fs.existsSync(moduleFile) || fs.readFileSync(moduleFile, "utf8") !== source) {
    fs.writeFileSync(moduleFile, source);
  }
}

const target = path.resolve(process.argv[2] ?? path.join(__dirname, "dist"));
const compiler = [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json", "--outDir", target];
const { status } = spawnSync(process.execPath, compiler, { cwd: __dirname, stdio: "inherit" });
if (status !== 0) {
  // The compiler has said why.
  process.exit(status ?? 1);
}

const client = path.join(target, "client");
esbuild.buildSync({
  absWorkingDir: __dirname,
  entryPoints: ["src/client/index.ts"],
  outfile: path.join(client, "index.mjs"),
  bundle: true,
  format: "esm",
  // Neither Node's nor a browser's alone: whatever would need one of them fails here.
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
});
fs.writeFileSync(path.join(client, "index.d.mts"), 'export * from "./index.js";\n');
