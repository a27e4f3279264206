import { findLogin, tokenCachePath, writeLogin } from "../api/auth/token-cache.ts";
import type { Config } from "../config.ts";
import { loginTarget } from "./login-target.ts";
import type { Surroundings } from "./workspaces.ts";

/** Forgets a kept login: the profile's, or the host's where no profile is named. */
export function logout(config: Config, around: Surroundings, print: (line: string) => void): void {
  const path = tokenCachePath(around);
  const keys = keysOf(config, around);
  const found = findLogin(around, keys);
  if (found) writeLogin(around, found.key, undefined);
  print(
    found
      ? `The login ${found.key} is gone from ${path}.`
      : `${path} holds no login for ${keys[0]}: there is nothing to forget.`,
  );
}

/** A login outlives its profile: the name alone finds it. */
function keysOf(config: Config, around: Surroundings): readonly string[] {
  try {
    return loginTarget(config, around).keys;
  } catch (error) {
    if (config.profile === undefined) throw error;
    return [config.profile];
  }
}
