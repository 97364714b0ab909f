/** Stands for what Pulumi loads and no unit test uses. */
export {};
