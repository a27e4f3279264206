import { mkdtempSync, rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { startPeer } from "../support/peer.ts";
import { chunkBytes, resultRow, STATEMENT_ID, startResultServer } from "../support/result-server.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const ROWS = 500_000;
const CHUNK_ROWS = 150_000;
/** Far less than the rows take as values (over 100 MB), and little more than the server itself needs. */
const HEAP_MB = 64;

const Page = z.object({
  rows: z.array(z.array(z.string().nullable())),
  row_offset: z.number(),
  next_row_offset: z.number().optional(),
});

/** The built server with little memory, and a workspace with a result of half a million rows. */
async function shortOfMemory(...args: string[]) {
  const workspace = await startResultServer({ rows: ROWS, chunkRows: CHUNK_ROWS });
  const peer = startPeer(
    process.execPath,
    [`--max-old-space-size=${HEAP_MB}`, CLI, "--insecure-loopback", "--output-budget", "200000", ...args],
    {
      PATH: process.env.PATH,
      DATABRICKS_HOST: workspace.url,
      DATABRICKS_TOKEN: "dapi0123456789abcdef0123456789abcdef",
    },
  );
  onTestFinished(async () => {
    peer.kill("SIGKILL");
    await workspace.close();
  });
  await peer.initialize();
  return { workspace, peer };
}

/** Number of rows between the starts of two pages. */
const STRIDE = 50_000;

test("with little memory, the server returns pages anywhere in half a million rows and requests no chunk twice", async () => {
  const { workspace, peer } = await shortOfMemory();
  for (let id = 0; id < ROWS / STRIDE; id++) {
    const row_offset = id * STRIDE;
    peer.call(id, "poll_sql_result", { statement_id: STATEMENT_ID, row_offset, row_limit: 100_000 });
    const { structuredContent: page } = z.object({ structuredContent: Page }).parse((await peer.answer(id)).result);
    expect(page.row_offset).toBe(row_offset);
    expect(page.rows.length).toBeGreaterThan(10_000);
    expect(page.rows[0]).toEqual(resultRow(row_offset));
    const next = row_offset + page.rows.length;
    expect(page.rows.at(-1)).toEqual(resultRow(next - 1));
    expect(page.next_row_offset).toBe(next);
  }
  expect(workspace.served.filter(({ from }) => from === 0).map(({ chunk }) => chunk)).toEqual([0, 1, 2, 3]);
  peer.child.stdin.end();
  expect((await peer.exit()).code).toBe(0);
}, 60_000);

test("with little memory, the server exports half a million rows", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "export-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { workspace, peer } = await shortOfMemory("--export-dir", folder);
  peer.call(1, "export_sql_result", { statement_id: STATEMENT_ID, format: "json_lines", file: "all.jsonl" });
  const { structuredContent } = (await peer.answer(1)).result ?? {};
  expect(structuredContent).toMatchObject({ rows: ROWS });
  // A line contains a row's values and column names.
  expect((await stat(path.join(folder, "all.jsonl"))).size).toBeGreaterThan(chunkBytes(ROWS));
  expect(workspace.most).toBe(1);
  expect(workspace.served.map(({ chunk, ended }) => [chunk, ended])).toEqual([0, 1, 2, 3].map((n) => [n, "whole"]));
}, 60_000);
