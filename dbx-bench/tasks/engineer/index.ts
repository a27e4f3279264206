import type { BenchTask } from "../../task.ts";
import { compute } from "./compute.ts";
import { data } from "./data.ts";
import { failures } from "./failures.ts";
import { files } from "./files.ts";
import { jobs } from "./jobs.ts";
import { runs } from "./runs.ts";

/** The tasks of a data engineer. */
export const engineer: readonly BenchTask[] = [...failures, ...jobs, ...runs, ...files, ...data, ...compute];
