/**
 * Every configuration of AciWebservice that tests take, by what each is for:
 *
 * - `services`, as people deploy them: their children are frozen, no secret of theirs leaks, Azure takes them, and the
 *   packed types do;
 * - `members`: what is left of the enumerations and nested inputs; Azure and the packed types take these, too;
 * - `distinct`: every setting with a value of its own, which other values take the place of;
 * - `unusual`: changes of the smallest inputs that must be accepted.
 */
export { distinct } from "./distinct";
export { members } from "./members";
export { identityReads, secretInputs, services } from "./services";
export { unusual } from "./unusual";
