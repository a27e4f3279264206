import { defineToolset } from "../../core/tool.ts";

export const jobs = defineToolset({
  id: "jobs",
  title: "Jobs",
  summary: "Jobs and their runs: define and run jobs, wait for runs, read outputs and errors, repair runs.",
  default: true,
  presets: { engineer: true, ml: true, admin: true, analyst: "read" },
  finders: "list_jobs or list_job_runs",
});
