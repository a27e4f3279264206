import { seedTracking } from "../data/experiments.ts";
import { seedRegistry } from "../data/models.ts";
import type { Service } from "../service.ts";

import { artifactRoutes } from "./artifacts.ts";
import { experimentRoutes } from "./experiments.ts";
import { loggedModelRoutes } from "./logged-models.ts";
import { loggingRoutes } from "./logging.ts";
import { modelRoutes } from "./models.ts";
import { createRegistry } from "./registry.ts";
import { requestRoutes } from "./requests.ts";
import { runRoutes } from "./runs.ts";
import { createTracking } from "./store.ts";
import { unityModelRoutes } from "./unity-models.ts";
import { createUnityRegistry } from "./unity-registry.ts";
import { unityTagRoutes } from "./unity-tags.ts";
import { unityVersionRoutes } from "./unity-versions.ts";
import { versionRoutes } from "./versions.ts";

/** MLflow: seeded experiments and runs, search with the real filter grammar, and both model registries. */
export const mlflow: Service = (app, world) => {
  const tracking = createTracking(world);
  if (world.isNew) seedTracking(tracking);
  experimentRoutes(app, tracking);
  runRoutes(app, tracking);
  loggingRoutes(app, tracking);
  artifactRoutes(app, tracking);
  loggedModelRoutes(app, tracking);
  const registry = createRegistry(world);
  if (world.isNew) seedRegistry(registry, tracking);
  modelRoutes(app, registry);
  versionRoutes(app, registry);
  requestRoutes(app, registry);
  const unity = createUnityRegistry(world, tracking);
  unityModelRoutes(app, unity);
  unityVersionRoutes(app, unity);
  unityTagRoutes(app, unity);
};
