import { getTable } from "../../api/catalog/tables.ts";
import { plainText } from "../../api/compute/command-results.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { Context } from "../../core/calls/context.ts";
import { type NearNames, tablesNear } from "../catalog/near-names.ts";
import { findPlace, isInVolume, isVolumePath } from "../files/places.ts";
import type { AnswerParts } from "./parts.ts";

/** An object that a failed task did not find, and whether it is there now. */
export interface MissingObject {
  readonly name: string;
  readonly exists: boolean;
  /** The tables of its schema with the nearest names, if it is a table that does not exist. */
  readonly near?: NearNames | undefined;
}

const NAME = /(?:`[^`]+`|[\w-]+)(?:\.(?:`[^`]+`|[\w-]+)){2}/;
/** How Spark, Python and the file system say that something does not exist. */
const TABLE = new RegExp(
  `TABLE_OR_VIEW_NOT_FOUND[^\\n]*?(${NAME.source})|[Tt]able or view not found:? (${NAME.source})`,
);
const FILE =
  /(?:No such file or directory|Path does not exist|PATH_NOT_FOUND|FileNotFound\w*|does not exist)[^\n]{0,200}?(?:dbfs:)?(\/(?:Volumes|Workspace|Users|Shared|Repos)\/[^\s'"`,;:)\]]+)/;

/** Characters of an error that are searched. */
const MAX_READ = 20_000;

/** The table or file that an error says is missing, looked up now; `undefined` if it names none or cannot be looked up. */
export async function missingObjectOf(
  ctx: Context,
  parts: AnswerParts,
  error: string,
): Promise<MissingObject | undefined> {
  const text = plainText(error.slice(0, MAX_READ));
  const [, first, second] = TABLE.exec(text) ?? [];
  const table = (first ?? second)?.replaceAll("`", "");
  if (table !== undefined) {
    const exists = await parts.read(`whether ${table} exists`, tableExists(ctx, table));
    if (exists === undefined) return undefined;
    const [catalog = "", schema = "", name = ""] = table.split(".");
    const near = exists
      ? undefined
      : await parts.read(`tables of ${catalog}.${schema}`, tablesNear(ctx, { catalog, schema }, name));
    return { name: table, exists, near };
  }
  const path = FILE.exec(text)?.[1]?.replace(/[.]+$/, "");
  // The root of a volume and what is above it cannot be looked up as a file.
  if (path === undefined || (isVolumePath(path) && !isInVolume(path))) return undefined;
  const found = await parts.read(
    `whether ${path} exists`,
    findPlace(ctx.client, path).then((place) => ({ exists: place !== undefined })),
  );
  return found && { name: path, exists: found.exists };
}

/** `main.sales.returns: does not exist; tables of main.sales: orders, …`, the nearest name first. */
export function missingInWords({ name, exists, near }: MissingObject): string {
  const others = near && near.total > 0 ? `; ${near.kind} of ${near.place}: ${near.names.join(", ")}` : "";
  return `${name}: ${exists ? "exists now" : `does not exist${others}`}`;
}

const tableExists = (ctx: Context, full_name: string): Promise<boolean> =>
  getTable(ctx.client, { full_name }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ApiError && error.kind === "not-found") return false;
      throw error;
    },
  );
