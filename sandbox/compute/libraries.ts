import { invalid } from "../failure.ts";
import { type App, type Fields, isFields, readForm, readJson, required } from "../http.ts";
import type { World } from "../world.ts";
import type { Fleet } from "./fleet.ts";
import { NO_JVM, NotInstallable, wheelsOf } from "./packages.ts";
import type { Wheel } from "./python/interpreter.ts";

const KINDS = ["pypi", "maven", "cran", "jar", "whl", "requirements", "egg"] as const;

type Status = "PENDING" | "RESOLVING" | "INSTALLING" | "INSTALLED" | "FAILED" | "UNINSTALL_ON_RESTART";

interface Installed {
  readonly library: Fields;
  status: Status;
  messages?: readonly string[];
}

/** Files of an installed Python package and of its dependencies. They are not part of the kept state. */
const files = new WeakMap<Installed, readonly Wheel[]>();

const installedWheels = new WeakMap<World, (clusterId: string) => readonly Wheel[]>();

/** The Python packages installed on a cluster. */
export function wheelsOn(world: World, clusterId: string): readonly Wheel[] {
  return installedWheels.get(world)?.(clusterId) ?? [];
}

/** Duration of each step of an installation, in realistic milliseconds. */
const RESOLVED = 800;
const INSTALLED = 2500;

/** Packages are in the memory of the process, so that they are installed again. */
function afterRestart(clusters: Map<string, Installed[]>): void {
  for (const [id, items] of clusters) {
    const left = items.filter(({ status }) => status !== "UNINSTALL_ON_RESTART");
    clusters.set(
      id,
      left.map((item) => (item.status === "FAILED" ? item : { library: item.library, status: "PENDING" })),
    );
  }
}

/** Libraries of clusters, installed on running clusters or at their start, and removed when they restart. */
export function libraryRoutes(app: App, world: World, fleet: Fleet): void {
  const clusters = world.kept("libraries", () => new Map<string, Installed[]>(), afterRestart);
  const of = (id: string): Installed[] => {
    const known = clusters.get(id) ?? [];
    clusters.set(id, known);
    return known;
  };

  const fail = (item: Installed, message: string) => {
    item.status = "FAILED";
    item.messages = [message];
  };
  const settleOne = (clusterId: string, item: Installed, found: readonly Wheel[] | NotInstallable) => {
    if (item.status !== "INSTALLING" || !of(clusterId).includes(item)) return;
    if (found instanceof NotInstallable) return fail(item, found.message);
    files.set(item, found);
    item.status = "INSTALLED";
  };
  const install = (clusterId: string, item: Installed) => {
    item.status = "RESOLVING";
    world.after(RESOLVED, () => {
      if (item.status !== "RESOLVING") return;
      const problem = unresolvable(item.library);
      if (problem !== undefined) return fail(item, problem);
      item.status = "INSTALLING";
      const arrived = wheelsOf(world, item.library).catch((error: unknown) =>
        error instanceof NotInstallable ? error : new NotInstallable(`Library installation failed: ${error}`),
      );
      world.after(INSTALLED - RESOLVED, () => void arrived.then((found) => settleOne(clusterId, item, found)));
    });
  };

  // Libraries end with the driver. At the next start all are installed again, except those marked for removal.
  fleet.onDriverLost((id) => {
    const kept = of(id).filter(({ status }) => status !== "UNINSTALL_ON_RESTART");
    clusters.set(
      id,
      kept.map(({ library }) => ({ library, status: "PENDING" })),
    );
  });
  /** Starts installations that were waiting for the cluster. Called whenever the state is read. */
  const settle = (id: string): Installed[] => {
    const running = fleet.all().find((cluster) => cluster.id === id)?.state === "RUNNING";
    for (const item of of(id)) if (running && item.status === "PENDING") install(id, item);
    return of(id);
  };

  if (world.isNew)
    of("0115-093012-abcd1234").push(
      { library: { pypi: { package: "mlflow-skinny==3.4.0" } }, status: "INSTALLED" },
      {
        library: { maven: { coordinates: "org.jsoup:jsoup:1.17.2" } },
        status: "FAILED",
        messages: [NO_JVM],
      },
    );
  const onCluster = (id: string) =>
    of(id).flatMap((item) =>
      ["INSTALLED", "UNINSTALL_ON_RESTART"].includes(item.status) ? (files.get(item) ?? []) : [],
    );
  installedWheels.set(world, onCluster);

  const statuses = (id: string): Fields => {
    const found = settle(id).toSorted((a, b) => Number(isGoing(a)) - Number(isGoing(b)));
    return {
      cluster_id: id,
      ...(found.length > 0 && {
        library_statuses: found.map((item) => ({ ...item, is_library_for_all_clusters: false })),
      }),
    };
  };

  app.get("/api/2.0/libraries/cluster-status", (c) => {
    const { id } = fleet.get(required(c.req.query(), "cluster_id"));
    return c.json(statuses(id));
  });
  app.get("/api/2.0/libraries/all-cluster-statuses", (c) => {
    const known = fleet.all().filter(({ id }) => of(id).length > 0);
    return c.json(known.length > 0 ? { statuses: known.map(({ id }) => statuses(id)) } : {});
  });
  app.post("/api/2.0/libraries/install", async (c) => {
    const body = await readJson(c);
    const { id } = fleet.get(required(body, "cluster_id"));
    for (const library of librariesIn(body)) {
      const known = of(id).find((item) => same(item.library, library));
      if (known === undefined) of(id).push({ library, status: "PENDING" });
      else if (isGoing(known)) known.status = "INSTALLED";
    }
    settle(id);
    return c.json({});
  });
  app.post("/api/2.0/libraries/uninstall", async (c) => {
    const body = await readJson(c);
    const { id, state } = fleet.get(required(body, "cluster_id"));
    const asked = librariesIn(body);
    const isAsked = (item: Installed) => asked.some((library) => same(item.library, library));
    // A cluster that is not running has no libraries loaded.
    if (state === "TERMINATED")
      clusters.set(
        id,
        of(id).filter((item) => !isAsked(item)),
      );
    else for (const item of of(id)) if (isAsked(item)) item.status = "UNINSTALL_ON_RESTART";
    return c.json({});
  });

  legacyRoutes(app, fleet, settle, (id, library) => {
    if (!of(id).some((item) => same(item.library, library))) of(id).push({ library, status: "PENDING" });
    settle(id);
  });
}

