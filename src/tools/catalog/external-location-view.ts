import * as z from "zod";
import type { ExternalLocation } from "../../api/catalog/external-locations.ts";
import { flag, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

/** An external location in a list. */
export const locationRowView = view(
  { name: z.string(), url: text, credential_name: text, read_only: flag, comment: text },
  ({ name, url, credential_name, read_only, comment }: ExternalLocation) => ({
    name,
    url,
    credential_name,
    read_only: read_only || undefined,
    comment,
  }),
);

/** One external location in full. */
export const locationView = view(
  {
    ...locationRowView.fields,
    fallback: flag,
    enable_file_events: flag,
    isolation_mode: text,
    owner: text,
    created_at: text,
    created_by: text,
    updated_at: text,
  },
  (location: ExternalLocation) => ({
    ...locationRowView(location),
    fallback: location.fallback || undefined,
    enable_file_events: location.enable_file_events,
    isolation_mode: location.isolation_mode,
    owner: location.owner,
    created_at: isoTime(location.created_at),
    created_by: location.created_by,
    updated_at: isoTime(location.updated_at),
  }),
);
