// Drives the extension in a real VS Code, as a person would: by keys, and by what is on the screen.
//
//     node tests/editors/vscode.mjs CODE_SERVER PLAYWRIGHT CHROMIUM VSIX MANIFEST [PICTURE]
//
// CODE_SERVER is the program of code-server, PLAYWRIGHT the folder of playwright-core, VSIX the packaged extension with the program inside,
// MANIFEST one without a finding, which this makes mistakes in. Where a PICTURE is asked for, one is taken, and nothing else done.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [codeServer, playwright, executablePath, vsix, manifest, picture] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(resolve(playwright, "index.mjs")).href);

const root = mkdtempSync(join(tmpdir(), "amp-lint-vscode-"));
const folder = join(root, "project");
const user = join(root, "user");
mkdirSync(folder);
mkdirSync(join(user, "User"), { recursive: true });
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AMP_")));
// Its own files stay in its own folder, and its settings are not those of whoever runs this.
Object.assign(environment, { HOME: root, XDG_CONFIG_HOME: join(root, "config"), XDG_DATA_HOME: join(root, "data") });
// A folder of programs of our own, empty at first.
const programs = join(root, "programs");
mkdirSync(programs);
// The editor's path is that of a login shell.
environment.SHELL = "/bin/bash";
writeFileSync(join(root, ".bash_profile"), `export PATH="${programs}:$PATH"\n`);
const places = ["--user-data-dir", user, "--extensions-dir", join(root, "extensions")];

const settings = {
  "editor.accessibilitySupport": "off",
  "editor.hover.delay": 100,
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  // What is offered is the server's, and not any word of the text.
  "editor.wordBasedSuggestions": "off",
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "terminal.integrated.gpuAcceleration": "off",
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "[ampersand]": { "editor.codeActionsOnSave": { "source.fixAll.amp-lint": "explicit" } },
};
writeFileSync(join(user, "User", "settings.json"), JSON.stringify(settings, null, 2));

// Settings of the folder, which the editor watches.
function configure(more) {
  mkdirSync(join(folder, ".vscode"), { recursive: true });
  writeFileSync(join(folder, ".vscode", "settings.json"), JSON.stringify(more, null, 2));
}

const good = readFileSync(manifest, "utf8");
const file = join(folder, "amp.yaml");
const other = join(folder, "other.yaml");

let step = "starting";
let checks = 0;
function expect(holds, seen) {
  if (!holds) {
    throw new Error(`not so: ${JSON.stringify(seen)}`);
  }
  checks++;
}

