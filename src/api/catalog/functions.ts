import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

const parameter = z.looseObject({ name: z.string(), type_text: text, parameter_default: text, comment: text });
const parameters = z.looseObject({ parameters: z.array(parameter).nullish() }).nullish();

const fn = z.looseObject({
  name: z.string(),
  full_name: z.string(),
  full_data_type: text,
  data_type: text,
  input_params: parameters,
  return_params: parameters,
  routine_body: text,
  routine_definition: text,
  external_language: text,
  is_deterministic: z.boolean().nullish(),
  owner: text,
  comment: text,
  created_at: int64.nullish(),
  created_by: text,
});
/** `FunctionInfo`: the fields we read. Times are epoch milliseconds. */
export type FunctionInfo = z.output<typeof fn>;

const page = z.looseObject({ functions: z.array(fn).nullish(), next_page_token: text });

/** One page of a schema's functions, including those the caller can only browse. `GET /api/2.1/unity-catalog/functions` */
export async function listFunctions(
  client: Client,
  query: PageQuery & { catalog_name: string; schema_name: string },
): Promise<Page<FunctionInfo>> {
  const { functions, next_page_token } = await client.get("functions.list", "/api/2.1/unity-catalog/functions", page, {
    query: { ...query, include_browse: true },
  });
  return { items: functions ?? [], next: next_page_token || undefined };
}

/**
 * One function, also one the caller can only browse. `GET /api/2.1/unity-catalog/functions/{name}`
 * @throws {ApiError} `not-found` if it does not exist or is hidden from the caller
 */
export const getFunction = (client: Client, { full_name }: { full_name: string }) =>
  client.get("functions.get", path`/api/2.1/unity-catalog/functions/${full_name}`, fn, {
    query: { include_browse: true },
  });

/**
 * Drops a function. `DELETE /api/2.1/unity-catalog/functions/{name}`
 * @throws {ApiError} `not-found`, `permission`
 */
export const deleteFunction = (client: Client, { full_name }: { full_name: string }) =>
  client.delete("functions.delete", path`/api/2.1/unity-catalog/functions/${full_name}`, nothing);
