import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { HttpResponse, http } from "msw";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { HOST, on, platformError, server, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "01f0f3a1-7c3e-1a2b-9d4e-5f60718293a4";
const STATEMENT = `GET /api/2.0/sql/statements/${ID}` as const;
const CHUNK = `GET /api/2.0/sql/statements/${ID}/result/chunks/1` as const;

const columns = [
  { name: "id", position: 0, type_name: "LONG", type_text: "BIGINT" },
  { name: "city", position: 1, type_name: "STRING", type_text: "STRING" },
];
const manifest = {
  format: "JSON_ARRAY",
  schema: { column_count: 2, columns },
  total_chunk_count: 2,
  chunks: [
    { chunk_index: 0, row_offset: 0, row_count: 2 },
    { chunk_index: 1, row_offset: 2, row_count: 1 },
  ],
  total_row_count: 3,
  truncated: false,
};
const first = {
  chunk_index: 0,
  row_offset: 0,
  row_count: 2,
  data_array: [
    ["1", 'O"slo'],
    ["2", null],
  ],
};
const second = { chunk_index: 1, row_offset: 2, row_count: 1, data_array: [["3", ""]] };
const done = { statement_id: ID, status: { state: "SUCCEEDED" }, manifest, result: first };
const inState = (state: string, more: object = {}) => ({ statement_id: ID, status: { state, ...more } });
const CSV = 'id,city\n1,"O""slo"\n2,\n3,""\n';

/** An export directory, and a neighbouring directory that must not be reached. */
function folders() {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "export-")));
  onTestFinished(() => rmSync(base, { recursive: true }));
  const [root, outside] = [join(base, "root"), join(base, "outside")];
  mkdirSync(join(root, "sub"), { recursive: true });
  mkdirSync(outside);
  return { root, outside };
}

async function open() {
  const { root, outside } = folders();
  const harness = await connect({ settings: { exportDir: root } });
  const run = (args: object) => harness.call("export_sql_result", { statement_id: ID, format: "csv", ...args });
  return { ...harness, root, outside, run };
}

