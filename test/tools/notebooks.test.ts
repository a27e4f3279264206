import { describe, expect, test } from "vitest";
import * as z from "zod";
import { connect, textOf, yes } from "../support/harness.ts";
import { on, type Seen, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const PATH = "/Users/ana@example.com/load";
const NOTEBOOK = { object_type: "NOTEBOOK", path: PATH, language: "PYTHON", object_id: 3042, resource_id: "3042" };
const SOURCE = `# Databricks notebook source
# MAGIC %md # Load
# MAGIC nightly

# COMMAND ----------

# DBTITLE 1,Count
print(1)

# COMMAND ----------

# MAGIC %sql
# MAGIC SELECT 1
`;
const TITLE = "application/vnd.databricks.v1+cell";
const PNG = "iVBORw0KGgo=";
const count = {
  cell_type: "code",
  execution_count: 2,
  metadata: { [TITLE]: { showTitle: true, title: "Count", nuid: "n1" } },
  outputs: [{ output_type: "stream", name: "stdout", text: ["1\n"] }],
  source: ["print(1)"],
};
const picture = { output_type: "display_data", metadata: {}, data: { "image/png": PNG } };
const query = { cell_type: "code", execution_count: 3, metadata: {}, outputs: [picture], source: "%sql\nSELECT 1" };
const prose = { cell_type: "markdown", metadata: {}, source: ["# Load\n", "nightly"] };
const jupyter = (...cells: object[]) =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 0 }, null, 1);
const withoutOutputs = jupyter(prose, { ...count, outputs: [] }, { ...query, outputs: [] });

type Form = "SOURCE" | "JUPYTER";
/** A notebook that keeps what is imported: each form's text, in turn where there are several. */
function stored(forms: Readonly<Record<Form, string>>, info: object = NOTEBOOK) {
  const there: Record<string, string> = { ...forms };
  on("GET /api/2.0/workspace/get-status", info);
  const exports = on("GET /api/2.0/workspace/export", ({ query: { format } }: Seen) => ({
    content: Buffer.from(there[String(format)] ?? "").toString("base64"),
  }));
  const imports: { format: string; language?: string; overwrite: boolean; text: string }[] = [];
  on("POST /api/2.0/workspace/import", ({ body }: Seen) => {
    const { content, path, ...sent } = body as { content: string; path: string; format: string; overwrite: boolean };
    expect(path).toBe(PATH);
    const text = Buffer.from(content, "base64").toString();
    imports.push({ ...sent, text });
    there[sent.format] = text;
    return {};
  });
  return { imports, exports, there };
}

const fieldsOf = ({ structuredContent }: { structuredContent?: unknown }) =>
  z.record(z.string(), z.unknown()).parse(structuredContent);
const version = async (call: Awaited<ReturnType<typeof connect>>["call"]) =>
  String(fieldsOf(await call("read_notebook", { path: PATH })).version);

