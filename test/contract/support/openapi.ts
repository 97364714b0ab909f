import { Specification } from "./specification";

export const apiVersion = "2024-05-01-preview";

/** Microsoft's OpenAPI specification of container groups. */
export class OpenApi extends Specification {
  constructor() {
    super(
      "openapi/specification/containerinstance/resource-manager/Microsoft.ContainerInstance/preview/" +
        `${apiVersion}/containerInstance.json`,
      [apiVersion],
    );
  }

  groupProblems(body: unknown): string[] {
    return this.request("ContainerGroup", body);
  }

  errorProblems(body: unknown): string[] {
    return this.answer("CloudError", body);
  }
}
