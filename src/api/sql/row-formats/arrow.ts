import type { Data, DataType, RecordBatch } from "apache-arrow";
import { type SqlType, sqlType } from "../column-type.ts";
import type { Row } from "../rows/rows.ts";
import {
  booleans,
  bytes,
  type Cells,
  days,
  decimals,
  doubles,
  integers,
  longs,
  micros,
  texts,
  validity,
} from "./arrow-values.ts";
import type { RowEncoder } from "./encoder.ts";
import { distinctNames } from "./lines.ts";

type Arrow = typeof import("apache-arrow");

/** Rows per record batch: every batch adds a header and padding to each column. */
const BATCH_ROWS = 16_384;

/**
 * Arrow's IPC stream, written one record batch at a time. Types follow the SQL types of the columns. Arrays, maps,
 * structs and types that Arrow does not have are written as text.
 * @throws {ApiError} `bad-response` for a value that does not fit its column's type
 */
export const arrow: RowEncoder = async function* (columns, batches) {
  const library = await import("apache-arrow");
  const makers = columns.map(({ name, type }) => maker(library, sqlType(type), name));
  const names = distinctNames(columns);
  const schema = new library.Schema(makers.map(({ type }, index) => new library.Field(names[index] ?? "", type, true)));

  const written: Uint8Array[] = [];
  const sink = new library.AsyncByteQueue();
  // Instead of the queue, which cannot be drained between two batches, this collects the bytes that the writer emits.
  sink.write = (part) => void written.push(library.util.toUint8Array(part));
  const writer = new library.RecordBatchStreamWriter().reset(sink, schema);
  let rows: Row[] = [];
  const flush = () => {
    if (rows.length > 0) writer.write(recordBatch(library, schema, makers, rows));
    rows = [];
    return Buffer.concat(written.splice(0));
  };

  for await (const batch of batches) {
    for (const row of batch) rows.push(row);
    if (rows.length >= BATCH_ROWS) yield flush();
  }
  if (rows.length > 0) yield flush();
  writer.close();
  yield flush();
};

interface ColumnMaker {
  readonly type: DataType;
  data(cells: Cells): Data;
}

function recordBatch(
  { RecordBatch, Struct, makeData }: Arrow,
  schema: InstanceType<Arrow["Schema"]>,
  makers: readonly ColumnMaker[],
  rows: readonly Row[],
): RecordBatch {
  const children = makers.map(({ data }, index) => data(rows.map((row) => row[index] ?? null)));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows.length, children }));
}

function maker(library: Arrow, sql: SqlType, name: string): ColumnMaker {
  const { makeData } = library;
  const common = (cells: Cells) => ({ length: cells.length, ...validity(cells) });
  switch (sql.kind) {
    case "boolean": {
      const type = new library.Bool();
      return { type, data: (cells) => makeData({ type, ...common(cells), data: booleans(cells, name) }) };
    }
    case "integer": {
      const { bits } = sql;
      if (bits === 64) {
        const type = new library.Int64();
        return { type, data: (cells) => makeData({ type, ...common(cells), data: longs(cells, name) }) };
      }
      const type = { 8: new library.Int8(), 16: new library.Int16(), 32: new library.Int32() }[bits];
      return { type, data: (cells) => makeData({ type, ...common(cells), data: integers(cells, bits, name) }) };
    }
    case "float": {
      const type = sql.bits === 32 ? new library.Float32() : new library.Float64();
      return { type, data: (cells) => makeData({ type, ...common(cells), data: doubles(cells, sql.bits, name) }) };
    }
    case "decimal": {
      const type = new library.Decimal(sql.scale, sql.precision, 128);
      return { type, data: (cells) => makeData({ type, ...common(cells), data: decimals(cells, sql, name) }) };
    }
    case "date": {
      const type = new library.DateDay();
      return { type, data: (cells) => makeData({ type, ...common(cells), data: days(cells, name) }) };
    }
    case "timestamp": {
      const type = new library.TimestampMicrosecond(sql.zoned ? "UTC" : null);
      return { type, data: (cells) => makeData({ type, ...common(cells), data: micros(cells, name) }) };
    }
    case "binary": {
      const type = new library.Binary();
      return { type, data: (cells) => makeData({ type, ...common(cells), ...bytes(cells, name) }) };
    }
    default: {
      const type = new library.Utf8();
      return { type, data: (cells) => makeData({ type, ...common(cells), ...texts(cells) }) };
    }
  }
}
