import * as z from "zod";
import { type Cluster, getCluster, isUsable } from "../../api/compute/clusters.ts";
import * as api from "../../api/compute/libraries.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type Consequence, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { flag, text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { waitBudgetMs, waitFor } from "../waiting.ts";

const libraries = defineToolset({
  id: "libraries",
  title: "Cluster libraries",
  summary:
    "Libraries installed on clusters in addition to the runtime: packages, JARs and wheels; install and remove them.",
  default: false,
  presets: { engineer: true, ml: true },
  finders: "list_libraries",
});

/** A library of a cluster with its installation status. */
const libraryView = view(
  { library: z.record(z.string(), z.unknown()), status: z.string(), messages: texts, on_all_clusters: flag },
  ({ library, status, messages, is_library_for_all_clusters }: api.LibraryStatus) => ({
    library,
    status,
    messages,
    on_all_clusters: is_library_for_all_clusters || undefined,
  }),
);

export const listLibraries = libraries.tool({
  name: "list_libraries",
  title: "List cluster libraries",
  description: "Lists the libraries of one cluster or of all clusters with their installation status.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ cluster_id: params.clusterId.optional() }),
  output: z.object({ clusters: z.array(z.object({ cluster_id: z.string(), libraries: z.array(libraryView.schema) })) }),
  async run(ctx, { cluster_id }) {
    const found = cluster_id
      ? [await api.getLibraries(ctx.client, { cluster_id })]
      : await api.listAllLibraries(ctx.client);
    return {
      clusters: found.map(({ cluster_id, library_statuses }) => ({
        cluster_id,
        libraries: (library_statuses ?? []).map((status) => libraryView(status)),
      })),
    };
  },
});

const library = z
  .looseObject({})
  .superRefine((value, { addIssue }) => {
    const problem = api.libraryProblem(value);
    if (problem !== undefined) addIssue({ code: "custom", message: problem, input: value });
  })
  .register(params.READINGS, { reading: "text", of: api.libraryOf });
const someLibraries = z.array(library).min(1).max(100);

const changed = z.object({ cluster_id: z.string(), libraries: z.array(libraryView.schema), note: text, next: text });

/** Libraries as a question names them. Protecting their cluster, by name or id, protects them. */
const libraryObjects = (
  libraries: readonly api.Library[],
  { cluster_id, cluster_name }: Pick<Cluster, "cluster_id" | "cluster_name">,
): AffectedObject[] =>
  libraries.map((library) => ({
    kind: "library",
    name: api.libraryName(library),
    within: [cluster_id, cluster_name],
    details: { cluster: cluster_name || cluster_id },
  }));

/** One sentence per place outside the workspace that decides which code is installed. */
const outside = (libraries: readonly api.Library[]): Consequence[] =>
  libraries.flatMap((library) => {
    const from = api.outsideSource(library);
    if (from === undefined) return [];
    const text = say`${api.libraryName(library)} comes from ${from}. Its code runs for all users of the cluster.`;
    return [{ reason: "identity" as const, text }];
  });

export const installLibraries = libraries.tool({
  name: "install_libraries",
  title: "Install cluster libraries",
  description: "Installs libraries on a cluster for all its users and waits until each is installed or has failed.",
  // Asks about code from outside the workspace. It is no more than a write all the same.
  access: { least: "write", most: "destructive", of: () => "write" },
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    libraries: someLibraries.describe(
      "{pypi: {package}}, {maven: {coordinates}}, {cran: {package}}, {whl: path}, {jar: path} or {requirements: path}",
    ),
    wait_seconds: params.waitSeconds,
  }),
  output: changed,
  covers: "libraries.install",
  async affects({ cluster_id, libraries }, ctx) {
    const consequences = outside(libraries);
    const isNamed = consequences.length > 0 || ctx.settings.protect;
    const cluster = isNamed ? await getCluster(ctx.client, { cluster_id }) : { cluster_id };
    return { effect: "Install", objects: libraryObjects(libraries, cluster), consequences };
  },
  async run(ctx, { cluster_id, libraries, wait_seconds }) {
    const cluster = await getCluster(ctx.client, { cluster_id });
    await api.installLibraries(ctx.client, { cluster_id, libraries });
    ctx.accepted({ what: "The installation was requested", ids: { cluster_id }, followUp: "list_libraries" });
    const requested = new Set(libraries.map(api.libraryKey));
    const read = async () => (await api.getLibraries(ctx.client, { cluster_id })).library_statuses ?? [];
    const mine = (found: readonly api.LibraryStatus[]) =>
      found.filter(({ library }) => requested.has(api.libraryKey(library)));
    // A cluster that is not running installs them when it starts, so there is nothing to wait for.
    const running = isUsable(cluster);
    const { value, finished } = await waitFor(ctx, `libraries of cluster ${cluster_id}`, read, {
      done: (found) => !running || !mine(found).some(api.isInstalling),
      words: (found) => `${mine(found).filter(api.isInstalling).length} of ${requested.size} still installing`,
      budgetMs: waitBudgetMs(ctx, wait_seconds),
    });
    return {
      cluster_id,
      libraries: mine(value).map((status) => libraryView(status)),
      note: running ? undefined : `The cluster is ${cluster.state}. The libraries are installed when it starts.`,
      next: finished ? undefined : "Still installing. Call list_libraries to check the status.",
    };
  },
});

export const uninstallLibraries = libraries.tool({
  name: "uninstall_libraries",
  title: "Uninstall cluster libraries",
  servedIn: [],
  description: "Uninstalls libraries from a cluster. They are removed when it restarts.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    libraries: someLibraries.describe("Libraries exactly as list_libraries returns them"),
  }),
  output: changed,
  covers: "libraries.uninstall",
  async affects({ cluster_id, libraries }, ctx) {
    await checkInstalled(ctx, cluster_id, libraries);
    return {
      effect: "Uninstall",
      objects: libraryObjects(libraries, await getCluster(ctx.client, { cluster_id })),
      consequences: [
        { reason: "others", text: say`They are removed at the next restart, for all users of the cluster.` },
      ],
    };
  },
  async run(ctx, { cluster_id, libraries }) {
    await checkInstalled(ctx, cluster_id, libraries);
    await api.uninstallLibraries(ctx.client, { cluster_id, libraries });
    ctx.accepted({ what: "The removal was requested", ids: { cluster_id }, followUp: "list_libraries" });
    const requested = new Set(libraries.map(api.libraryKey));
    const { library_statuses } = await api.getLibraries(ctx.client, { cluster_id });
    const after = (library_statuses ?? []).filter(({ library }) => requested.has(api.libraryKey(library)));
    return {
      cluster_id,
      libraries: after.map((status) => libraryView(status)),
      note: "They are removed when the cluster restarts.",
      next: undefined,
    };
  },
});

/** @throws {ToolError} The platform ignores libraries that it does not find, which would look like a success. */
async function checkInstalled(ctx: Context, cluster_id: string, libraries: readonly api.Library[]): Promise<void> {
  const { library_statuses } = await api.getLibraries(ctx.client, { cluster_id });
  const installed = new Set(library_statuses?.map(({ library }) => api.libraryKey(library)));
  const absent = libraries.filter((one) => !installed.has(api.libraryKey(one)));
  if (absent.length === 0) return;
  throw new ToolError(`Some libraries are not installed on cluster ${cluster_id}. Nothing was uninstalled.`, {
    next: "Pass each library exactly as list_libraries returns it.",
    quoted: absent.map(api.libraryName).join("\n"),
  });
}
