// Writes down what the built package exports, one report per entry point, into api/. With --check it compares instead:
// a change of the public types is then a change of a file that is reviewed. The build may lie in another folder than
// dist: node api-report.js [--check] [folder].
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { parseArgs } = require("node:util");

const { ConsoleMessageId, Extractor, ExtractorConfig, ExtractorLogLevel } = require("@microsoft/api-extractor");

const { values, positionals } = parseArgs({ options: { check: { type: "boolean" } }, allowPositionals: true });
const build = path.resolve(positionals[0] ?? path.join(__dirname, "dist"));
const reports = path.join(__dirname, "api");

const entryPoints = {
  "azureml-webservice": "index.d.ts",
  "azureml-webservice-client": "client/index.d.ts",
};

const messages = {
  compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
  extractorMessageReporting: {
    // Into the report, so that whoever reviews it decides.
    default: { logLevel: ExtractorLogLevel.Error, addToApiReportFile: true },
    // All that is exported is public.
    "ae-missing-release-tag": { logLevel: ExtractorLogLevel.None },
    // A test of its own asks for doc comments.
    "ae-undocumented": { logLevel: ExtractorLogLevel.None },
  },
  // The doc comments are Markdown, as Pulumi reads them, not TSDoc.
  tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
};

function configuration(name, temporary) {
  const entry = path.join(build, entryPoints[name]);
  const compilerOptions = {
    target: "ES2022",
    // The client names what browsers and Node have in common; nothing of Node alone is public.
    lib: ["ES2023", "DOM"],
    module: "Node16",
    moduleResolution: "Node16",
    strict: true,
    skipLibCheck: true,
    types: [],
  };
  return ExtractorConfig.prepare({
    packageJsonFullPath: path.join(__dirname, "package.json"),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: __dirname,
      mainEntryPointFilePath: entry,
      compiler: { overrideTsconfig: { compilerOptions, files: [entry] } },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: reports,
        reportTempFolder: temporary,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: "lf",
      messages,
    },
  });
}

/** What the extractor says of itself and of its files; the lines below are shorter. */
const isChatter = ({ messageId }) =>
  Object.values(ConsoleMessageId).includes(messageId) && messageId !== ConsoleMessageId.ApiReportDiff;

/** Whether the report says what the build exports; without --check it is made to. */
function report(name, temporary) {
  const { succeeded, apiReportChanged } = Extractor.invoke(configuration(name, temporary), {
    localBuild: values.check !== true,
    printApiReportDiff: values.check === true,
    // The project's own, not those of the compiler that comes with the extractor.
    typescriptCompilerFolder: path.dirname(require.resolve("typescript/package.json")),
    messageCallback: (message) => {
      message.handled = isChatter(message);
    },
  });
  const file = `api/${name}.api.md`;
  if (apiReportChanged && values.check) {
    console.error(`${file} is not what the package exports: run npm run api, look at the difference and commit it`);
  } else if (apiReportChanged) {
    console.log(`${file} has changed: look at the difference and commit it`);
  }
  return succeeded;
}

fs.mkdirSync(reports, { recursive: true });
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "api-report-"));
try {
  const succeeded = Object.keys(entryPoints).map((name) => report(name, temporary));
  process.exitCode = succeeded.every(Boolean) ? 0 : 1;
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}