describe("read_notebook", () => {
  test("gives cells with their languages and titles, and a version that the source decides", async () => {
    const { exports } = stored({ SOURCE, JUPYTER: "" });
    const { call } = await connect();
    const result = await call("read_notebook", { path: `${PATH}/` });
    expect(exports.map((seen) => seen.query)).toEqual([{ path: PATH, format: "SOURCE" }]);
    expect(result.structuredContent).toEqual({
      path: PATH,
      language: "PYTHON",
      version: expect.stringMatching(/^[\w-]{12}$/),
      total_cells: 3,
      cells: [
        { index: 0, language: "md", source: "%md # Load\nnightly" },
        { index: 1, language: "python", title: "Count", source: "print(1)" },
        { index: 2, language: "sql", source: "%sql\nSELECT 1" },
      ],
    });
    const { version: known } = fieldsOf(result);
    expect(textOf(result)).toContain(
      `${PATH}, PYTHON, 3 cells, version ${known}\n[0] md\n%md # Load\nnightly\n[1] python "Count"\nprint(1)\n[2] sql\n%sql\nSELECT 1\n`,
    );
    stored({ SOURCE: SOURCE.replace("print(1)", "print(2)"), JUPYTER: "" });
    expect(await version(call)).not.toBe(known);
  });

  test("gives outputs when asked, pictures beside them", async () => {
    const { exports } = stored({ SOURCE, JUPYTER: jupyter(prose, count, query) });
    const { call } = await connect();
    const result = await call("read_notebook", { path: PATH, outputs: true });
    expect(exports.map((seen) => seen.query.format)).toEqual(["SOURCE", "JUPYTER"]);
    expect(result.structuredContent).toMatchObject({ cells: [{ index: 0 }, { output: "1" }, { images: 1 }] });
    expect(result.content).toContainEqual({ type: "image", data: PNG, mimeType: "image/png" });
    expect(textOf(result)).toContain("print(1)\n→ 1\n[2] sql\n%sql\nSELECT 1\n→ 1 image\n");
  });

  test("links a picture that is too large to show", async () => {
    const large = { ...picture, data: { "image/png": "A".repeat(5_000_000) } };
    stored({ SOURCE, JUPYTER: jupyter(prose, count, { ...query, outputs: [large] }) });
    const { call } = await connect();
    const { content } = await call("read_notebook", { path: PATH, outputs: true });
    expect(content).toContainEqual(expect.objectContaining({ type: "resource_link", mimeType: "image/png" }));
  });

  test("says so when outputs do not belong to these cells", async () => {
    stored({ SOURCE, JUPYTER: jupyter(prose, count) });
    const { call } = await connect();
    const fields = fieldsOf(await call("read_notebook", { path: PATH, outputs: true }));
    expect(fields.note).toContain("export_notebook with format JUPYTER");
    expect(JSON.stringify(fields)).not.toContain('"output":');
  });

  test.each([
    ["1", [1]],
    ["1-2", [1, 2]],
    ["2-9", [2]],
  ])("cells %s", async (cells, indexes) => {
    stored({ SOURCE, JUPYTER: "" });
    const { call } = await connect();
    const { structuredContent } = await call("read_notebook", { path: PATH, cells });
    expect(structuredContent).toMatchObject({ total_cells: 3, cells: indexes.map((index) => ({ index })) });
  });

  test.each([
    ["3", "There is no cell 3: the notebook has 3, counted from 0."],
    ["2-1", "must be a cell or a range"],
    ["x", "must be a cell or a range"],
  ])("cells %s are refused", async (cells, words) => {
    stored({ SOURCE, JUPYTER: "" });
    const { call } = await connect();
    const result = await call("read_notebook", { path: PATH, cells });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(words);
  });

  test.each([
    [{ ...NOTEBOOK, object_type: "DIRECTORY" }, "is a DIRECTORY, not a notebook. list_workspace_objects"],
    [{ ...NOTEBOOK, object_type: "FILE" }, "is a FILE, not a notebook. export_notebook"],
    [{ ...NOTEBOOK, language: "COBOL" }, "cannot be read as cells. export_notebook"],
  ])("%j is refused", async (info, words) => {
    stored({ SOURCE, JUPYTER: "" }, info);
    const { call } = await connect();
    expect(textOf(await call("read_notebook", { path: PATH }))).toContain(words);
  });
});

