import * as z from "zod";
import type { Context } from "../core/calls/context.ts";
import { ScriptPaused } from "../core/calls/create-context.ts";
import { loadTool, type ServedTool } from "../core/described.ts";
import { ToolError } from "../core/errors.ts";
import { later } from "../core/later.ts";
import type { Caller } from "../core/runtime.ts";
import { defineToolset, type Tool } from "../core/tool.ts";
import type { Turns } from "../core/waiting/turns.ts";
import type { Router } from "../core/workspaces.ts";
import { LIMITS, runInEngine, type ScriptEnd } from "./engine.ts";
import { createInnerCalls, type InnerCalls } from "./inner-calls.ts";
import { type Journals, ROOM } from "./journal.ts";
import { signatureOf } from "./signature.ts";
import type { ArgumentsOf } from "./tool-search.ts";

const code = defineToolset({
  id: "code",
  title: "Code mode",
  summary: "All tools through two: search for signatures, run a script.",
  default: false,
});

/** Signatures that a search shows unless it is asked for more. */
const USUAL_HITS = 5;
/** The same for each of several searches in one call. */
const HITS_OF_SEVERAL = 3;
/** Searches that one call makes. */
const MOST_SEARCHES = 8;

const searching = {
  name: "search_tools",
  title: "Find tools",
  description:
    "TypeScript signatures of the tools that fit everyday words or an exact name, the best with notes on its arguments. All are methods of databricks in run_script.",
  access: "read",
  input: z.object({
    query: z.string().min(1).describe("Several searches in one call: separated by ;"),
    limit: z.number().int().min(1).max(20).default(USUAL_HITS),
  }),
  output: z.object({ signatures: z.array(z.string()), note: z.string().optional() }),
} as const;

const scripting = {
  name: "run_script",
  title: "Run a script",
  description:
    "Runs JavaScript with every tool as await databricks.<tool>({...}); return what the answer needs. Only console.log, sleep(ms) and plain JavaScript besides. Calls may run in parallel; one that changes something may ask the user.",
  access: { least: "read", most: "destructive", of: () => "read" as const },
  input: z.object({ script: z.string().min(1).max(100_000).describe("Body of an async function") }),
  output: z.object({
    value: z.unknown(),
    log: z.array(z.string()).optional(),
    calls: z.record(z.string(), z.number()).optional().describe("Calls made, by tool"),
    note: z.string().optional(),
  }),
} as const;

/** The tools that `tools/list` shows in code mode. */
export const CODE_MODE_TOOLS = [searching, scripting].map((tool) => ({ ...tool, toolset: code }));

/** `search_tools` over these tools, whose arguments `argumentsOf` names. */
export function searchTools(tools: readonly ServedTool[], argumentsOf: ArgumentsOf): Tool {
  const search = later(async () => (await import("./tool-search.ts")).loadToolSearch(tools, argumentsOf));
  return code.tool({
    ...searching,
    untrusted: false,
    text: ({ signatures, note }) => [...signatures, ...(note === undefined ? [] : [note])].join("\n"),
    run: async (_ctx, { query, limit }) => {
      const find = await search.load();
      const all = searchesOf(query, (text) => find(text, 1).tools.length > 0);
      const searches = all.slice(0, MOST_SEARCHES);
      const each = searches.length > 1 ? Math.min(limit, HITS_OF_SEVERAL) : limit;
      const results = searches.map((text) => ({ text, ...find(text, each) }));
      const loaded = await Promise.all([...new Set(results.flatMap(({ tools: found }) => found))].map(loadTool));
      const notes = results.flatMap(({ text, tools: found, unknown }) => {
        if (found.length === 0) return [nothing(searches.length > 1 ? text : undefined, unknown)];
        return unknown.length > 0 ? [`Not understood: ${listed(unknown)}.`] : [];
      });
      if (all.length > searches.length)
        notes.push(`Only the first ${MOST_SEARCHES} of ${all.length} searches were made.`);
      const best = new Set(results.map(({ tools: [first] }) => first?.name));
      const signatures = loaded.map((tool) => signatureOf(tool, best.has(tool.name)));
      return { signatures, note: notes.length > 0 ? notes.join("\n") : undefined };
    },
  });
}