/** The two library operations of REST 1.2, which are still available. */
function legacyRoutes(
  app: App,
  fleet: Fleet,
  statuses: (id: string) => readonly Installed[],
  install: (id: string, library: Fields) => void,
): void {
  app.get("/api/1.2/libraries/list", (c) => {
    const { id } = fleet.get(required(c.req.query(), "clusterId"));
    return c.json(statuses(id).map(({ library, status }) => ({ name: nameOf(library), status: legacyStatus(status) })));
  });
  app.post("/api/1.2/libraries/upload", async (c) => {
    const body = await readForm(c);
    const { id } = fleet.get(required(body, "clusterId"));
    const uri = required(body, "uri");
    install(id, uri.endsWith(".whl") ? { whl: uri } : { jar: uri });
    return c.json({ language: body.language ?? "scala", uri });
  });
}

const isGoing = ({ status }: Installed): boolean => status === "UNINSTALL_ON_RESTART";

const legacyStatus = (status: Status): string =>
  status === "FAILED" ? "LibraryError" : status === "INSTALLED" ? "LibraryLoaded" : "LibraryPending";

function nameOf(library: Fields): string {
  const [value] = Object.values(library);
  return isFields(value) ? String(value.package ?? value.coordinates ?? "") : String(value);
}

function librariesIn(body: Fields): Fields[] {
  const { libraries } = body;
  if (!Array.isArray(libraries) || libraries.length === 0) return invalid("Missing required field: libraries");
  return libraries.map((library: unknown) => {
    const kinds = isFields(library) ? KINDS.filter((kind) => library[kind] !== undefined) : [];
    if (!isFields(library) || kinds.length !== 1) {
      return invalid(`Unknown library type. Supported types are ${KINDS.join(", ")}.`);
    }
    return library;
  });
}

/** Whether two libraries are equal, regardless of the order of their fields. */
function same(a: unknown, b: unknown): boolean {
  if (!isFields(a) || !isFields(b)) return JSON.stringify(a) === JSON.stringify(b);
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => same(a[name], b[name]));
}

/** Why the coordinates of a library are invalid. */
function unresolvable({ maven }: Fields): string | undefined {
  if (isFields(maven) && !/^[^:\s]+:[^:\s]+:[^:\s]+$/.test(String(maven.coordinates))) {
    return `Library resolution failed because ${maven.coordinates} is not of the form group:artifact:version`;
  }
  return undefined;
}
