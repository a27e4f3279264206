import { findLogin, tokenCachePath, writeLogin } from "../api/auth/token-cache.ts";
import type { Config } from "../config.ts";
import { loginTarget } from "./login/target.ts";
import type { Surroundings } from "./workspaces.ts";

/** Removes the stored login of the profile, or of the host if no profile is given. */
export function logout(config: Config, around: Surroundings, print: (line: string) => void): void {
  const path = tokenCachePath(around);
  const keys = keysOf(config, around);
  const found = findLogin(around, keys);
  if (found) writeLogin(around, found.key, undefined);
  print(
    found
      ? `The login ${found.key} was removed from ${path}.`
      : `${path} has no login for ${keys[0]}. Nothing was removed.`,
  );
}

/** A login can outlive its profile, so the name of the profile is enough. */
function keysOf(config: Config, around: Surroundings): readonly string[] {
  try {
    return loginTarget(config, around).keys;
  } catch (error) {
    if (config.profile === undefined) throw error;
    return [config.profile];
  }
}
