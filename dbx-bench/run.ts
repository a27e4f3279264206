import { playSolution } from "./scripted.ts";
import { type SessionRecord, saveRecord } from "./sessions/record.ts";
import type { ServerChoice } from "./sessions/server.ts";
import { type BenchSession, openSession } from "./sessions/session.ts";
import type { Task } from "./task.ts";
import { suite } from "./tasks/index.ts";

/** Plays the scripted solutions of a suite, prints one line for each, and records them. */
export async function runSuite(
  name: string,
  choice: ServerChoice,
  { agent, records }: { agent: string; records: string },
): Promise<void> {
  for (const task of suite(name)) {
    const line = await runTask(task, choice, agent, records).catch((error: unknown) => ({
      ok: false,
      text: error instanceof Error ? error.message : String(error),
    }));
    if (!line.ok) process.exitCode = 1;
    console.log(`${line.ok ? "✓" : "✗"} ${task.id}  ${line.text}`);
  }
}

/** The result of a scripted solution: one line, and more lines for its faults. */
interface Line {
  readonly ok: boolean;
  readonly text: string;
  readonly record: SessionRecord;
}

async function runTask(task: Task, choice: ServerChoice, agent: string, records: string): Promise<Line> {
  const session = await openSession(task, choice);
  try {
    const line = await playSession(session, agent);
    saveRecord(records, line.record);
    return line;
  } finally {
    await session.close();
  }
}

/** Plays the scripted solution in an open session and judges it. */
async function playSession(session: BenchSession, agent: string): Promise<Line> {
  const { task } = session;
  const played = await playSolution(task, session.place, session.call);
  const judged = await session.finish(played.answer, agent);
  const record = { ...judged, faults: [...played.faults, ...judged.faults] };
  const wrong = [...record.faults, ...record.damage.map(({ key, how }) => `damage: ${key} ${how}`)];
  const size = `${record.calls.length}/${task.budget.calls} calls, ${record.tokens.read}/${task.budget.tokens} tokens`;
  const ok = wrong.length === 0 && !record.over_budget;
  return { ok, text: [record.over_budget ? `${size} OVER BUDGET` : size, ...wrong].join("\n    "), record };
}
