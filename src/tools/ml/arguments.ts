import * as z from "zod";
import { filterText, VIEW_TYPES } from "../../api/ml/mlflow.ts";
import { ToolError } from "../../core/errors.ts";

// Arguments, fields and texts shared by the tools of MLflow tracking and of the model registries.

/** MLflow sends NaN and the infinities as text, because JSON has no numbers for them. */
export const metricValue = z.union([z.number(), z.string()]);
export const textByName = z.record(z.string(), z.string()).optional();

/** One of the platform's constants. The list is enforced but not advertised: it would cost every caller context. */
const oneOf = (values: readonly string[]) =>
  z.string().refine((value) => values.includes(value), `must be one of ${values.join(", ")}`);

export const viewType = oneOf(VIEW_TYPES).optional().describe("ACTIVE_ONLY (default), DELETED_ONLY or ALL");
export const filter = (example: string) =>
  z.string().min(1).max(8192).optional().describe(`Filter expression, e.g. ${example}`);
export const orderBy = (example: string) =>
  z.array(z.string().max(500)).max(10).optional().describe(`Sort order, e.g. ${example}`);
export const tags = z.record(z.string().min(1).max(250), z.string().max(65_536)).optional().describe("Tags");

/** A line with the next page's token, which the text repeats because some clients show only the text. */
export const nextPageLine = (token: string | undefined): string =>
  token === undefined ? "" : `\nMore: page_token ${token}`;

/** Tags as a table cell: `env=dev, team=growth`. */
export const tagText = (tags: Readonly<Record<string, string>> = {}): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");

/** The error for an update without any change. */
export const nothingToChange = (fields: string) =>
  new ToolError("No change was given; nothing was sent.", { next: `Give ${fields}.` });

/** The tag of an operation that sets one, as a tool takes tags. */
export const oneTag = ({ key, value }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  [String(key)]: value,
});

/** Other names for `filter`, under which a word is a part of the name of the objects. */
export const nameFilters = (operator: "ILIKE" | "LIKE") => {
  const named = (word: unknown) => ({
    filter: typeof word === "string" ? `name ${operator} ${filterText(`%${word}%`)}` : word,
  });
  return { query: named, name: named, search: named } as const;
};
