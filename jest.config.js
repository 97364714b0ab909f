const common = {
  testEnvironment: "node",
  rootDir: __dirname,
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
    ],
  },
  // The tests read the sources, never a build that may be old.
  moduleNameMapper: {
    "^azureml-webservice$": "<rootDir>/src/index.ts",
    "^azureml-webservice/client$": "<rootDir>/src/client/index.ts",
  },
};

/** What the others need and these do without: the package's build, and Caddy and the inference server from PyPI. */
const installed = { globalSetup: "<rootDir>/test/support/global-setup.ts" };

/** Folders of `test` whose tests need neither Python, an installation, a build nor the network. */
const unit = ["<rootDir>/test/unit", "<rootDir>/test/repository"];
/** The same, of whole programs under mocks, which take longer. */
const components = ["<rootDir>/test/components"];

/** Pulumi's automation and its serialization of functions, of no use there: loading npm and TypeScript cost a second a file. */
const leftOut = {
  "^\\./(?:automation|closure/serializeClosure|closure/codePaths)$": "<rootDir>/test/support/left-out.ts",
};

/** @type {import("jest").Config} */
module.exports = {
  // Generous: real processes start slowly on a machine that has other things to do. No test measures time by it.
  testTimeout: 60_000,
  // All cores: jest's default leaves one out, which is half of a machine with two.
  maxWorkers: "100%",
  projects: [
    {
      ...common,
      displayName: "unit",
      roots: unit,
      moduleNameMapper: { ...common.moduleNameMapper, ...leftOut },
    },
    {
      ...common,
      displayName: "components",
      roots: components,
      moduleNameMapper: { ...common.moduleNameMapper, ...leftOut },
    },
    { ...common, ...installed, displayName: "packages", roots: ["<rootDir>/packages"] },
    {
      ...common,
      ...installed,
      displayName: "integration",
      roots: ["<rootDir>/test"],
      testPathIgnorePatterns: ["/node_modules/", ...[...unit, ...components].map((folder) => `${folder}/`)],
    },
  ],
};