describe("export_sql_result", () => {
  test("writes every row of every chunk to a new file", async () => {
    const asked = on(STATEMENT, done);
    const chunks = on(CHUNK, second);
    const { run, root } = await open();
    const path = join(root, "sub", "cities.csv");
    expect((await run({ file: "sub/cities" })).structuredContent).toEqual({
      statement_id: ID,
      state: "SUCCEEDED",
      rows: 3,
      bytes: CSV.length,
      path,
    });
    expect(readFileSync(path, "utf8")).toBe(CSV);
    expect([asked.length, chunks.length]).toEqual([1, 1]);
    expect(readdirSync(join(root, "sub"))).toEqual(["cities.csv"]);
  });

  test.each([
    ["json_lines", "jsonl"],
    ["arrow", "arrows"],
  ])("as %s", async (format, extension) => {
    on(STATEMENT, done);
    on(CHUNK, second);
    const { run, root } = await open();
    expect((await run({ file: "cities", format })).structuredContent).toMatchObject({ rows: 3 });
    const bytes = readFileSync(join(root, `cities.${extension}`));
    const read =
      format === "arrow"
        ? tableFromIPC(bytes)
            .toArray()
            .map((row) => ({ ...row.toJSON(), id: Number(row.id) }))
        : bytes
            .toString()
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line));
    expect(read).toEqual([
      { id: 1, city: 'O"slo' },
      { id: 2, city: null },
      { id: 3, city: "" },
    ]);
  });

  test("returns a link that can be read in ranges if path is omitted", async () => {
    on(STATEMENT, done);
    on(CHUNK, second);
    const { run, client, root } = await open();
    const result = await run({});
    const uri = expect.stringMatching(/^databricks:\/\/results\//);
    expect(result.structuredContent).toEqual({ statement_id: ID, state: "SUCCEEDED", rows: 3, bytes: CSV.length, uri });
    expect(result.content).toContainEqual({
      type: "resource_link",
      uri,
      name: `${ID}.csv`,
      mimeType: "text/csv",
      size: CSV.length,
    });
    const address = String((result.structuredContent as { uri: string }).uri);
    const read = async (query: string) => (await client.readResource({ uri: address + query })).contents;
    expect(await read("")).toEqual([{ uri: address, mimeType: "text/csv", text: CSV }]);
    expect(await read("?lines=2-3")).toEqual([expect.objectContaining({ text: '1,"O""slo"\n2,' })]);
    expect(readdirSync(root)).toEqual(["sub"]);
  });

  test("serves Arrow behind a link as bytes", async () => {
    on(STATEMENT, done);
    on(CHUNK, second);
    const { run, client } = await open();
    const { uri } = (await run({ format: "arrow" })).structuredContent as { uri: string };
    const [content] = (await client.readResource({ uri })).contents;
    expect(content).toMatchObject({ mimeType: "application/vnd.apache.arrow.stream" });
    if (!content || !("blob" in content)) throw new Error("no bytes");
    expect(tableFromIPC(Buffer.from(content.blob, "base64")).numRows).toBe(3);
  });

  test("reports the size of a result that is too large for a link", async () => {
    const wide = Array.from({ length: 2000 }, () => ["x".repeat(6000), "y"]);
    const place = { chunk_index: 0, row_offset: 0, row_count: 2000 };
    const whole = { ...manifest, total_chunk_count: 1, chunks: [place], total_row_count: 2000 };
    on(STATEMENT, { ...done, manifest: whole, result: { ...place, data_array: wide } });
    const { run, root } = await open();
    expect(textOf(await run({}))).toMatch(
      /^The result is larger than the limit of 10 MB: it has 2,000 rows, of which about 1,000 fit\. Nothing was kept\. Pass path with a file in a volume/,
    );
    expect((await run({ file: "wide" })).structuredContent).toMatchObject({ rows: 2000 });
    expect(readdirSync(root).sort()).toEqual(["sub", "wide.csv"]);
  });

  test("reports progress", async () => {
    on(STATEMENT, done);
    // Progress is sent at most once per second.
    on(CHUNK, () => new Promise<object>((resolve) => setTimeout(() => resolve(second), 1100)));
    const { client } = await open();
    const updates: unknown[] = [];
    await client.callTool(
      { name: "export_sql_result", arguments: { statement_id: ID, format: "csv" } },
      { onprogress: (update) => void updates.push(update) },
    );
    expect(updates).toContainEqual({ progress: 3, total: 3, message: "Exporting rows" });
  });

  test("handles a statement that is running, failed, was cancelled, has expired or returns no rows", async () => {
    const { run, root } = await open();
    on(STATEMENT, inState("RUNNING"));
    expect((await run({ file: "x", wait_seconds: 0 })).structuredContent).toEqual({
      statement_id: ID,
      state: "RUNNING",
      next: "Still running. Call poll_sql_result with this statement_id to keep waiting, or cancel_sql_statement to stop it.",
    });
    const answers: [object, RegExp][] = [
      [inState("FAILED", { error: { error_code: "BAD_REQUEST", message: "[X_Y] no" } }), /^The statement failed: X_Y/],
      [inState("CANCELED"), /^The statement was cancelled/],
      [inState("CLOSED"), /its results have expired\. Run it again/],
      [inState("SUCCEEDED"), /returns no rows, so there is nothing to export/],
    ];
    for (const [answer, words] of answers) {
      on(STATEMENT, { ...answer });
      expect(textOf(await run({ file: "x" }))).toMatch(words);
    }
    expect(readdirSync(root)).toEqual(["sub"]);
  });

  test("writes a header for an empty result, and reports truncation", async () => {
    const none = { ...manifest, total_chunk_count: 0, chunks: [], total_row_count: 0, truncated: true };
    on(STATEMENT, { ...done, manifest: none, result: {} });
    const { run, root } = await open();
    expect((await run({ file: "none" })).structuredContent).toMatchObject({
      rows: 0,
      truncated: true,
      next: expect.stringContaining("higher row_limit"),
    });
    expect(readFileSync(join(root, "none.csv"), "utf8")).toBe("id,city\n");
  });

  test("X05 reads nothing for a file without --export-dir", async () => {
    const asked = on(STATEMENT, done);
    const { call } = await connect();
    const result = await call("export_sql_result", { statement_id: ID, format: "csv", file: "x" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toBe(
      "Refused, nothing was read: this server is not allowed to write files on this machine. Omit path to get a link, or ask the operator to start the server with --export-dir.",
    );
    expect(asked).toEqual([]);
  });

  test("X05 refuses a path outside the directory or of an existing file before reading anything", async () => {
    const asked = on(STATEMENT, done);
    const { run, root, outside } = await open();
    symlinkSync(outside, join(root, "away"));
    symlinkSync(join(outside, "x.csv"), join(root, "link.csv"));
    execFileSync("mkfifo", [join(root, "pipe.csv")]);
    const before = readdirSync(root);
    const names = "../x /etc/passwd %2e%2e%2fx ~/x away/x link.csv pipe.csv /dev/null a\0b sub/../x none/x *.csv".split(
      " ",
    );
    for (const file of names) {
      const result = await run({ file });
      expect(result.isError, file).toBe(true);
      expect(textOf(result), file).toMatch(/^Refused|already exists, and files are never replaced/);
    }
    expect(asked).toEqual([]);
    expect([readdirSync(root), readdirSync(outside), readdirSync(join(root, "sub"))]).toEqual([before, [], []]);
  });

  test("X05 refuses a folder that is replaced by a link during the export", async () => {
    on(STATEMENT, done);
    const { run, root, outside } = await open();
    on(CHUNK, () => {
      renameSync(join(root, "sub"), join(root, "moved"));
      symlinkSync(outside, join(root, "sub"));
      return second;
    });
    expect(textOf(await run({ file: "sub/x" }))).toMatch(/^Refused: the file was not written/);
    expect(readdirSync(outside)).toEqual([]);
  });

  test("leaves no file behind when a chunk fails", async () => {
    on(STATEMENT, done);
    on(CHUNK, () => platformError(404, "NOT_FOUND", "gone"));
    const { run, root } = await open();
    expect(textOf(await run({ file: "x" }))).toContain(
      "The results have expired. Run the statement again only if it reads.",
    );
    expect(readdirSync(root)).toEqual(["sub"]);
  });

  test("leaves no file behind when the call is cancelled", async () => {
    on(STATEMENT, done);
    const chunks = on(CHUNK, () => new Promise<object>(() => {}));
    const { client, root } = await open();
    const stop = new AbortController();
    const call = client.callTool(
      { name: "export_sql_result", arguments: { statement_id: ID, format: "csv", file: "x" } },
      { signal: stop.signal },
    );
    await vi.waitFor(() => expect(chunks).toHaveLength(1));
    expect(readdirSync(root)).toContainEqual(expect.stringMatching(/\.part$/));
    stop.abort();
    await expect(call).rejects.toThrow();
    await vi.waitFor(() => expect(readdirSync(root)).toEqual(["sub"]));
  });
});

describe("export to a volume", () => {
  const path = "/Volumes/main/raw/landing/cities.csv";
  const absent = () => server.use(http.head(`${HOST}/api/2.0/fs/*`, () => new HttpResponse(null, { status: 404 })));

  test("writes a new file, which requires write access", async () => {
    on(STATEMENT, done);
    on(CHUNK, second);
    absent();
    const seen = on(`PUT /api/2.0/fs/files${path}`, new HttpResponse(null, { status: 204 }));
    const reading = await connect({ settings: { access: "read" } });
    const args = { statement_id: ID, format: "csv", file: path };
    expect(textOf(await reading.call("export_sql_result", args))).toContain("requires write access");
    const { call } = await connect();
    const result = await call("export_sql_result", args);
    expect(result.structuredContent).toMatchObject({ path, rows: 3, bytes: Buffer.byteLength(CSV) });
    expect(seen[0]).toMatchObject({ body: CSV, query: { overwrite: "false" } });
  });

  test("refuses a file that exists, a path that is not a file, and what is protected, before anything is read", async () => {
    const reads = on(STATEMENT, done);
    server.use(http.head(`${HOST}/api/2.0/fs/*`, () => new HttpResponse(null, { headers: { "content-length": "1" } })));
    const { call } = await connect({ settings: { protect: ["/Volumes/main/prod/*"] } });
    const exported = async (file: string) =>
      textOf(await call("export_sql_result", { statement_id: ID, format: "csv", file }));
    expect(await exported(path)).toContain("A file exists at this path; nothing was read.");
    expect(await exported("/Volumes/main/raw/landing")).toContain("not the path of a file in a volume");
    expect(await exported("/Volumes/main/prod/x/a.csv")).toMatch(/^Refused/);
    expect(reads).toEqual([]);
  });
});
