import { clouds } from "../../../src/azure/clouds";
import { AuthMode } from "../../../src/contract/auth-mode";
import {
  authModeInForce,
  authModeRow,
  authModes,
  authModesOf,
  type AuthSwitches,
  authSwitchesOf,
  grantableModes,
  type ServiceKind,
  serviceKinds,
} from "../../../src/contract/auth-modes";

test("every mode has one row", () => {
  expect(authModes.map(({ mode }) => mode).sort()).toEqual(Object.values(AuthMode).sort());
});

test.each(Object.values(AuthMode))("%s is found by its name", (mode) => expect(authModeRow(mode)?.mode).toBe(mode));

test("another name is no mode", () => expect(authModeRow("key")).toBeUndefined());

describe.each(authModes)("$mode", (row) => {
  test("is a mode of some service", () => expect(row.services).not.toEqual([]));

  test("has the parts of its kind of credential, and no others", () => {
    expect([row.grant !== undefined, row.token !== undefined]).toEqual(
      { none: [false, false], key: [true, false], token: [true, true] }[row.credential],
    );
  });

  test("with a switch, says of each service without it why, and what to use", () => {
    const others = serviceKinds.filter((service) => !row.services.includes(service));
    expect(Object.keys(row.unavailable ?? {}).sort()).toEqual(row.switch === undefined ? [] : others);
    for (const { why, instead } of Object.values(row.unavailable ?? {})) {
      expect(why).toMatch(/^(?:Container Instances|Kubernetes endpoints|Managed endpoints) ha(?:s|ve) .*[^.;]$/);
      expect(instead).toMatch(/^use .*[^.;]$/);
    }
  });

  test("without a switch, is the default of its services", () => {
    const isDefault = row.services.every((service) => authModesOf(service)[0] === row);
    expect(row.switch !== undefined || isDefault).toBe(true);
  });
});

test.each([
  ["switches", authModes.flatMap((row) => row.switch ?? [])],
  ["kinds of grants", grantableModes.map(({ grant }) => grant.kind)],
  ["names of children", grantableModes.map(({ grant }) => grant.child)],
  ["titles of roles", grantableModes.map(({ grant }) => grant.title)],
])("%s are all different", (_, names) => expect(new Set(names).size).toBe(names.length));

test("the children of roles are named as ever, in the order of the grants input", () => {
  expect(grantableModes.map(({ grant }) => [grant.kind, grant.child])).toEqual([
    ["tokenAccess", "token-access"],
    ["scoring", "scoring"],
    ["keyRead", "key-read"],
  ]);
});

describe.each(grantableModes)("the role for $mode", ({ grant, token }) => {
  test("allows single actions on endpoints only", () => {
    for (const action of grant.actions) {
      expect(action).toMatch(/^Microsoft\.MachineLearningServices\/workspaces\/onlineEndpoints\/[A-Za-z/]+$/);
    }
  });

  test("allows what gets its callers in", () => {
    const end = token === undefined ? "listKeys" : token.flow === "exchange" ? "token" : "score";
    expect(grant.actions.at(-1)).toMatch(new RegExp(`/${end}/action$`));
  });
});

test.each(authModes.flatMap(({ mode, token }) => (token ? [[mode, token.audience] as const] : [])))(
  "all clouds have the audience of %s",
  (_, audience) => {
    for (const cloud of Object.values(clouds)) {
      expect(cloud[audience]).toMatch(/^https:\/\/[a-z.]+[a-z]$/);
    }
  },
);

test.each<[ServiceKind, AuthMode[], string[]]>([
  ["aci", ["None", "Key"], ["authEnabled"]],
  ["aks", ["Key", "AMLToken"], ["authEnabled", "tokenAuthEnabled"]],
  ["managed", ["Key", "AMLToken", "AADToken"], ["authEnabled", "tokenAuthEnabled", "entraAuthEnabled"]],
])("the modes and switches of %s", (service, modes, switches) => {
  expect(authModesOf(service).map(({ mode }) => mode)).toEqual(modes);
  expect(authSwitchesOf(service)).toEqual(switches);
});

describe("the mode in force", () => {
  test.each(serviceKinds.flatMap((service) => authModesOf(service).map((row) => [service, row.mode, row] as const)))(
    "on %s: %s where it is switched on",
    (service, _, row) => {
      const off = Object.fromEntries(authSwitchesOf(service).map((name) => [name, false]));
      const on: AuthSwitches = row.switch === undefined ? off : { ...off, [row.switch]: true };
      expect(authModeInForce(service, on)).toBe(row.mode);
    },
  );

  test.each<[ServiceKind, AuthMode]>([
    ["aci", "None"],
    ["aks", "Key"],
    ["managed", "Key"],
  ])("on %s with nothing said: %s", (service, mode) => expect(authModeInForce(service, {})).toBe(mode));
});
