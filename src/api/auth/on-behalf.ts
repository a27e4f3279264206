import type { Credentials } from "../http/credentials.ts";
import { readHostUrl } from "./host-url.ts";
import { createSignIn, type Login, type LoginOptions, readOrigin, withAddressIds } from "./login.ts";
import { noHostProblem } from "./login-problems.ts";
import type { Machine } from "./machine.ts";
import { bearerHeader, type SignIn } from "./method.ts";
import { tokenExchange } from "./methods/federation.ts";
import { readSettings } from "./settings.ts";
import { loginError } from "./token-call.ts";
import { checkedToken } from "./token-response.ts";
import { createTokenSource } from "./token-source.ts";

/** Logins at one workspace in the name of the server's callers. */
export interface OnBehalf {
  /**
   * The login of the user whom an identity provider's token names, by exchange at the workspace. `assertion` returns the
   * latest token; the exchanged one is kept until it expires.
   */
  exchange(assertion: () => string): Credentials;
  /** The login of a user for whom the platform issued a token to this server. */
  bearer(token: () => string): Credentials;
}

/** A workspace without a login of the server's own. */
export type OnBehalfResult =
  | { readonly ok: true; readonly login: Login; readonly onBehalf: OnBehalf }
  | { readonly ok: false; readonly problems: readonly string[] };

const SOURCE = "the caller's sign-in";

/** Finds the workspace, for a server whose calls always act as their caller. Nothing is sent. */
export function resolveOnBehalf(options: LoginOptions, machine: Machine): OnBehalfResult {
  const read = readSettings(options, machine);
  if ("problem" in read) return { ok: false, problems: [read.problem] };
  const hostSetting = read.setting("host");
  if (!hostSetting) return { ok: false, problems: [noHostProblem(read)] };
  const url = readHostUrl(hostSetting.value);
  const settings = withAddressIds(read, url);
  const found = readOrigin({ value: url.address, source: hostSetting.source }, options);
  if ("problem" in found) return { ok: false, problems: [found.problem] };
  const signIn = createSignIn(found.origin, settings, options, machine);
  return {
    ok: true,
    login: {
      host: found.origin,
      cloud: signIn.cloud,
      credentials: noLogin,
      signIn: { method: "token-exchange", skipped: [] },
      clusterId: settings.get("cluster_id"),
      warehouseId: settings.get("warehouse_id"),
      notes: read.notes,
    },
    onBehalf: createOnBehalf(signIn),
  };
}

/** The logins of callers at the workspace of `signIn`. */
function createOnBehalf(signIn: SignIn): OnBehalf {
  // A client ID would make it the login of a service principal (workload identity federation).
  const settings = {
    ...signIn.settings,
    get: (key: Parameters<SignIn["settings"]["get"]>[0]) =>
      key === "client_id" ? undefined : signIn.settings.get(key),
  };
  return {
    exchange(assertion) {
      const fetchGrant = tokenExchange({ ...signIn, settings }, async () => assertion());
      return { source: SOURCE, secrets: [], ...createTokenSource(fetchGrant, { clock: signIn.clock }) };
    },
    bearer: (token) => ({
      source: SOURCE,
      secrets: [],
      headers: async () => bearerHeader(checkedToken(token(), "The platform")),
    }),
  };
}

const noLogin: Credentials = {
  source: SOURCE,
  secrets: [],
  headers: async () => {
    throw loginError("This server has no login of its own: calls act as their caller.", "Sign in at this server.");
  },
};
