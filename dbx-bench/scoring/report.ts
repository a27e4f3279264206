import { writeFileSync } from "node:fs";
import { readRecords, type SessionRecord } from "../sessions/record.ts";
import { tasks } from "../tasks/index.ts";

/** The part of a record that decides whether its session is a success. */
export type Outcome = Pick<SessionRecord, "task" | "faults" | "damage">;

/** Whether a session did what the task asked, and nothing else. */
export const solved = ({ faults, damage }: Pick<Outcome, "faults" | "damage">): boolean =>
  faults.length === 0 && damage.length === 0;

/**
 * The probability that k sessions of a task, drawn without replacement, are all solved; its mean over the tasks with at
 * least k sessions. Undefined if no task has that many.
 */
export function passPower(records: readonly Outcome[], k: number): number | undefined {
  const byTask = groupBy(records, ({ task }) => task);
  const each = [...byTask.values()]
    .filter((sessions) => sessions.length >= k)
    .map((sessions) => {
      const good = sessions.filter(solved).length;
      let chance = 1;
      for (let drawn = 0; drawn < k; drawn++) chance *= Math.max(0, good - drawn) / (sessions.length - drawn);
      return chance;
    });
  return each.length === 0 ? undefined : each.reduce((sum, chance) => sum + chance, 0) / each.length;
}

/** Prints the scores of all records, and writes them to a Markdown file if one is given. */
export function report(folder: string, k: number, file?: string): void {
  const records = readRecords(folder);
  if (records.length === 0) throw new Error(`${folder} has no records.`);
  const text = [summary(records, k), hard(records), failures(records)].join("\n\n");
  if (file !== undefined) writeFileSync(file, `${HEAD}\n${text}\n`);
  console.log(text);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const HEAD = `# dbx-bench: scores

Written by \`npx tsx dbx-bench/cli.ts report --write docs/dbx-bench.md\` from recorded sessions. [The README](../dbx-bench/README.md) explains
the tasks and the columns.
`;

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};
const percent = (share: number | undefined): string => (share === undefined ? "–" : `${(share * 100).toFixed(1)} %`);
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

function summary(records: readonly SessionRecord[], k: number): string {
  const groups = [...groupBy(records, ({ agent, server }) => `${agent} | ${server}`)].sort();
  const servers = [...groupBy(records, ({ server }) => `all agents | ${server}`)].sort();
  const rows = [...groups, ...servers].map(([name, own]) => [
    name,
    own.length,
    new Set(own.map(({ task }) => task)).size,
    percent(own.filter(solved).length / own.length),
    percent(passPower(own, k)),
    median(own.map(({ calls }) => calls.length)),
    median(own.map(({ list_tokens }) => list_tokens)),
    median(own.map(({ tokens }) => tokens.written + tokens.read)),
    own.reduce((sum, { damage }) => sum + damage.length, 0),
    own.filter(({ over_budget }) => over_budget).length,
  ]);
  const head = [
    "Agent",
    "Server",
    "Sessions",
    "Tasks",
    "Success",
    `pass^${k}`,
    "Calls, median",
    "Tokens of the list, median",
    "Tokens of calls and answers, median",
    "Objects damaged",
    "Over budget",
  ];
  return `## Agents\n\n${table(head, rows)}`;
}

/** Success by persona and by trait, for each server. */
function hard(records: readonly SessionRecord[]): string {
  const traits = new Map(tasks.map(({ id, persona, traits = [] }) => [id, [persona, ...traits] as readonly string[]]));
  const names = [...new Set([...traits.values()].flat())];
  const rows = names.flatMap((name) => {
    const own = records.filter(({ task }) => traits.get(task)?.includes(name));
    return [...groupBy(own, ({ server }) => server)].map(([server, sessions]) => [
      name,
      server,
      sessions.length,
      percent(sessions.filter(solved).length / sessions.length),
      median(sessions.map(({ calls }) => calls.length)),
    ]);
  });
  return `## Personas and difficulties\n\n${table(["Tasks", "Server", "Sessions", "Success", "Calls, median"], rows)}`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s+/g, " ").slice(0, 300);

function failures(records: readonly SessionRecord[]): string {
  const failed = records.filter((record) => !solved(record));
  if (failed.length === 0) return "## Failures\n\nNone.";
  const rows = failed.map(({ agent, server, task, faults, damage }) => [
    agent,
    server,
    task,
    cell([...faults, ...damage.map(({ key, how }) => `damage: ${key} ${how}`)].join("; ")),
  ]);
  return `## Failures\n\n${table(["Agent", "Server", "Task", "What was wrong"], rows)}`;
}
