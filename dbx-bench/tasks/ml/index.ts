import type { BenchTask } from "../../task.ts";
import { models } from "./models.ts";
import { runs } from "./runs.ts";
import { serving } from "./serving.ts";

/** The tasks of an ML engineer. */
export const ml: readonly BenchTask[] = [...runs, ...models, ...serving];
