import { mustBePrincipal } from "../admin/directory.ts";
import { fail, invalid } from "../failure.ts";
import { type App, type Fields, readJson, required } from "../http.ts";
import type { World } from "../world.ts";
import { listEvents } from "./cluster-events.ts";
import { listClusters, listed } from "./cluster-list.ts";
import { clusterPolicyRoutes } from "./cluster-policies.ts";
import { type Cluster, clusterDetails, jsonText } from "./cluster-record.ts";
import { checkedSettings, checkedSize, maskedSettings } from "./cluster-settings.ts";
import { commandRoutes } from "./commands.ts";
import { createFleet, type Fleet } from "./fleet.ts";
import { instancePoolRoutes } from "./instance-pools.ts";
import { legacyClusterRoutes } from "./legacy.ts";
import { libraryRoutes } from "./libraries.ts";
import { nodeTypes, sparkVersions, zones } from "./runtimes.ts";
import { connectProcesses } from "./workspace.ts";

const MOST_PINNED = 100;

/** Valid settings of a cluster, after its pool and its policy are applied. */
type Check = (settings: Fields) => Fields;

/** Classic compute: clusters (REST 2.1, 2.0 and 1.2), runtimes, pools and policies, commands and libraries. */
export function clusters(app: App, world: World): void {
  connectProcesses(world, app);
  const fleet = createFleet(world);
  const checkPool = instancePoolRoutes(app, world, fleet);
  const underPolicy = clusterPolicyRoutes(app, world);
  const check: Check = (body) => {
    const settings = checkedSettings(underPolicy(body));
    return { ...settings, ...checkPool(settings) };
  };
  for (const base of ["/api/2.1/clusters", "/api/2.0/clusters"]) {
    readRoutes(app, base, fleet);
    changeRoutes(app, base, world, fleet, check);
  }
  app.get("/api/2.1/clusters/list", (c) => json(listClusters(fleet.all(), c.req.queries())));
  app.get("/api/2.0/clusters/list", () => {
    const found = listed(fleet.all()).map(clusterDetails);
    return json(found.length > 0 ? { clusters: found } : {});
  });
  legacyClusterRoutes(app, fleet);
  commandRoutes(app, world, fleet);
  libraryRoutes(app, world, fleet);
}

function readRoutes(app: App, base: string, fleet: Fleet): void {
  app.get(`${base}/get`, (c) => {
    const cluster = fleet.get(required(c.req.query(), "cluster_id"));
    return json({ ...clusterDetails(cluster), spec: cluster.settings });
  });
  app.post(`${base}/events`, async (c) => {
    const body = await readJson(c);
    return json(listEvents(fleet.get(required(body, "cluster_id")), body));
  });
  app.get(`${base}/spark-versions`, (c) => c.json({ versions: sparkVersions }));
  app.get(`${base}/list-node-types`, (c) => c.json({ node_types: nodeTypes }));
  app.get(`${base}/list-zones`, (c) => c.json(zones));
}

function changeRoutes(app: App, base: string, world: World, fleet: Fleet, check: Check): void {
  app.post(`${base}/create`, async (c) => {
    return c.json({ cluster_id: fleet.create(check(await readJson(c))).id });
  });
  const change = (name: string, apply: (cluster: Cluster, body: Fields) => void) =>
    app.post(`${base}/${name}`, async (c) => {
      const body = await readJson(c);
      apply(fleet.get(required(body, "cluster_id")), body);
      return c.json({});
    });
  change("start", (cluster) => fleet.start(cluster));
  change("restart", (cluster) => fleet.restart(cluster));
  change("delete", (cluster) => fleet.terminate(cluster));
  change("permanent-delete", (cluster) => fleet.remove(cluster));
  change("edit", (cluster, body) => fleet.edit(cluster, check(body)));
  change("update", (cluster, body) => fleet.edit(cluster, check(maskedSettings(cluster.settings, body))));
  change("resize", (cluster, body) => fleet.resize(cluster, checkedSize(body)));
  change("pin", (cluster) => {
    if (cluster.pinned) return;
    if (fleet.all().filter(({ pinned }) => pinned).length >= MOST_PINNED) {
      fail(400, "QUOTA_EXCEEDED", `At most ${MOST_PINNED} clusters can be pinned.`);
    }
    cluster.pinned = true;
    fleet.record(cluster, "PINNED", { user: cluster.creator });
  });
  change("unpin", (cluster) => {
    if (!cluster.pinned) return;
    cluster.pinned = false;
    fleet.record(cluster, "UNPINNED", { user: cluster.creator });
  });
  change("change-owner", (cluster, body) => {
    const owner = required(body, "owner_username");
    mustBePrincipal(world, "user_name", owner);
    if (cluster.state !== "TERMINATED") {
      invalid(`Cluster ${cluster.id} must be terminated before its owner can be changed.`);
    }
    cluster.creator = owner;
  });
}

function json(value: Fields): Response {
  return new Response(jsonText(value), { headers: { "content-type": "application/json" } });
}
