/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test", "<rootDir>/packages"],
  globalSetup: "<rootDir>/test/support/global-setup.ts",
  // Generous: real processes start slowly on a machine that has other things to do. No test measures time by it.
  testTimeout: 60_000,
  // All cores: jest's default leaves one out, which is half of a machine with two.
  maxWorkers: "100%",
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
