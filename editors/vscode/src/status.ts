// The item in the status bar: whether the server runs, and which. Shown beside manifests and settings alone, or when something is
// wrong.

import { Disposable, MarkdownString, StatusBarAlignment, ThemeColor, commands, window, workspace } from "vscode";
import { isOurs } from "./manifests";
import type { Program } from "./program";

/** How the server is. */
export type State =
  | { readonly is: "waiting" }
  | { readonly is: "starting" }
  | { readonly is: "running"; readonly program: Program; readonly version: string }
  | { readonly is: "failed"; readonly why: string };

export class Status implements Disposable {
  readonly #item = window.createStatusBarItem("amp-lint.status", StatusBarAlignment.Right, 100);
  readonly #listener = Disposable.from(
    window.onDidChangeActiveTextEditor(() => this.#refresh()),
    // A document whose language changes is opened anew, in the same editor.
    workspace.onDidOpenTextDocument((document) => {
      if (document === window.activeTextEditor?.document) {
        this.#refresh();
      }
    }),
  );
  #state: State = { is: "waiting" };

  constructor() {
    this.#item.name = "amp-lint";
    this.#refresh();
  }

  /** Shows how the server is from now on. */
  set(state: State): void {
    this.#state = state;
    this.#refresh();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#item.dispose();
  }

  #refresh(): void {
    const document = window.activeTextEditor?.document;
    const ours = document !== undefined && isOurs(document);
    const failed = this.#state.is === "failed";
    void commands.executeCommand("setContext", "amp-lint.manifest", ours);
    void commands.executeCommand("setContext", "amp-lint.running", this.#state.is === "running");
    const tooltip = new MarkdownString(undefined, true);
    tooltip.isTrusted = { enabledCommands: ["amp-lint.restart", "amp-lint.showLog", "amp-lint.fixAll", "amp-lint.explainRule"] };
    this.#item.backgroundColor = failed ? new ThemeColor("statusBarItem.errorBackground") : undefined;
    this.#item.command = "amp-lint.showLog";
    let spoken = "";
    switch (this.#state.is) {
      case "waiting":
        this.#item.hide();
        return;
      case "starting":
        this.#item.text = "$(sync~spin) amp-lint";
        spoken = "The server is starting";
        tooltip.appendText(spoken);
        break;
      case "running":
        this.#item.text = "$(check) amp-lint";
        spoken = `The server runs: ${this.#state.version}, ${this.#state.program.origin.replaceAll("`", "")}`;
        tooltip.appendMarkdown(`**amp-lint** ${this.#state.version}, ${this.#state.program.origin}\n\n`);
        tooltip.appendText(this.#state.program.path);
        tooltip.appendMarkdown("\n\n[Fix all](command:amp-lint.fixAll) · [Explain a rule](command:amp-lint.explainRule)");
        break;
      case "failed":
        this.#item.text = "$(error) amp-lint";
        spoken = this.#state.why;
        tooltip.appendText(spoken);
        break;
    }
    tooltip.appendMarkdown("\n\n[Restart](command:amp-lint.restart) · [Log](command:amp-lint.showLog)");
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `amp-lint: ${spoken}` };
    if (ours || failed) {
      this.#item.show();
    } else {
      this.#item.hide();
    }
  }
}
