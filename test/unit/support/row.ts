/** What is changed in the smallest valid inputs, and what the message then says: one line for each problem. */
export type Row = [change: object, ...lines: string[]];
