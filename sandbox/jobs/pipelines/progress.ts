import type { SparkSession } from "../../compute/spark-session.ts";
import { backquoted, sparkLiteral } from "../../sql/engine/names.ts";
import type { Definition } from "./definitions.ts";
import type { Files, Offsets } from "./offsets.ts";
import type { Stream } from "./streams.ts";

/** The context of an incremental update. */
export interface Reading {
  readonly session: SparkSession;
  /** Views of the pipeline by their short names. */
  readonly views: ReadonlyMap<string, Definition>;
  readonly signal: AbortSignal;
}

const rowsOf = async ({ session, signal }: Reading, text: string) => (await session.sql(text, { signal })).rows;

/** The current offsets of all streams of a definition; `undefined` if it cannot be read bit by bit. */
export async function offsetsOf(
  reading: Reading,
  definition: Definition,
  before: Offsets = {},
): Promise<Offsets | undefined> {
  const streams = sourcesOf(reading, definition);
  if (definition.kind !== "streaming table" || streams === undefined || streams.length === 0) return undefined;
  try {
    const offsets: Record<string, number | Files> = {};
    for (const { text, path } of streams) {
      if (path !== undefined) offsets[text] = await filesOf(reading, text, before[text]);
      else offsets[text] = Number((await rowsOf(reading, `DESCRIBE HISTORY ${text} LIMIT 1`))[0]?.[0]);
    }
    return offsets;
  } catch {
    // Not a table: a view outside of the pipeline, a table of another format, or no file yet.
    reading.signal.throwIfAborted();
    return undefined;
  }
}

async function filesOf(reading: Reading, text: string, before: Offsets[string] | undefined): Promise<Files> {
  const files = await rowsOf(reading, `SELECT DISTINCT _metadata.file_path FROM ${text}`);
  const described = await rowsOf(reading, `DESCRIBE QUERY SELECT * FROM ${text}`);
  const columns = described.map(([name, type]) => [String(name), String(type)] as const);
  return {
    files: files.map(([file]) => String(file).replace(/^dbfs:/, "")),
    columns: { ...Object.fromEntries(columns), ...(typeof before === "object" && before.columns) },
  };
}

/** The streams of a definition and of the views that it reads; `undefined` if new rows cannot be separated from the others. */
function sourcesOf({ views }: Reading, definition: Definition): readonly Stream[] | undefined {
  const sources: Stream[] = [];
  const seen = new Set<Definition>();
  const visit = (one: Definition): boolean => {
    if (seen.has(one)) return true;
    seen.add(one);
    if (one.isStateful) return false;
    return one.streams.every((stream) => {
      const view = views.get(stream.text.replaceAll("`", "").toLowerCase());
      if (view !== undefined) return view.streams.length > 0 && visit(view);
      sources.push(stream);
      return stream.path !== undefined || /^[\w.`]+$/.test(stream.text);
    });
  };
  return visit(definition) ? sources : undefined;
}

/** For each batch of new rows, the relations that take the place of the streams. */
export type Batch = (stream: Stream) => string;

/**
 * The batches with what is new since `before`. A change of rows that were read fails, as on the platform. `undefined` if the
 * difference cannot be computed.
 */
export async function batchesSince(
  reading: Reading,
  definition: Definition,
  before: Offsets,
  now: Offsets,
): Promise<readonly Batch[] | undefined> {
  const streams = sourcesOf(reading, definition);
  if (streams === undefined) return undefined;
  const relations = new Map<string, readonly string[]>();
  for (const stream of streams) {
    const [old, current] = [before[stream.text], now[stream.text]];
    if (typeof old === "number" && typeof current === "number") {
      if (current < old) return undefined;
      relations.set(stream.text, current === old ? [] : [await newRows(reading, stream, old)]);
    } else if (typeof old === "object" && typeof current === "object") {
      const files = current.files.filter((one) => !old.files.includes(one));
      relations.set(stream.text, newFiles(definition, stream, { ...current, files }));
    } else return undefined;
  }
  const count = Math.max(...[...relations.values()].map(({ length }) => length));
  return Array.from(
    { length: count },
    (_, at): Batch =>
      (stream) => {
        const found = relations.get(stream.text);
        return found === undefined
          ? stream.text
          : (found[at] ?? aliased(`(SELECT * FROM ${stream.text} WHERE false)`, stream));
      },
  );
}

const aliased = (relation: string, { name, aliased: has }: Stream): string =>
  has ? relation : `${relation} AS \`${name}\``;

/** The rows of a table that an earlier version does not have. Columns that were added since are at the end. */
async function newRows(reading: Reading, stream: Stream, version: number): Promise<string> {
  const { text } = stream;
  const earlier = `${text} VERSION AS OF ${version}`;
  const columns = async (relation: string) =>
    (await rowsOf(reading, `DESCRIBE QUERY SELECT * FROM ${relation}`)).length;
  const added = (await columns(text)) - (await columns(earlier));
  const padded = `SELECT *${", NULL".repeat(Math.max(0, added))} FROM ${earlier}`;
  const [gone] = await rowsOf(reading, `SELECT count(*) FROM (${padded} EXCEPT ALL SELECT * FROM ${text})`);
  if (Number(gone?.[0]) > 0) throw new Error(changed(text, version));
  return aliased(`(SELECT * FROM ${text} EXCEPT ALL ${padded})`, stream);
}

const changed = (table: string, version: number): string =>
  `[DELTA_SOURCE_TABLE_IGNORE_CHANGES] Detected a data update in the source table ${table} after version ${version}. This is currently not supported. If you'd like the data update to be reflected, do a full refresh of the streaming table.`;

/** Files are read with the columns that all files have together, so that a batch of them does not have other types. */
function newFiles({ query }: Definition, { text, path }: Stream, { files, columns }: Files): readonly string[] {
  if (path === undefined || files.length === 0) return [];
  // A given schema has no column of rescued data.
  const option = /_rescued_data/i.test(query) ? "schemaHints" : "schema";
  const types = Object.entries(columns)
    .filter(([name]) => name !== "_rescued_data")
    .map(([name, type]) => `${backquoted(name)} ${type}`);
  const isGiven = /\bschema(?:Hints)?\s*=>/i.test(text);
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = file.slice(0, file.lastIndexOf("/"));
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].map(([folder, inside]) => {
    const names = inside.map((file) => file.slice(folder.length + 1));
    const place = sparkLiteral(`${folder}/${names.length === 1 ? names[0] : `{${names.join(",")}}`}`);
    const call = `${text.slice(0, path.start)}${place}${text.slice(path.end)}`;
    return isGiven ? call : call.replace(/\)$/, `, ${option} => ${sparkLiteral(types.join(", "))})`);
  });
}
