import { aciWebserviceRule } from "../../src/aci/rules";
import { validate } from "../../src/validation/validate";
import { unusual } from "../support/aci-configurations";
import { minimal } from "../support/examples";
import { build } from "./support/build";
import { inFolderOfFiles } from "./support/local-files";

inFolderOfFiles();

describe.each(Object.entries(unusual))("%s", (_, list) => {
  test.each(list.map((change, i): [number, string, object] => [i + 1, JSON.stringify(change).slice(0, 100), change]))(
    "%i: %s",
    async (_number, _text, change) => {
      const args = { ...minimal, ...change };
      expect(validate(aciWebserviceRule, args).problems).toEqual([]);
      const { gateway } = await build(args);
      expect(gateway).toMatchObject({ admin: { disabled: true } });
    },
  );
});
