/** A workspace address, and the IDs that it contains in addition to the host. */
export interface HostUrl {
  /** The address without those IDs, for `parseHost`. */
  readonly address: string;
  readonly workspaceId?: string | undefined;
  readonly accountId?: string | undefined;
}

const WORKSPACE = ["w", "o", "workspace_id"];
const ACCOUNT = ["a", "account_id"];

/**
 * Reads `?o=`, `?w=`, `?workspace_id=`, `?a=` and `?account_id=` from an address copied from the browser: a host that
 * serves several workspaces needs the ID in every request. An address with other parameters is returned unchanged, and
 * `parseHost` refuses it.
 */
export function readHostUrl(text: string): HostUrl {
  const [, address = "", search = ""] = /^([^?#]*)\?([^#]*)(?:#.{0,2048})?$/.exec(text.trim()) ?? [];
  if (search === "") return { address: text };
  const parameters = new URLSearchParams(search);
  const known = [...parameters].every(([name, value]) =>
    WORKSPACE.includes(name) ? isWorkspaceId(name, value) : ACCOUNT.includes(name) && /^[\w-]{1,64}$/.test(value),
  );
  if (!known) return { address: text };
  const first = (names: readonly string[]) => names.map((name) => parameters.get(name)).find((value) => value !== null);
  return { address, workspaceId: first(WORKSPACE) ?? undefined, accountId: first(ACCOUNT) ?? undefined };
}

const isWorkspaceId = (name: string, value: string): boolean =>
  name === "w" ? /^[\w-]{1,64}$/.test(value) : /^\d{1,20}$/.test(value);
