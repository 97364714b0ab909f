import type { Row } from "../../support/row";
import { below, input, refuses, takesNoOutput, takesObject } from "../../support/rows";

const cloud = (name: string) => below(input("azure"), name);

/** Of every component that talks to Azure itself. */
export const azure: Row[] = [
  ...takesObject(input("azure"), "environment, resourceManagerEndpoint, operationTimeoutSeconds"),
  ...refuses(cloud("environment"), 'one of "public", "usgovernment", "china"', "germany", "Public"),
  takesNoOutput(cloud("environment"), 'one of "public", "usgovernment", "china"'),
  ...refuses(
    cloud("resourceManagerEndpoint"),
    "an address such as https://management.azure.com, without path; http only on 127.0.0.1, [::1] and localhost",
    "http://management.azure.com",
    "https://management.azure.com/subscriptions",
    "https://user@management.azure.com",
    "management.azure.com",
    "http://127.0.0.1.example.com",
    "https://a:99999",
  ),
  ...refuses(cloud("operationTimeoutSeconds"), "a whole number of seconds, from 1 to 86400", 0, 86_401, 1.5),
  takesNoOutput(cloud("operationTimeoutSeconds"), "a whole number of seconds, from 1 to 86400"),
];
