import { expandHome } from "../../api/auth/machine.ts";
import { readProfiles } from "../../api/auth/profile.ts";
import type { Config } from "../../config.ts";
import type { Surroundings } from "../workspaces.ts";

/** A workspace that the user can choose, and the flags that select it. */
export interface WorkspaceChoice {
  readonly title: string;
  readonly flags: readonly string[];
}

/** The profiles of this machine with a workspace, and the embedded workspace. */
export function choicesOf({ configFile }: Config, around: Surroundings): WorkspaceChoice[] {
  const { byName } = readProfiles(around.read(expandHome(configFile ?? "~/.databrickscfg", around)) ?? "");
  const profiles = [...byName].flatMap(([name, profile]) => {
    const host = profile.get("host");
    return host === undefined ? [] : [{ title: `profile ${name} (${host})`, flags: ["--profile", name] }];
  });
  return [...profiles, { title: "the embedded workspace, without an account", flags: ["--sandbox"] }];
}
