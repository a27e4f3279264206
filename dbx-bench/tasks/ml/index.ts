import type { BenchTask } from "../../task.ts";

export const ml: readonly BenchTask[] = [];
