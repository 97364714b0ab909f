import { patchedTags } from "../../../src/aci/tag-update";

test.each([
  ["what is there already", { a: "1" }, {}, { a: "1" }, undefined],
  ["what is there in other letters", { TEAM: "ml" }, {}, { team: "ml" }, undefined],
  ["a tag that is missing", {}, {}, { a: "1" }, { a: "1" }],
  ["another value", { a: "1" }, { a: "1" }, { a: "2" }, { a: "2" }],
  ["another value of a tag in other letters", { A: "1" }, { a: "1" }, { a: "2" }, { a: "2" }],
  ["a tag that the program gave up", { a: "1", b: "2" }, { a: "1", b: "2" }, { a: "1" }, { a: "1" }],
  ["the last tag", { a: "1" }, { a: "1" }, {}, {}],
  [
    "a tag of somebody else beside one that changes",
    { a: "1", policy: "p" },
    { a: "1" },
    { a: "2" },
    { a: "2", policy: "p" },
  ],
  ["a tag of somebody else", { policy: "p" }, {}, {}, undefined],
])("%s", (_, found, before, wanted, patch) => {
  expect(patchedTags(found, before, wanted)).toEqual(patch);
});
