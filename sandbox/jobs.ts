import type { App } from "./http.ts";
import { createConductor } from "./jobs/conductor.ts";
import { createFiles } from "./jobs/files.ts";
import { jobRoutes } from "./jobs/job-routes.ts";
import { runRoutes } from "./jobs/run-routes.ts";
import { seedJobs } from "./jobs/seed.ts";
import type { World } from "./world.ts";

/** Jobs and their runs (REST 2.2; 2.1 has the same paths and bodies), which really run. */
export function jobs(app: App, world: World): void {
  const seeded = seedJobs(world.user);
  const known = new Map(seeded.jobs.map((job) => [job.id, job]));
  const conductor = createConductor(world, createFiles(app, world), known, seeded.runs);
  for (const base of ["/api/2.2/jobs", "/api/2.1/jobs"]) {
    jobRoutes(app, base, world, known);
    runRoutes(app, base, world, known, conductor);
  }
}
