import { randomUUID } from "node:crypto";
import { mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import type { Machine } from "./machine.ts";

/** A login as the Databricks CLI keeps it in `~/.databricks/token-cache.json`. */
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

export const tokenCachePath = ({ home }: Pick<Machine, "home">): string =>
  join(home, ".databricks", "token-cache.json");

/** What the cache may call a login: profile, host, account on a shared host. The first is what we call it. */
export const loginKeys = (of: { profile: string | undefined; host: string; accountId: string | undefined }): string[] =>
  [of.profile, of.host, of.accountId && `${of.host}/oidc/accounts/${of.accountId}`].filter(
    (key): key is string => key !== undefined && key !== "",
  );

/** The first of these logins that is kept. A cache that cannot be read holds none. */
export function findLogin(
  machine: Pick<Machine, "home" | "read">,
  keys: readonly string[],
): { readonly key: string; readonly login: CachedLogin } | undefined {
  const tokens = parse(machine.read(tokenCachePath(machine)))?.tokens ?? {};
  for (const key of keys) {
    const found = login.safeParse(Object.hasOwn(tokens, key) ? tokens[key] : undefined);
    if (found.success) return { key, login: found.data };
  }
  return undefined;
}

/**
 * Keeps a login (`undefined`: forgets it) and leaves every other entry as it is. The file is read again and replaced
 * in one step, readable by its owner alone. Throws when it holds something that is not such a cache.
 */
export function keepLogin(machine: Pick<Machine, "home" | "read">, key: string, kept: CachedLogin | undefined): void {
  const path = tokenCachePath(machine);
  const text = machine.read(path);
  const present = text === undefined || text.trim() === "" ? { version: 1 as const } : parse(text);
  if (!present) throw new Error(`${path} is no token cache of version 1; move it away and sign in again.`);
  const { [key]: _, ...others } = present.tokens ?? {};
  const tokens = kept ? { ...others, [key]: kept } : others;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  replaceFile(path, `${JSON.stringify({ ...present, tokens }, null, 2)}\n`);
}

function parse(text: string | undefined): z.output<typeof cache> | undefined {
  try {
    return cache.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}

/** Whoever reads meanwhile sees the old text or the new one. A link stays a link. */
export function replaceFile(path: string, text: string): void {
  const target = resolved(path);
  const draft = `${target}.${randomUUID()}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: "wx" });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
