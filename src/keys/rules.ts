import * as azure from "../validation/azure-rules";
import { identityId } from "../validation/identity-rules";
import { onlyInModes, onlyWith } from "../validation/relations";
import { choice, type LeafRule, number, type ObjectRule, type Relation, text } from "../validation/rule";
import { keyDefaults } from "./defaults";
import { KeyAcceptanceCheck } from "./enums";
import { vaultRule } from "./vault-rule";

const rotationNumber = number({
  what: "number",
  from: 1,
  integer: true,
  hint: `leave it out to start at ${keyDefaults.rotationNumber}, and raise it by one to rotate`,
});

const allowedNumber: LeafRule = {
  ...number({ what: "number", from: 1, integer: true, hint: "give the slot's number in rotation" }),
  required: true,
};

/**
 * Letters and digits only: no header, shell or gateway treats them specially. Azure ML's own keys have 32 or more;
 * 16 still hold 95 bits.
 */
const initialKey: LeafRule = text({
  pattern: /^[A-Za-z0-9]{16,}$/,
  atMost: 128,
  expected: "16 to 128 letters and digits",
  hint: "regenerate that key on the old service, or leave it out for a generated one",
  secret: true,
});

const rotationRule: ObjectRule = {
  kind: "object",
  properties: {
    primary: rotationNumber,
    secondary: rotationNumber,
    replaceBothAt: { kind: "object", properties: { primary: allowedNumber, secondary: allowedNumber } },
  },
};

const initialRule: ObjectRule = {
  kind: "object",
  properties: { primary: initialKey, secondary: initialKey },
  relations: [
    {
      of: ["primary", "secondary"],
      check: ([primary, secondary]) =>
        typeof primary === "string" && primary === secondary
          ? {
              path: "secondary",
              reason:
                "is the same as primary (not shown): must be another key, or rotating one would not end the other; leave it out for a generated one",
            }
          : undefined,
    },
  ],
};

const seconds = (from: number) => ({
  ...number({ what: "number of seconds", from, to: 3600, integer: true }),
  plain: true,
});

const acceptanceRule: ObjectRule = {
  kind: "object",
  properties: {
    check: choice(KeyAcceptanceCheck, { plain: true }),
    timeoutSeconds: seconds(1),
    settlingSeconds: seconds(0),
  },
  // A setting of one kind of check says nothing to the other.
  relations: [
    onlyInModes("timeoutSeconds", "check", [KeyAcceptanceCheck.Request]),
    onlyInModes("settlingSeconds", "check", [KeyAcceptanceCheck.Wait]),
  ],
};

/** What one container of a group may be given. */
export interface ContainerSizeRules {
  readonly cpuCores: LeafRule;
  readonly memoryGb: LeafRule;
}

const syncRule = (size: ContainerSizeRules): ObjectRule => ({
  kind: "object",
  properties: {
    intervalSeconds: number({ what: "number of seconds", from: 5, to: 3600, integer: true }),
    image: azure.imageReference,
    ...size,
    identityId,
  },
});

export const webserviceKeysRule: ObjectRule = {
  kind: "object",
  properties: { rotation: rotationRule, initial: initialRule, vault: vaultRule },
};

export const onlineKeysRule: ObjectRule = {
  ...webserviceKeysRule,
  properties: { ...webserviceKeysRule.properties, acceptance: acceptanceRule },
};

/** Without a vault the keys come with the group, which is restarted for them: there is nothing to wait for or to read. */
const onlyWithVault = (property: string): Relation =>
  onlyWith(property, ["vault"], { because: ", because the keys come with the group", instead: "or give vault" });

export const aciKeysRule = (containerSize: ContainerSizeRules): ObjectRule => ({
  ...onlineKeysRule,
  properties: { ...onlineKeysRule.properties, sync: syncRule(containerSize) },
  relations: [onlyWithVault("acceptance"), onlyWithVault("sync")],
});
