import type { App } from "../http.ts";
import { messyJobs } from "../messy/jobs.ts";
import type { World } from "../world.ts";
import { createConductor } from "./conductor.ts";
import { createFiles } from "./files.ts";
import { jobCluster } from "./job-clusters.ts";
import { jobRoutes } from "./job-routes.ts";
import { type Attempt, isOver, type Job, type Run, type State, type TaskRun } from "./model.ts";
import { runRoutes } from "./run-routes.ts";
import { seedJobs } from "./seed.ts";

function seeded(world: World): { jobs: Map<number, Job>; runs: Map<number, Run> } {
  const seeds = [seedJobs(world.user, world.now()), ...(world.messy ? [messyJobs(world.user, world.now())] : [])];
  return {
    jobs: new Map(seeds.flatMap(({ jobs }) => jobs).map((job) => [job.id, job])),
    runs: new Map(seeds.flatMap(({ runs }) => runs).map((run) => [run.id, run])),
  };
}

const INTERRUPTED: State = {
  life: "INTERNAL_ERROR",
  result: "FAILED",
  code: "INTERNAL_ERROR",
  message: "The workspace was restarted during the run.",
};

/** Runs that a restart interrupted have failed. */
function afterRestart({ runs }: { runs: Map<number, Run> }): void {
  const end = (each: Run | Attempt) => {
    each.abort = new AbortController();
    if (isOver(each.state)) return;
    each.state = INTERRUPTED;
    each.end = Date.now();
  };
  const endAll = (tasks: readonly TaskRun[]) => {
    for (const { attempts } of tasks) {
      for (const attempt of attempts) {
        end(attempt);
        endAll(attempt.iterations ?? []);
      }
    }
  };
  for (const run of runs.values()) {
    end(run);
    endAll(run.tasks);
    for (const repair of run.repairs) if (repair.end === 0) repair.end = run.end;
  }
}

/** Jobs and their runs, which execute real code (REST 2.2; 2.1 has the same paths and bodies). */
export function jobs(app: App, world: World): void {
  const { jobs: known, runs } = world.kept("jobs", () => seeded(world), afterRestart);
  world.jobCluster = (id) => jobCluster(runs.values(), id);
  const conductor = createConductor(world, createFiles(app, world), known, runs);
  for (const base of ["/api/2.2/jobs", "/api/2.1/jobs"]) {
    jobRoutes(app, base, world, known);
    runRoutes(app, base, world, known, conductor);
  }
}
