import * as z from "zod";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

const parameter = z.looseObject({ name: z.string(), type_text: text, parameter_default: text, comment: text });
const parameters = z.looseObject({ parameters: z.array(parameter).nullish() }).nullish();

/** `FunctionInfo`: the fields we read. */
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
export type FunctionInfo = z.output<typeof fn>;

const page = z.looseObject({ functions: z.array(fn).nullish(), next_page_token: text });

/** `GET /api/2.1/unity-catalog/functions` */
export async function listFunctions(
  client: Client,
  query: PageQuery & { catalog_name: string; schema_name: string },
): Promise<Page<FunctionInfo>> {
  const { functions, next_page_token } = await client.get("functions.list", "/api/2.1/unity-catalog/functions", page, {
    query: { ...query, include_browse: true },
  });
  return { items: functions ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.1/unity-catalog/functions/{name}` */
export const getFunction = (client: Client, { full_name }: { full_name: string }) =>
  client.get("functions.get", path`/api/2.1/unity-catalog/functions/${full_name}`, fn, {
    query: { include_browse: true },
  });

/** `DELETE /api/2.1/unity-catalog/functions/{name}` */
export const deleteFunction = (client: Client, { full_name }: { full_name: string }) =>
  client.delete("functions.delete", path`/api/2.1/unity-catalog/functions/${full_name}`, nothing);

/** `name(a INT, b STRING DEFAULT 'x') → type`: how it is called. */
export function signature({ name, input_params, data_type, full_data_type }: FunctionInfo): string {
  const inputs = (input_params?.parameters ?? []).map(({ name, type_text, parameter_default }) =>
    [name, type_text, parameter_default && `DEFAULT ${parameter_default}`].filter(Boolean).join(" "),
  );
  const result = full_data_type || data_type;
  return `${name}(${inputs.join(", ")})${result ? ` → ${result}` : ""}`;
}

/** One function in full, its body included. */
export const functionView = (found: FunctionInfo) => ({
  full_name: found.full_name,
  signature: signature(found),
  ...compact({
    comment: found.comment,
    language: found.external_language || found.routine_body,
    definition: found.routine_definition,
    is_deterministic: found.is_deterministic,
    owner: found.owner,
    created_at: isoTime(found.created_at),
    created_by: found.created_by,
  }),
});
