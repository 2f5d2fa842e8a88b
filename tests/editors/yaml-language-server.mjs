// Drives the YAML language server, which VS Code, Neovim, Helix and Zed use, over its protocol, with the schema of this project.
//
//     node tests/editors/yaml-language-server.mjs SERVER SCHEMA AMP_LINT FOLDER...
//
// SERVER is the server's program, SCHEMA the draft-07 schema of the manifest, AMP_LINT the program. In the manifests directly in a
// FOLDER nothing may be complained of but what the program itself finds on the same line; then a broken one must have the right
// complaint, and completion and hover must say what they should.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [server, schema, ampLint, ...folders] = process.argv.slice(2);
const schemaUri = pathToFileURL(resolve(schema)).href;
const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const pending = new Map();
const diagnostics = new Map();
let waiting = [];
let nextId = 1;
let failures = 0;

function send(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
  child.stdin.write(body);
}

function request(method, params) {
  const id = nextId++;
  send({ id, method, params });
  return new Promise((done, failed) => pending.set(id, { done, failed }));
}

const settings = {
  yaml: {
    schemas: { [schemaUri]: ["*.yaml", "*.yml"] },
    schemaStore: { enable: false },
    validate: true,
    completion: true,
    hover: true,
  },
};

function receive(message) {
  if (message.method === "textDocument/publishDiagnostics") {
    diagnostics.set(message.params.uri, message.params.diagnostics);
    waiting = waiting.filter((check) => !check());
  } else if (message.method === "workspace/configuration") {
    const result = message.params.items.map((item) => (item.section === "yaml" ? settings.yaml : {}));
    send({ id: message.id, result });
  } else if (message.id !== undefined && message.method) {
    send({ id: message.id, result: null });
  } else if (pending.has(message.id)) {
    const { done, failed } = pending.get(message.id);
    pending.delete(message.id);
    message.error ? failed(new Error(message.error.message)) : done(message.result);
  }
}

let buffer = Buffer.alloc(0);
child.stdout.on("data", (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (;;) {
    const head = buffer.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head).toString())[1]);
    if (buffer.length < head + 4 + length) return;
    receive(JSON.parse(buffer.subarray(head + 4, head + 4 + length).toString()));
    buffer = buffer.subarray(head + 4 + length);
  }
});

const root = mkdtempSync(join(tmpdir(), "manifests-"));
let opened = 0;

// Opens a text as a file of its own; its address.
function open(text) {
  const path = join(root, `${opened++}.yaml`);
  writeFileSync(path, text);
  const uri = pathToFileURL(path).href;
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  return uri;
}

function diagnosticsOf(uri) {
  return new Promise((done) => {
    const check = () => diagnostics.has(uri) && (done(diagnostics.get(uri)), true);
    if (!check()) waiting.push(check);
  });
}

// The lines on which the program finds something.
function linesOf(path) {
  const report = JSON.parse(spawnSync(ampLint, ["--no-config", "--format", "json", path]).stdout);
  return new Set(report.files[0].findings.map((finding) => finding.start.line));
}

function expect(what, holds, seen) {
  if (!holds) {
    failures++;
    console.error(`FAILED: ${what}\n  ${JSON.stringify(seen)}`);
  }
}

async function main() {
  await request("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(root).href,
    capabilities: {
      workspace: { configuration: true },
      textDocument: {
        completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
        hover: { contentFormat: ["markdown"] },
        publishDiagnostics: {},
      },
    },
  });
  send({ method: "initialized", params: {} });
  send({ method: "workspace/didChangeConfiguration", params: { settings } });

  let count = 0;
  for (const folder of folders) {
    for (const name of readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).sort()) {
      const path = join(folder, name);
      const complaints = await diagnosticsOf(open(readFileSync(path, "utf8")));
      const known = complaints.length > 0 ? linesOf(path) : new Set();
      const found = complaints.filter((one) => !known.has(one.range.start.line + 1));
      expect(`${basename(folder)}/${name} is without a false complaint`, found.length === 0, found.map((one) => one.message));
      count++;
    }
  }
  expect("there are manifests", count > 0, folders);

  const head = "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n";
  const read = "    read:\n      objects:\n        - objectName: contacts\n          destination: hook\n          schedule: \"0 * * * *\"\n";
  const broken = await diagnosticsOf(open(`${head}${read}          optionalFieldsAuto: everything\n`));
  expect("a value that is not allowed is the one complaint", broken.length === 1, broken);
  expect("it stands at the value", broken[0]?.range.start.line === 9 && broken[0]?.range.start.character === 30, broken);
  expect("it says what is allowed", broken[0]?.message.includes("all"), broken);

  const subscribe = `${head}${read}    subscribe:\n      objects:\n        - objectName: contacts\n          destination: hook\n          inheritFieldsAndMapping: true\n          updateEvent:\n            enabled: always\n            watchFieldsAuto: `;
  const complete = async (text) => {
    const uri = open(text);
    const lines = text.split("\n");
    const position = { line: lines.length - 1, character: lines[lines.length - 1].length };
    const answer = await request("textDocument/completion", { textDocument: { uri }, position });
    return answer?.items ?? answer ?? [];
  };
  const values = (await complete(subscribe)).map((item) => item.label).sort();
  expect("watchFieldsAuto offers its values", values.includes("all") && values.includes("selected"), values);

  const keys = await complete(`${head}    `);
  const labels = keys.map((item) => item.label);
  expect("an integration offers its actions", ["read", "write", "subscribe", "proxy"].every((key) => labels.includes(key)), labels);
  const objects = await complete(`${head}    read:\n      objects:\n        - `);
  const snippet = objects.find((item) => /scheduled read/i.test(item.label));
  expect("a read object is offered as a snippet", snippet?.insertTextFormat === 2 && /schedule/.test(snippet.insertText ?? snippet.textEdit?.newText), objects.map((item) => item.label));

  const uri = open(`${head}${read}`);
  const hover = await request("textDocument/hover", { textDocument: { uri }, position: { line: 8, character: 12 } });
  const text = JSON.stringify(hover?.contents ?? "");
  expect("hover says what a schedule is", text.includes("10 minutes apart"), text);

  console.log(`${count} manifests without a false complaint, ${failures} failures`);
  await request("shutdown", null);
  send({ method: "exit" });
  process.exit(failures ? 1 : 0);
}

setTimeout(() => {
  console.error("the server did not answer in time");
  process.exit(1);
}, 120_000).unref();
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