describe("edit_notebook", () => {
  test("without outputs the source form is edited, every other byte as it was", async () => {
    const { imports } = stored({ SOURCE, JUPYTER: withoutOutputs });
    const { call, questions } = await connect({ answer: yes });
    const edits = [
      { replace: 1, source: "print(2)\n" },
      { insert: 3, source: "%sh\nls", title: "List" },
    ];
    const before = await version(call);
    const result = await call("edit_notebook", { path: PATH, version: before, edits });
    const text = `${SOURCE.replace("print(1)", "print(2)").trimEnd()}

# COMMAND ----------

# DBTITLE 1,List
# MAGIC %sh
# MAGIC ls
`;
    expect(imports).toEqual([{ format: "SOURCE", language: "PYTHON", overwrite: true, text }]);
    expect(result.structuredContent).toEqual({
      path: PATH,
      version: await version(call),
      total_cells: 4,
      written: [1, 3],
    });
    expect(questions).toEqual([expect.stringContaining(`Replace 1 of the 3 cells of the notebook ${PATH}? Their`)]);
    const again = await call("edit_notebook", { path: PATH, version: before, edits });
    expect(textOf(again)).toMatch(/is not at that version.*Nothing was written\. Call read_notebook again/);
    expect(imports).toHaveLength(1);
  });

  test("with outputs the Jupyter form is edited, so that they stay; a magic line the form drops stays too", async () => {
    const there = stored({ SOURCE, JUPYTER: jupyter(prose, count, query) });
    // What the platform makes of the Jupyter form, seen as source.
    on("POST /api/2.0/workspace/import", ({ body }: Seen) => {
      const { content, format } = body as { content: string; format: string };
      there.imports.push({ format, overwrite: true, text: Buffer.from(content, "base64").toString() });
      there.there.SOURCE = `${SOURCE.trimEnd()}\n\n# COMMAND ----------\n\nlast\n`;
      return {};
    });
    const { call } = await connect();
    const args = { path: PATH, version: await version(call), edits: [{ insert: 3, source: "last" }] };
    const result = await call("edit_notebook", args);
    expect(there.imports.map(({ format }) => format)).toEqual(["JUPYTER"]);
    expect(JSON.parse(there.imports[0]?.text ?? "")).toMatchObject({
      cells: [
        { cell_type: "code", source: ["%md # Load\n", "nightly"] },
        count,
        query,
        { source: ["last"], outputs: [] },
      ],
    });
    expect(result.structuredContent).toEqual({
      path: PATH,
      version: await version(call),
      total_cells: 4,
      written: [3],
    });
  });

  test("cells come before outputs: where the platform makes other cells of the Jupyter form, the source form follows", async () => {
    // This workspace takes the Jupyter form and leaves the source as it was.
    const { imports } = stored({ SOURCE, JUPYTER: jupyter(prose, count, query) });
    const { call } = await connect();
    const args = { path: PATH, version: await version(call), edits: [{ move: 2, to: 0 }] };
    const { note } = fieldsOf(await call("edit_notebook", args));
    expect(imports.map(({ format }) => format)).toEqual(["JUPYTER", "SOURCE"]);
    expect(imports[1]?.text).toMatch(/source\n# MAGIC %sql\n# MAGIC SELECT 1\n\n# COMMAND -{10}\n\n# MAGIC %md # Load/);
    expect(note).toContain("outputs of all cells are cleared");
  });

  test("a notebook in another language is edited as source; the question says that its outputs go", async () => {
    const sql = SOURCE.replaceAll(/^#/gm, "--");
    const info = { ...NOTEBOOK, language: "SQL" };
    const { imports } = stored({ SOURCE: sql, JUPYTER: jupyter(prose, count, query) }, info);
    const { call, questions } = await connect({ answer: yes });
    const edits = [{ replace: 1, title: "" }, { delete: 0 }, { delete: 2 }];
    const { structuredContent } = await call("edit_notebook", { path: PATH, version: await version(call), edits });
    expect(questions[0]).toContain("Replace 1 and delete 2 of the 3 cells");
    expect(questions[0]).toContain("with the outputs of all cells");
    expect(imports).toMatchObject([
      { format: "SOURCE", language: "SQL", text: "-- Databricks notebook source\nprint(1)\n" },
    ]);
    expect(structuredContent).toMatchObject({ total_cells: 1, written: [0], note: expect.stringContaining("cleared") });
  });

  test("inserting and moving lose nothing: nobody is asked, and --access write serves them", async () => {
    const { imports } = stored({ SOURCE, JUPYTER: withoutOutputs });
    const { call } = await connect({ settings: { access: "write" } });
    const known = { path: PATH, version: await version(call) };
    const moved = await call("edit_notebook", { ...known, edits: [{ move: 0, to: 3 }] });
    expect(moved.structuredContent).toMatchObject({ written: [], total_cells: 3 });
    const deleted = await call("edit_notebook", { ...known, edits: [{ delete: 0 }] });
    expect(textOf(deleted)).toContain("this call is destructive");
    expect(imports).toHaveLength(1);
  });

  test("the person can say no", async () => {
    const { imports } = stored({ SOURCE, JUPYTER: withoutOutputs });
    const { call } = await connect({ answer: () => ({ action: "decline" }) });
    const args = { path: PATH, version: await version(call), edits: [{ delete: 0 }] };
    expect(textOf(await call("edit_notebook", args))).toContain("declined");
    expect(imports).toEqual([]);
  });

  test("nobody is asked about a version that is gone or a cell that is not there", async () => {
    const { imports } = stored({ SOURCE, JUPYTER: withoutOutputs });
    const { call, questions } = await connect({ answer: yes });
    const old = await call("edit_notebook", { path: PATH, version: "old", edits: [{ delete: 0 }] });
    expect(textOf(old)).toContain("is not at that version");
    const beyond = await call("edit_notebook", { path: PATH, version: await version(call), edits: [{ delete: 3 }] });
    expect(textOf(beyond)).toContain("There is no cell 3: the notebook has 3, counted from 0.");
    expect([questions, imports]).toEqual([[], []]);
  });

  test.each([
    [{ insert: 0, source: "a\n# COMMAND ----------\nb" }, "Nothing was written. Give each cell an edit of its own"],
    [{ insert: 0, source: "# MAGIC %md" }, "Nothing was written. Give each cell an edit of its own"],
    [{ insert: 0 }, "edits.0: insert needs a source"],
    [{ insert: 0, move: 1 }, "edits.0: needs exactly one of"],
    [{ insert: 0, source: "", title: "a\nb" }, "edits.0.title: must be one line"],
  ])("%j is refused", async (edit, words) => {
    const { imports } = stored({ SOURCE, JUPYTER: withoutOutputs });
    const { call } = await connect();
    const result = await call("edit_notebook", { path: PATH, version: await version(call), edits: [edit] });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(words);
    expect(imports).toEqual([]);
  });
});
