import type * as z from "zod";

/** What an option is about: the headings of `--help` and of the README's table. */
export const GROUPS = {
  workspace: "Workspace",
  tools: "Tools",
  transport: "Transport",
  answers: "Answers",
  doctor: "Doctor",
} as const;

/** Reads the text of a flag or variable. */
export type Reader = z.ZodType<unknown, string>;

export interface Option<R extends Reader = Reader, D extends string | undefined = string | undefined> {
  readonly group: keyof typeof GROUPS;
  readonly title: string;
  readonly description: string;
  /** Without its dashes. Absent where only a variable will do: a secret in argv is seen by every process. */
  readonly flag?: string;
  readonly env: string;
  /** What `--help` shows after the flag; absent for a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly secret?: true;
  readonly read: R;
  /** In the words a person would write; `read` turns it into the value. */
  readonly default: D;
}

type Meta = Omit<Option, "read" | "default" | "env" | "flag">;

/** An option with a flag; its variable is named after the flag unless the platform has a name for it already. */
export const flag = <R extends Reader, D extends string | undefined = undefined>(
  name: string,
  meta: Meta & { env?: string },
  read: R,
  fallback?: D,
): Option<R, D> => ({
  env: `MCP_DATABRICKS_${name.replaceAll("-", "_").toUpperCase()}`,
  ...meta,
  flag: name,
  read,
  default: fallback as D,
});

/** An option that only a variable sets. */
export const variable = <R extends Reader>(env: string, meta: Meta, read: R): Option<R, undefined> => ({
  ...meta,
  env,
  read,
  default: undefined,
});

export type ValueOf<O> =
  O extends Option<infer R, infer D> ? (D extends string ? z.output<R> : z.output<R> | undefined) : never;

/** How a message names an option: every way a person may have set it. */
export const nameOf = ({ flag, env }: Option): string => (flag ? `--${flag} (${env})` : env);
