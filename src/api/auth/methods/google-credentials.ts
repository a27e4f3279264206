import { expandHome } from "../machine.ts";
import type { LoginMethod } from "../method.ts";
import { assertedToken, GOOGLE_SCOPES, googleGrant, readServiceAccount } from "./google.ts";

/** A Google service account with its key. */
export const googleCredentials: LoginMethod = {
  name: "google-credentials",
  attributes: ["host", "google_credentials"],
  cloud: "GCP",
  configure({ settings, machine, host, ...signIn }) {
    const { value = "", source = "" } = settings.setting("google_credentials") ?? {};
    const text = value.trimStart().startsWith("{") ? value : (machine.read(expandHome(value, machine)) ?? "");
    const account = readServiceAccount(text, source);
    return {
      fetch: (signal) =>
        googleGrant(
          () => assertedToken(signIn, account, { target_audience: host }, signal),
          () => assertedToken(signIn, account, { scope: GOOGLE_SCOPES }, signal),
          signal,
        ),
    };
  },
};
