// The pages of the rules, shown as the editor shows Markdown. They come from the server, so that they are those of the version that
// runs.

import { EventEmitter, type QuickPickItem, QuickPickItemKind, type TextDocumentContentProvider, Uri, commands, languages, window } from "vscode";
import type { ExtensionContext } from "vscode";
import { find, output } from "./program";
import type { Server } from "./server";

const SCHEME = "amp-lint-rule";
const RULE = /^[a-z][a-z0-9-]*$/;

/** Gives the editor the texts of pages, by addresses that hold the rule's name. */
export class Pages implements TextDocumentContentProvider {
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #server: Server;

  static readonly scheme = SCHEME;

  constructor(server: Server) {
    this.#server = server;
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const rule = uri.path.replace(/^\//, "").replace(/\.md$/, "");
    const page = await this.#server.execute("amp-lint.explain", rule);
    return typeof page === "string" ? page : `There is no rule \`${rule}\`.`;
  }

  /** Shows the page of a rule beside the editor. */
  async show(rule: string): Promise<void> {
    if (!RULE.test(rule)) {
      return;
    }
    const uri = Uri.from({ scheme: SCHEME, path: `/${rule}.md` });
    // A page that is open may be that of a server before this one.
    this.#changed.fire(uri);
    await commands.executeCommand("markdown.showPreviewToSide", uri);
  }
}

/** Lets the user choose a rule, those of the findings at the cursor first. */
export async function choose(context: ExtensionContext): Promise<string | undefined> {
  const rules = await all(context);
  const here = atCursor();
  const item = (rule: Rule): QuickPickItem => ({ label: rule.name, description: rule.severity, detail: rule.summary });
  const near = rules.filter((rule) => here.has(rule.name)).map(item);
  const others = rules.filter((rule) => !here.has(rule.name)).map(item);
  const items = near.length === 0 ? others : [separator("at the cursor"), ...near, separator("all rules"), ...others];
  const chosen = await window.showQuickPick(items, { placeHolder: "The rule to explain", matchOnDetail: true });
  return chosen?.label;
}

interface Rule {
  readonly name: string;
  readonly severity: string;
  readonly summary: string;
}

async function all(context: ExtensionContext): Promise<Rule[]> {
  return JSON.parse(await output(await find(context), "rules", "--format", "json")) as Rule[];
}

function separator(label: string): QuickPickItem {
  return { label, kind: QuickPickItemKind.Separator };
}

function atCursor(): Set<string> {
  const editor = window.activeTextEditor;
  const names = new Set<string>();
  if (editor === undefined) {
    return names;
  }
  const lines = new Set(editor.selections.map((selection) => selection.active.line));
  for (const { range, source, code } of languages.getDiagnostics(editor.document.uri)) {
    if (source === "amp-lint" && [...lines].some((line) => range.start.line <= line && line <= range.end.line)) {
      names.add(String(typeof code === "object" ? code.value : code));
    }
  }
  return names;
}
