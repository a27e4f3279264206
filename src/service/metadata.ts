const WELL_KNOWN = "/.well-known/oauth-protected-resource";

/** The metadata of this server as a protected resource (RFC 9728). */
export interface ResourceMetadata {
  /** URL of the document. */
  readonly url: string;
  /** The document at `path`; `undefined` for another path. */
  at(path: string): object | undefined;
}

/** `resource`: the URL that clients connect to. Clients ask for the document of the path that they connect to. */
export function createMetadata(resource: string, issuer: string, scopes: readonly string[]): ResourceMetadata {
  const { origin, pathname } = new URL(resource);
  const document = {
    resource,
    authorization_servers: [issuer],
    bearer_methods_supported: ["header"],
    resource_name: "Databricks",
    ...(scopes.length > 0 && { scopes_supported: scopes }),
  };
  return {
    url: `${origin}${WELL_KNOWN}${pathname}`,
    at(path) {
      const rest = path.startsWith(WELL_KNOWN) ? path.slice(WELL_KNOWN.length) : undefined;
      const known = rest === "" || rest === pathname || rest?.startsWith(`${pathname}/`);
      return known ? document : undefined;
    },
  };
}
