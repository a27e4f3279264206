import type { BenchTask } from "../../task.ts";
import { hostile } from "./hostile.ts";
import { questions } from "./questions.ts";
import { saved } from "./saved.ts";
import { work } from "./work.ts";

/** The tasks of an analyst. */
export const analyst: readonly BenchTask[] = [...questions, ...hostile, ...saved, ...work];
