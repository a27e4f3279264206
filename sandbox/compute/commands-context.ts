import { openNotebookDriver } from "../jobs/notebook.ts";
import type { World } from "../world.ts";
import { runSqlCommand } from "./commands-sql.ts";
import { wheelsOn } from "./libraries.ts";
import { type Interpreter, type Outcome, startInterpreter } from "./python/interpreter.ts";

export const LANGUAGES = ["python", "sql", "scala", "r"] as const;
export type Language = (typeof LANGUAGES)[number];
export type CommandStatus = "Queued" | "Running" | "Cancelling" | "Finished" | "Cancelled" | "Error";

export interface Command {
  readonly id: string;
  status: CommandStatus;
  /** JSON text of `results`, once the command has ended. */
  results?: string;
}

/** One REPL on a cluster's driver, with its own variables. It runs one command at a time. */
export interface ExecutionContext {
  readonly id: string;
  readonly clusterId: string;
  readonly language: Language;
  status(): "Pending" | "Running" | "Error";
  execute(source: string): Command;
  command(id: string): Command | undefined;
  cancel(command: Command): void;
  close(): Promise<void>;
}

const STARTS_AFTER_MS = 900;
const OVERHEAD_MS = 150;
/** How long cancelled code may continue, in real milliseconds: code runs at the speed of the machine, not of the workspace. */
const GRACE_MS = 3000;
const COMMANDS_KEPT = 500;

/** Opens a context. Python starts immediately in a `warm` context, otherwise with the first command. */
export function openContext(
  world: World,
  id: string,
  clusterId: string,
  language: Language,
  warm: boolean,
): ExecutionContext {
  let status: "Pending" | "Running" | "Error" = "Pending";
  const { user } = world;
  const driver = openNotebookDriver(world, { clusterId }, wheelsOn(world, clusterId));
  let interpreter: Interpreter | undefined =
    warm && language === "python" ? startInterpreter(driver.answer) : undefined;
  let tail: Promise<void> = Promise.resolve();
  let closed = false;
  let made = 0;
  const commands = new Map<string, Command>();
  const aborts = new Map<string, AbortController>();
  const up = world.delay(STARTS_AFTER_MS).then(() => {
    if (status === "Pending") status = "Running";
  });

  const outcomeOf = async (command: Command, number: number, source: string): Promise<Outcome> => {
    if (language === "sql") {
      const abort = new AbortController();
      aborts.set(command.id, abort);
      return runSqlCommand(driver.session, source, abort.signal).finally(() => aborts.delete(command.id));
    }
    if (language !== "python") return { kind: "finished", result: DISALLOWED };
    interpreter ??= startInterpreter(driver.answer);
    const outcome = await interpreter.run(`<command-${number}>`, source, wheelsOn(world, clusterId));
    // Only the result of a job keeps them.
    driver.takePrinted();
    driver.takeExit();
    return outcome;
  };

  const run = async (command: Command, number: number, source: string) => {
    await up;
    await world.delay(OVERHEAD_MS);
    // Cancelled while it was queued, or the context was closed.
    if (command.status !== "Queued" || closed) return;
    if (status === "Error") return finish(command, "Error", errorResult(FATAL, "The context is lost."));
    command.status = "Running";
    const outcome = await outcomeOf(command, number, source);
    const cancelling = statusOf(command) === "Cancelling";
    if (outcome.kind === "finished") return finish(command, "Finished", outcome.result);
    if (outcome.kind === "interrupted" && cancelling) return finish(command, "Cancelled", CANCELLED);
    if (outcome.kind === "interrupted") return finish(command, "Finished", errorResult("KeyboardInterrupt", ""));
    status = "Error";
    const lost = `The Python process was lost, and with it this context and its variables: ${outcome.reason}.`;
    finish(command, cancelling ? "Cancelled" : "Error", errorResult(FATAL, lost));
  };

  return {
    id,
    clusterId,
    language,
    status: () => status,
    execute(source) {
      const command: Command = { id: world.hexId(32), status: "Queued" };
      commands.set(command.id, command);
      const [oldest] = commands.keys();
      if (commands.size > COMMANDS_KEPT && oldest !== undefined) commands.delete(oldest);
      made += 1;
      const number = made;
      tail = tail.then(() => world.as(user, () => run(command, number, source)));
      return command;
    },
    command: (commandId) => commands.get(commandId),
    cancel(command) {
      if (command.status === "Queued") return finish(command, "Cancelled", CANCELLED);
      if (command.status !== "Running") return;
      command.status = "Cancelling";
      aborts.get(command.id)?.abort();
      interpreter?.interrupt(GRACE_MS);
    },
    async close() {
      closed = true;
      for (const abort of aborts.values()) abort.abort();
      await interpreter?.close();
    },
  };
}

const FATAL = "Fatal error: The Python kernel is unresponsive.";
const CANCELLED = errorResult("CommandCancelledException", "Command cancelled by the user.");
const DISALLOWED = errorResult(
  "Your administrator has only allowed sql and python commands on this cluster. This execution contained at least one disallowed language.",
  "com.databricks.backend.daemon.driver.DisallowedLanguageException: Only sql and python are allowed on this cluster.",
);

function errorResult(summary: string, cause: string): string {
  return JSON.stringify({ resultType: "error", summary, cause });
}

function finish(command: Command, status: CommandStatus, results: string): void {
  command.status = status;
  command.results = results;
}

/** Reads a value again that another request may have changed during an await. */
function statusOf(command: Command): CommandStatus {
  return command.status;
}
