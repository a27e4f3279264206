import * as z from "zod";
import { VIEW_TYPES } from "../../api/ml/mlflow.ts";
import { ToolError } from "../../core/errors.ts";

// What the tools of MLflow's two halves, tracking and the registries, take and answer alike.

export const text = z.string().optional();
/** MLflow sends NaN and the infinities as text, JSON having no word for them. */
export const metricValue = z.union([z.number(), z.string()]);
export const texts = z.record(z.string(), z.string()).optional();

/** One of the platform's constants, enforced but not listed: every list costs everybody. */
const oneOf = (values: readonly string[]) =>
  z.string().refine((value) => values.includes(value), `must be one of ${values.join(", ")}`);

export const viewType = oneOf(VIEW_TYPES).optional().describe("Or DELETED_ONLY, ALL");
export const filter = (example: string) => z.string().max(8192).optional().describe(`E.g. ${example}`);
export const orderBy = (example: string) => z.array(z.string().max(500)).max(10).optional().describe(`E.g. ${example}`);
export const tags = z.record(z.string().min(1).max(250), z.string().max(65_536)).optional().describe("Tags");

/** The token stands in the text too: some clients show nothing else. */
export const more = (token: string | undefined): string => (token === undefined ? "" : `\nMore: page_token ${token}`);

/** Tags as a cell of a table. */
export const tagText = (tags: Readonly<Record<string, string>> = {}): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");

/** A change without a change. */
export const nothingToDo = (fields: string) =>
  new ToolError("Nothing to change was given, nothing was sent.", { next: `Give ${fields}.` });
