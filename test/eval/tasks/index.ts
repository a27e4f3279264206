import type { EvalTask } from "../task.ts";
import { administration } from "./administration.ts";
import { compute } from "./compute.ts";
import { data } from "./data.ts";
import { exports_ } from "./exports.ts";
import { hostile } from "./hostile.ts";
import { jobs } from "./jobs.ts";
import { learning } from "./learning.ts";
import { notebooks } from "./notebooks.ts";
import { pictures } from "./pictures.ts";

/** The evaluation set. The tasks of one file share a workspace and are done in order. */
export const taskFiles: Readonly<Record<string, readonly EvalTask[]>> = {
  administration,
  compute,
  data,
  exports: exports_,
  hostile,
  jobs,
  learning,
  notebooks,
  pictures,
};
