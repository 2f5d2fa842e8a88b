// All safe fixes of a document at once. What they are is the server's to say.

import { type CodeAction, CodeActionKind, Range, commands, window, workspace } from "vscode";
import { mayBeOurs } from "./manifests";

const KIND = CodeActionKind.SourceFixAll.append("amp-lint");

/** Puts right what is safe to in the manifest that is open, and says so where there is nothing. */
export async function fixAll(): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document === undefined || !(await mayBeOurs(document))) {
    void window.showInformationMessage("amp-lint: open a manifest to fix it");
    return;
  }
  const whole = document.validateRange(new Range(0, 0, document.lineCount, 0));
  const actions = await commands.executeCommand<CodeAction[]>("vscode.executeCodeActionProvider", document.uri, whole, KIND.value, 1);
  const action = actions.find(({ kind }) => kind !== undefined && KIND.contains(kind));
  if (action?.edit === undefined) {
    void window.showInformationMessage("amp-lint: there is nothing to fix that has one right answer");
  } else if (!(await workspace.applyEdit(action.edit))) {
    void window.showWarningMessage("amp-lint: the text has changed meanwhile, and nothing was fixed");
  }
}
