import * as z from "zod";
import { ACCESS, type Access } from "../access.ts";

// Each reader takes the text of a flag or variable. Its error completes the sentence "--flag (VARIABLE) …".

export const text = z.string().min(1);

/** Without the line break at the end of a mounted secret. */
export const trimmed = z.string().trim().min(1);

/** `true` and `false`, in the spellings common in environment files. */
export const onOff = z.stringbool({ error: "must be true or false" });

/** `true`, `false`, or one of the other kinds of a switch. */
export const onOffOr = <const T extends string>(kind: T) =>
  z.string().transform((value, ctx) => {
    const read = value === kind ? { success: true as const, data: kind } : onOff.safeParse(value);
    if (read.success) return read.data;
    ctx.addIssue(`must be true, false or ${kind}`);
    return z.NEVER;
  });

export const oneOf = <const T extends readonly [string, ...string[]]>(choices: T) =>
  z.enum(choices, { error: `must be one of: ${choices.join(", ")}` });

/** How tools are served. */
export const MODES = ["typed", "code"] as const;

export const mode = z.enum(MODES, {
  error: ({ input }) =>
    input === "namespace"
      ? "must be one of: typed, code. One tool with an operation argument for each toolset is not offered: a host could not distinguish reads from deletions"
      : `must be one of: ${MODES.join(", ")}`,
});

/** Names separated by commas, without blanks and duplicates. */
export const list = z
  .string()
  .transform((value) => [...new Set(value.split(",").map((part) => part.trim()))].filter((part) => part !== ""))
  .refine((parts) => parts.length > 0, { error: "must be one or more names separated by commas" });

/** A TCP port. */
export const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, {
    error: "must be a port from 1 to 65535",
  })
  .transform(Number);

export const wholeNumber = (min: number, max: number, unit: string) => {
  const error = `must be a whole number of ${unit} from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }));
};

const pathLike = (example: string) =>
  z
    .string()
    .refine((path) => !path.startsWith("~"), { error: "must be an absolute path; ~ is not expanded", abort: true })
    .refine((path) => /^(\/|[a-z]:[\\/]|\\\\)/i.test(path), {
      error: `must be an absolute path, for example ${example}`,
    });

/** An absolute path, also of Windows. Whether the directory exists is checked at start-up. */
export const directory = pathLike("/home/me/exports");

/** The absolute path of a file. */
export const absolutePath = pathLike("/run/secrets/tokens");

const ENTRY = /^(?<name>[a-z0-9][a-z0-9_-]{0,39})(?:=(?<profile>[^:=]{1,100}))?(?::(?<access>[a-z]+))?$/i;

/** One of several workspaces: its name in this server, its profile and its access level. */
export interface WorkspaceEntry {
  readonly name: string;
  readonly profile: string;
  readonly access: Access | undefined;
}

/** `dev,prod=profile-x:read`: name, profile (defaults to the name) and access (defaults to `--access`). */
export const workspaces = list.transform((parts, ctx): WorkspaceEntry[] => {
  const entries = parts.map((part, index) => {
    const { name, profile, access } = ENTRY.exec(part)?.groups ?? {};
    const level = ACCESS.find((each) => each === access);
    if (name === undefined || (access !== undefined && level === undefined)) {
      ctx.addIssue(
        `must be a list of name[=profile][:access], with access one of ${ACCESS.join(", ")}; entry ${index + 1} is invalid`,
      );
      return z.NEVER;
    }
    return { name, profile: profile ?? name, access: level };
  });
  if (new Set(entries.map((entry) => entry?.name)).size < entries.length) ctx.addIssue("contains a workspace twice");
  return entries;
});

const SHAPE = /^(?:(?<host>[a-z0-9.-]+|\[[0-9a-f:.]+\]):)?(?<port>\d{1,5})$/i;

/** `[host:]port`; the host is 127.0.0.1 by default, and port 0 selects a free one. */
export const endpoint = z.string().transform((value, ctx) => {
  const { host = "127.0.0.1", port: digits } = SHAPE.exec(value)?.groups ?? {};
  const port = Number(digits);
  if (digits === undefined || port > 65_535) {
    ctx.addIssue("must be [host:]port, for example 8080 or 127.0.0.1:8080");
    return z.NEVER;
  }
  return { hostname: host.replace(/^\[|\]$/g, "").toLowerCase(), port };
});

/** Whether only this machine can reach a host name or address. */
export const isLoopbackName = (hostname: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|(\[::1\]|::1))$/.test(hostname);

/** An https URL without user, query and fragment; http only for this machine. No slash at the end. */
export const webAddress = z.string().transform((value, ctx) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopbackName(url.hostname));
  if (!url || !isSafe || url.username !== "" || url.search !== "" || url.hash !== "") {
    ctx.addIssue("must be an https URL without a query, for example https://login.example.com");
    return z.NEVER;
  }
  return value.replace(/\/+$/, "");
});

function canBeDecoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** The URL of a Redis server, with user, password and the number of a database if it needs them. */
export const redisUrl = z
  .string()
  .refine(
    (value) => {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      const isRedis = url?.protocol === "redis:" || url?.protocol === "rediss:";
      return (
        isRedis && url.hostname !== "" && /^\/?\d{0,3}$/.test(url.pathname) && url.search === "" && url.hash === ""
      );
    },
    {
      error: "must be a URL such as redis://redis:6379 or rediss://user:password@redis.example.com:6380/1",
      abort: true,
    },
  )
  .refine(canBeDecoded, { error: "contains an unencoded %. In a password, write % as %25" });

const SUFFIX = /^\.?(?:[a-z0-9-]+\.)+[a-z]{2,}$/i;

/** DNS suffixes of at least two labels each, so that a typing error cannot allow a top-level domain. */
export const suffixes = list
  .refine((parts) => parts.every((part) => SUFFIX.test(part)), {
    error: "must be DNS suffixes of at least two labels, for example .databricks.example.com",
  })
  .transform((parts) => parts.map((part) => `.${part.replace(/^\./, "").toLowerCase()}`));
