import * as z from "zod";
import type { Widget } from "../../../api/sql/dashboards/page.ts";
import { count, text, texts } from "../../../core/fields.ts";
import { view } from "../../../core/view.ts";
import type { DrawnWidget } from "./panels.ts";

/** A widget as it is drawn, with the statement behind it. */
export interface DrawnPanel extends DrawnWidget {
  readonly rows?: number;
  /** State and id of a statement that is still running. */
  readonly state?: string;
  readonly statement_id?: string;
}

/** A widget of a drawn page, in words. */
export const snapshotWidgetView = view(
  {
    title: z.string(),
    type: z.string(),
    rows: count,
    facts: text,
    state: text.describe("of a statement that is still running"),
    statement_id: text,
    problem: text,
  },
  ({ title, type }: Widget, { rows, facts, state, statement_id, problem }: DrawnPanel) => ({
    title,
    type,
    rows,
    facts,
    state,
    statement_id,
    problem,
  }),
);

/** A drawn page. The picture is attached to the result. */
export const snapshotOutput = z.object({
  dashboard_id: z.string(),
  display_name: text,
  page: z.string(),
  other_pages: texts,
  widgets: z.array(snapshotWidgetView.schema),
  note: text,
  next: text,
});

/** The page in words, one line per widget, for clients that do not show the picture. */
export function snapshotText({
  display_name,
  page,
  widgets,
  other_pages,
  note,
}: z.output<typeof snapshotOutput>): string {
  const lines = widgets.map(({ title, type, facts, state, statement_id, problem }) => {
    const words = [facts, state && `${state}, statement_id ${statement_id}`, problem].filter(Boolean).join("; ");
    return `${[type, title].filter(Boolean).join(" ")}: ${words}`;
  });
  return [
    `${display_name ?? ""}, page ${page}`,
    ...lines,
    ...(note ? [note] : []),
    ...(other_pages ? [`Other pages: ${other_pages.join(", ")}`] : []),
  ].join("\n");
}
