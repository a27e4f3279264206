import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import type { Machine } from "./machine.ts";

/** A login as the Databricks CLI stores it in `~/.databricks/token-cache.json`. */
export interface CachedLogin {
  readonly access_token: string;
  readonly token_type?: string | undefined;
  readonly refresh_token?: string | undefined;
  /** RFC 3339. */
  readonly expiry?: string | undefined;
}

const login = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.string().optional(),
  refresh_token: z.string().optional(),
  expiry: z.string().optional(),
});
const cache = z.looseObject({ version: z.literal(1), tokens: z.record(z.string(), z.unknown()).nullish() });

/** Path of the token cache. */
export const tokenCachePath = ({ home }: Pick<Machine, "home">): string =>
  join(home, ".databricks", "token-cache.json");

/** Keys that the cache may use for a login: profile, host, account on a shared host. We write the first one. */
export const loginKeys = (of: { profile: string | undefined; host: string; accountId: string | undefined }): string[] =>
  [of.profile, of.host, of.accountId && `${of.host}/oidc/accounts/${of.accountId}`].filter(
    (key): key is string => key !== undefined && key !== "",
  );

/** The first of these logins that the cache contains. A cache that cannot be read counts as empty. */
export function findLogin(
  machine: Pick<Machine, "home" | "read">,
  keys: readonly string[],
): { readonly key: string; readonly login: CachedLogin } | undefined {
  const tokens = parseCache(machine.read(tokenCachePath(machine)))?.tokens ?? {};
  for (const key of keys) {
    const found = login.safeParse(Object.hasOwn(tokens, key) ? tokens[key] : undefined);
    if (found.success) return { key, login: found.data };
  }
  return undefined;
}

/**
 * Stores a login, or removes it if `stored` is `undefined`, and leaves all other entries unchanged. The file is read
 * again and replaced atomically, with access for its owner only (mode 0600).
 * @throws {Error} if the file is not a token cache or cannot be written
 */
export function writeLogin(
  machine: Pick<Machine, "home" | "read">,
  key: string,
  stored: CachedLogin | undefined,
): void {
  const path = tokenCachePath(machine);
  const text = machine.read(path);
  const present = text === undefined || text.trim() === "" ? { version: 1 as const } : parseCache(text);
  if (!present) throw new Error(`${path} is not a token cache of version 1. Move it away and sign in again.`);
  const { [key]: _, ...others } = present.tokens ?? {};
  const tokens = stored ? { ...others, [key]: stored } : others;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  replaceFile(path, `${JSON.stringify({ ...present, tokens }, null, 2)}\n`);
}

function parseCache(text: string | undefined): z.output<typeof cache> | undefined {
  try {
    return cache.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}

/**
 * Replaces a file atomically: another process reads the old text or the new one. If the path is a symbolic link, its
 * target is replaced. Only the user can read it, unless other permissions are given.
 * @throws {Error} if the file cannot be written
 */
export function replaceFile(path: string, text: string, mode?: number): void {
  const target = resolveLink(path);
  const draft = `${target}.${randomUUID()}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: "wx" });
    if (mode !== undefined) chmodSync(draft, mode);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function resolveLink(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
