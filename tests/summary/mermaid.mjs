// The diagrams of summaries in Mermaid itself: each is drawn, with as many nodes as it should have, and what names hold is text in it.
//
// node mermaid.mjs FOLDER AMP-LINT FILE...: FOLDER holds the packages.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [folder, program, ...files] = process.argv.slice(2);
const require = createRequire(join(resolve(folder), "package.json"));
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("<!DOCTYPE html><body></body>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import(pathToFileURL(join(resolve(folder), "node_modules/mermaid/dist/mermaid.core.mjs")));
mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });

let wrong = 0;
function fail(name, why) {
  console.error(`${name}: ${why}`);
  wrong += 1;
}

function run(file, format) {
  return execFileSync(program, ["summary", "--no-config", "--format", format, file], { encoding: "utf8", maxBuffer: 1 << 28 });
}

// What Mermaid shows for a label: it keeps the entities, and the page reads them.
function shown(label) {
  const holder = window.document.createElement("div");
  const html = label.replace(/ﬂ°°/g, "&#").replace(/ﬂ°/g, "&").replace(/¶ß/g, ";");
  holder.innerHTML = html;
  const elements = [...holder.querySelectorAll("*")].map((element) => element.localName);
  const others = elements.filter((name) => name !== "br" && name !== "b");
  if (others.length > 0) fail(label, `there are elements in it: ${others}`);
  return holder.textContent;
}

async function check(name, file, names = []) {
  const diagrams = [...run(file, "markdown").matchAll(/^```mermaid\n([^]*?)^```$/gm)].map((match) => match[1]);
  const { integrations } = JSON.parse(run(file, "json")).files[0];
  if (diagrams.length !== (integrations.length > 0 ? 1 : 0)) return fail(name, `there are ${diagrams.length} diagrams`);
  if (diagrams.length === 0) return 0;
  if (!(await mermaid.parse(diagrams[0], { suppressErrors: false }))) return fail(name, "it is no diagram");
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(diagrams[0]);
  const labels = [...db.getVertices().values()].map((vertex) => shown(vertex.text ?? ""));
  const destinations = new Set();
  let groups = 0;
  for (const one of integrations) {
    const going = [...one.reads, ...one.subscriptions, ...(one.watchSchema ? [one.watchSchema] : [])];
    going.forEach((group) => destinations.add(group.destination));
    groups += going.length + (one.writes.length > 0) + (one.proxy === true);
  }
  const wanted = integrations.length + groups + destinations.size;
  if (labels.length !== wanted) fail(name, `there are ${labels.length} nodes, and ${wanted} are wanted`);
  for (const text of names) {
    if (!labels.some((label) => label.includes(text))) fail(name, `no node says ${JSON.stringify(text)}: ${labels.join(" | ")}`);
  }
  return 1;
}

let drawn = 0;
for (const file of files) drawn += (await check(file, file)) ?? 0;

// Names that would be something else in Mermaid, in Markdown or in HTML.
const names = [
  'a"] --> b["c', "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "end", "subgraph x", "%%{init: {}}%%", "`**bold**`",
  "```", "1. one", "- one", "#quot;#35;", "&lt;b&gt;", "a|b|c", "x;y", "click n0 href", "שלום עולם", "مرحبا", "名前", "😀",
  "a\\\"b", "$$x^2$$", "fa:fa-car", "@{ shape: cyl }", "class n0 big", "__proto__", "constructor", ":::x", "{{x}}", "((x))",
];
const scratch = mkdtempSync(join(tmpdir(), "mermaid-"));
for (const [nth, name] of names.entries()) {
  const text = JSON.stringify(name);
  const file = join(scratch, `${nth}.yaml`);
  writeFileSync(
    file,
    `specVersion: 1.0.0\nintegrations:\n  - name: ${text}\n    provider: ${text}\n    read:\n      objects:\n        - objectName: ${text}\n` +
      `          destination: ${text}\n          schedule: ${text}\n    write: {objects: [{objectName: ${text}}]}\n` +
      `    subscribe: {objects: [{objectName: ${text}, destination: ${text}, otherEvents: [${text}]}]}\n`,
  );
  drawn += (await check(name, file, [name])) ?? 0;
}
const long = join(scratch, "long.yaml");
writeFileSync(long, `specVersion: 1.0.0\nintegrations:\n  - {name: ${"x".repeat(10000)}, provider: hubspot, proxy: {enabled: true}}\n`);
drawn += (await check("a long name", long, ["x".repeat(40) + "…"])) ?? 0;
if (wrong > 0) process.exit(1);
console.log(`${drawn} diagrams are drawn, and their names are text`);
