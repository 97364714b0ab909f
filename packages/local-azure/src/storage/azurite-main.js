// Azurite's blob service, which ends in good order, with all it has written down, when the program that started it is
// gone: its standard input ends then, however that program ended.
process.stdin.on("end", () => {
  if (!process.emit("SIGTERM")) {
    process.exit(); // it has not started yet
  }
});
process.stdin.resume();
require("azurite/dist/src/blob/main.js");
