import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { path } from "../http/path.ts";

/** `google.longrunning.Operation`: the fields we read. */
export const longRunning = z.looseObject({
  name: z.string(),
  done: z.boolean().nullish(),
  error: z.looseObject({ error_code: text, message: text }).nullish(),
});
/** Work that Lakebase does after it has accepted a request. `error` is set if it failed. */
export type DatabaseOperation = z.output<typeof longRunning>;

/** The state of an operation. `GET /api/2.0/postgres/{name}` */
export const getOperation = (client: Client, { name }: { name: string }) =>
  client.get("postgres.getOperation", path`/api/2.0/postgres/${name.split("/")}`, longRunning);
