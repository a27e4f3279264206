import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import {
  count,
  fieldsOf,
  jupyter,
  NOTEBOOK,
  PATH,
  prose,
  query,
  SOURCE,
  stored,
  TITLE,
  versionOf,
  withoutOutputs,
} from "../../support/notebook.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

describe("edit_notebook", () => {
  test("without outputs, the SOURCE format is edited and all other bytes stay the same", async () => {
    const { imports } = stored({ SOURCE, JUPYTER: withoutOutputs });
    const { call, questions } = await connect({ answer: yes });
    const edits = [
      { replace: 1, source: "print(2)\n" },
      { insert: 3, source: "%sh\nls", title: "List" },
    ];
    const before = await versionOf(call);
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
      version: await versionOf(call),
      total_cells: 4,
      written: [1, 3],
    });
    expect(questions).toEqual([
      asked(
        `Edit notebook "${PATH}" (id ${NOTEBOOK.object_id}, language "PYTHON")?`,
        "Of its 3 cells, the text of these is replaced: 1.",
      ),
    ]);
    const again = await call("edit_notebook", { path: PATH, version: before, edits });
    expect(textOf(again)).toMatch(/has changed since that version.*Nothing was written\. Call read_notebook again/);
    expect(textOf(again)).not.toContain(await versionOf(call));
    expect(imports).toHaveLength(1);
  });

  test("with outputs, the JUPYTER format is edited to keep them, and magic lines are kept too", async () => {
    const there = stored({ SOURCE, JUPYTER: jupyter(prose, count, query) });
    // The SOURCE format of the notebook that the platform made from JUPYTER.
    on("POST /api/2.0/workspace/import", ({ body }: Seen) => {
      const { content, format } = body as { content: string; format: string };
      there.imports.push({ format, overwrite: true, text: Buffer.from(content, "base64").toString() });
      there.there.SOURCE = `${SOURCE.trimEnd()}\n\n# COMMAND ----------\n\nlast\n`;
      return {};
    });
    const { call } = await connect();
    const args = { path: PATH, version: await versionOf(call), edits: [{ insert: 3, source: "last" }] };
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
      version: await versionOf(call),
      total_cells: 4,
      written: [3],
    });
  });

  test("a new title keeps text and outputs, also of Markdown with a magic line", async () => {
    const there = stored({ SOURCE, JUPYTER: jupyter(prose, count, query) });
    on("POST /api/2.0/workspace/import", ({ body }: Seen) => {
      const { content, format } = body as { content: string; format: string };
      there.imports.push({ format, overwrite: true, text: Buffer.from(content, "base64").toString() });
      const titled = SOURCE.replace("1,Count", "1,Sum").replace("source\n", "source\n# DBTITLE 1,Head\n");
      there.there.SOURCE = titled;
      return {};
    });
    const { call, questions } = await connect({ settings: { access: "write" } });
    const edits = [
      { replace: 1, title: "Sum" },
      { replace: 0, title: "Head" },
    ];
    await call("edit_notebook", { path: PATH, version: await versionOf(call), edits });
    expect(questions).toEqual([]);
    expect(there.imports.map(({ format }) => format)).toEqual(["JUPYTER"]);
    expect(JSON.parse(there.imports[0]?.text ?? "")).toMatchObject({
      cells: [
        { cell_type: "code", source: ["%md # Load\n", "nightly"], metadata: { [TITLE]: { title: "Head" } } },
        { ...count, metadata: { [TITLE]: { showTitle: true, title: "Sum", nuid: "n1" } } },
        query,
      ],
    });
  });

  test("if the platform turns the JUPYTER format into other cells, the SOURCE format is written and outputs are lost", async () => {
    // This workspace accepts JUPYTER and does not change the source.
    const { imports } = stored({ SOURCE, JUPYTER: jupyter(prose, count, query) });
    const { call } = await connect();
    const args = { path: PATH, version: await versionOf(call), edits: [{ move: 2, to: 0 }] };
    const { note } = fieldsOf(await call("edit_notebook", args));
    expect(imports.map(({ format }) => format)).toEqual(["JUPYTER", "SOURCE"]);
    expect(imports[1]?.text).toMatch(/source\n# MAGIC %sql\n# MAGIC SELECT 1\n\n# COMMAND -{10}\n\n# MAGIC %md # Load/);
    expect(note).toContain("outputs of all cells were cleared");
  });

  test("a notebook in another language is edited as SOURCE, and the question mentions the lost outputs", async () => {
    const sql = SOURCE.replaceAll(/^#/gm, "--");
    const info = { ...NOTEBOOK, language: "SQL" };
    const { imports } = stored({ SOURCE: sql, JUPYTER: jupyter(prose, count, query) }, info);
    const { call, questions } = await connect({ answer: yes });
    const edits = [{ replace: 1, source: "one", title: "" }, { delete: 0 }, { delete: 2 }];
    const { structuredContent } = await call("edit_notebook", { path: PATH, version: await versionOf(call), edits });
    expect(questions).toEqual([
      asked(
        `Edit notebook "${PATH}" (id ${NOTEBOOK.object_id}, language "SQL")?`,
        "Of its 3 cells, the text of these is replaced: 1.",
        "Of its 3 cells, these are deleted: 0, 2.",
        "The outputs of all cells are lost.",
      ),
    ]);
    expect(imports).toMatchObject([
      { format: "SOURCE", language: "SQL", text: "-- Databricks notebook source\none\n" },
    ]);
    expect(structuredContent).toMatchObject({ total_cells: 1, written: [0], note: expect.stringContaining("cleared") });
  });

  test.each([
    ["has no content", { other: "x" }, "cannot parse"],
    ["is an error", { error_code: "MAX_NOTEBOOK_SIZE_EXCEEDED", message: "over 10 MB" }, "MAX_NOTEBOOK_SIZE_EXCEEDED"],
    ["is empty although the notebook has a size", { content: "" }, "has content, but its export is empty"],
  ])("U26 a notebook whose export %s is neither read as empty nor replaced", async (_, exported, said) => {
    on("GET /api/2.0/workspace/get-status", { ...NOTEBOOK, size: 11_190_000 });
    on("GET /api/2.0/workspace/export", exported);
    const imports = on("POST /api/2.0/workspace/import", {});
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("read_notebook", { path: PATH }))).toContain(said);
    const version = "e3b0c44298fc";
    const edit = await call("edit_notebook", { path: PATH, version, edits: [{ insert: 0, source: "1" }] });
    expect(textOf(edit)).toContain(said);
    expect(imports).toHaveLength(0);
  });

  test("inserting and moving lose nothing, so they need no confirmation and work with --access write", async () => {
    const { imports } = stored({ SOURCE, JUPYTER: withoutOutputs });
    const { call } = await connect({ settings: { access: "write" } });
    const known = { path: PATH, version: await versionOf(call) };
    const moved = await call("edit_notebook", { ...known, edits: [{ move: 0, to: 3 }] });
    expect(moved.structuredContent).toMatchObject({ written: [], total_cells: 3 });
    const deleted = await call("edit_notebook", { ...known, edits: [{ delete: 0 }] });
    expect(textOf(deleted)).toContain("this call requires destructive access");
    expect(imports).toHaveLength(1);
  });

  test("a notebook with outputs too large to read can be edited, and the question mentions the lost outputs", async () => {
    const { imports } = stored({ SOURCE, JUPYTER: "" });
    const source = { content: Buffer.from(SOURCE).toString("base64") };
    on("GET /api/2.0/workspace/export", ({ query: { format } }) =>
      format === "JUPYTER" ? platformError(400, "MAX_NOTEBOOK_SIZE_EXCEEDED", "over 10 MB") : source,
    );
    const { call, questions } = await connect({ answer: yes });
    const args = { path: PATH, version: await versionOf(call), edits: [{ delete: 0 }] };
    const { structuredContent } = await call("edit_notebook", args);
    expect(structuredContent).toMatchObject({ note: expect.stringContaining("cleared") });
    expect(questions[0]).toContain("The outputs of all cells are lost.");
    expect(imports.map(({ format }) => format)).toEqual(["SOURCE"]);
  });

  test("a change made while the outputs are read is detected and not overwritten", async () => {
    const { imports, there } = stored({ SOURCE, JUPYTER: jupyter(prose, count, query) });
    const { call } = await connect();
    const version = await versionOf(call);
    const asked: string[] = [];
    on("GET /api/2.0/workspace/export", ({ query: { format } }) => {
      asked.push(String(format));
      const content = Buffer.from(there[String(format)] ?? "").toString("base64");
      // Another user saves as soon as the first of the two formats has been read.
      if (asked.length === 1) there.SOURCE = SOURCE.replace("print(1)", "print(2)");
      return { content };
    });
    const result = await call("edit_notebook", { path: PATH, version, edits: [{ move: 2, to: 0 }] });
    expect(textOf(result)).toContain("has changed since that version");
    expect([asked, imports]).toEqual([["JUPYTER", "SOURCE"], []]);
  });

  test("the user can decline", async () => {
    const { imports } = stored({ SOURCE, JUPYTER: withoutOutputs });
    const { call } = await connect({ answer: () => ({ action: "decline" }) });
    const args = { path: PATH, version: await versionOf(call), edits: [{ delete: 0 }] };
    expect(textOf(await call("edit_notebook", args))).toContain("declined");
    expect(imports).toEqual([]);
  });

  test("an old version or a missing cell is refused without a question", async () => {
    const { imports } = stored({ SOURCE, JUPYTER: withoutOutputs });
    const { call, questions } = await connect({ answer: yes });
    const old = await call("edit_notebook", { path: PATH, version: "old", edits: [{ delete: 0 }] });
    expect(textOf(old)).toContain("has changed since that version");
    const beyond = await call("edit_notebook", { path: PATH, version: await versionOf(call), edits: [{ delete: 3 }] });
    expect(textOf(beyond)).toContain("Cell 3 does not exist. The notebook has cells 0 to 2.");
    expect([questions, imports]).toEqual([[], []]);
  });

  test.each([
    [{ insert: 0, source: "a\n# COMMAND ----------\nb" }, "Nothing was written. Use one edit per cell"],
    [{ insert: 0, source: "# MAGIC %md" }, "Nothing was written. Use one edit per cell"],
    [{ insert: 0 }, "edits.0: insert requires source"],
    [{ delete: -1 }, "edits.0.delete: must be 0 or greater"],
    [{ insert: 0, move: 1 }, "edits.0: must have exactly one of"],
    [{ insert: 0, source: "", title: "a\nb" }, "edits.0.title: must be one line"],
  ])("%j is refused", async (edit, words) => {
    const { imports } = stored({ SOURCE, JUPYTER: withoutOutputs });
    const { call } = await connect();
    const result = await call("edit_notebook", { path: PATH, version: await versionOf(call), edits: [edit] });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(words);
    expect(imports).toEqual([]);
  });
});
