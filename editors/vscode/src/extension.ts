// The extension: starts the server once there is something for it, and offers the commands.

import { type ExtensionContext, commands, window, workspace } from "vscode";
import { lintDeployed } from "./deployed";
import { Pages, choose } from "./explain";
import { fixAll } from "./fix";
import { areInFolders, mayBeOurs } from "./manifests";
import { Server } from "./server";
import { Status } from "./status";

let server: Server | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("amp-lint", { log: true });
  const status = new Status();
  const running = new Server(context, log, status);
  server = running;
  const pages = new Pages(running);

  // What goes wrong in a command is said, and does not end as a message of the editor's own.
  const command = (name: string, run: (argument: unknown) => Promise<void>) =>
    commands.registerCommand(name, async (argument: unknown) => {
      try {
        await run(argument);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        log.error(`${name}: ${why}`);
        void window.showErrorMessage(`amp-lint: ${why}`);
      }
    });

  context.subscriptions.push(
    log,
    status,
    running,
    workspace.registerTextDocumentContentProvider(Pages.scheme, pages),
    command("amp-lint.restart", () => running.restart()),
    command("amp-lint.showLog", async () => log.show()),
    command("amp-lint.explainRule", async (argument) => {
      const rule = typeof argument === "string" ? argument : await choose(context);
      if (rule !== undefined) {
        await pages.show(rule);
      }
    }),
    command("amp-lint.fixAll", fixAll),
    command("amp-lint.lintDeployed", () => lintDeployed(context)),
    workspace.onDidOpenTextDocument(async (document) => {
      if (!running.wanted && (await mayBeOurs(document))) {
        await running.start();
      }
    }),
    workspace.onDidChangeWorkspaceFolders(async () => {
      if (!running.wanted && (await areInFolders())) {
        await running.start();
      }
    }),
  );

  // Not waited for: a search of large folders takes its time, and the commands are there meanwhile.
  void startIfWanted(running);
}

async function startIfWanted(running: Server): Promise<void> {
  const open = await Promise.all(workspace.textDocuments.map(mayBeOurs));
  if (open.includes(true) || (await areInFolders())) {
    await running.start();
  }
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
