import { type ChildProcess, spawn } from "node:child_process";
import { posix, win32 } from "node:path";
import { oneLine } from "../../text.ts";

import type { Machine } from "./machine.ts";
import { loginError } from "./token-call.ts";

/** A program and what always stands before its arguments. */
export interface Program {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly bytes: number;
}

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT = 2 ** 20;

/** Hosts started from the dock or the Finder have a PATH without the places where people's tools are. */
const MAC_FOLDERS = ["/opt/homebrew/bin", "/usr/local/bin"];

/**
 * The program of that name (or path), as this platform finds it; undefined when there is none. On Windows a `.cmd`
 * would need a shell, so the Azure CLI is started by the Python that its `az.cmd` starts.
 */
export function findProgram(name: string, machine: Machine): Program | undefined {
  const windows = machine.platform === "win32";
  const { join, dirname, isAbsolute } = windows ? win32 : posix;
  const files = windows && !/\.(exe|cmd)$/i.test(name) ? [`${name}.exe`, `${name}.cmd`] : [name];
  const candidates = isAbsolute(name)
    ? files
    : folders(machine, windows).flatMap((folder) => files.map((file) => join(folder, file)));
  for (const file of candidates) {
    const bytes = machine.program(file);
    if (bytes === undefined) continue;
    if (!/\.cmd$/i.test(file)) return { file, arguments: [], bytes };
    const python = join(dirname(file), "..", "python.exe");
    if (machine.program(python) !== undefined) return { file: python, arguments: ["-IBm", "azure.cli"], bytes };
  }
  return undefined;
}

function folders({ env, platform }: Machine, windows: boolean): string[] {
  const path = (windows ? (env.Path ?? env.PATH) : env.PATH) ?? "";
  const listed = path.split(windows ? ";" : ":").map((folder) => folder.replace(/^"(.*)"$/, "$1"));
  // A relative entry would run whatever lies in the folder the server was started from.
  const absolute = listed.filter((folder) => (windows ? win32 : posix).isAbsolute(folder));
  return platform === "darwin" ? [...new Set([...absolute, ...MAC_FOLDERS])] : absolute;
}

export interface RunOptions {
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** What the program is called in messages. */
  readonly title: string;
  readonly timeoutMs?: number;
}

/**
 * What the program writes to stdout; no shell, no stdin, at most 30 s. Rejects with an `ApiError` that holds a bounded
 * piece of stderr and nothing of stdout, where the token is.
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
      // A group of its own, so that what it starts ends with it: `az` is a script around a Python.
      detached: machine.platform !== "win32",
      shell: false,
    });
    let stdout = "";
    let stderr = "";
    const settle = (how: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      // A child of its own may hold the pipes open.
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
      () => stop(loginError(`${title} did not answer within ${timeoutMs / 1000} s.`)),
      timeoutMs,
    );
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      if (stdout.length > MAX_OUTPUT) stop(loginError(`${title} wrote more than a token.`));
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

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

/** The JSON object a program wrote. */
export async function runForJson(
  program: Program,
  args: readonly string[],
  options: RunOptions,
): Promise<Record<string, unknown>> {
  const stdout = await runProgram(program, args, options);
  try {
    const value: unknown = JSON.parse(stdout);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below, without the text: it may hold a token.
  }
  throw loginError(`${options.title} answered with something that is not JSON.`);
}
