import type { OnBehalf } from "../api/auth/on-behalf.ts";
import type { Credentials } from "../api/http/credentials.ts";
import { keepNewest } from "../core/newest.ts";
import type { Identity, OwnIdentity } from "./auth/identity.ts";
import type { Impersonation } from "./surfaces.ts";

/** The identities of callers in the workspaces. */
export interface Impersonator {
  /** The identity of this caller; `undefined` if its credential gives none. */
  of(identity: Identity): Impersonation | undefined;
}

interface Known extends Impersonation {
  latest: OwnIdentity;
}

/** Callers remembered. There must be more than there are surfaces, which hold their logins. */
const MAX_KEPT = 10_000;

/**
 * Keeps one login per caller and workspace. A caller's newest token replaces its earlier one, also within logins that are
 * in use. `workspaces` by name.
 */
export function createImpersonator(workspaces: ReadonlyMap<string, OnBehalf>): Impersonator {
  // In the order of their latest use.
  const kept = new Map<string, Known>();
  return {
    of({ principal: { subject }, own }) {
      if (!own) return undefined;
      const known = kept.get(subject) ?? impersonate(subject, own, workspaces);
      known.latest = own;
      keepNewest(kept, subject, known, MAX_KEPT);
      return known;
    },
  };
}

function impersonate(subject: string, own: OwnIdentity, workspaces: ReadonlyMap<string, OnBehalf>): Known {
  const logins = new Map<string, Credentials>();
  const known: Known = {
    subject,
    latest: own,
    in(workspace) {
      const login = logins.get(workspace) ?? loginAt(workspaces.get(workspace), known);
      logins.set(workspace, login);
      return login;
    },
  };
  return known;
}

function loginAt(onBehalf: OnBehalf | undefined, known: Known): Credentials {
  if (!onBehalf) throw new Error("A workspace without logins for its callers");
  const latest = (): string => ("assertion" in known.latest ? known.latest.assertion : known.latest.bearer);
  return "assertion" in known.latest ? onBehalf.exchange(latest) : onBehalf.bearer(latest);
}
