import { compact } from "../../../records.ts";
import { oneLine } from "../../../text.ts";

import { type Document, type DocumentPage, type DocumentWidget, readDocument } from "./document.ts";
import { type Encodings, readEncodings } from "./encodings.ts";
import { type Composed, compose } from "./statement.ts";

/** In cells of the page's grid, from its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Widget {
  /** `line`, `counter`, `text`, … as the document has it; `unreadable` where it cannot be read. */
  readonly type: string;
  /** Empty where the widget has none. */
  readonly title: string;
  readonly place: Place;
  /** Markdown of a text widget. */
  readonly text?: string;
  readonly encodings: Encodings;
  readonly query: Composed;
}

export interface Page {
  readonly name: string;
  readonly title: string;
  /** Width of the grid: 6 or, in newer documents, 12. */
  readonly columns: number;
  /** From top to bottom, left to right. */
  readonly widgets: readonly Widget[];
}

/** The pages of a dashboard's document with what to ask for each widget; nothing when it cannot be read. */
export function readPages(serialized: string | null | undefined): readonly Page[] | undefined {
  const document = readDocument(serialized);
  return document?.pages.map((page) => pageOf(page, document));
}

const FILTERS = "PAGE_TYPE_GLOBAL_FILTERS";

function pageOf(page: DocumentPage, document: Document): Page {
  const name = page.name ?? "";
  const given = page.layoutVersion === "GRID_V1" ? 12 : 6;
  const widgets = page.layout
    .map(({ widget, position }) => widgetOf(widget, placeOf(position), document))
    .toSorted((one, other) => one.place.y - other.place.y || one.place.x - other.place.x);
  return {
    name,
    title: page.displayName || name || (page.pageType === FILTERS ? "Filters" : "Page"),
    // A widget that reaches beyond the grid makes it wider rather than being cut.
    columns: Math.max(given, ...widgets.map(({ place }) => place.x + place.width)),
    widgets,
  };
}

/** Sides and places nobody could mean would stretch the picture until nothing can be read. */
const WIDEST = 24;
const LOWEST = 10_000;

function placeOf({ x, y, width, height }: Partial<Record<keyof Place, number | undefined>> = {}): Place {
  const whole = (value: number | undefined, least: number, most: number, otherwise: number) =>
    Math.min(most, Math.max(least, Math.round(value ?? otherwise)));
  const left = whole(x, 0, WIDEST - 1, 0);
  return {
    x: left,
    y: whole(y, 0, LOWEST, 0),
    width: whole(width, 1, WIDEST - left, 2),
    height: whole(height, 1, 100, 4),
  };
}

function widgetOf(widget: DocumentWidget | undefined, place: Place, { datasets }: Document): Widget {
  if (!widget) return { ...NOTHING, type: "unreadable", title: "", place };
  const text = widget.textbox_spec ?? widget.multilineTextboxSpec?.lines;
  const { widgetType, encodings, frame } = widget.spec ?? {};
  const type = text === undefined ? (widgetType ?? "unreadable") : "text";
  const query = widget.queries.find(({ name }) => name === "main_query") ?? widget.queries[0];
  return {
    type,
    title: frame?.showTitle === false ? "" : (frame?.title ?? ""),
    place,
    encodings: readEncodings(encodings),
    query: compose(query?.query, datasets),
    ...compact({ text }),
  };
}

const NOTHING = { encodings: readEncodings(undefined), query: { problem: "The widget cannot be read." } } as const;

const SHOWN_SQL = 500;

/** What a dashboard shows and from which SQL, in words; nothing when its document cannot be read. */
export function outline(serialized: string | null | undefined) {
  const document = readDocument(serialized);
  if (!document) return {};
  return compact({
    pages: document.pages.map(({ name, displayName, layout }) => ({
      name: displayName || name || "",
      widgets: layout.flatMap(({ widget }) => (widget ? [widgetWords(widget)] : [])),
    })),
    datasets: document.datasets.map(({ name, displayName, query, queryLines, asset_name }) => ({
      name: displayName || name || "",
      query: oneLine(query ?? queryLines ?? asset_name ?? "", SHOWN_SQL),
    })),
  });
}

function widgetWords({ name, spec, textbox_spec, multilineTextboxSpec }: DocumentWidget): string {
  const text = textbox_spec ?? multilineTextboxSpec?.lines;
  return [spec?.widgetType ?? (text ? "text" : "widget"), spec?.frame?.title ?? oneLine(text ?? name ?? "", 80)]
    .filter(Boolean)
    .join(": ");
}
