import { type ChildProcess, spawn } from "node:child_process";
import { posix, win32 } from "node:path";
import { isRecord, parsedJson } from "../../records.ts";
import { oneLine } from "../../text.ts";

import type { Machine } from "./machine.ts";
import { loginError } from "./token-call.ts";

/** A program, with the arguments that always come first and its size in bytes. */
export interface Program {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly bytes: number;
}

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT = 2 ** 20;

/** MCP hosts started from the Dock or the Finder have a PATH without these folders, where users install tools. */
const MAC_FOLDERS = ["/opt/homebrew/bin", "/usr/local/bin"];

/**
 * Finds the program with that name or path as this platform does; `undefined` if there is none. On Windows a `.cmd`
 * needs a shell, so instead of `az.cmd` this returns the Python that it starts.
 */
export function findProgram(name: string, machine: Machine): Program | undefined {
  const windows = machine.platform === "win32";
  const { join, dirname, isAbsolute } = windows ? win32 : posix;
  const files = windows && !/\.(exe|cmd)$/i.test(name) ? [`${name}.exe`, `${name}.cmd`] : [name];
  const candidates = isAbsolute(name)
    ? files
    : searchFolders(machine, windows).flatMap((folder) => files.map((file) => join(folder, file)));
  for (const file of candidates) {
    const bytes = machine.program(file);
    if (bytes === undefined) continue;
    if (!/\.cmd$/i.test(file)) return { file, arguments: [], bytes };
    const python = join(dirname(file), "..", "python.exe");
    if (machine.program(python) !== undefined) return { file: python, arguments: ["-IBm", "azure.cli"], bytes };
  }
  return undefined;
}

function searchFolders({ env, platform }: Machine, windows: boolean): string[] {
  const path = (windows ? (env.Path ?? env.PATH) : env.PATH) ?? "";
  const listed = path.split(windows ? ";" : ":").map((folder) => folder.replace(/^"(.*)"$/, "$1"));
  // A relative entry would run any program in the folder in which the server was started.
  const absolute = listed.filter((folder) => (windows ? win32 : posix).isAbsolute(folder));
  return platform === "darwin" ? [...new Set([...absolute, ...MAC_FOLDERS])] : absolute;
}

/** How a program is run. */
export interface RunOptions {
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** Name of the program in messages: `The Azure CLI`. */
  readonly title: string;
  /** Default: 30,000. */
  readonly timeoutMs?: number;
}

/**
 * Runs a program without a shell and without stdin, and returns its stdout. Rejects with the signal's reason when it
 * aborts.
 * @throws {ApiError} `auth` if it cannot be started, fails, takes too long or writes more than 1 MiB. The message
 *   contains at most 300 characters of stderr and nothing of stdout, where the token is.
 */
export function runProgram(
  { file, arguments: first }: Program,
  args: readonly string[],
  { machine, signal, title, timeoutMs = TIMEOUT_MS }: RunOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...first, ...args], {
      env: { ...machine.env },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      // A process group of its own, so that its children end with it: `az` is a script that starts Python.
      detached: machine.platform !== "win32",
      shell: false,
    });
    let stdout = "";
    let stderr = "";
    const settle = (how: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      // A child of the program may keep the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
      how();
    };
    const stop = (error: unknown) => {
      endGroup(child);
      settle(() => reject(error));
    };
    const abort = () => stop(signal.reason);
    const timer = setTimeout(
      () => stop(loginError(`${title} did not finish within ${timeoutMs / 1000} s.`)),
      timeoutMs,
    );
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      if (stdout.length > MAX_OUTPUT) stop(loginError(`${title} wrote more output than a token.`));
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      if (stderr.length < 4096) stderr += chunk;
    });
    child.on("error", (error: NodeJS.ErrnoException) =>
      settle(() => reject(loginError(`${title} cannot be started (${error.code ?? "unknown"}).`))),
    );
    child.on("close", (code) => {
      if (code === 0) return settle(() => resolve(stdout));
      const said = oneLine(stderr, 300);
      settle(() => reject(loginError(`${title} failed (exit ${code ?? "by signal"})${said && `: ${said}`}`)));
    });
  });
}

/** Kills the program and its children. */
function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

/**
 * Runs a program and returns the JSON object that it wrote to stdout.
 * @throws {ApiError} as `runProgram`, and `auth` if the output is not a JSON object; the message does not show it
 */
export async function runForJson(
  program: Program,
  args: readonly string[],
  options: RunOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const value = parsedJson(await runProgram(program, args, options));
  if (isRecord(value)) return value;
  // Without the text: it may contain a token.
  throw loginError(`${options.title} returned something that is not JSON.`);
}
