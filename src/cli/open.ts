import { cloudOf } from "../api/auth/cloud.ts";
import { patCredentials } from "../api/auth/methods/pat.ts";
import { type Config, nameOf } from "../config.ts";
import { openExportRoot } from "../core/output/export-root.ts";
import { environmentOf, startEmbedded } from "./sandbox.ts";
import { resolveWorkspaces, type Surroundings, singleWorkspace, type WorkspaceLogin } from "./workspaces.ts";

/** The workspaces to serve. */
export interface OpenedWorkspaces {
  readonly workspaces: readonly WorkspaceLogin[];
  /** Why there are none. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** Opens the configured workspaces. The embedded workspace is not started if the configuration has problems. */
export async function openWorkspaces(
  config: Config,
  around: Surroundings,
  hasProblems: boolean,
): Promise<OpenedWorkspaces> {
  if (!config.sandbox) {
    const logins = await resolveWorkspaces(config, around);
    return logins.ok ? opened(logins.workspaces) : opened([], logins.problems);
  }
  if (hasProblems) return opened([]);
  const embedded = await startEmbedded(config);
  if ("problem" in embedded) return opened([], [embedded.problem]);
  // Not through the log, which removes secrets: the user asked for this one.
  if (config.sandboxPort !== undefined) process.stderr.write(`${environmentOf(embedded)}\n`);
  const { clusterId, warehouseId } = config;
  const login = {
    host: embedded.url,
    credentials: patCredentials(embedded.token, "the sandbox"),
    cloud: cloudOf(embedded.url),
    signIn: { method: "pat", skipped: [] },
    clusterId,
    warehouseId,
  };
  return { ...opened(singleWorkspace(login)), close: () => embedded.close() };
}

const opened = (workspaces: readonly WorkspaceLogin[], problems: readonly string[] = []): OpenedWorkspaces => ({
  workspaces,
  problems,
  close: async () => {},
});

interface ExportDirectory {
  /** Its real path; absent if none is configured or it cannot be used. */
  readonly path?: string;
  readonly problems: readonly string[];
}

/** Checks the export directory, once at start-up. */
export async function openExportDirectory({ exportDir }: Config): Promise<ExportDirectory> {
  if (exportDir === undefined) return { problems: [] };
  const root = await openExportRoot(exportDir);
  return "path" in root ? { path: root.path, problems: [] } : { problems: [`${nameOf("exportDir")} ${root.problem}.`] };
}
