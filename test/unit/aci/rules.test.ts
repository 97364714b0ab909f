import { aciWebserviceRule } from "../../../src/aci/rules";
import { container } from "./rules/container";
import { contract } from "./rules/contract";
import { files } from "./rules/files";
import { group } from "./rules/group";
import { azure } from "../azure/rules/azure";
import { aciKeyVault } from "../keys/rules/key-vault";
import { names } from "./rules/names";
import { reach } from "./rules/reach";
import { server } from "./rules/server";
import { size } from "./rules/size";
import { tls } from "./rules/tls";
import { minimal } from "../../support/examples";
import { inFolderOfFiles } from "../support/local-files";
import { proveRules } from "../support/rule-tables";

inFolderOfFiles();

proveRules(aciWebserviceRule, minimal, {
  names,
  aciKeyVault,
  container,
  size,
  group,
  reach,
  tls,
  files,
  server,
  contract,
  azure,
});
