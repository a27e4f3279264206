import type { BenchTask } from "../../task.ts";

export const admin: readonly BenchTask[] = [];
