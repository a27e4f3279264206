import { startSandbox } from "../../sandbox/index.ts";
import type { Place, Task } from "../task.ts";
import { connectWorkspace } from "./rest.ts";
import { type PlaceState, stateOf } from "./snapshot.ts";

const SPEED = 50;

/** The workspaces of one session, with their state at its beginning. */
export interface OpenPlace {
  readonly place: Place;
  readonly before: PlaceState;
  close(): Promise<void>;
}

/** Starts the workspace of a task, prepares it, and takes the snapshot that damage is measured against. */
export async function openPlace(task: Task, speed = task.speed ?? SPEED): Promise<OpenPlace> {
  const several = task.traits?.includes("workspaces") === true;
  const options = { speed, rateLimit: 10_000 };
  // In tasks with several workspaces, the tidy one is dev and the first, the messy one prod.
  const main = await startSandbox({ ...options, messy: !several });
  const prod = several ? await startSandbox({ ...options, messy: true }) : undefined;
  const place: Place = { ...connectWorkspace(main), ...(prod ? { prod: connectWorkspace(prod) } : {}) };
  await task.setup?.(place);
  return {
    place,
    before: await stateOf(place),
    async close() {
      await main.close();
      await prod?.close();
    },
  };
}
