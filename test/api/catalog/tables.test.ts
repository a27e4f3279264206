import { expect, test } from "vitest";
import { storageOf } from "../../../src/api/catalog/tables.ts";

test("storage of a table from DESCRIBE DETAIL", () => {
  const columns = ["format", "sizeInBytes", "numFiles", "partitionColumns", "clusteringColumns", "lastModified"];
  const row = ["delta", "1048576", "0", '["day","region"]', "[]", "2026-01-01T00:00:00Z"];
  expect(storageOf(columns, row)).toEqual({
    size: "1 MiB",
    files: 0,
    partitioned_by: ["day", "region"],
    clustered_by: [],
    last_written: "2026-01-01T00:00:00Z",
  });
  expect(storageOf(columns, undefined)).toEqual({ partitioned_by: [], clustered_by: [] });
});
