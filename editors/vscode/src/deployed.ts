// Lints what a project has deployed, in a terminal. The key is in the environment; it is neither asked for nor kept.

import { homedir } from "node:os";
import { type ExtensionContext, ProcessExecution, Task, TaskPanelKind, TaskRevealKind, TaskScope, tasks, window, workspace } from "vscode";
import { find } from "./program";

const LAST = "project";

/** Asks which project, and lints it. */
export async function lintDeployed(context: ExtensionContext): Promise<void> {
  const program = await find(context);
  const answer = await window.showInputBox({
    title: "Lint the deployed project",
    prompt: "The project's name or ID. The API key is taken from AMP_API_KEY.",
    value: context.workspaceState.get(LAST, ""),
    validateInput: (text) => (/^\s*-/.test(text) ? "The name of a project does not begin with a dash" : undefined),
  });
  const project = answer?.trim();
  if (!project) {
    return;
  }
  await context.workspaceState.update(LAST, project);
  // The settings are those of the folder that one works in. A window without a folder has none, and the editor wants to be told of one.
  const document = window.activeTextEditor?.document;
  const folder = (document && workspace.getWorkspaceFolder(document.uri)) ?? workspace.workspaceFolders?.[0];
  const cwd = folder?.uri.fsPath ?? homedir();
  const execution = new ProcessExecution(program.path, ["--project", project, "--deployed"], { cwd });
  const task = new Task({ type: "amp-lint" }, folder ?? TaskScope.Global, `deployed: ${project}`, "amp-lint", execution, []);
  task.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Dedicated, focus: true, clear: true };
  await tasks.executeTask(task);
}
