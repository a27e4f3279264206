import { seedTracking } from "./data/experiments.ts";
import { experimentRoutes } from "./mlflow/experiments.ts";
import { loggingRoutes } from "./mlflow/logging.ts";
import { runRoutes } from "./mlflow/runs.ts";
import { createTracking } from "./mlflow/store.ts";
import type { Service } from "./server.ts";

/** MLflow tracking: experiments and runs with a history, searched by the real filter grammar. */
export const mlflow: Service = (app, world) => {
  const tracking = createTracking(world);
  seedTracking(tracking);
  experimentRoutes(app, tracking);
  runRoutes(app, tracking);
  loggingRoutes(app, tracking);
};
