import { ACCESS } from "../access.ts";
import type { Log } from "../core/log.ts";
import { isRecord } from "../records.ts";
import { type HttpRefusal, SERVER_ERROR } from "../transports/http/answers.ts";
import type { Enter, Entry } from "../transports/http/entry.ts";
import { forbidden, insufficientScope, unauthorized } from "./auth/challenge.ts";
import { type Grant, grantFor, type Rule, scopesIn } from "./auth/grants.ts";
import type { Authenticator, Identity, SignInResult } from "./auth/identity.ts";
import type { Impersonator } from "./impersonation.ts";
import { type KnownNames, type NarrowedView, viewOf } from "./narrowing.ts";
import type { Surface, Surfaces } from "./surfaces.ts";

/** Options of `createEnter`. */
export interface EnterOptions {
  /** Absent: callers do not authenticate. */
  readonly authenticator?: Authenticator | undefined;
  /** Whom the server serves, and what. Without rules, everyone who authenticates gets `everything`. */
  readonly rules: readonly Rule[];
  readonly everything: Grant;
  readonly surfaces: Surfaces;
  /** Absent: calls have the server's own identity. */
  readonly impersonator?: Impersonator | undefined;
  readonly known: KnownNames;
  /** Scopes that every token must have. */
  readonly requiredScopes: readonly string[];
  /** URL of the metadata of the authorization, which challenges name. */
  metadataUrl?(): string | undefined;
  readonly log: Log;
  /** Receives the result of each authentication. */
  onSignIn?(result: SignInResult): void;
}

/**
 * Decides about every request: authentication, scopes, grant, view, surface. A caller's path and headers can leave out
 * parts of its grant and never add to it.
 */
export function createEnter(options: EnterOptions): Enter {
  const { authenticator, rules, everything, surfaces, impersonator, known, requiredScopes, log } = options;
  const challengeOptions = () => ({ metadataUrl: options.metadataUrl?.() });

  return async (req) => {
    const view = viewOf(req, known);
    if (!authenticator) {
      return "problem" in view ? refusedView(view) : enterSurface(surfaces.of(everything, view));
    }
    const identity = await authenticator.authenticate(req.headers);
    if ("refused" in identity) {
      options.onSignIn?.(identity.refused);
      if (identity.refused !== "missing") log.warning("sign-in refused", { reason: identity.reason });
      return { refused: unauthorized(identity, scopesToAskFor(), challengeOptions()) };
    }
    const missing = requiredScopes.filter((scope) => !identity.scopes.includes(scope));
    if (missing.length > 0) {
      options.onSignIn?.("forbidden");
      return { refused: insufficientScope("The access token lacks a scope", requiredScopes, challengeOptions()) };
    }
    if ("problem" in view) return refusedView(view);
    const rule = grantFor(identity, rules);
    const grant = rules.length === 0 ? everything : rule;
    const own = impersonator?.of(identity);
    const hasIdentity = !impersonator || own !== undefined;
    options.onSignIn?.(grant && hasIdentity ? "ok" : "forbidden");
    if (!grant) return { refused: withoutGrant(identity) };
    if (!hasIdentity) return { refused: forbidden("Your sign-in gives no identity in the workspace") };
    const surface = surfaces.of(grant, view, own, identity.principal.subject);
    const entered = enterSurface(surface);
    if ("refused" in entered || !surface) return entered;
    const { principal, expiresAt } = identity;
    return {
      ...entered,
      principal,
      ...(expiresAt !== undefined && { expiresAt }),
      challenge: (message) => challengeFor(message, surface, view, { identity, rule }),
    };
  };

  function enterSurface(surface: Surface | undefined): Entry | { refused: HttpRefusal } {
    if (!surface) return { refused: forbidden("Nothing that you may use is served at this path with these headers") };
    return { makeServer: surface.makeServer, view: surface.key };
  }

  function withoutGrant({ principal, scopes }: Identity): HttpRefusal {
    log.warning("caller without a grant", { user: principal.name });
    const wanted = scopesIn(rules).filter((scope) => !scopes.includes(scope));
    const message = "You may not use this server. Its operator can grant it to you";
    return wanted.length > 0
      ? insufficientScope(message, [...requiredScopes, ...wanted.slice(-1)], challengeOptions())
      : forbidden(message);
  }

  /** Scopes for a client that has no token yet: those that are required, or else those with the least access. */
  function scopesToAskFor(): readonly string[] {
    return requiredScopes.length > 0 ? requiredScopes : scopesIn(rules).slice(-1);
  }

  /**
   * A call of a tool that another scope would allow: the client can ask its user for that scope and try again. Of several,
   * it is the one with the least access. A rule after the caller's own would not be reached.
   */
  function challengeFor(
    message: unknown,
    surface: Surface,
    view: NarrowedView,
    { identity: { scopes, principal }, rule: own }: { readonly identity: Identity; readonly rule: Rule | undefined },
  ): HttpRefusal | undefined {
    if (!isRecord(message) || message.method !== "tools/call" || !isRecord(message.params)) return undefined;
    const tool = message.params.name;
    if (typeof tool !== "string" || surface.tools.has(tool)) return undefined;
    const [rule] = rules
      .slice(0, own ? rules.indexOf(own) : 0)
      .filter(({ kind, name, ...offered }) => {
        if (kind !== "scope" || scopes.includes(name)) return false;
        return surfaces.of(offered, view, undefined, principal.subject)?.tools.has(tool);
      })
      .sort((a, b) => ACCESS.indexOf(a.access) - ACCESS.indexOf(b.access));
    if (!rule) return undefined;
    const useful = [...requiredScopes, ...scopesIn(rules).filter((scope) => scopes.includes(scope)), rule.name];
    return insufficientScope(`${tool.slice(0, 64)} requires another scope`, [...new Set(useful)], challengeOptions());
  }
}

const refusedView = ({ status, problem }: { status: number; problem: string }) => ({
  refused: { status, code: SERVER_ERROR, message: problem },
});
