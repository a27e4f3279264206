import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { SignedIn } from "../../core/principal.ts";
import type { ServerFactory } from "../../server.ts";
import { type HttpRefusal, SERVER_ERROR } from "./answers.ts";

/** The servers that the sender of a request may reach, decided before its body is read. */
export interface Entry {
  /** The servers that this caller gets. */
  readonly makeServer: ServerFactory;
  /** Identifies what they serve. All requests of a session have the same view. */
  readonly view: string;
  /** The caller; absent if callers do not authenticate. */
  readonly principal?: SignedIn;
  /** When its token expires, in milliseconds since 1970. Streams end then. */
  readonly expiresAt?: number;
  /** The refusal of a message that requires more than the token allows. */
  challenge?(message: unknown): HttpRefusal | undefined;
}

/** Authenticates the sender of a request by its headers, and decides what it may reach. */
export type Enter = (req: IncomingMessage) => Promise<Entry | { readonly refused: HttpRefusal }>;

/** Everyone may enter: for a server that only this machine can reach. */
export const enterFreely =
  (makeServer: ServerFactory): Enter =>
  async ({ url }) =>
    url?.split("?", 1)[0] === "/mcp" ? { makeServer, view: "" } : { refused: NO_SUCH_PATH };

/** The response to a path where nothing is served. */
export const NO_SUCH_PATH: HttpRefusal = {
  status: 404,
  code: SERVER_ERROR,
  message: "Not found: MCP is served at /mcp",
};

/** Key of a caller's handles, caches and consents. It does not show who the caller is. */
export const scopeOf = ({ subject }: SignedIn): string =>
  `user-${createHash("sha256").update(subject).digest("base64url").slice(0, 22)}`;
