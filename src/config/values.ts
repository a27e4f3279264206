import * as z from "zod";
import { ACCESS, type Access } from "../access.ts";

// Every reader takes the text of a flag or variable; its error completes the sentence "--flag (VARIABLE) …".

export const text = z.string().min(1);

/** `true` and `false` in the spellings people use in environment files. */
export const onOff = z.stringbool({ error: "takes true or false" });

export const oneOf = <const T extends readonly [string, ...string[]]>(choices: T) =>
  z.enum(choices, { error: `takes one of: ${choices.join(", ")}` });

/** Names separated by commas; blanks and repetitions are dropped. */
export const list = z
  .string()
  .transform((value) => [...new Set(value.split(",").map((part) => part.trim()))].filter((part) => part !== ""))
  .refine((parts) => parts.length > 0, { error: "takes one or more names separated by commas" });

export const wholeNumber = (min: number, max: number, unit: string) => {
  const error = `takes a whole number of ${unit} from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }));
};

/** An absolute path of this system or of Windows; whether the directory is there is seen at the start. */
export const directory = z
  .string()
  .refine((path) => !path.startsWith("~"), {
    error: "takes an absolute path; write out what ~ stands for",
    abort: true,
  })
  .refine((path) => /^(\/|[a-z]:[\\/]|\\\\)/i.test(path), {
    error: "takes an absolute path, for example /home/me/exports",
  });

const ENTRY = /^(?<name>[a-z0-9][a-z0-9_-]{0,39})(?:=(?<profile>[^:=]{1,100}))?(?::(?<access>[a-z]+))?$/i;

/** One workspace of several: what it is called here, its profile, and how far its access goes. */
export interface WorkspaceEntry {
  readonly name: string;
  readonly profile: string;
  readonly access: Access | undefined;
}

/** `dev,prod=profile-x:read`: name, profile (the name, when left out) and access (`--access`, when left out). */
export const workspaces = list.transform((parts, ctx): WorkspaceEntry[] => {
  const entries = parts.map((part, index) => {
    const { name, profile, access } = ENTRY.exec(part)?.groups ?? {};
    const rung = ACCESS.find((each) => each === access);
    if (name === undefined || (access !== undefined && rung === undefined)) {
      ctx.addIssue(
        `takes name[=profile][:access], with access one of ${ACCESS.join(", ")}; entry ${index + 1} is not that`,
      );
      return z.NEVER;
    }
    return { name, profile: profile ?? name, access: rung };
  });
  if (new Set(entries.map((entry) => entry?.name)).size < entries.length) ctx.addIssue("names a workspace twice");
  return entries;
});

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;
const SHAPE = /^(?:(?<host>[a-z0-9.-]+|\[[0-9a-f:.]+\]):)?(?<port>\d{1,5})$/i;

/** `[host:]port`; port 0 takes a free one. Loopback only: the HTTP server has no authentication of its own. */
export const loopbackEndpoint = z.string().transform((value, ctx) => {
  const { host = "127.0.0.1", port: digits } = SHAPE.exec(value)?.groups ?? {};
  const port = Number(digits);
  if (digits === undefined || port > 65_535) {
    ctx.addIssue("takes [host:]port, for example 8080 or 127.0.0.1:8080");
    return z.NEVER;
  }
  const hostname = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (!LOOPBACK.test(hostname)) {
    ctx.addIssue("must name a loopback address (127.0.0.1, [::1] or localhost): the HTTP server has no authentication");
    return z.NEVER;
  }
  return { hostname, port };
});

const SUFFIX = /^\.?(?:[a-z0-9-]+\.)+[a-z]{2,}$/i;

/** DNS suffixes, each of at least two labels so that a slip cannot open a whole top-level domain. */
export const suffixes = list
  .refine((parts) => parts.every((part) => SUFFIX.test(part)), {
    error: "takes DNS suffixes of at least two labels, for example .databricks.example.com",
  })
  .transform((parts) => parts.map((part) => `.${part.replace(/^\./, "").toLowerCase()}`));
