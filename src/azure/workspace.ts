import { getWorkspace } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import { errorMessage } from "../pulumi/error-message";
import { resourceError } from "../pulumi/resource-error";

/** What a service needs to know of its workspace. */
export interface Workspace {
  /** The resource id. */
  readonly id: string;
  readonly location: string;
  /** The resource id of its own storage account. */
  readonly storageAccount?: string;
}

export interface WorkspaceNames {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly workspaceName: pulumi.Input<string>;
}

const workspaces = new WeakMap<pulumi.Resource, pulumi.Output<Workspace>>();

/** The workspace of a component, read once, with the component's provider; the right to read is enough. */
export function workspaceOf(component: pulumi.Resource, names: WorkspaceNames): pulumi.Output<Workspace> {
  const known = workspaces.get(component);
  if (known !== undefined) {
    return known;
  }
  const workspace = readWorkspace(component, names);
  workspaces.set(component, workspace);
  return workspace;
}

function readWorkspace(component: pulumi.Resource, names: WorkspaceNames): pulumi.Output<Workspace> {
  const given = pulumi.all([names.resourceGroupName, names.workspaceName]);
  return given.apply(async ([resourceGroupName, workspaceName]) => {
    try {
      // Under the mocks of a user's own tests the response may well be empty.
      const {
        id = "",
        location = "",
        storageAccount,
      }: Partial<Workspace> = await getWorkspace({ resourceGroupName, workspaceName }, { parent: component });
      return { id, location, storageAccount };
    } catch (error) {
      const reason = errorMessage(error);
      throw resourceError(
        `workspaceName: the workspace "${workspaceName}" cannot be read (${reason}); where this program creates it, pass its name on as an Output: workspaceName: workspace.name`,
        component,
      );
    }
  });
}
