import { aciWebserviceRule } from "../../../src/aci/rules";
import { container } from "./rules/container";
import { contract } from "./rules/contract";
import { files } from "./rules/files";
import { group } from "./rules/group";
import { aciKeyVault } from "../keys/rules/key-vault";
import { names } from "./rules/names";
import { reach } from "./rules/reach";
import { server } from "./rules/server";
import { tls } from "./rules/tls";
import { minimal } from "../../support/examples";
import { inFolderOfFiles } from "../support/local-files";
import { proveRules } from "../support/rule-tables";

inFolderOfFiles();

proveRules(aciWebserviceRule, minimal, { names, aciKeyVault, container, group, reach, tls, files, server, contract });
