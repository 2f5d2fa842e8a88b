// The server, and the client that talks to it: started when there is something for it to do, ended and started again on demand.
// One at a time.

import { type Disposable, type ExtensionContext, type LogOutputChannel, commands, window, workspace } from "vscode";
import {
  CloseAction,
  DidChangeConfigurationNotification,
  ErrorAction,
  type ErrorHandler,
  ExecuteCommandRequest,
  LanguageClient,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient/node";
import { SELECTOR } from "./manifests";
import { NoProgram, type Program, find, output } from "./program";
import type { Status } from "./status";

const SECTION = "amp-lint";
/** What the server is told of the settings. */
const OPTIONS = ["inlayHints", "codeLens", "pedantic"] as const;
/** How often a server that ends by itself is started again within a while, in milliseconds. */
const MOST_ENDS = 3;
const WHILE = 3 * 60 * 1000;

export class Server implements Disposable {
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #status: Status;
  readonly #settings: Disposable;
  #client: LanguageClient | undefined;
  /** What is under way: starting or stopping, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #wanted = false;

  constructor(context: ExtensionContext, log: LogOutputChannel, status: Status) {
    this.#context = context;
    this.#log = log;
    this.#status = status;
    this.#settings = workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration(`${SECTION}.path`) && this.#wanted) {
        await this.restart();
      } else if (OPTIONS.some((name) => event.affectsConfiguration(`${SECTION}.${name}`)) && this.#client?.isRunning()) {
        await this.#client.sendNotification(DidChangeConfigurationNotification.type, { settings: { [SECTION]: options() } });
      }
    });
  }

  /** Whether it was started, however that went. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** Starts the server, unless it was started before. */
  start(): Promise<void> {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#turn = this.#turn.then(() => this.#run());
    }
    return this.#turn;
  }

  /** Ends the server that is there, and starts one. */
  restart(): Promise<void> {
    this.#wanted = true;
    this.#turn = this.#turn.then(() => this.stop()).then(() => this.#run());
    return this.#turn;
  }

  /** Ends the server. */
  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // It is gone, or will not say good-bye; the client has seen to that it ends.
      this.#log.warn(`The server did not end as it should: ${String(error)}`);
    }
  }

  /** Has the server carry out a command. */
  async execute(command: string, ...args: unknown[]): Promise<unknown> {
    await this.start();
    if (!this.#client?.isRunning()) {
      throw new Error("The server does not run.");
    }
    return this.#client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
  }

  dispose(): void {
    this.#settings.dispose();
  }

  async #run(): Promise<void> {
    this.#status.set({ is: "starting" });
    let program: Program | undefined;
    try {
      program = await find(this.#context);
      const version = (await output(program, "--version")).trim().replace(/^amp-lint\s+/, "");
      if (!(await hasServer(program))) {
        throw new NoProgram(`amp-lint ${version} (${program.path}) has no server for editors: a later version is needed.`);
      }
      this.#log.info(`amp-lint ${version}, ${program.origin.replaceAll("`", "")}: ${program.path}`);
      const client = this.#newClient(program, version);
      this.#client = client;
      await client.start();
    } catch (error) {
      const why =
        error instanceof NoProgram
          ? error.message
          : `The server of amp-lint could not be started (${program?.path ?? "no program"}): ${error instanceof Error ? error.message : String(error)}`;
      this.#log.error(why);
      await this.stop();
      this.#status.set({ is: "failed", why });
      // Not waited for: a message stays until somebody looks.
      void this.#complain(why, error instanceof NoProgram);
    }
  }

  #newClient(program: Program, version: string): LanguageClient {
    const client = new LanguageClient(
      SECTION,
      "amp-lint",
      { command: program.path, args: ["server"], options: { env: { ...process.env, NO_COLOR: "1" } } },
      {
        documentSelector: SELECTOR,
        outputChannel: this.#log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        // `explains`: that there is a command for the pages of rules here.
        initializationOptions: () => ({ ...options(), explains: true }),
        diagnosticCollectionName: SECTION,
        // The failure is told of once, by what started the client.
        initializationFailedHandler: () => false,
        errorHandler: this.#handler(),
        markdown: { isTrusted: { enabledCommands: ["amp-lint.explainRule"] } },
      },
    );
    client.onDidChangeState(({ newState }) => {
      if (this.#client !== client) {
        return;
      }
      switch (newState) {
        case State.Starting:
          this.#status.set({ is: "starting" });
          break;
        case State.Running:
          this.#status.set({ is: "running", program, version: client.initializeResult?.serverInfo?.version ?? version });
          break;
        case State.Stopped:
          this.#status.set({ is: "failed", why: "The server has ended. The log says more." });
          break;
      }
    });
    return client;
  }

  /** A server that ends by itself is started again, and not for ever. */
  #handler(): ErrorHandler {
    let ends: number[] = [];
    return {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        const now = Date.now();
        ends = [...ends.filter((end) => now - end < WHILE), now];
        if (ends.length <= MOST_ENDS) {
          return { action: CloseAction.Restart, handled: true };
        }
        void this.#complain("The server of amp-lint has ended again and again, and is not started any more.", false);
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  async #complain(why: string, missing: boolean): Promise<void> {
    const settings = "Open Settings";
    const restart = "Try Again";
    const log = "Show Log";
    switch (await window.showErrorMessage(why, ...(missing ? [settings, restart] : [log, settings, restart]))) {
      case settings:
        await commands.executeCommand("workbench.action.openSettings", "amp-lint.path");
        break;
      case restart:
        await this.restart();
        break;
      case log:
        this.#log.show();
        break;
    }
  }
}

async function hasServer(program: Program): Promise<boolean> {
  try {
    await output(program, "server", "--help");
    return true;
  } catch {
    return false;
  }
}

function options(): Record<(typeof OPTIONS)[number], boolean> {
  const configuration = workspace.getConfiguration(SECTION);
  return {
    inlayHints: configuration.get("inlayHints", true),
    codeLens: configuration.get("codeLens", false),
    pedantic: configuration.get("pedantic", false),
  };
}
