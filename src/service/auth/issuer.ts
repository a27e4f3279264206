import { askJson, type TokenCall } from "../../api/auth/token-call.ts";
import { withoutSlash } from "./claims.ts";

/** Where an issuer publishes what a resource server needs. */
export interface IssuerMetadata {
  readonly jwksUri: string | undefined;
}

/** How long a discovery may take, in milliseconds. */
const DISCOVERY_MS = 10_000;
/** Pause after a discovery that failed, in milliseconds. */
const PAUSE_MS = 2_000;

/**
 * Finds an issuer's metadata at the first call (RFC 8414, OpenID Connect Discovery) and remembers it, but not a failure.
 * @throws {ApiError} as `askJson`; {Error} if the metadata belongs to another issuer
 */
export function createDiscovery(issuer: string, call: TokenCall): () => Promise<IssuerMetadata> {
  let found: Promise<IssuerMetadata> | undefined;
  return () => {
    found ??= discover(issuer, call).catch((error: unknown) => {
      setTimeout(() => {
        found = undefined;
      }, PAUSE_MS).unref();
      throw error;
    });
    return found;
  };
}

async function discover(issuer: string, call: TokenCall): Promise<IssuerMetadata> {
  let problem: unknown;
  for (const url of metadataUrls(issuer)) {
    try {
      const metadata = await askJson(
        call,
        { service: "the issuer's metadata", url, once: true },
        AbortSignal.timeout(DISCOVERY_MS),
      );
      if (typeof metadata.issuer !== "string" || withoutSlash(metadata.issuer) !== withoutSlash(issuer)) {
        throw new Error("The issuer's metadata names another issuer");
      }
      return { jwksUri: typeof metadata.jwks_uri === "string" ? metadata.jwks_uri : undefined };
    } catch (error) {
      problem ??= error;
    }
  }
  throw problem;
}

/** OpenID Connect appends its path to the issuer, and RFC 8414 inserts its own before the issuer's path. */
function metadataUrls(issuer: string): string[] {
  const base = withoutSlash(issuer);
  const { origin, pathname } = new URL(issuer);
  const path = pathname === "/" ? "" : withoutSlash(pathname);
  return [`${base}/.well-known/openid-configuration`, `${origin}/.well-known/oauth-authorization-server${path}`];
}
