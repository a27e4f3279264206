import * as z from "zod";
import type { ForeignConnection } from "../../api/catalog/connections.ts";
import { flag, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

/** Options known to hold no secret. All others are hidden: the name a new kind of source uses for its password is unknown. */
const SHOWN = new Set([
  "host",
  "port",
  "user",
  "database",
  "warehouse",
  "project",
  "httpPath",
  "service_name",
  "base_path",
]);

/** A connection in a list. */
export const connectionRowView = view(
  { name: z.string(), connection_type: text, host: text, comment: text },
  ({ name, connection_type, options, comment }: ForeignConnection) => ({
    name,
    connection_type,
    host: options?.host,
    comment,
  }),
);

/** One connection in full, without options that can hold a secret. */
export const connectionView = view(
  {
    name: z.string(),
    connection_type: text,
    credential_type: text,
    options: z.record(z.string(), z.string()).optional(),
    read_only: flag,
    comment: text,
    owner: text,
    created_at: text,
    updated_at: text,
  },
  ({ name, connection_type, credential_type, options, read_only, comment, owner, ...times }: ForeignConnection) => ({
    name,
    connection_type,
    credential_type,
    options: Object.fromEntries(
      Object.entries(options ?? {}).flatMap(([key, value]) => (SHOWN.has(key) && value ? [[key, value]] : [])),
    ),
    read_only: read_only || undefined,
    comment,
    owner,
    created_at: isoTime(times.created_at),
    updated_at: isoTime(times.updated_at),
  }),
);
