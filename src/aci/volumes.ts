import * as pulumi from "@pulumi/pulumi";

import type { AzureFileShareArgs } from "./args";

/** A volume of the group and where one container sees it. */
export interface Mount {
  readonly volume: {
    readonly name: string;
    readonly emptyDir?: Readonly<Record<string, never>>;
    readonly secret?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    readonly azureFile?: {
      storageAccountName: pulumi.Input<string>;
      storageAccountKey: pulumi.Input<string>;
      shareName: pulumi.Input<string>;
      readOnly: boolean;
    };
  };
  readonly mount: { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean };
}

/** Files given as base64; Azure keeps them in memory and never shows them again. */
export function secretFiles(name: string, mountPath: string, files: Record<string, pulumi.Input<string>>): Mount {
  return { volume: { name, secret: files }, mount: { name, mountPath, readOnly: true } };
}

/** A folder that two containers of the group see, each at its own place; it lives as long as the group runs. */
export function sharedFolder(name: string, mountPath: string, readOnly: boolean): Mount {
  return { volume: { name, emptyDir: {} }, mount: { name, mountPath, readOnly } };
}

export function fileShare(name: string, mountPath: string, share: AzureFileShareArgs, readOnly: boolean): Mount {
  const { storageAccountName, storageAccountKey, shareName } = share;
  const azureFile = { storageAccountName, storageAccountKey: pulumi.secret(storageAccountKey), shareName, readOnly };
  return { volume: { name, azureFile }, mount: { name, mountPath, readOnly } };
}

/** A text as a secret volume wants it; in one step with what makes the text, see `validation/cross-field.ts` on long chains. */
export function base64(value: pulumi.Input<string>, content = (text: string) => text): pulumi.Output<string> {
  const output = pulumi.Output.isInstance(value) ? value : pulumi.output(value);
  return output.apply((text) => Buffer.from(content(text)).toString("base64"));
}
