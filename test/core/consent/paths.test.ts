import { expect, test } from "vitest";
import type { AffectedObject } from "../../../src/core/consent/facts.ts";
import { protectionOf } from "../../../src/core/consent/protection.ts";

const blocks = (pattern: string, object: AffectedObject): boolean =>
  protectionOf([pattern], { effect: "Delete", objects: [object], consequences: [] }) !== undefined;

const file = (name: string): AffectedObject => ({ kind: "file", name });
const volume: AffectedObject = { kind: "volume", name: "main.raw.landing", contents: "/" };
const schema: AffectedObject = { kind: "schema", name: "main.raw", contents: "." };

test.each([
  ["/Workspace/Shared/prod/*", file("/Shared/prod/etl")],
  ["/Shared/prod/*", file("/Workspace/Shared/prod/etl")],
  ["/Shared/prod/etl", file("/Shared//prod/etl")],
  ["/Shared/prod/etl", { kind: "folder", name: "/Workspace/Shared", contents: "/" as const }],
  ["dbfs:/FileStore/*", file("/FileStore/a.csv")],
  ["main.raw.landing", file("/Volumes/main/raw/landing/a.csv")],
  ["main.raw.*", file("dbfs:/Volumes/main/raw/landing/a.csv")],
  ["main", file("/Volumes/main/raw/landing/a.csv")],
  ["/Volumes/main/raw/landing/a.csv", volume],
  ["/Volumes/main/raw/*", volume],
  ["/Volumes/main/raw/landing", volume],
  ["/Volumes/main/raw/landing/", { kind: "volume", name: "main.raw.landing" }],
  ["/Volumes/main/raw", volume],
  ["/Volumes/main/raw", schema],
  ["dbfs:/Volumes/main", { kind: "catalog", name: "main", contents: "." as const }],
  ["/Volumes/main/raw/landing/a.csv", schema],
  ["/Volumes/main/*", { kind: "catalog", name: "main", contents: "." as const }],
  ["main.sales.*", { kind: "table", name: "`main`.sales.orders" }],
  ["main.sales.orders", { kind: "table", name: " main . `sales`.orders " }],
  ["`main`.`sales`.*", { kind: "table", name: "main.sales.orders" }],
  ["prod etl", { kind: "job", name: "prod etl " }],
])("%s is one name with every way to write it: %o", (pattern, object) => {
  expect(blocks(pattern, object)).toBe(true);
});

test.each([
  ["/Volumes/main/raw/other/*", volume],
  ["main.raw.other", file("/Volumes/main/raw/landing/a.csv")],
  ["/Shared/production/*", file("/Shared/prod/etl")],
  ["/Volumes/main/raw/landing/*", { kind: "table", name: "main.raw.orders" }],
  ["/Volumes/main/raw", { kind: "table", name: "main.raw.orders" }],
  ["/Volumes/main/raw/landing", { kind: "table", name: "main.raw.landing" }],
])("%s does not concern %o", (pattern, object) => {
  expect(blocks(pattern, object)).toBe(false);
});
