#!/usr/bin/env node
import { run } from "./command";

// The reader of a pipe may close it early.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    throw error;
  }
});

void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
