import * as z from "zod";
import type { Volume } from "../../api/catalog/volumes.ts";
import { text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

/** A volume in the list of its schema. */
export const volumeRowView = view(
  { name: z.string(), volume_type: text, owner: text, comment: text },
  ({ name, volume_type, owner, comment }: Volume) => ({ name, volume_type, owner, comment }),
);

/** One volume in full, with the path under which its files are read and written. */
export const volumeView = view(
  {
    full_name: z.string(),
    path: z.string(),
    volume_type: text,
    owner: text,
    comment: text,
    storage_location: text,
    created_at: text,
    created_by: text,
    updated_at: text,
  },
  ({ full_name, volume_type, owner, comment, storage_location, created_by, ...times }: Volume) => ({
    full_name,
    path: `/Volumes/${full_name.replaceAll(".", "/")}`,
    volume_type,
    owner,
    comment,
    storage_location,
    created_at: isoTime(times.created_at),
    created_by,
    updated_at: isoTime(times.updated_at),
  }),
);
