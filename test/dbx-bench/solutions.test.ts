import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingFacts } from "../../dbx-bench/scoring/facts.ts";
import { allowed, changesSince, faultsOf } from "../../dbx-bench/scoring/score.ts";
import { playSolution } from "../../dbx-bench/scripted.ts";
import { startSession } from "../../dbx-bench/sessions/session.ts";
import type { Task } from "../../dbx-bench/task.ts";
import { tasks } from "../../dbx-bench/tasks/index.ts";
import { type OpenPlace, openPlace } from "../../dbx-bench/workspace/open.ts";
import { connectInProcess } from "./in-process.ts";

const SPEED = 50;
/** Tasks that share a workspace, which saves its start and two snapshots for each. Sessions of agents share none. */
const AT_ONCE = 50;
/** Tasks that need what another task of their group has changed, or change what it needs. */
const ALONE = new Set([
  "eng-long-run",
  "ana-daily-differs",
  "ana-changed-my-mind",
  "ml-stage-roll-back",
  "adm-policy-rule",
  "adm-warehouse-stops-later",
]);

const several = ({ traits }: Task) => traits?.includes("workspaces") === true;

/** Groups of tasks that share their workspaces. */
function groups(): readonly (readonly [name: string, tasks: readonly Task[]])[] {
  const alone = tasks.filter(({ id }) => ALONE.has(id)).map((task) => [task.id, [task]] as const);
  const shared = [...new Set(tasks.map(({ persona }) => persona))].flatMap((persona) => {
    const own = tasks.filter((task) => task.persona === persona && !ALONE.has(task.id) && !several(task));
    return Array.from(
      { length: Math.ceil(own.length / AT_ONCE) },
      (_, index) => [`${persona} ${index + 1}`, own.slice(index * AT_ONCE, (index + 1) * AT_ONCE)] as const,
    );
  });
  return [...shared, ["several workspaces", tasks.filter((task) => several(task) && !ALONE.has(task.id))], ...alone];
}

describe.each(groups())("%s", (_name, members) => {
  let open: OpenPlace;
  const answers = new Map<Task, string>();
  beforeAll(async () => {
    const [first] = members;
    if (first === undefined) throw new Error("The group is empty.");
    const { setup, ...unprepared } = first;
    open = await openPlace(members.length === 1 ? first : unprepared, SPEED);
  }, 120_000);
  afterAll(() => open?.close());

  test.each(members.map((task) => [task.id, task] as const))("%s", { timeout: 90_000 }, async (_id, task) => {
    if (members.length > 1) await task.setup?.(open.place);
    // An agent that does nothing and says nothing solves nothing.
    expect(await faultsOf(task, open.place, "")).not.toEqual([]);

    const shared = { ...open, close: async () => {} };
    const session = await startSession(task, shared, connectInProcess, "in-process");
    const played = await playSolution(task, open.place, session.call);
    const { calls, tokens } = session.soFar();
    await session.close();
    answers.set(task, played.answer);
    expect([...played.faults, ...(await faultsOf(task, open.place, played.answer))]).toEqual([]);
    expect(calls).toBeLessThanOrEqual(task.budget.calls);
    expect(tokens).toBeLessThanOrEqual(task.budget.tokens);
  });

  test("the solutions change nothing that their tasks do not name", { timeout: 90_000 }, async () => {
    const changed = await changesSince(open.before, open.place);
    const damage = changed.filter(({ key }) => !members.some((task) => allowed(task, key)));
    const prepared = members.length > 1 && members.some(({ setup }) => setup !== undefined);
    // The preparation of tasks that share a workspace adds objects after the first snapshot.
    expect(prepared ? damage.filter(({ how }) => how !== "added") : damage).toEqual([]);
  });

  test("an answer with other numbers does not do", { timeout: 90_000 }, async () => {
    const passing: string[] = [];
    for (const [task, answer] of answers) {
      const facts = typeof task.says === "function" ? await task.says(open.place) : (task.says ?? []);
      if (!facts.flat().some((fact) => typeof fact === "number")) continue;
      // IDs are random, and may have any number in them.
      const wrong = answer
        .replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{16,}\b/g, "")
        .replace(/\d/g, (digit) => String((Number(digit) + 1) % 10));
      if (missingFacts(wrong, facts).length === 0) passing.push(task.id);
    }
    expect(passing).toEqual([]);
  });
});
