import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import {
  count,
  fieldsOf,
  jupyter,
  NOTEBOOK,
  PATH,
  PNG,
  picture,
  prose,
  query,
  SOURCE,
  stored,
  versionOf,
} from "../../support/notebook.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

describe("read_notebook", () => {
  test("returns cells with languages and titles, and a version that depends on the source", async () => {
    const { exports } = stored({ SOURCE, JUPYTER: "" });
    const { call } = await connect();
    const result = await call("read_notebook", { path: `${PATH}/` });
    expect(exports.map((seen) => seen.query)).toEqual([{ path: PATH, format: "SOURCE" }]);
    expect(result.structuredContent).toEqual({
      path: PATH,
      language: "PYTHON",
      version: expect.stringMatching(/^[0-9a-f]{12}$/),
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
    expect(await versionOf(call)).not.toBe(known);
  });

  test("returns outputs on request, with images attached", async () => {
    const { exports } = stored({ SOURCE, JUPYTER: jupyter(prose, count, query) });
    const { call } = await connect();
    const result = await call("read_notebook", { path: PATH, outputs: true });
    expect(exports.map((seen) => seen.query.format)).toEqual(["SOURCE", "JUPYTER"]);
    expect(result.structuredContent).toMatchObject({ cells: [{ index: 0 }, { output: "1" }, { images: 1 }] });
    expect(result.content).toContainEqual({ type: "image", data: PNG, mimeType: "image/png" });
    expect(textOf(result)).toContain("print(1)\n→ 1\n[2] sql\n%sql\nSELECT 1\n→ 1 image\n");
  });

  test("links images that would make the response too large", async () => {
    const large = { ...picture, data: { "image/png": "A".repeat(3_000_000) } };
    stored({ SOURCE, JUPYTER: jupyter(prose, count, { ...query, outputs: [large, large, picture] }) });
    const { call } = await connect();
    const { content, structuredContent } = await call("read_notebook", { path: PATH, outputs: true });
    expect(content.map(({ type }) => type)).toEqual(["text", "image", "resource_link", "image"]);
    expect(structuredContent).toMatchObject({ cells: [{}, {}, { images: 3 }] });
  });

  test("returns a note if outputs cannot be assigned to cells", async () => {
    stored({ SOURCE, JUPYTER: jupyter(prose, count) });
    const { call } = await connect();
    const fields = fieldsOf(await call("read_notebook", { path: PATH, outputs: true }));
    expect(fields.note).toContain("export_notebook and format JUPYTER");
    expect(JSON.stringify(fields)).not.toContain('"output":');
  });

  test.each([
    ["1", [1]],
    ["1-2", [1, 2]],
    ["2-9", [2]],
  ])("reads cells %s", async (cells, indexes) => {
    stored({ SOURCE, JUPYTER: "" });
    const { call } = await connect();
    const { structuredContent } = await call("read_notebook", { path: PATH, cells });
    expect(structuredContent).toMatchObject({ total_cells: 3, cells: indexes.map((index) => ({ index })) });
  });

  test("compares the cells with those of another notebook, without outputs", async () => {
    const COPY = "/Shared/load";
    on("GET /api/2.0/workspace/get-status", ({ query }) => ({ ...NOTEBOOK, path: query.path }));
    on("GET /api/2.0/workspace/export", ({ query }) => ({
      content: Buffer.from(query.path === COPY ? SOURCE.replace("print(1)", "print(2)") : SOURCE).toString("base64"),
    }));
    const { call } = await connect();
    const result = await call("read_notebook", { path: PATH, compare_with: COPY });
    expect(result.structuredContent).toEqual({
      path: PATH,
      language: "PYTHON",
      version: expect.any(String),
      total_cells: 3,
      compared_with: COPY,
      differences: [{ cell: 1, other_cell: 1, diff: "  title: Count\n- print(1)\n+ print(2)" }],
    });
    expect(textOf(result)).toContain(`\n- ${PATH}\n+ ${COPY}\n[1] → [1]\n  title: Count\n- print(1)\n+ print(2)\n`);
    const same = await call("read_notebook", { path: PATH, compare_with: PATH });
    expect(textOf(same)).toContain("Both notebooks have the same cells.");
    expect(textOf(await call("read_notebook", { path: PATH, compare_with: COPY, cells: "1" }))).toContain(
      "compare_with: compares the source of all cells: leave out cells and outputs",
    );
  });

  test.each([
    ["3", "Cell 3 does not exist. The notebook has cells 0 to 2."],
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
    [
      { ...NOTEBOOK, object_type: "DIRECTORY" },
      "is a DIRECTORY, not a notebook. List the notebooks in it with list_workspace_objects",
    ],
    [{ ...NOTEBOOK, object_type: "FILE" }, "is a FILE, not a notebook. Read a file with read_file"],
    [{ ...NOTEBOOK, language: "COBOL" }, "cannot be split into cells. Read it as a whole with read_file"],
  ])("%j is refused", async (info, words) => {
    stored({ SOURCE, JUPYTER: "" }, info);
    const { call } = await connect();
    expect(textOf(await call("read_notebook", { path: PATH }))).toContain(words);
  });
});
