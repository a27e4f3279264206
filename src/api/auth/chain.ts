import type { Credentials } from "../http/credentials.ts";
import { ApiError } from "../http/errors.ts";
import { waitOrAbort } from "../http/wait-or-abort.ts";
import { attributeName, attributeOf } from "./attributes.ts";
import type { LoginMethod, MethodConfiguration, SignIn } from "./method.ts";
import { METHODS } from "./methods.ts";
import { workspaceHeader } from "./oauth-server.ts";
import { loginError } from "./token-call.ts";
import { createTokenSource, type TokenSource } from "./token-source.ts";

/** A method that was not used. */
export interface SkippedMethod {
  readonly method: string;
  /** Why, without any secret: "token is not set". */
  readonly reason: string;
}

/** Which method signs in. If it depends on a program, such as the Azure CLI, that is known after the first call. */
export interface SignInReport {
  readonly method: string | undefined;
  /** The methods before it, and why each was not used. */
  readonly skipped: readonly SkippedMethod[];
}

/** The login of the chosen method. */
export interface MethodChoice {
  readonly credentials: Credentials;
  readonly report: SignInReport;
}

/** No method can be used. `problem`: a setting that is present but invalid; if absent, no method is configured. */
export interface NoMethodChoice {
  readonly problem?: string;
  readonly skipped: readonly SkippedMethod[];
}

interface Candidate {
  readonly method: LoginMethod;
  readonly source: string;
  readonly tokens: TokenSource | undefined;
  headers(signal?: AbortSignal): Promise<Record<string, string>>;
}

/**
 * Chooses the first method that is configured, or the one that `auth_type` names. Nothing is sent. A method whose own
 * settings are present is never skipped because it fails: the call would continue under another identity.
 */
export function chooseMethod(signIn: SignIn): MethodChoice | NoMethodChoice {
  const pinned = signIn.settings.get("auth_type")?.toLowerCase();
  const methods = pinned === undefined ? METHODS : METHODS.filter(({ name }) => name === pinned);
  if (methods.length === 0) {
    const names = METHODS.map(({ name }) => name).join(", ");
    return { problem: `${attributeName("auth_type")} takes one of: ${names}.`, skipped: [] };
  }
  const skipped: SkippedMethod[] = [];
  const candidates: Candidate[] = [];
  for (const method of methods) {
    let configured: MethodConfiguration;
    try {
      configured = skipIfIncomplete(method, signIn) ?? method.configure(signIn);
    } catch (error) {
      return {
        problem: error instanceof Error ? error.message : `The login method ${method.name} cannot be used.`,
        skipped,
      };
    }
    if ("skip" in configured) {
      skipped.push({ method: method.name, reason: configured.skip });
      continue;
    }
    candidates.push(createCandidate(method, configured, signIn));
    if (!method.tentative) break;
  }
  const [first, ...others] = candidates;
  if (!first) return { skipped };
  const { secrets } = signIn.settings;
  if (others.length > 0) return firstThatWorks([first, ...others], skipped, secrets);
  return { credentials: { ...credentialsOf(first), secrets }, report: { method: first.method.name, skipped } };
}

function skipIfIncomplete(
  { attributes, cloud }: LoginMethod,
  { settings, ...signIn }: SignIn,
): MethodConfiguration | undefined {
  const absent = attributes.filter((key) => settings.get(key) === undefined && !(key === "host" && signIn.host));
  if (absent.length > 0)
    return { skip: `${absent.map(attributeName).join(", ")} ${absent.length > 1 ? "are" : "is"} not set` };
  return cloud !== undefined && cloud !== signIn.cloud ? { skip: `the workspace is on ${signIn.cloud}` } : undefined;
}

function createCandidate(
  method: LoginMethod,
  configured: Exclude<MethodConfiguration, { skip: string }>,
  signIn: SignIn,
): Candidate {
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

/** Tries methods that depend on programs, at the first call. The first that works is used from then on. */
function firstThatWorks(
  candidates: readonly Candidate[],
  before: readonly SkippedMethod[],
  secrets: readonly string[],
): MethodChoice {
  let chosen: Candidate | undefined;
  let skipped = before;

  /** Calls at the same time share the attempts, because each candidate fetches one token for all of them. */
  async function choose(): Promise<Candidate> {
    const failed: SkippedMethod[] = [];
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
      throw loginError(`No login method works. ${failed.map((each) => `${each.method}: ${each.reason}`).join(" ")}`);
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
      headers: async (signal) => (chosen ?? (await waitOrAbort(choose(), signal))).headers(signal),
      refresh: async (signal) => (chosen ?? (await waitOrAbort(choose(), signal))).tokens?.refresh(signal),
    },
  };
}
