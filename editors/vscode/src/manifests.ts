// Which documents are the server's business. Never decides what a manifest is: of the YAML that it is sent, the server keeps silent
// about what is none.

import { access } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { RelativePattern, type TextDocument, workspace } from "vscode";
import type { DocumentSelector } from "vscode-languageclient/node";

/** The language of a manifest that is not known by its name. */
export const LANGUAGE = "ampersand";

const MANIFESTS = ["amp.yaml", "amp.yml"];
const SETTINGS = [".amp-lint.yaml", ".amp-lint.yml"];
const NAMES = `**/{${[...MANIFESTS, ...SETTINGS].join(",")}}`;

/**
 * What is sent to the server. All YAML on the disk, since the settings may name any of it as a manifest, and what has the right name
 * whatever its language.
 */
export const SELECTOR: DocumentSelector = [
  { language: "yaml", scheme: "file" },
  { language: LANGUAGE, scheme: "file" },
  { language: LANGUAGE, scheme: "untitled" },
  { pattern: NAMES, scheme: "file" },
];

/** Whether a document is a manifest, or the settings, by its name or its language. */
export function isOurs(document: TextDocument): boolean {
  if (document.languageId === LANGUAGE) {
    return ["file", "untitled"].includes(document.uri.scheme);
  }
  return document.uri.scheme === "file" && [...MANIFESTS, ...SETTINGS].includes(basename(document.uri.fsPath));
}

/** Whether a document may be a manifest: one by its name or its language, or YAML with settings in its folder or above. */
export async function mayBeOurs(document: TextDocument): Promise<boolean> {
  if (isOurs(document)) {
    return true;
  }
  if (document.languageId !== "yaml" || document.uri.scheme !== "file") {
    return false;
  }
  let folder = dirname(document.uri.fsPath);
  for (;;) {
    for (const name of SETTINGS) {
      if (await exists(join(folder, name))) {
        return true;
      }
    }
    const parent = dirname(folder);
    if (parent === folder) {
      return false;
    }
    folder = parent;
  }
}

/** Whether the folders that are open have a manifest or settings in them. */
export async function areInFolders(): Promise<boolean> {
  for (const folder of workspace.workspaceFolders ?? []) {
    try {
      const found = await workspace.findFiles(new RelativePattern(folder, NAMES), "**/node_modules/**", 1);
      if (found.length > 0) {
        return true;
      }
    } catch {
      // Not every editor can search; then a manifest is noticed when it is opened.
    }
  }
  return false;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
