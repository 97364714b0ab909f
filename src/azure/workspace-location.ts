import type * as pulumi from "@pulumi/pulumi";

import { type WorkspaceNames, workspaceOf } from "./workspace";

/** The region of the workspace, for what is given none of its own. */
export function workspaceLocation(names: WorkspaceNames, component: pulumi.Resource): pulumi.Output<string> {
  return workspaceOf(component, names).location;
}
