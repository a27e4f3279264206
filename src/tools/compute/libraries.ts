import * as z from "zod";
import { getCluster, isUsable } from "../../api/compute/clusters.ts";
import * as api from "../../api/compute/libraries.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { budgetOf, waitFor } from "../waiting.ts";

const libraries = defineToolset({
  id: "libraries",
  title: "Cluster libraries",
  summary: "What is installed on clusters beside the runtime: packages, jars, wheels; install and remove them.",
  default: false,
});

const statuses = z.array(
  z.object({
    library: z.record(z.string(), z.unknown()),
    status: z.string(),
    messages: z.array(z.string()).optional(),
    on_all_clusters: z.boolean().optional(),
  }),
);

const view = (found: readonly api.LibraryStatus[] | null | undefined) =>
  (found ?? []).map(({ library, status, messages, is_library_for_all_clusters }) => ({
    library,
    status,
    ...compact({ messages, on_all_clusters: is_library_for_all_clusters || undefined }),
  }));

export const listLibraries = libraries.tool({
  name: "list_libraries",
  title: "List cluster libraries",
  description: "Lists the libraries of one cluster, or of all, with their installation status.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ cluster_id: params.clusterId.optional() }),
  output: z.object({ clusters: z.array(z.object({ cluster_id: z.string(), libraries: statuses })) }),
  async run(ctx, { cluster_id }) {
    const found = cluster_id
      ? [await api.getLibraries(ctx.client, { cluster_id })]
      : await api.listAllLibraries(ctx.client);
    return {
      clusters: found.map(({ cluster_id, library_statuses }) => ({ cluster_id, libraries: view(library_statuses) })),
    };
  },
});

const library = z.looseObject({}).superRefine((value, { addIssue }) => {
  const problem = api.libraryProblem(value);
  if (problem !== undefined) addIssue({ code: "custom", message: problem, input: value });
});
const which = z.array(library).min(1).max(100);

const changed = z.object({
  cluster_id: z.string(),
  libraries: statuses,
  note: z.string().optional(),
  next: z.string().optional(),
});

export const installLibraries = libraries.tool({
  name: "install_libraries",
  title: "Install cluster libraries",
  description: "Installs libraries on a cluster, for everybody on it, and waits until each is installed or failed.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    libraries: which.describe(
      "{pypi: {package}}, {maven: {coordinates}}, {cran: {package}}, {whl: path}, {jar: path} or {requirements: path}",
    ),
    wait_seconds: params.waitSeconds,
  }),
  output: changed,
  async run(ctx, { cluster_id, libraries, wait_seconds }) {
    const cluster = await getCluster(ctx.client, { cluster_id });
    await api.installLibraries(ctx.client, { cluster_id, libraries });
    const asked = new Set(libraries.map(api.libraryKey));
    const read = async () => (await api.getLibraries(ctx.client, { cluster_id })).library_statuses ?? [];
    const mine = (found: readonly api.LibraryStatus[]) =>
      found.filter(({ library }) => asked.has(api.libraryKey(library)));
    // Without a running cluster nothing moves: they wait for its start.
    const running = isUsable(cluster);
    const { value, finished } = await waitFor(ctx, `libraries of cluster ${cluster_id}`, read, {
      done: (found) => !running || !mine(found).some(api.isMoving),
      words: (found) => `${mine(found).filter(api.isMoving).length} of ${asked.size} still to install`,
      budgetMs: budgetOf(ctx, wait_seconds),
    });
    const words = running ? {} : { note: `The cluster is ${cluster.state}: they are installed when it starts.` };
    const next = finished ? {} : { next: "Still installing: list_libraries tells how it went." };
    return { cluster_id, libraries: view(mine(value)), ...words, ...next };
  },
});

export const uninstallLibraries = libraries.tool({
  name: "uninstall_libraries",
  title: "Uninstall cluster libraries",
  description: "Removes libraries from a cluster at its next restart.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    libraries: which.describe("Exactly as list_libraries shows them"),
  }),
  output: changed,
  async confirm({ cluster_id, libraries }, ctx) {
    const { cluster_name, state } = await getCluster(ctx.client, { cluster_id });
    const names = libraries.map(api.libraryName).join(", ");
    return `Remove ${names} from cluster "${cluster_name ?? ""}" (${cluster_id}, ${state})? Everybody on it loses them at the next restart.`;
  },
  async run(ctx, { cluster_id, libraries }) {
    const before = await api.getLibraries(ctx.client, { cluster_id });
    const there = new Set(before.library_statuses?.map(({ library }) => api.libraryKey(library)));
    const absent = libraries.filter((one) => !there.has(api.libraryKey(one)));
    // The platform ignores what it does not find, which would read as done.
    if (absent.length > 0) {
      throw new ToolError(`Cluster ${cluster_id} has no such library; nothing was removed.`, {
        next: "Give each exactly as list_libraries shows it.",
        quoted: absent.map(api.libraryName).join("\n"),
      });
    }
    await api.uninstallLibraries(ctx.client, { cluster_id, libraries });
    const asked = new Set(libraries.map(api.libraryKey));
    const after = await api.getLibraries(ctx.client, { cluster_id });
    return {
      cluster_id,
      libraries: view(after.library_statuses?.filter(({ library }) => asked.has(api.libraryKey(library)))),
      note: "They go when the cluster restarts.",
    };
  },
});
