import * as azure from "../../validation/azure-rules";
import { notBeside, onlyWith } from "../../validation/relations";
import { type LeafRule, type ObjectRule, type Relation, text } from "../../validation/rule";
import { readLocalFiles } from "../local-files";

/** Script, sources and model: local files, or a share. */

export const localPath = (what: string): LeafRule =>
  text({ plain: true, atMost: 4096, expected: `the path of ${what}, at most 4096 characters` });

export const fileShare: ObjectRule = {
  kind: "object",
  properties: {
    storageAccountName: { ...azure.storageAccountName, required: true },
    storageAccountKey: {
      ...azure.sharedKey("a key of the storage account, in base64 as Azure shows it"),
      required: true,
    },
    shareName: { ...azure.storageName("file share"), required: true },
  },
};

export const fileRelations: readonly Relation[] = [
  notBeside("command", ["entryScript"], { because: ", which has a start command of its own" }),
  onlyWith("sourceDirectory", ["entryScript"], { instead: "or name the script" }),
  notBeside("modelDirectory", ["modelShare"], { because: ", because the model has one place" }),
  {
    of: ["entryScript", "sourceDirectory", "modelDirectory"],
    check: ([entryScript, sourceDirectory, modelDirectory]) =>
      readLocalFiles({
        entryScript: asText(entryScript),
        sourceDirectory: asText(sourceDirectory),
        modelDirectory: asText(modelDirectory),
      }).problems,
  },
];

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !value.includes("\0") ? value : undefined;
}
