import * as z from "zod";
import type { ObjectInfo } from "../../api/workspace/workspace.ts";
import { count, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

/** The limit of a list for a caller that needs all objects of a folder. */
export const ALL = Number.MAX_SAFE_INTEGER;

/** A notebook, file, folder or other object of the workspace tree. */
export const objectView = view(
  {
    path: z.string(),
    object_type: z.string(),
    language: text,
    object_id: text,
    resource_id: text.describe("id in the object's own API, if it differs from object_id"),
    size: count.describe("bytes"),
    created_at: text,
    modified_at: text,
  },
  ({ path, object_type, language, object_id, resource_id, size, ...times }: ObjectInfo) => ({
    path,
    object_type,
    language,
    object_id,
    resource_id: resource_id === object_id ? undefined : resource_id,
    size,
    created_at: isoTime(times.created_at),
    modified_at: isoTime(times.modified_at),
  }),
);
