import type { BenchTask } from "../../task.ts";

export const analyst: readonly BenchTask[] = [];
