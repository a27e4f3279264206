import { defineToolset } from "../../core/tool.ts";

export const jobs = defineToolset({
  id: "jobs",
  title: "Jobs",
  summary: "Jobs and their runs: define, run, follow, read outputs and errors, repair.",
  default: true,
  finders: "list_jobs or list_job_runs",
});
