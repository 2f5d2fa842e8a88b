// Where the program is: the one that the user names, the one in the extension, or the one on the path. Never runs anything that lies
// in the folder that is open, unless the user names it.

import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, chmod, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { type ExtensionContext, workspace } from "vscode";

const NAME = process.platform === "win32" ? "amp-lint.exe" : "amp-lint";

/** The program, and in words where it comes from. */
export interface Program {
  readonly path: string;
  readonly origin: string;
}

/** Why there is no program, for the user. */
export class NoProgram extends Error {}

/** Finds the program. */
export async function find(context: ExtensionContext): Promise<Program> {
  const named = workspace.getConfiguration("amp-lint").get<string>("path", "").trim();
  if (named !== "") {
    const path = expanded(named);
    // A bare name is looked for as in a terminal.
    const found = /[\\/]/.test(path) ? ((await isProgram(path)) ? path : undefined) : await onPath(path);
    if (found === undefined) {
      throw new NoProgram(`There is no program at ${path}, which the setting amp-lint.path names.`);
    }
    return { path: found, origin: "named by `amp-lint.path`" };
  }
  const bundled = context.asAbsolutePath(join("bin", NAME));
  if (await isFile(bundled)) {
    // Not everything that unpacks an extension keeps the mode.
    if (!(await isProgram(bundled))) {
      await chmod(bundled, 0o755);
    }
    return { path: bundled, origin: "comes with the extension" };
  }
  const found = await onPath(NAME);
  if (found === undefined) {
    throw new NoProgram(
      `The program amp-lint was not found: it is neither in this extension, which has none for ${process.platform}-${process.arch}, nor on the PATH. ` +
        "Install it, or say in the setting amp-lint.path where it is.",
    );
  }
  return { path: found, origin: "found on the `PATH`" };
}

/** What the program prints, when it is run with these arguments. */
export function output(program: Program, ...args: string[]): Promise<string> {
  return new Promise((done, failed) => {
    execFile(program.path, args, { timeout: 10_000, windowsHide: true, cwd: homedir() }, (error, stdout, stderr) => {
      if (error === null) {
        done(stdout);
      } else {
        failed(new Error(stderr.trim() || error.message));
      }
    });
  });
}

function expanded(path: string): string {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  let full = path.replace(/^~(?=$|[\\/])/, () => homedir());
  if (folder !== undefined) {
    full = full.replace(/^\$\{workspaceFolder\}/, () => folder);
  }
  return isAbsolute(full) || !/[\\/]/.test(full) ? full : resolve(folder ?? homedir(), full);
}

async function onPath(name: string): Promise<string | undefined> {
  const file = process.platform === "win32" && !/\.exe$/i.test(name) ? `${name}.exe` : name;
  // A relative folder on the path would be one of the folder that is open.
  for (const folder of (process.env["PATH"] ?? "").split(delimiter).filter(isAbsolute)) {
    const path = join(folder, file);
    if (await isProgram(path)) {
      return path;
    }
  }
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function isProgram(path: string): Promise<boolean> {
  if (!(await isFile(path))) {
    return false;
  }
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
