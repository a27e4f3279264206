import * as z from "zod";
import { parseJson } from "../../http/json.ts";

// The document is written by people, programs and models as well as by the editor: one odd field takes itself out, not
// the dashboard.

const anything = z.unknown().optional();
const maybe = <T>(schema: z.ZodType<T>) => anything.transform((value): T | undefined => schema.safeParse(value).data);
const text = maybe(z.string());
const flag = maybe(z.boolean());
const number = maybe(z.number());
const list = <T>(item: z.ZodType<T>) =>
  anything.transform((value): T[] =>
    Array.isArray(value)
      ? value.flatMap((each) => {
          const { success, data } = item.safeParse(each);
          return success ? [data] : [];
        })
      : [],
  );
/** Text in one piece or in pieces, which are put together as they are. */
const pieces = maybe(z.union([z.string(), z.array(z.string()).transform((parts) => parts.join(""))]));

const parameter = z.object({
  keyword: text,
  dataType: text,
  complexType: text,
  defaultSelection: maybe(
    z.object({
      values: maybe(
        z.object({
          values: list(z.object({ value: maybe(z.union([z.string(), z.number(), z.boolean()]).transform(String)) })),
        }),
      ),
    }),
  ),
});
export type Parameter = z.output<typeof parameter>;

const dataset = z.object({
  name: text,
  displayName: text,
  query: pieces,
  queryLines: pieces,
  asset_name: text,
  catalog: text,
  schema: text,
  parameters: list(parameter),
  /** Columns the dashboard computes; an expression refers to the measures among them as MEASURE(`name`). */
  columns: list(z.object({ displayName: text, expression: text })),
});
export type Dataset = z.output<typeof dataset>;

const query = z.object({
  datasetName: text,
  fields: list(z.object({ name: text, expression: text })),
  filters: list(z.object({ expression: text })),
  orders: list(z.object({ expression: text, direction: text })),
  disaggregated: flag,
});
export type WidgetQuery = z.output<typeof query>;

const widget = z.object({
  name: text,
  textbox_spec: pieces,
  multilineTextboxSpec: maybe(z.object({ lines: pieces })),
  queries: list(z.object({ name: text, query: maybe(query) })),
  spec: maybe(
    z.object({
      widgetType: text,
      encodings: maybe(z.record(z.string(), z.unknown())),
      frame: maybe(z.object({ title: text, showTitle: flag })),
    }),
  ),
});
export type DocumentWidget = z.output<typeof widget>;

const place = z.object({ x: number, y: number, width: number, height: number });

const entry = z.object({ widget: maybe(widget), position: maybe(place) });
type Entry = z.output<typeof entry>;

const page = z.object({
  name: text,
  displayName: text,
  pageType: text,
  layoutVersion: text,
  // What cannot be read keeps its place: nothing on a page goes missing without a word.
  layout: list(anything.transform((value): Partial<Entry> => entry.safeParse(value).data ?? {})),
});
export type DocumentPage = z.output<typeof page>;

const document = z.object({ datasets: list(dataset), pages: list(page) });
export type Document = z.output<typeof document>;

/** `serialized_dashboard` as far as we read it; nothing when it is no document of an AI/BI dashboard. Never throws. */
export function readDocument(serialized: string | null | undefined): Document | undefined {
  let parsed: unknown;
  try {
    parsed = parseJson(serialized ?? "");
  } catch {
    return undefined;
  }
  // A legacy dashboard has widgets and no pages.
  const isDocument = parsed !== null && typeof parsed === "object" && ("pages" in parsed || "datasets" in parsed);
  return isDocument ? document.safeParse(parsed).data : undefined;
}
