import type { Config } from "../../config.ts";
import { login, type Terminal } from "../login.ts";
import { startEmbedded } from "../sandbox.ts";
import type { Surroundings } from "../workspaces.ts";

/**
 * Signs in to the embedded workspace, which runs until the user has signed in. With a port and a directory, the workspace
 * can be started again at the same address, so that the login is stored. @throws {Error} with the reason
 */
export async function tryLogin(config: Config, around: Surroundings, terminal: Terminal): Promise<void> {
  const embedded = await startEmbedded(config);
  if ("problem" in embedded) throw new Error(embedded.problem);
  const trial = config.sandboxPort === undefined || config.sandboxDir === undefined;
  try {
    const own = { ...config, host: embedded.url, token: undefined, profile: undefined, insecureLoopback: true };
    // Settings of the user's other workspaces do not apply to this one.
    await login(own, { ...around, env: {} }, { ...terminal, trial });
    if (trial) {
      terminal.print("The embedded workspace ends now, so the login was not stored.");
      terminal.print("To keep a login, also give --sandbox-port and --sandbox-dir.");
    }
  } finally {
    await embedded.close();
  }
}
