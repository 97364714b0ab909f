import { aksComputeTargetRule } from "../../../src/compute/rules";
import { target } from "./rules/target";
import { retired, router, routerTls } from "./rules/router";
import { computeTarget } from "../../support/examples";
import { proveRules } from "../support/rule-tables";

proveRules(aksComputeTargetRule, computeTarget, { target, router, routerTls, retired });
