import { cloudOf } from "../api/auth/cloud.ts";
import { patCredentials } from "../api/auth/methods/pat.ts";
import type { Config } from "../config.ts";
import { startEmbedded } from "./sandbox.ts";
import { resolveWorkspaces, type Surroundings, single, type WorkspaceLogin } from "./workspaces.ts";

export interface Opened {
  readonly workspaces: readonly WorkspaceLogin[];
  /** Why there are none. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** The workspaces of this configuration. The embedded one is started only when nothing else is wrong. */
export async function openWorkspaces(config: Config, around: Surroundings, wrong: boolean): Promise<Opened> {
  if (!config.sandbox) {
    const logins = await resolveWorkspaces(config, around);
    return logins.ok ? opened(logins.workspaces) : opened([], logins.problems);
  }
  if (wrong) return opened([]);
  const embedded = await startEmbedded();
  if ("problem" in embedded) return opened([], [embedded.problem]);
  const { clusterId, warehouseId } = config;
  const login = {
    host: embedded.url,
    credentials: patCredentials(embedded.token, "the sandbox"),
    cloud: cloudOf(embedded.url),
    signIn: { method: "pat", skipped: [] },
    clusterId,
    warehouseId,
  };
  return { ...opened(single(login)), close: () => embedded.close() };
}

const opened = (workspaces: readonly WorkspaceLogin[], problems: readonly string[] = []): Opened => ({
  workspaces,
  problems,
  close: async () => {},
});
