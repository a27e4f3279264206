import { collection } from "../collection.ts";
import type { Service } from "../service.ts";

/** Features and online stores. Nothing is computed or served here. */
export const featureStore: Service = (app, world) => {
  collection(app, world, {
    path: "/api/2.0/feature-store/online-stores",
    field: "online_stores",
    id: "name",
    fresh: () => ({
      state: "AVAILABLE",
      creator: world.user,
      creation_time: new Date(world.now()).toISOString(),
    }),
  });
  // Before the features, because the path also fits the name of a feature.
  app.get("/api/2.0/feature-engineering/features/kafka-configs", (c) => c.json({}));
  collection(app, world, {
    path: "/api/2.0/feature-engineering/features",
    field: "features",
    id: "full_name",
    fresh: () => ({ created_by: world.user, created_at: new Date(world.now()).toISOString() }),
    listed: ({ full_name }, { catalog_name, schema_name }) =>
      String(full_name).startsWith(`${String(catalog_name)}.${String(schema_name)}.`),
  });
};