/** The searches of one query: separated by semicolons, or by commas where the whole finds nothing. */
function searchesOf(query: string, finds: (text: string) => boolean): readonly string[] {
  const parts = (text: string, separator: RegExp) =>
    text
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== "");
  const searches = parts(query, /[;\n]/).flatMap((text) => (finds(text) ? [text] : parts(text, /,/)));
  return searches.length > 0 ? searches : [query];
}

const listed = (words: readonly string[]): string => words.map((word) => word.slice(0, 40)).join(", ");

const nothing = (text: string | undefined, unknown: readonly string[]): string =>
  `No tool fits${text === undefined ? "" : ` "${text.slice(0, 60)}"`}${unknown.length > 0 ? `; not understood: ${listed(unknown)}` : ""}. ` +
  "Name the object and what to do with it (list clusters, run a job), or use databricks.search_api for rarer operations of the REST API.";

/** State that the scripts of all callers share. */
export interface SharedScripts {
  readonly journals: Journals;
  /** Each script that runs takes the memory of a thread. */
  readonly turns: Turns;
}

export interface ScriptDependencies extends SharedScripts {
  readonly tools: ReadonlyMap<string, ServedTool>;
  readonly router: Router;
}

/** `run_script` for one caller: the calls inside are the caller's own. */
export function runScript(caller: Caller, { tools, router, journals, turns }: ScriptDependencies): Tool {
  return code.tool({
    ...scripting,
    untrusted: true,
    text: ({ value, log = [], note }) =>
      [...log, typeof value === "string" ? value : JSON.stringify(value), ...(note === undefined ? [] : [note])].join(
        "\n",
      ),
    run: async (ctx, { script }) => {
      const endTurn = await turns.take(caller.scope, ctx.signal);
      if (endTurn === undefined) throw tooMany();
      try {
        return await run(ctx, script);
      } finally {
        endTurn();
      }
    },
  });
  async function run(ctx: Context, script: string) {
    const state = caller.state?.script;
    const journal = state === undefined ? journals.create(caller.scope) : journals.find(state.journal, caller.scope);
    if (journal === undefined) throw forgotten();
    const answered = state === undefined ? undefined : { key: state.call, state: state.inner };
    const from = { ...caller, signal: ctx.signal };
    const inner = createInnerCalls({ script, tools, router, journals, journal, caller: from, answered });
    const end = await untilEndOrQuestion(ctx, script, [...tools.keys()], journal, inner);
    if ("key" in end && !journal.full)
      throw new ScriptPaused(end.needs.requests, { journal: journal.id, call: end.key, inner: end.needs.state });
    journals.remove(journal);
    if ("key" in end) throw tooLarge(end.tool, inner);
    const calls = Object.fromEntries(inner.counts);
    if ("failed" in end) throw scriptFailed(end, inner);
    for (const block of inner.shown.slice(0, MOST_SHOWN)) ctx.attach(block);
    return {
      value: end.value,
      log: end.log.length > 0 ? [...end.log] : undefined,
      calls: inner.counts.size > 0 ? calls : undefined,
      note: notesOf(inner, end.nothing && end.log.length === 0),
    };
  }
}

async function untilEndOrQuestion(
  ctx: Context,
  script: string,
  tools: readonly string[],
  { seed, now }: { readonly seed: number; readonly now: number },
  inner: InnerCalls,
) {
  const stop = new AbortController();
  const signal = AbortSignal.any([ctx.signal, stop.signal]);
  const running = runInEngine({ script, tools, seed, now, signal, limits: LIMITS, call: inner.call, idle: inner.idle });
  try {
    return await Promise.race([running, inner.paused]);
  } finally {
    stop.abort();
    running.catch(() => {});
  }
}

