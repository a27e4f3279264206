import { startSandbox } from "../../sandbox/index.ts";
import type { Place, Task } from "../task.ts";
import { connectWorkspace } from "./rest.ts";
import { type Snapshot, snapshot } from "./snapshot.ts";

const SPEED = 50;

/** The workspaces of one session, with their state at its beginning. */
export interface OpenPlace {
  readonly place: Place;
  readonly before: { readonly main: Snapshot; readonly prod?: Snapshot };
  close(): Promise<void>;
}

export interface PlaceOptions {
  /** The state of a new workspace, if the caller has read it before. */
  readonly known?: Snapshot | undefined;
  /** A speed in place of the task's own. */
  readonly speed?: number | undefined;
}

/** Starts the workspace of a task, prepares it, and takes the snapshot that damage is measured against. */
export async function openPlace(task: Task, { known, speed }: PlaceOptions = {}): Promise<OpenPlace> {
  const several = task.traits?.includes("workspaces") === true;
  const options = { speed: speed ?? task.speed ?? SPEED, rateLimit: 10_000 };
  // In tasks with several workspaces, the tidy one is dev and the first, the messy one prod.
  const main = await startSandbox({ ...options, messy: !several });
  const prod = several ? await startSandbox({ ...options, messy: true }) : undefined;
  const place: Place = { ...connectWorkspace(main), ...(prod ? { prod: connectWorkspace(prod) } : {}) };
  await task.setup?.(place);
  const asNew = known !== undefined && task.setup === undefined && !several;
  const before = {
    main: asNew ? known : await snapshot(place),
    ...(place.prod ? { prod: await snapshot(place.prod) } : {}),
  };
  return {
    place,
    before,
    async close() {
      await main.close();
      await prod?.close();
    },
  };
}
