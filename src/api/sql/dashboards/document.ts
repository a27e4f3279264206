import * as z from "zod";
import { parseJson } from "../../http/json.ts";

// Documents are written by users, programs and models as well as by the editor, so an invalid field is ignored instead of
// making the dashboard unreadable.

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
/** Text given as one string or as a list of strings, which are joined without a separator. */
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
/** A parameter of a dataset with its default values. */
export type DatasetParameter = z.output<typeof parameter>;

const dataset = z.object({
  name: text,
  displayName: text,
  query: pieces,
  queryLines: pieces,
  asset_name: text,
  catalog: text,
  schema: text,
  parameters: list(parameter),
  /** Columns defined in the dashboard; expressions refer to the measures among them as MEASURE(`name`). */
  columns: list(z.object({ displayName: text, expression: text })),
});
/** A query of a dashboard, from which widgets select. */
export type Dataset = z.output<typeof dataset>;

const query = z.object({
  datasetName: text,
  fields: list(z.object({ name: text, expression: text })),
  filters: list(z.object({ expression: text })),
  orders: list(z.object({ expression: text, direction: text })),
  disaggregated: flag,
});
/** The fields, filters and orders that a widget selects from its dataset. */
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
/** A widget as the document has it. */
export type DocumentWidget = z.output<typeof widget>;

const place = z.object({ x: number, y: number, width: number, height: number });

const entry = z.object({ widget: maybe(widget), position: maybe(place) });
type Entry = z.output<typeof entry>;

const page = z.object({
  name: text,
  displayName: text,
  pageType: text,
  layoutVersion: text,
  // An entry that cannot be parsed stays in the list, so that it is reported and not silently dropped.
  layout: list(anything.transform((value): Partial<Entry> => entry.safeParse(value).data ?? {})),
});
/** A page as the document has it. */
export type DocumentPage = z.output<typeof page>;

const document = z.object({ datasets: list(dataset), pages: list(page) });
/** The document of an AI/BI dashboard. */
export type DashboardDocument = z.output<typeof document>;

/** The parts of `serialized_dashboard` that we read; undefined if it is not an AI/BI dashboard. Never throws. */
export function readDocument(serialized: string | null | undefined): DashboardDocument | undefined {
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
