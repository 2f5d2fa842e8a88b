#!/usr/bin/env node
// Runs the program, which is in a package of its own for each platform. npm installs the one that fits, and nothing is
// downloaded or built.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const platform = `${process.platform}-${process.arch}`;

function find() {
  try {
    return require.resolve(`amp-lint-${platform}/bin/amp-lint${process.platform === "win32" ? ".exe" : ""}`);
  } catch {
    console.error(
      `amp-lint: the package amp-lint-${platform} is not there: either nothing is published for this platform, or ` +
        "optional dependencies were left out (npm install --include=optional)",
    );
    process.exit(2);
  }
}

// What ends this process is for the program: it knows how to end without leaving anything behind. What comes from the keyboard has
// reached it already. That has to be in place before there is a program: a signal in between would leave it alone.
let program;
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) {
  process.on(signal, () => program.kill(signal));
}
program = spawn(find(), process.argv.slice(2), { stdio: "inherit" });
program.on("error", (error) => {
  console.error(`amp-lint: cannot run ${program.spawnfile}: ${error.message}`);
  process.exit(2);
});
program.on("exit", (status, signal) => {
  process.exit(signal ? 128 + constants.signals[signal] : status);
});
