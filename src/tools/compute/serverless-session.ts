import * as z from "zod";
import * as api from "../../api/compute/code-sandboxes.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { compact } from "../../records.ts";
import { plainOr } from "../../text.ts";
import { waitWithinBudget } from "../waiting.ts";
import { SESSION_SCRIPT } from "./serverless-python.ts";
import type { CodeOutput } from "./serverless-view.ts";

const KEY = "code sandbox";
/** A sandbox that is not used ends by itself. */
const INACTIVITY = "1800s";
/** A response that takes longer is given up. */
const MOST_SECONDS = 55;
const ABSENT: ReadonlySet<ApiError["kind"]> = new Set(["not-found", "not-available", "permission"]);

const result = z.object({
  text: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  rows: z.array(z.array(z.unknown())).optional(),
  total_rows: z.number().optional(),
  images: z.array(z.string()),
  error: z.object({ summary: z.string(), traceback: z.string().optional() }).nullable(),
  lost: z.array(z.string()),
});

/** Python to run, with packages that it needs. */
export interface ServerlessCode {
  readonly code: string;
  readonly dependencies: readonly string[];
}

/** The output of code in a sandbox, with what became of earlier variables. */
export interface SessionOutput {
  readonly sandbox_id: string;
  readonly output: CodeOutput;
  readonly note: string | undefined;
}

/**
 * Runs code in the caller's sandbox, which keeps variables and files between calls. Returns `undefined`, also from then
 * on, if the workspace has no sandboxes for the caller.
 * @throws {ToolError} if the code takes longer than 55 seconds, or cannot be started
 */
export async function runInSession(
  ctx: Context,
  { code, dependencies }: ServerlessCode,
  seconds: number,
): Promise<SessionOutput | undefined> {
  const kept = await ctx.remember<string | undefined>(KEY, () => newSandbox(ctx));
  if (kept === undefined) return undefined;
  const usable = await sandboxIsThere(ctx, kept);
  if (!usable) ctx.forget(KEY);
  const sandbox_id = usable ? kept : await ctx.remember<string | undefined>(KEY, () => newSandbox(ctx));
  if (sandbox_id === undefined) return undefined;
  const timeout = `${Math.min(MOST_SECONDS, Math.max(1, Math.round(seconds)))}s`;
  if (dependencies.length > 0) await install(ctx, sandbox_id, dependencies);
  const mark = `result-${crypto.randomUUID()}:`;
  const done = await api.executeInSandbox(ctx.client, {
    sandbox_id,
    cmd: "python3",
    args: ["-c", SESSION_SCRIPT],
    envs: { RUN_CODE: Buffer.from(code).toString("base64"), RUN_MARK: mark },
    execution_timeout: timeout,
  });
  if (done.status?.endsWith("TIMED_OUT")) {
    throw new ToolError(`The code was stopped after ${timeout.replace("s", " seconds")}. Its changes are not undone.`, {
      next: "For code that takes longer, call run_code with keep_state: false.",
    });
  }
  const lost = usable ? undefined : "The earlier sandbox had ended: this is a new one, without earlier variables.";
  return { sandbox_id, ...outputOf(done, mark, lost) };
}

/** A sandbox of this caller; `undefined` if the workspace has none. */
async function newSandbox(ctx: Context): Promise<string | undefined> {
  const sandbox_id = `run-code-${crypto.randomUUID()}`;
  try {
    const settings = { sandbox_id, display_name: "run_code", inactivity_timeout: INACTIVITY };
    const made = await api.createSandbox(ctx.client, settings);
    ctx.accepted({ what: "A code sandbox was created", ids: { sandbox: sandbox_id }, followUp: "run_code" });
    await awaitRunning(ctx, sandbox_id, made);
    return sandbox_id;
  } catch (error) {
    if (error instanceof ApiError && ABSENT.has(error.kind) && error.outcome !== "unknown") return undefined;
    throw error;
  }
}

/** Starts a stopped sandbox. `false` if it has ended. */
async function sandboxIsThere(ctx: Context, sandbox_id: string): Promise<boolean> {
  try {
    const found = await api.getSandbox(ctx.client, { sandbox_id });
    if (api.stateOfSandbox(found) === "STOPPED") {
      await awaitRunning(ctx, sandbox_id, await api.startSandbox(ctx.client, { sandbox_id }));
    }
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not-found") return false;
    throw error;
  }
}

async function awaitRunning(ctx: Context, sandbox_id: string, seen: api.CodeSandbox): Promise<void> {
  const found = await waitWithinBudget(ctx, `sandbox ${sandbox_id}`, () => api.getSandbox(ctx.client, { sandbox_id }), {
    done: (one) => api.stateOfSandbox(one) === "RUNNING",
    words: (one) => `The sandbox is ${api.stateOfSandbox(one)}`,
    wait_seconds: undefined,
    seen,
    made: true,
  });
  if (api.stateOfSandbox(found) === "RUNNING") return;
  throw new ToolError(`The sandbox is ${plainOr(api.stateOfSandbox(found), "not ready")}. The code was not run.`, {
    next: "Call run_code again in a moment.",
  });
}

async function install(ctx: Context, sandbox_id: string, dependencies: readonly string[]): Promise<void> {
  const { exit_code, stderr } = await api.executeInSandbox(ctx.client, {
    sandbox_id,
    cmd: "python3",
    args: ["-m", "pip", "install", "--quiet", ...dependencies],
    execution_timeout: `${MOST_SECONDS}s`,
  });
  if (exit_code === 0) return;
  throw new ToolError("The packages could not be installed. The code was not run.", {
    next: "Check their names and versions.",
    ...(stderr && { quoted: stderr.slice(-2000) }),
  });
}

interface Executed {
  readonly exit_code?: number | null | undefined;
  readonly stdout?: string | null | undefined;
  readonly stderr?: string | null | undefined;
  readonly truncated?: boolean | null | undefined;
}

function outputOf(
  { stdout, stderr, exit_code, truncated }: Executed,
  mark: string,
  lost: string | undefined,
): Omit<SessionOutput, "sandbox_id"> {
  const [before = "", written] = (stdout ?? "").split(mark);
  const read = written === undefined ? undefined : result.safeParse(parsed(written)).data;
  if (!read) {
    // The process ended before it could write its result, or the result is too large.
    const summary = truncated
      ? "The output is too large to be returned."
      : `Python ended with code ${exit_code ?? "?"}.`;
    return { output: { text: before, error: { summary, ...compact({ traceback: stderr }) } }, note: lost };
  }
  const { text, images, error, lost: unkept, ...table } = read;
  const dropped = unkept.length === 0 ? undefined : `Not kept for the next call: ${unkept.join(", ")}.`;
  return {
    output: {
      ...table,
      text: [before, text].filter(Boolean).join(""),
      images: images.map((data) => ({ data, mime_type: "image/png" })),
      ...(error && { error }),
    },
    note: [lost, dropped].filter(Boolean).join(" ") || undefined,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
