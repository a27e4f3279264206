import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import { path } from "../http/path.ts";

const time = int64.nullish();

/** A global init script; times are epoch milliseconds, `script` is base64 and only in the answer of one. */
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
export type GlobalInitScript = z.output<typeof script>;

/** The platform's limit of a script, in bytes. */
export const MAX_SCRIPT_BYTES = 64 * 1024;

interface Content {
  readonly name: string;
  /** Base64. */
  readonly script: string;
  readonly enabled?: boolean | undefined;
  readonly position?: number | undefined;
}

/** Text as the content of a script. */
export const scriptContent = (text: string): string => Buffer.from(text, "utf8").toString("base64");

/** The content of a script as text. */
export const scriptText = ({ script }: GlobalInitScript): string =>
  Buffer.from(script ?? "", "base64").toString("utf8");

/** `GET /api/2.0/global-init-scripts`: without content, in order of position; not paged. Admins only, as all of these. */
export const listGlobalInitScripts = async (client: Client): Promise<GlobalInitScript[]> =>
  (
    await client.get(
      "globalInitScripts.list",
      "/api/2.0/global-init-scripts",
      z.looseObject({ scripts: z.array(script).nullish() }),
    )
  ).scripts ?? [];

/** `GET /api/2.0/global-init-scripts/{script_id}` */
export const getGlobalInitScript = (client: Client, { script_id }: { script_id: string }) =>
  client.get("globalInitScripts.get", path`/api/2.0/global-init-scripts/${script_id}`, script);

/** `POST /api/2.0/global-init-scripts`: disabled and last unless said otherwise. */
export const createGlobalInitScript = (client: Client, fields: Content) =>
  client.post("globalInitScripts.create", "/api/2.0/global-init-scripts", z.looseObject({ script_id: z.string() }), {
    body: fields,
  });

/** `PATCH /api/2.0/global-init-scripts/{script_id}`: name and content always. */
export const updateGlobalInitScript = (client: Client, { script_id, ...fields }: Content & { script_id: string }) =>
  client.patch("globalInitScripts.update", path`/api/2.0/global-init-scripts/${script_id}`, nothing, {
    body: fields,
    replay: "safe",
  });

/** `DELETE /api/2.0/global-init-scripts/{script_id}` */
export const deleteGlobalInitScript = (client: Client, { script_id }: { script_id: string }) =>
  client.delete("globalInitScripts.delete", path`/api/2.0/global-init-scripts/${script_id}`, nothing);
