// Who may import whom. Rooms are the folders of src; imports go down the layers, never up or sideways.
const path = require("node:path");

const importX = require("eslint-plugin-import-x");

/** From low to high. The component files in src itself stand above all of them. */
const layers = [
  ["contract", "pulumi"],
  ["validation"],
  ["azure", "gateway"],
  ["access", "keys"],
  ["aci", "compute", "online"],
];

/** Rooms that may import less than all that lies below them, and the two that stand beside the layers. */
const special = {
  gateway: ["contract"],
  client: ["contract"],
  cli: ["client", "contract"],
};

const below = Object.fromEntries(
  layers.flatMap((rooms, floor) => rooms.map((room) => [room, layers.slice(0, floor).flat()])),
);
const rooms = { ...below, ...special };

const roomZones = Object.entries(rooms).map(([room, allowed]) => ({
  target: `./src/${room}`,
  from: "./src",
  except: [room, ...allowed].map((name) => `./${name}`),
  message: `src/${room} may import ${allowed.length === 0 ? "no other room" : `only src/{${allowed.join(",")}}`}.`,
}));

const componentZone = {
  target: "./src/*.ts",
  from: ["./src/client", "./src/cli"],
  message: "A program that deploys does not load the client.",
};

const packageZones = [
  {
    target: "./src",
    from: ["./packages", "./test", "./examples", "./dist"],
    message: "The library imports its own sources only.",
  },
  {
    target: "./packages",
    from: ["./src", "./dist"],
    message: "What stands in for Azure and runs programs does not know the library.",
  },
  {
    target: "./packages/local-azure",
    from: ["./packages/deploy-harness", "./packages/demo"],
    message: "Local Azure does not know what deploys to it.",
  },
  {
    target: "./packages/deploy-harness",
    from: "./packages/demo",
    message: "The deploy harness does not know who uses it.",
  },
  {
    target: "./examples",
    from: ["./src", "./packages", "./test"],
    message: "Examples import the library by its name, as users do.",
  },
];

const azureNativeRoot = {
  name: "@pulumi/azure-native",
  message: "import one module (@pulumi/azure-native/containerinstance): the root costs every user seconds",
};
const restrictedImports = (...patterns) => ["error", { paths: [azureNativeRoot], patterns }];

module.exports = [
  {
    files: ["**/*.{ts,js,mjs}"],
    plugins: { "import-x": importX },
    settings: {
      // Paths are compared after resolution, so a workspace package is its folder, by whichever name it is imported.
      "import-x/resolver-next": [importX.createNodeResolver({ extensions: [".ts", ".mts", ".js", ".mjs", ".json"] })],
    },
    rules: {
      "import-x/no-restricted-paths": [
        "error",
        { basePath: path.resolve(__dirname), zones: [...roomZones, componentZone, ...packageZones] },
      ],
      "no-restricted-imports": restrictedImports(),
    },
  },
  {
    files: ["src/contract/**"],
    rules: {
      "no-restricted-imports": restrictedImports({
        regex: "^(?!\\./)",
        message: "the contract is what all others share: it imports nothing but its own files",
      }),
    },
  },
  {
    files: ["src/gateway/**"],
    rules: {
      "no-restricted-imports": restrictedImports({
        regex: "^(?!\\.)",
        message: "the gateway's configuration is computed from plain values: it needs no package",
      }),
    },
  },
  {
    files: ["src/client/**"],
    rules: {
      "no-restricted-imports": restrictedImports({
        regex: "^(?!\\.)",
        message: "the client runs in browsers and without Pulumi: it imports no package and nothing of Node",
      }),
    },
  },
  {
    files: ["src/cli/**"],
    rules: {
      "no-restricted-imports": restrictedImports({
        regex: "^(?!\\.|node:)",
        message: "the command runs with nothing installed beside the package",
      }),
    },
  },
  {
    files: ["packages/**"],
    rules: {
      "no-restricted-imports": restrictedImports({
        regex: "^azureml-webservice(?:/|$)",
        message: "what stands in for Azure and runs programs does not know the library",
      }),
    },
  },
];
