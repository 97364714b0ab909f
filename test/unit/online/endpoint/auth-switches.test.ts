import { authModeOf } from "../../../../src/online/endpoint/auth-switches";

const computeId = "/subscriptions/a/…/computes/k8s";

test.each([
  [{}, "Key"],
  [{ authEnabled: true }, "Key"],
  [{ tokenAuthEnabled: false }, "Key"],
  [{ tokenAuthEnabled: true }, "AMLToken"],
  [{ authEnabled: false, tokenAuthEnabled: true }, "AMLToken"],
  [{ entraAuthEnabled: true }, "AADToken"],
  [{ authEnabled: false, tokenAuthEnabled: false, entraAuthEnabled: true }, "AADToken"],
  [{ computeId }, "Key"],
  [{ computeId, tokenAuthEnabled: true }, "AMLToken"],
])("%j is %s", (args, mode) => expect(authModeOf(args)).toBe(mode));
