#!/usr/bin/env node
import { run } from "./command";

// Whoever reads the output may have enough of it.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    throw error;
  }
});

void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
