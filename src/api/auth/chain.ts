import type { Credentials } from "../http/credentials.ts";
import { ApiError } from "../http/errors.ts";
import { attributeOf, nameOf } from "./attributes.ts";
import type { Configured, Method, SignIn } from "./method.ts";
import { METHODS } from "./methods.ts";
import { workspaceHeader } from "./oauth-server.ts";
import { loginError } from "./token-call.ts";
import { createTokenSource, type TokenSource, waited } from "./token-source.ts";

export interface Skipped {
  readonly method: string;
  readonly reason: string;
}

/** How the chain came out. With a method that a program decides on, that is known after the first call. */
export interface SignInReport {
  readonly method: string | undefined;
  /** The methods before it, and why each was passed over. Holds nothing secret. */
  readonly skipped: readonly Skipped[];
}

export interface Choice {
  readonly credentials: Credentials;
  readonly report: SignInReport;
}

/** `problem`: a setting that is there and cannot be used; without it, none of the methods is configured. */
export interface NoChoice {
  readonly problem?: string;
  readonly skipped: readonly Skipped[];
}

interface Candidate {
  readonly method: Method;
  readonly source: string;
  readonly tokens: TokenSource | undefined;
  headers(signal?: AbortSignal): Promise<Record<string, string>>;
}

/**
 * The first method that is configured, or the one that `auth_type` names. Nothing is sent for it. A method whose own
 * settings are there is never passed over for failing: the call would go on as somebody else.
 */
export function chooseMethod(signIn: SignIn): Choice | NoChoice {
  const pinned = signIn.settings.get("auth_type")?.toLowerCase();
  const methods = pinned === undefined ? METHODS : METHODS.filter(({ name }) => name === pinned);
  if (methods.length === 0) {
    const names = METHODS.map(({ name }) => name).join(", ");
    return { problem: `${nameOf("auth_type")} takes one of: ${names}.`, skipped: [] };
  }
  const skipped: Skipped[] = [];
  const candidates: Candidate[] = [];
  for (const method of methods) {
    let configured: Configured;
    try {
      configured = missing(method, signIn) ?? method.configure(signIn);
    } catch (error) {
      return { problem: error instanceof Error ? error.message : `${method.name} cannot be used.`, skipped };
    }
    if ("skip" in configured) {
      skipped.push({ method: method.name, reason: configured.skip });
      continue;
    }
    candidates.push(candidate(method, configured, signIn));
    if (!method.tentative) break;
  }
  const [first, ...others] = candidates;
  if (!first) return { skipped };
  const { secrets } = signIn.settings;
  if (others.length > 0) return inTurn([first, ...others], skipped, secrets);
  return { credentials: { ...credentialsOf(first), secrets }, report: { method: first.method.name, skipped } };
}

function missing({ attributes, cloud }: Method, { settings, ...signIn }: SignIn): Configured | undefined {
  const absent = attributes.filter((key) => settings.get(key) === undefined && !(key === "host" && signIn.host));
  if (absent.length > 0)
    return { skip: `${absent.map(nameOf).join(", ")} ${absent.length > 1 ? "are" : "is"} not set` };
  return cloud !== undefined && cloud !== signIn.cloud ? { skip: `the workspace is on ${signIn.cloud}` } : undefined;
}

function candidate(method: Method, configured: Exclude<Configured, { skip: string }>, signIn: SignIn): Candidate {
  const { settings, clock } = signIn;
  const routing = workspaceHeader(settings.get("workspace_id"));
  const own = method.attributes.find((key) => attributeOf(key).family !== undefined);
  const from = settings.setting(own ?? "auth_type")?.source ?? settings.setting("host")?.source;
  const source = method.name === "pat" ? `${from}` : `${method.name}${from ? ` (${from})` : ""}`;
  if ("headers" in configured) {
    const headers = { ...configured.headers, ...routing };
    return { method, source, tokens: undefined, headers: async () => headers };
  }
  const tokens = createTokenSource(configured.fetch, { clock, earlyMs: configured.earlyMs ?? 0 });
  return { method, source, tokens, headers: async (signal) => ({ ...(await tokens.headers(signal)), ...routing }) };
}

const credentialsOf = ({ source, headers, tokens }: Candidate) => ({
  source,
  headers,
  ...(tokens && { refresh: tokens.refresh }),
});

/** Several that only a try can tell apart: the first that works is kept, the others are noted. */
function inTurn(candidates: readonly Candidate[], before: readonly Skipped[], secrets: readonly string[]): Choice {
  let chosen: Candidate | undefined;
  let skipped = before;

  /** Calls at the same time try together: each candidate asks once for all of them. */
  async function find(): Promise<Candidate> {
    const failed: Skipped[] = [];
    try {
      for (const each of candidates) {
        try {
          await each.headers();
          chosen = each;
          return each;
        } catch (error) {
          const reason = error instanceof ApiError ? error.message : "it failed";
          failed.push({ method: each.method.name, reason });
          if (!each.method.tentative) throw error;
        }
      }
      throw loginError(`No way to sign in works. ${failed.map((each) => `${each.method}: ${each.reason}`).join(" ")}`);
    } finally {
      skipped = [...before, ...failed];
    }
  }

  return {
    report: {
      get method() {
        return chosen?.method.name;
      },
      get skipped() {
        return skipped;
      },
    },
    credentials: {
      get source() {
        return chosen?.source ?? candidates.map(({ method }) => method.name).join(" or ");
      },
      secrets,
      headers: async (signal) => (chosen ?? (await waited(find(), signal))).headers(signal),
      refresh: async (signal) => (chosen ?? (await waited(find(), signal))).tokens?.refresh(signal),
    },
  };
}
