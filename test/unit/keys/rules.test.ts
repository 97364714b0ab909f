import { webserviceKeysRule } from "../../../src/keys/rules";
import { aloneKeys } from "./rules/key-vault";
import { proveRules } from "../support/rule-tables";

proveRules(webserviceKeysRule, {}, { keys: aloneKeys });
