interface InWorkspace {
  subscriptionId: string;
  resourceGroup: string;
  workspace: string;
}

/** The id of the workspace that an address leads through. */
export function workspaceIdIn({ subscriptionId, resourceGroup, workspace }: InWorkspace): string {
  return (
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}` +
    `/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`
  );
}
