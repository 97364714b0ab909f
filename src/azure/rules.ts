import { AzureEnvironment } from "../contract/azure-enums";
import { choice, number, type ObjectRule, text } from "../validation/rule";

/** The rules of the `azure` input. */

/** Tokens go there, so nobody may listen on the way. */
const resourceManagerEndpoint = text({
  pattern:
    /^(?:https:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]))(?::\d{1,5})?\/?$/,
  atMost: 300,
  test: (value) => URL.canParse(value),
  expected:
    "an address such as https://management.azure.com, without path; http only on 127.0.0.1, [::1] and localhost",
});

export const azureRule: ObjectRule = {
  kind: "object",
  properties: {
    environment: choice(AzureEnvironment, { plain: true }),
    resourceManagerEndpoint,
    operationTimeoutSeconds: {
      ...number({ what: "number of seconds", from: 1, to: 86_400, integer: true }),
      plain: true,
    },
  },
};