/** Pictures and other content of the calls inside that the result of a script shows. */
const MOST_SHOWN = 20;

function notesOf({ hidden, shown }: InnerCalls, silent: boolean): string | undefined {
  const notes = [
    ...(shown.length > MOST_SHOWN ? [`Only the first ${MOST_SHOWN} of ${shown.length} pictures are shown.`] : []),
    ...(silent ? ["The script returned nothing. End it with return and the value."] : []),
    // A script may leave out the field of a result that says so.
    ...(hidden.size > 0
      ? [`Invisible characters in results: ${[...hidden].map(([name, count]) => `${count} of ${name}`).join(", ")}.`]
      : []),
  ];
  return notes.length > 0 ? notes.join(" ") : undefined;
}

const forgotten = (): ToolError =>
  new ToolError("The results of this script's earlier calls are no longer there, so it was not continued.", {
    next: "Some of its calls ran before the question. Look at what is there now, then run a script for the rest.",
  });

/** A failure before further sentences. The last line of a fence stays a line of its own. */
const sentence = (failed: string): string =>
  failed.endsWith(">>>") ? `${failed}\n` : `${failed}${/[.!?]$/.test(failed) ? "" : "."} `;

const tooMany = (): ToolError =>
  new ToolError("Too many scripts of this caller are already waiting for their turn. This one was not run.", {
    next: "Wait until some of them have ended, then run it again.",
  });

const tooLarge = (asking: string, inner: InnerCalls): ToolError =>
  new ToolError(
    `The script failed. ${asking} must ask the user, and the results before it are too large to be kept until the answer (${ROOM.script / 1e6} MB for a script). ${whatStays(inner, asking, writesBefore(inner, asking))}`.trim(),
    { next: "Read in one script, and make the changes in another." },
  );

/**
 * A script's error, with what it did before: those calls are not undone. An error of its own and its console may contain text
 * of the workspace, so they are fenced. A failure of a call is this server's text, and so is a limit. It is fenced as well if it
 * repeats what the script passed on.
 */
function scriptFailed({ failed, thrown, log }: Extract<ScriptEnd, { failed: string }>, inner: InnerCalls): ToolError {
  const failing = thrown === undefined ? undefined : inner.failures.get(thrown);
  const made = writesBefore(inner, failing?.tool);
  const ours = thrown === undefined || failing?.repeats === false;
  const cause = ours
    ? sentence(failed)
    : failing
      ? `${inner.counts.has(failing.tool) ? failing.tool : "A call"} failed. `
      : "";
  const quoted = [...(ours ? [] : [failed]), ...log.slice(-3).map((line) => `console: ${line.slice(0, 200)}`)];
  return new ToolError(`The script failed. ${cause}${whatStays(inner, failing?.tool, made)}`.trim(), {
    next: [
      // The failure of a call says what to do about it: nothing, if the user declined.
      ...(failing === undefined ? ["Correct the script."] : []),
      ...(made.length > 0 ? ["Calls that must not run twice stay out of the next script."] : []),
    ].join(" "),
    ...(quoted.length > 0 ? { quoted: quoted.join("\n") } : {}),
  });
}

/** The calls that may have changed something, without the one that failed: the text of its failure says what it did. */
function writesBefore({ writes }: InnerCalls, failing: string | undefined): readonly string[] {
  return [...writes].flatMap(([name, times]) => {
    const before = name === failing ? times - 1 : times;
    if (before === 0) return [];
    return [before === 1 ? name : `${name} (${before})`];
  });
}

function whatStays({ counts }: InnerCalls, failing: string | undefined, made: readonly string[]): string {
  if (made.length > 0) return `Calls before: ${made.join(", ")}; what they changed stays.`;
  const calls = [...counts.values()].reduce((sum, times) => sum + times, 0);
  if (failing === undefined) return calls === 0 ? "No call was made." : "The script's calls only read.";
  return calls > 1 ? "The script's other calls only read." : "";
}
