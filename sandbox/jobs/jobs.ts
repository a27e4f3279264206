import type { App } from "../http.ts";
import { messyJobs } from "../messy/jobs.ts";
import type { World } from "../world.ts";
import { createConductor } from "./conductor.ts";
import { createFiles } from "./files.ts";
import { jobRoutes } from "./job-routes.ts";
import { runRoutes } from "./run-routes.ts";
import { seedJobs } from "./seed.ts";

/** Jobs and their runs, which execute real code (REST 2.2; 2.1 has the same paths and bodies). */
export function jobs(app: App, world: World): void {
  const seeds = [seedJobs(world.user, world.now()), ...(world.messy ? [messyJobs(world.user, world.now())] : [])];
  const known = new Map(seeds.flatMap(({ jobs }) => jobs).map((job) => [job.id, job]));
  const past = seeds.flatMap(({ runs }) => runs);
  const conductor = createConductor(world, createFiles(app, world), known, past);
  for (const base of ["/api/2.2/jobs", "/api/2.1/jobs"]) {
    jobRoutes(app, base, world, known);
    runRoutes(app, base, world, known, conductor);
  }
}
