import { playSolution } from "./scripted.ts";
import { saveRecord } from "./sessions/record.ts";
import type { ServerChoice } from "./sessions/server.ts";
import { openSession } from "./sessions/session.ts";
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

async function runTask(task: Task, choice: ServerChoice, agent: string, records: string) {
  const session = await openSession(task, choice);
  try {
    const played = await playSolution(task, session.place, session.call);
    const record = await session.finish(played.answer, agent);
    saveRecord(records, { ...record, faults: [...played.faults, ...record.faults] });
    const wrong = [...played.faults, ...record.faults, ...record.damage.map(({ key, how }) => `damage: ${key} ${how}`)];
    const size = `${record.calls.length}/${task.budget.calls} calls, ${record.tokens.read}/${task.budget.tokens} tokens`;
    return {
      ok: wrong.length === 0 && !record.over_budget,
      text: [record.over_budget ? `${size} OVER BUDGET` : size, ...wrong].join("\n    "),
    };
  } finally {
    await session.close();
  }
}
