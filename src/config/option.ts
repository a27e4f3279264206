import type * as z from "zod";

/** Groups of options: the headings of `--help` and the order of the README's table. */
export const GROUPS = {
  workspace: "Workspace",
  tools: "Tools",
  transport: "Transport",
  answers: "Output and logging",
  doctor: "Doctor",
  setup: "Setup",
} as const;

/** Validates and converts the text of a flag or variable. */
export type Reader = z.ZodType<unknown, string>;

export interface Option<R extends Reader = Reader, D extends string | undefined = string | undefined> {
  readonly group: keyof typeof GROUPS;
  readonly title: string;
  readonly description: string;
  /** Name without dashes. Secrets have no flag, because every process can read argv. */
  readonly flag?: string;
  readonly env: string;
  /** Placeholder for the value in `--help`; absent for a switch. */
  readonly value?: string;
  /** Values that may follow a switch, which does not need one. */
  readonly kinds?: readonly string[];
  readonly choices?: readonly string[];
  readonly secret?: true;
  readonly read: R;
  /** As a user would write it; `read` converts it. */
  readonly default: D;
}

/** Whether an option configures a server. The others belong to one command. */
export const configuresServer = ({ group }: Pick<Option, "group">): boolean => group !== "doctor" && group !== "setup";

type Meta = Omit<Option, "read" | "default" | "env" | "flag">;

/** An option with a flag. Its variable is named after the flag, unless Databricks already has a name for it. */
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

/** An option that can be set only by a variable. */
export const variable = <R extends Reader>(env: string, meta: Meta, read: R): Option<R, undefined> => ({
  ...meta,
  env,
  read,
  default: undefined,
});

export type ValueOf<O> =
  O extends Option<infer R, infer D> ? (D extends string ? z.output<R> : z.output<R> | undefined) : never;

/** The name of an option in messages: its flag and its variable. */
export const optionName = ({ flag, env }: Option): string => (flag ? `--${flag} (${env})` : env);
