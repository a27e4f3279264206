import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import { path } from "../http/path.ts";

const time = int64.nullish();

/** A global init script. Times are epoch milliseconds. `script` is base64 and present only in the response of get. */
const script = z.looseObject({
  script_id: z.string(),
  name: text,
  position: z.number().nullish(),
  enabled: z.boolean().nullish(),
  created_by: text,
  created_at: time,
  updated_by: text,
  updated_at: time,
  script: text,
});
/** A script that every node of every cluster runs when it starts. */
export type GlobalInitScript = z.output<typeof script>;

/** Maximum size of a script, in bytes. */
export const MAX_SCRIPT_BYTES = 64 * 1024;

interface ScriptFields {
  readonly name: string;
  /** Base64. */
  readonly script: string;
  readonly enabled?: boolean | undefined;
  readonly position?: number | undefined;
}

/** Encodes the text of a script for `script`. */
export const encodeScript = (text: string): string => Buffer.from(text, "utf8").toString("base64");

/** The text of a script; empty if the response has none. */
export const decodeScript = ({ script }: GlobalInitScript): string =>
  Buffer.from(script ?? "", "base64").toString("utf8");

/**
 * `GET /api/2.0/global-init-scripts`: all scripts without their text; the platform does not page them.
 * @throws {ApiError} `permission` unless the caller is a workspace admin, as all functions of this file
 */
export const listGlobalInitScripts = async (client: Client): Promise<GlobalInitScript[]> =>
  (
    await client.get(
      "globalInitScripts.list",
      "/api/2.0/global-init-scripts",
      z.looseObject({ scripts: z.array(script).nullish() }),
    )
  ).scripts ?? [];

/** `GET /api/2.0/global-init-scripts/{script_id}`: the script with its text. @throws {ApiError} `not-found`, `permission` */
export const getGlobalInitScript = (client: Client, { script_id }: { script_id: string }) =>
  client.get("globalInitScripts.get", path`/api/2.0/global-init-scripts/${script_id}`, script);

/** `POST /api/2.0/global-init-scripts`: returns the `script_id`. By default a script is disabled and runs last. @throws {ApiError} `permission`, `invalid` */
export const createGlobalInitScript = (client: Client, fields: ScriptFields) =>
  client.post("globalInitScripts.create", "/api/2.0/global-init-scripts", z.looseObject({ script_id: z.string() }), {
    body: fields,
  });

/** `PATCH /api/2.0/global-init-scripts/{script_id}`: name and script are required, other fields keep their values. @throws {ApiError} `not-found`, `permission` */
export const updateGlobalInitScript = (
  client: Client,
  { script_id, ...fields }: ScriptFields & { script_id: string },
) =>
  client.patch("globalInitScripts.update", path`/api/2.0/global-init-scripts/${script_id}`, nothing, {
    body: fields,
    replay: "safe",
  });

/** `DELETE /api/2.0/global-init-scripts/{script_id}`. @throws {ApiError} `not-found`, `permission` */
export const deleteGlobalInitScript = (client: Client, { script_id }: { script_id: string }) =>
  client.delete("globalInitScripts.delete", path`/api/2.0/global-init-scripts/${script_id}`, nothing);
