import { compact } from "../../../records.ts";
import { oneLine, shortSql } from "../../../text.ts";
import {
  type DashboardDocument,
  type Dataset,
  type DocumentPage,
  type DocumentWidget,
  readDocument,
  type WidgetQuery,
} from "./document.ts";
import { type Encodings, readEncodings } from "./encodings.ts";
import { type ComposedStatement, composeStatement } from "./statement.ts";

/** Position and size of a widget in cells of the page's grid, from its upper left corner. */
export interface WidgetPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A widget with the statement that reads its rows. */
export interface Widget {
  /** The type in the document: `line`, `counter`, `text`, …; `unreadable` for a widget that cannot be parsed. */
  readonly type: string;
  /** Empty where the widget has none. */
  readonly title: string;
  readonly place: WidgetPlace;
  /** Markdown of a text widget. */
  readonly text?: string;
  readonly encodings: Encodings;
  readonly query: ComposedStatement;
}

/** A page of a dashboard with its widgets. */
export interface DashboardPage {
  readonly name: string;
  readonly title: string;
  /** Width of the grid in cells: 6, or 12 in newer documents. */
  readonly columns: number;
  /** From top to bottom, left to right. */
  readonly widgets: readonly Widget[];
}

/** The pages of a dashboard's document with a statement for each widget; undefined if it cannot be parsed. */
export function readPages(serialized: string | null | undefined): readonly DashboardPage[] | undefined {
  const document = readDocument(serialized);
  return document?.pages.map((page) => pageOf(page, document));
}

const FILTERS = "PAGE_TYPE_GLOBAL_FILTERS";

function pageOf(page: DocumentPage, document: DashboardDocument): DashboardPage {
  const name = page.name ?? "";
  const given = page.layoutVersion === "GRID_V1" ? 12 : 6;
  const widgets = page.layout
    .map(({ widget, position }) => widgetOf(widget, placeOf(position), document))
    .toSorted((one, other) => one.place.y - other.place.y || one.place.x - other.place.x);
  return {
    name,
    title: page.displayName || name || (page.pageType === FILTERS ? "Filters" : "Page"),
    // A widget that extends beyond the grid widens it and is not cut.
    columns: Math.max(given, ...widgets.map(({ place }) => place.x + place.width)),
    widgets,
  };
}

/** Implausible sizes and positions would stretch the picture until it is unreadable. */
const WIDEST = 24;
const LOWEST = 10_000;

function placeOf({ x, y, width, height }: Partial<Record<keyof WidgetPlace, number | undefined>> = {}): WidgetPlace {
  const whole = (value: number | undefined, min: number, max: number, otherwise: number) =>
    Math.min(max, Math.max(min, Math.round(value ?? otherwise)));
  const left = whole(x, 0, WIDEST - 1, 0);
  return {
    x: left,
    y: whole(y, 0, LOWEST, 0),
    width: whole(width, 1, WIDEST - left, 2),
    height: whole(height, 1, 100, 4),
  };
}

function widgetOf(widget: DocumentWidget | undefined, place: WidgetPlace, { datasets }: DashboardDocument): Widget {
  if (!widget) return { ...NOTHING, type: "unreadable", title: "", place };
  const text = widget.textbox_spec ?? widget.multilineTextboxSpec?.lines;
  const { widgetType, encodings, frame } = widget.spec ?? {};
  const type = text === undefined ? (widgetType ?? "unreadable") : "text";
  return {
    type,
    title: frame?.showTitle === false ? "" : (frame?.title ?? ""),
    place,
    encodings: readEncodings(encodings),
    query: composeStatement(mainQuery(widget), datasets),
    ...compact({ text }),
  };
}

const mainQuery = ({ queries }: DocumentWidget): WidgetQuery | undefined =>
  (queries.find(({ name }) => name === "main_query") ?? queries[0])?.query;

const NOTHING = { encodings: readEncodings(undefined), query: { problem: "The widget cannot be parsed." } } as const;

const SHOWN_SQL = 500;

/** A dashboard in words: its pages with their widgets, and the SQL of its datasets. */
export interface DashboardOutline {
  readonly pages: { name: string; widgets: string[] }[];
  readonly datasets: { name: string; query: string }[];
}

/** The outline of a dashboard's document; undefined if it cannot be parsed. */
export function readOutline(serialized: string | null | undefined): DashboardOutline | undefined {
  const document = readDocument(serialized);
  if (!document) return undefined;
  const { pages, datasets } = document;
  return {
    pages: pages.map(({ name, displayName, layout }) => ({
      name: displayName || name || "",
      widgets: layout.flatMap(({ widget }) => (widget ? [widgetWords(widget, datasets)] : [])),
    })),
    datasets: datasets.map((dataset) => ({
      name: datasetName(dataset),
      query: shortSql(dataset.query ?? dataset.queryLines ?? dataset.asset_name ?? "", SHOWN_SQL),
    })),
  };
}

const datasetName = ({ name, displayName }: Dataset): string => displayName || name || "";

/** `counter: Revenue, SUM(`total`) from dataset Orders`: what a widget shows, and the query that its numbers come from. */
function widgetWords(widget: DocumentWidget, datasets: readonly Dataset[]): string {
  const { name, spec, textbox_spec, multilineTextboxSpec } = widget;
  const text = textbox_spec ?? multilineTextboxSpec?.lines;
  const words = [spec?.widgetType ?? (text ? "text" : "widget"), spec?.frame?.title ?? oneLine(text ?? name ?? "", 80)]
    .filter(Boolean)
    .join(": ");
  return [words, sourceWords(mainQuery(widget), datasets)].filter(Boolean).join(", ");
}

const SHOWN_FIELDS = 200;

function sourceWords(query: WidgetQuery | undefined, datasets: readonly Dataset[]): string {
  const dataset = datasets.find(({ name }) => name !== undefined && name === query?.datasetName);
  if (!query || !dataset) return "";
  const expressions = (items: readonly { expression?: string | undefined }[]) =>
    items.flatMap(({ expression }) => (expression ? [expression] : []));
  const filters = expressions(query.filters);
  const where = filters.length > 0 ? `where ${oneLine(filters.join(" and "), SHOWN_FIELDS)}` : "";
  const fields = oneLine(expressions(query.fields).join(", "), SHOWN_FIELDS);
  return [fields, `from dataset ${datasetName(dataset)}`, where].filter(Boolean).join(" ");
}
