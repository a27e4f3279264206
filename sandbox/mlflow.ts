import { seedTracking } from "./data/experiments.ts";
import { seedRegistry } from "./data/models.ts";
import { artifactRoutes } from "./mlflow/artifacts.ts";
import { experimentRoutes } from "./mlflow/experiments.ts";
import { loggingRoutes } from "./mlflow/logging.ts";
import { modelRoutes } from "./mlflow/models.ts";
import { createRegistry } from "./mlflow/registry.ts";
import { requestRoutes } from "./mlflow/requests.ts";
import { runRoutes } from "./mlflow/runs.ts";
import { createTracking } from "./mlflow/store.ts";
import { unityModelRoutes } from "./mlflow/unity-models.ts";
import { createUnityRegistry } from "./mlflow/unity-registry.ts";
import { unityVersionRoutes } from "./mlflow/unity-versions.ts";
import { versionRoutes } from "./mlflow/versions.ts";
import type { Service } from "./server.ts";

/** MLflow: experiments and runs with a history, searched by the real filter grammar, and both model registries. */
export const mlflow: Service = (app, world) => {
  const tracking = createTracking(world);
  seedTracking(tracking);
  experimentRoutes(app, tracking);
  runRoutes(app, tracking);
  loggingRoutes(app, tracking);
  artifactRoutes(app, tracking);
  const registry = createRegistry(world);
  seedRegistry(registry, tracking);
  modelRoutes(app, registry);
  versionRoutes(app, registry);
  requestRoutes(app, registry);
  const unity = createUnityRegistry(world, tracking);
  unityModelRoutes(app, unity);
  unityVersionRoutes(app, unity);
};