// Waits until something holds, as long as anybody would.
async function until(holds) {
  for (let end = Date.now() + 60_000; ; ) {
    const seen = await holds();
    if (seen) {
      checks++;
      return seen;
    }
    if (Date.now() > end) {
      throw new Error(`it never came to hold: ${holds}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

function install() {
  const done = spawnSync(process.execPath, [codeServer, ...places, "--install-extension", resolve(vsix)], { env: environment, encoding: "utf8" });
  if (done.status !== 0) {
    throw new Error(done.stdout + done.stderr);
  }
}

// The address at which code-server listens.
function serve() {
  const child = spawn(process.execPath, [codeServer, ...places, "--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry", "--disable-update-check"], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const address = new Promise((done, failed) => {
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        said += chunk;
        const found = /listening on (http:\S+)/.exec(said);
        if (found) done(found[1]);
      });
    }
    child.on("exit", () => failed(new Error(said)));
  });
  return { child, address };
}

class Editor {
  constructor(page) {
    this.page = page;
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  // Opens what takes a line of text at the top of the window, and gives it one.
  async quick(keys, text) {
    await this.press(keys);
    const input = this.page.locator(".quick-input-widget:visible input").first();
    await input.waitFor();
    await input.fill(text);
  }

  async choose(label) {
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: label }).first();
    await row.waitFor();
    await row.click();
  }

  // What extensions offer is not offered before they are known, and then only to who asks anew.
  async command(title) {
    await until(async () => {
      await this.quick("F1", `>${title}`);
      const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
      const offered = await row.waitFor({ timeout: 5_000 }).then(() => true, () => false);
      await (offered ? row.click() : this.press("Escape"));
      return offered;
    });
  }

  async open(name) {
    await this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).dblclick();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator(".editor-group-container.active .monaco-editor .view-line").first().waitFor();
  }

  async to(line, column) {
    await this.quick("Control+G", `:${line}:${column}`);
    await this.press("Enter");
    await this.page.locator(`.statusbar-item:has-text("Ln ${line}, Col ${column}")`).waitFor();
  }

  async save() {
    await this.press("Control+S");
    await this.page.locator(".tab.active.dirty").waitFor({ state: "detached" });
  }

  // The extension's own item in the status bar.
  status() {
    return this.page.locator('.statusbar-item[id="amp-lint.amp-lint.amp-lint.status"]');
  }

  squiggles(...kinds) {
    return this.page.locator(kinds.map((kind) => `.monaco-editor .squiggly-${kind}`).join(", ")).count();
  }

  // What the pointer would be told where the cursor is, once it has a text in it.
  async hover(text) {
    await this.press("Control+K", "Control+I");
    const hover = this.page.locator(".monaco-hover:visible", { hasText: text }).first();
    await hover.waitFor();
    const said = await hover.innerText();
    await this.press("Escape");
    await hover.waitFor({ state: "hidden" });
    return said;
  }

  // Goes down a list until the line on which it stands is the right one.
  async down(line, right) {
    const stands = () => this.page.locator(line).first().innerText();
    for (let left = 20; ; left--) {
      const before = await stands();
      if (right(before)) {
        return;
      }
      expect(left > 0, `${right} is not in the list`);
      await this.press("ArrowDown");
      await until(async () => (await stands()) !== before);
    }
  }

  // Goes down to what is offered under this name, and takes it.
  async accept(label) {
    await until(async () => (await this.items()).includes(label));
    await this.down(".suggest-widget.visible .monaco-list-row.focused .label-name", (name) => name === label);
    await this.press("Enter");
  }

  async items() {
    return this.page.locator(".suggest-widget.visible .monaco-list-row .label-name").allInnerTexts();
  }

  // Of what the light bulb offers, does that with this in its title.
  async act(title) {
    const row = this.page.locator(".action-widget .monaco-list-row.action", { hasText: title }).first();
    await row.waitFor();
    await this.down(".action-widget .monaco-list-row.focused", (name) => name.includes(title));
    await this.press("Enter");
  }

  // Waits for a text in a view of its own, such as a preview.
  async shows(text) {
    await until(async () => {
      const texts = await Promise.all(this.page.frames().map((frame) => frame.evaluate(() => document.body?.innerText ?? "").catch(() => "")));
      return texts.some((shown) => shown.includes(text));
    });
  }

  // What a notification says, once there is one with this in it.
  async notice(text) {
    const toast = this.page.locator(".notification-toast", { hasText: text }).first();
    await toast.waitFor({ timeout: 60_000 });
    return toast;
  }
}

// What runs, by the numbers of the processes.
function processes() {
  const programOf = (id) => {
    try {
      return readlinkSync(`/proc/${id}/exe`);
    } catch {
      return undefined;
    }
  };
  return new Map(readdirSync("/proc").filter((id) => /^\d+$/.test(id)).map((id) => [Number(id), programOf(id)]));
}

// The first line on which a text stands, and the column behind it.
function find(text, part) {
  const before = text.slice(0, text.indexOf(part));
  const line = before.split("\n").length;
  return { line, column: before.length - before.lastIndexOf("\n") + part.length };
}

// Lints what is deployed, in the window that is open.
async function lintDeployed(editor) {
  asked.length = 0;
  await editor.command("amp-lint: Lint the Deployed Project in a Terminal…");
  const project = editor.page.locator(".quick-input-widget:visible input").first();
  await project.waitFor();
  await project.fill("my project");
  await editor.press("Enter");
  await until(() => asked.length > 0);
  expect(asked.every(({ url, key }) => url.includes("/my%20project/") && key === KEY), asked);
  // What the platform answers is told in the terminal, wherever its lines break.
  await until(async () => (await editor.page.locator(".xterm-rows").allInnerTexts()).join("").replace(/\s/g, "").includes("nosuchproject"));
}

// A window without a folder has the commands, too.
async function withoutFolder(page) {
  step = "without a folder";
  await lintDeployed(new Editor(page));
}

async function drive(page) {
  const editor = new Editor(page);
  const read = () => readFileSync(file, "utf8");

  step = "squiggles";
  await editor.open("amp.yaml");
  await until(async () => (await editor.squiggles("error")) > 0);
  await editor.status().waitFor();

  step = "hover";
  const provider = find(read(), "provider: hubsopt");
  await editor.to(provider.line, provider.column - 2);
  const finding = await editor.hover("hubsopt");
  expect(finding.includes("provider-not-supported"), finding);
  const schedule = find(read(), 'schedule: "*/30');
  await editor.to(schedule.line, schedule.column);
  const runs = await editor.hover("UTC");
  expect(/\b\d\d:[03]0\b/.test(runs), runs);
  await editor.to(provider.line, provider.column - 2);

  step = "quick fix";
  await editor.press("Control+.");
  await editor.act("hubspot");
  await page.locator(".tab.active.dirty").waitFor();
  await editor.save();
  expect(read() === broken.replace("hubsopt", "hubspot"), read());

  step = "fix all";
  await editor.command("amp-lint: Fix All Safe Findings");
  await page.locator(".tab.active.dirty").waitFor();
  await editor.save();
  expect(read() === good, read());
  await until(async () => (await editor.squiggles("error", "warning")) === 0);

  step = "completion";
  const object = find(read(), "objectName: ");
  await editor.to(object.line, object.column);
  await editor.press("Shift+End", "Delete");
  await editor.press("Control+Space");
  // Others than the one that the text had.
  await until(async () => (await editor.items()).length > 5);
  expect(!(await editor.items()).includes("hubspot"), await editor.items());
  await editor.type("contac");
  await editor.accept("contacts");
  await editor.save();
  expect(read() === good, read());

  step = "hints";
  const hint = page.locator(".view-line", { hasText: "back to 20" });
  await hint.first().waitFor();
  configure({ "amp-lint.inlayHints": false });
  await until(async () => (await hint.count()) === 0);
  configure({});

  step = "advice";
  const days = find(read(), "days: 90");
  await editor.to(days.line, days.column);
  await editor.type("0");
  await page.locator(".tab.active.dirty").waitFor();
  configure({ "amp-lint.pedantic": true });
  await until(async () => (await editor.squiggles("info", "hint")) > 0);
  configure({ "amp-lint.pedantic": false });
  await until(async () => (await editor.squiggles("info", "hint")) === 0);
  await editor.press("Backspace");
  await editor.save();
  expect(read() === good, read());

  step = "explain";
  await editor.command("amp-lint: Explain Rule…");
  const search = page.locator(".quick-input-widget:visible input").first();
  await search.waitFor();
  await search.fill("backfill-noop");
  await editor.choose("backfill-noop");
  await page.locator('.tab[data-resource-name="backfill-noop.md"], .tab:has-text("backfill-noop")').first().waitFor();
  await editor.shows("Why it matters");
  await editor.command("View: Close All Editors");

  step = "other YAML";
  await editor.open("other.yaml");
  await page.locator('.statusbar-item:has-text("YAML")').first().waitFor();
  await editor.status().waitFor({ state: "hidden" });
  expect((await editor.squiggles("error")) === 0, "squiggles in other YAML");
  // The settings take it in, and let it go again.
  const taking = join(folder, ".amp-lint.yaml");
  writeFileSync(taking, "include: [other.yaml]\n");
  await until(async () => (await editor.squiggles("error")) > 0);
  rmSync(taking);
  await until(async () => (await editor.squiggles("error")) === 0);
  await editor.command("Change Language Mode");
  const mode = page.locator(".quick-input-widget:visible input").first();
  await mode.waitFor();
  await mode.fill("Ampersand");
  await editor.choose("Ampersand Manifest");
  await until(async () => (await editor.squiggles("error")) > 0);
  await editor.status().waitFor();
  // The embedded grammar: keys have a colour of their own.
  const colours = await page.locator(".view-line span span").evaluateAll((spans) => new Set(spans.map((span) => span.className)).size);
  expect(colours > 2, colours);

  step = "fix on save";
  const key = find(broken, "objectn");
  await editor.to(key.line, key.column);
  await editor.press("Backspace");
  await editor.type("n");
  await editor.save();
  expect(readFileSync(other, "utf8") === broken.replace("objectname", "objectName"), readFileSync(other, "utf8"));

  step = "explain a finding";
  const again = find(broken, "provider: hubsopt");
  await editor.to(again.line, again.column - 2);
  await editor.press("Control+.");
  await editor.act("Explain `provider-not-supported`");
  await editor.shows("Why it matters");
  await page.locator('.tab[data-resource-name="other.yaml"], .tab:has-text("other.yaml")').first().click();

  step = "a program on the path";
  const [installed] = readdirSync(join(root, "extensions")).filter((name) => name.startsWith("amp-lint."));
  renameSync(join(root, "extensions", installed, "bin", "amp-lint"), join(programs, "amp-lint"));
  await editor.command("amp-lint: Restart Server");
  await until(async () => (await editor.squiggles("error")) > 0);
  await until(async () => (await editor.status().getAttribute("aria-label"))?.includes("found on the PATH"));

  step = "deployed";
  await lintDeployed(editor);

  step = "a program that is not there";
  configure({ "amp-lint.path": "/nowhere/amp-lint" });
  await editor.notice("There is no program at /nowhere/amp-lint, which the setting amp-lint.path names");
  await until(async () => (await editor.squiggles("error")) === 0);
  configure({});
  await until(async () => (await editor.squiggles("error")) > 0);

  step = "a server that ends";
  const servers = () => [...processes()].filter(([, program]) => program === join(programs, "amp-lint")).map(([id]) => id);
  const ended = servers();
  expect(ended.length === 1, ended);
  process.kill(ended[0]);
  await until(async () => servers().some((id) => id !== ended[0]) && (await editor.squiggles("error")) > 0);

  step = "a program without a server";
  const old = join(root, "old-amp-lint");
  writeFileSync(old, '#!/bin/sh\ntest "$1" = --version && echo "amp-lint 0.0.1" && exit\necho "unrecognized subcommand" >&2\nexit 2\n', { mode: 0o755 });
  configure({ "amp-lint.path": old });
  await editor.notice(`amp-lint 0.0.1 (${old}) has no server for editors: a later version is needed`);
  configure({});
  await until(async () => (await editor.squiggles("error")) > 0);

  step = "no program at all";
  rmSync(join(programs, "amp-lint"));
  await editor.command("amp-lint: Restart Server");
  await editor.notice("The program amp-lint was not found: it is neither in this extension");
}

// What it looks like to work with it: two mistakes, words beside values, and the fields that there are.
const PICTURED = `specVersion: 1.0.0
integrations:
  - name: crm
    provider: intercom
    read:
      objects:
        - objectName: contacts
          destination: contactsWebhook
          schedule: "*/25 * * * *"
          optionalfieldsAuto: all
          backfill:
            defaultPeriod:
              days: 90
          requiredFields:
            - fieldName: email
            - fieldName: last`;
async function portrait(page) {
  const editor = new Editor(page);
  await editor.open("amp.yaml");
  await editor.command("View: Toggle Primary Side Bar Visibility");
  await until(async () => (await editor.squiggles("error", "warning")) > 1);
  await page.locator(".view-line", { hasText: "back to 20" }).first().waitFor();
  await editor.press("Control+End", "Control+Space");
  await until(async () => (await editor.items()).length > 3);
  await page.screenshot({ path: picture });
}

const broken = good.replace("provider: hubspot", "provider: hubsopt").replace("objectName: contacts", "objectname: contacts");

// What stands for the platform: it knows no project.
const KEY = "the-key";
const asked = [];
const platform = createServer((request, response) => {
  asked.push({ url: request.url, key: request.headers["x-api-key"] });
  response.writeHead(404, { "Content-Type": "application/problem+json" });
  response.end(JSON.stringify({ title: "Not Found", status: 404, detail: "no such project" }));
});

async function main() {
  if (broken === good || !good.includes("provider: hubspot")) {
    throw new Error("the manifest is not one to make these mistakes in");
  }
  writeFileSync(file, picture ? PICTURED : broken);
  writeFileSync(other, broken);
  await new Promise((done) => platform.listen(0, "127.0.0.1", done));
  Object.assign(environment, { AMP_API_URL: `http://127.0.0.1:${platform.address().port}`, AMP_API_KEY: KEY });
  install();
  const { child, address } = serve();
  let browser;
  let page;
  try {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    page = await browser.newPage({ viewport: picture ? { width: 800, height: 560 } : { width: 1200, height: 760 } });
    page.setDefaultTimeout(60_000);
    if (!picture) {
      await page.goto(`${await address}?ew=true`);
      await page.locator(".monaco-workbench .part.statusbar").waitFor();
      await withoutFolder(page);
    }
    await page.goto(`${await address}?folder=${encodeURIComponent(folder)}`);
    await page.locator(".monaco-workbench .part.statusbar").waitFor();
    await (picture ? portrait : drive)(page);
    console.log(`VS Code: ${checks} checks passed`);
  } catch (error) {
    console.error(`FAILED: VS Code, ${step}: ${error.stack ?? error}`);
    if (page) {
      await page.screenshot({ path: "target/ci/vscode-failed.png" }).catch(() => {});
    }
    process.exitCode = 1;
  } finally {
    await browser?.close();
    child.kill();
    platform.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

await main();
