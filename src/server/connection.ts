import type { SignedIn } from "../core/principal.ts";

/** One connection (stdio, an HTTP session) or one stateless request. */
export interface ClientConnection {
  /** Key of this caller's handles, caches and consents. */
  readonly scope: string;
  /** Key of its turn among the requests to the workspace. Default: the scope. */
  readonly turn?: string;
  /** The user or program behind it, if callers authenticate. */
  readonly principal?: SignedIn;
  readonly transport: "stdio" | "http";
  readonly era: "legacy" | "modern";
  /** It ends with the response to its one request. */
  readonly stateless?: boolean;
}
