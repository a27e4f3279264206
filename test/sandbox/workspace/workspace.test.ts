import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { unzip } from "../../../sandbox/workspace/notebooks/zip.ts";
import { openSession, type Session } from "../compute/session.ts";

const HOME = "/Users/ana@example.com";

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const API = "/api/2.0/workspace";
const list = (path: string, more: object = {}) => session.get(`${API}/list`, { path, ...more });
const read = (path: string, format = "SOURCE", more: object = {}) =>
  session.get(`${API}/export`, { path, format, ...more });
const bytes = async (path: string, format?: string) =>
  Buffer.from(String((await read(path, format)).body.content), "base64");
const text = async (path: string, format?: string) => (await bytes(path, format)).toString();
const write = (path: string, content: string | Buffer, more: object = {}) =>
  session.post(`${API}/import`, { path, content: Buffer.from(content).toString("base64"), ...more });
const info = async (path: string) => (await session.get(`${API}/get-status`, { path })).body;

describe("the tree", () => {
  test("lists one level of a folder, with or without /Workspace", async () => {
    const { body } = await list(`${HOME}/etl`);
    expect(body.objects?.map((o) => [o.path, o.object_type, o.language])).toEqual([
      [`${HOME}/etl/load_orders`, "NOTEBOOK", "PYTHON"],
      [`${HOME}/etl/sources.yml`, "FILE", undefined],
      [`${HOME}/etl/stream_events`, "NOTEBOOK", "SCALA"],
    ]);
    expect((await list(`/Workspace${HOME}/etl/`)).body).toEqual(body);
    expect((await list("/")).body.objects?.map(({ path }) => path)).toEqual(["/Repos", "/Shared", "/Users"]);
  });

  test("returns {} for an empty folder, the notebook itself for a notebook, 404 for a missing path", async () => {
    expect((await list(`${HOME}/drafts`)).body).toEqual({});
    expect((await list(`${HOME}/ml/survival`)).body.objects).toHaveLength(1);
    const missing = await list(`${HOME}/none`);
    expect([missing.status, missing.body.error_code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  });

  test("returns the fields of an object's type", async () => {
    expect(await info(`${HOME}/etl/sources.yml`)).toMatchObject({ object_type: "FILE", size: expect.any(Number) });
    expect(await info(`${HOME}/ml/survival`)).toMatchObject({ object_type: "NOTEBOOK", language: "R" });
    expect(await info("/Repos/ana@example.com/etl-pipelines")).toMatchObject({ object_type: "REPO" });
    expect(await info("/")).toMatchObject({ object_type: "DIRECTORY", path: "/" });
  });

  test("creates folders with their parents; repeating it is not an error", async () => {
    for (let time = 0; time < 2; time += 1) {
      expect((await session.post(`${API}/mkdirs`, { path: `${HOME}/a/b/c` })).status).toBe(200);
    }
    expect((await info(`${HOME}/a/b`)).object_type).toBe("DIRECTORY");
    const { body } = await session.post(`${API}/mkdirs`, { path: `${HOME}/ml/survival/sub` });
    expect(body.error_code).toBe("RESOURCE_ALREADY_EXISTS");
  });

  test("delete requires recursive for full folders, refuses protected ones, and is permanent", async () => {
    const remove = (path: string, recursive = false) => session.post(`${API}/delete`, { path, recursive });
    await session.post(`${API}/mkdirs`, { path: `${HOME}/gone/deep` });
    expect((await remove(`${HOME}/gone`)).body.error_code).toBe("DIRECTORY_NOT_EMPTY");
    expect((await remove(`${HOME}/gone`, true)).status).toBe(200);
    expect((await remove(`${HOME}/gone`)).body.error_code).toBe("RESOURCE_DOES_NOT_EXIST");
    for (const path of ["/", "/Users", "/Shared", HOME]) {
      expect((await remove(path, true)).body.error_code).toBe("DIRECTORY_PROTECTED");
    }
  });

  test.each([["etl"], ["/Users/../Shared"], ["/Users//x"], [""]])("%j is not a path", async (path) => {
    expect((await list(path)).body.error_code).toBe("INVALID_PARAMETER_VALUE");
  });
});

describe("export", () => {
  const notebook = `${HOME}/etl/load_orders`;

  test("SOURCE contains header, separators, magics and titles", async () => {
    const { body } = await read(notebook);
    expect(body.file_type).toBe("py");
    const source = await text(notebook);
    expect(source.split("\n")[0]).toBe("# Databricks notebook source");
    expect(source).toContain("\n\n# COMMAND ----------\n\n# DBTITLE 1,Parameters\n");
    expect(source).toContain("# MAGIC %sql\n# MAGIC SELECT order_date");
    expect(await text("/Shared/dashboards/daily_revenue")).toMatch(/^-- Databricks notebook source\n-- MAGIC %md/);
    expect(await text(`${HOME}/etl/stream_events`)).toContain("\n// COMMAND ----------\n");
  });

  test("JUPYTER contains markdown and code cells, by default with outputs", async () => {
    const document = JSON.parse(await text(notebook, "JUPYTER"));
    expect(document).toMatchObject({ nbformat: 4, metadata: { language_info: { name: "python" } } });
    expect(document.cells[0]).toMatchObject({
      cell_type: "markdown",
      source: expect.arrayContaining(["# Load orders\n"]),
    });
    expect(document.cells[1].outputs[0].text).toEqual(["loading 2026-01-14\n"]);
    const { body } = await read(notebook, "JUPYTER", { outputs: "NONE" });
    const bare = JSON.parse(Buffer.from(String(body.content), "base64").toString());
    expect(bare.cells[1].outputs).toEqual([]);
  });

  test("an imported JUPYTER notebook keeps its outputs: printed text, results and tracebacks", async () => {
    const code = (source: string, output: object) => ({ cell_type: "code", source, outputs: [output] });
    const cells = [
      code("print(1)", { output_type: "stream", name: "stdout", text: ["1\n"] }),
      code("2", { output_type: "execute_result", data: { "text/plain": ["2"], "text/html": ["<b>2</b>"] } }),
      code("1 / 0", { output_type: "error", ename: "ZeroDivisionError", traceback: ["line 1", "ZeroDivisionError"] }),
    ];
    const content = Buffer.from(JSON.stringify({ nbformat: 4, cells, metadata: {} })).toString("base64");
    const path = `${HOME}/outputs`;
    await session.post("/api/2.0/workspace/import", { path, content, format: "JUPYTER" });
    const document = JSON.parse(await text(path, "JUPYTER"));
    const outputs = document.cells.map((cell: { outputs: { text: string[] }[] }) => cell.outputs[0]?.text.join(""));
    expect(outputs).toEqual(["1\n", "2\n", "line 1\nZeroDivisionError\n"]);
    await session.post("/api/2.0/workspace/delete", { path });
  });

  test("HTML and R_MARKDOWN", async () => {
    expect(await text(notebook, "HTML")).toMatch(/^<!DOCTYPE html>[\s\S]*__DATABRICKS_NOTEBOOK_MODEL/);
    expect(await text(`${HOME}/ml/survival`, "R_MARKDOWN")).toContain("```{r}\nlibrary(survival)");
    expect((await read(notebook, "R_MARKDOWN")).body.file_type).toBe("Rmd");
  });

  test("DBC is a zip of notebooks, of one or of a folder", async () => {
    const names = async (path: string) => unzip(await bytes(path, "DBC"), 1e8)?.map(({ name }) => name);
    expect(await names(notebook)).toEqual(["manifest.mf", "load_orders.python"]);
    expect(await names(`${HOME}/ml`)).toEqual([
      "manifest.mf",
      "ml/churn_model.python",
      "ml/feature_catalogue.python",
      "ml/survival.r",
    ]);
  });

  test("a folder exports as SOURCE with notebooks, as AUTO also with files", async () => {
    const names = async (format: string) => unzip(await bytes(`${HOME}/etl`, format), 1e8)?.map(({ name }) => name);
    expect(await names("SOURCE")).toEqual(["etl/load_orders.py", "etl/stream_events.scala"]);
    expect(await names("AUTO")).toContain("etl/sources.yml");
    expect((await read(`${HOME}/etl`, "HTML")).body.error_code).toBe("INVALID_PARAMETER_VALUE");
  });

  test("a file exports unchanged, and not in notebook formats", async () => {
    for (const format of ["AUTO", "RAW", "SOURCE"]) {
      expect(await text(`${HOME}/etl/sources.yml`, format)).toContain("data-platform@example.com");
    }
    expect((await read(`${HOME}/etl/sources.yml`, "JUPYTER")).status).toBe(400);
    expect((await read(notebook, "RAW")).status).toBe(400);
    expect((await read(notebook, "source")).body.message).toContain("must be one of SOURCE, HTML");
  });

  test("direct_download returns the bytes themselves", async () => {
    const answer = await read(notebook, "SOURCE", { direct_download: "true" });
    expect(answer.text).toBe(await text(notebook));
    expect(answer.headers.get("content-disposition")).toContain("load_orders.py");
  });

  test("contains a notebook that is too long to read at once", async () => {
    expect((await text(`${HOME}/ml/feature_catalogue`)).length).toBeGreaterThan(40_000);
  });
});

describe("import", () => {
  const folder = `${HOME}/imports`;
  beforeEach(async () => {
    await session.post(`${API}/mkdirs`, { path: folder });
    await session.post(`${API}/delete`, { path: folder, recursive: true });
    await session.post(`${API}/mkdirs`, { path: folder });
  });
  const SOURCE =
    "# Databricks notebook source\n# MAGIC %md\n# MAGIC # Title\n# MAGIC\n# MAGIC text\n\n# COMMAND ----------\n\n# DBTITLE 1,Sum\nx = 1\n\nx + 1\n";

  test.each([
    ["SOURCE", "load_orders"],
    ["JUPYTER", "load_orders"],
    ["HTML", "load_orders"],
    ["DBC", "load_orders"],
    ["SOURCE", "stream_events"],
    ["HTML", "stream_events"],
    ["DBC", "stream_events"],
    ["JUPYTER", "stream_events"],
  ])("%s of %s is imported unchanged", async (format, name) => {
    const original = `${HOME}/etl/${name}`;
    const language = format === "SOURCE" ? (await info(original)).language : undefined;
    const answer = await write(`${folder}/copy`, await bytes(original, format), { format, language });
    expect(answer.body).toEqual({});
    expect(await text(`${folder}/copy`)).toBe(await text(original));
    expect((await info(`${folder}/copy`)).language).toBe((await info(original)).language);
  });

  test("imports R Markdown as an R notebook", async () => {
    await write(`${folder}/copy`, await bytes(`${HOME}/ml/survival`, "R_MARKDOWN"), { format: "R_MARKDOWN" });
    expect(await text(`${folder}/copy`)).toBe(await text(`${HOME}/ml/survival`));
  });

  test("imports the archive of a folder as a folder", async () => {
    await write(`${folder}/ml`, await bytes(`${HOME}/ml`, "DBC"), { format: "DBC" });
    expect((await list(`${folder}/ml`)).body.objects).toHaveLength(3);
    expect(await text(`${folder}/ml/churn_model`)).toBe(await text(`${HOME}/ml/churn_model`));
  });

  test("source without a header is one cell, and requires a language", async () => {
    await write(`${folder}/plain`, "print(1)\n", { language: "PYTHON" });
    expect(await text(`${folder}/plain`)).toBe("# Databricks notebook source\nprint(1)\n");
    expect((await write(`${folder}/none`, SOURCE)).body.message).toContain("language");
  });

  test("keeps blank lines and empty MAGIC lines, but not Windows line ends", async () => {
    await write(`${folder}/n`, SOURCE.replaceAll("\n", "\r\n"), { language: "PYTHON" });
    expect(await text(`${folder}/n`)).toBe(SOURCE);
  });

  test.each([
    ["notebook.py", SOURCE, "notebook", "NOTEBOOK"],
    ["module.py", "print(1)\n", "module.py", "FILE"],
    ["query.sql", "-- Databricks notebook source\nSELECT 1\n", "query", "NOTEBOOK"],
    ["wrong.sql", SOURCE, "wrong.sql", "FILE"],
    [
      "jupyter.ipynb",
      '{"nbformat":4,"metadata":{},"cells":[{"cell_type":"code","source":"1"}]}',
      "jupyter",
      "NOTEBOOK",
    ],
    ["broken.ipynb", "{", "broken.ipynb", "FILE"],
    ["conf.yml", "a: 1\n", "conf.yml", "FILE"],
    ["README", "hello", "README", "FILE"],
  ])("AUTO recognizes %s", async (name, content, path, type) => {
    await write(`${folder}/${name}`, content, { format: "AUTO" });
    expect((await info(`${folder}/${path}`)).object_type).toBe(type);
  });

  test("RAW keeps every byte", async () => {
    const data = Buffer.from([0, 255, 13, 10, 0x89]);
    await write(`${folder}/data.bin`, data, { format: "RAW" });
    expect(await bytes(`${folder}/data.bin`, "RAW")).toEqual(data);
  });

  test("a multipart form keeps every byte", async () => {
    const form = new FormData();
    form.set("path", `${folder}/form`);
    form.set("format", "SOURCE");
    form.set("language", "PYTHON");
    form.set("overwrite", "true");
    form.set("content", new Blob([SOURCE]), "form.py");
    expect((await session.post(`${API}/import`, form)).body).toEqual({});
    expect(await text(`${folder}/form`)).toBe(SOURCE);
  });

  test("replaces an object only with overwrite, and keeps its id and type", async () => {
    await write(`${folder}/n`, SOURCE, { language: "PYTHON" });
    const before = await info(`${folder}/n`);
    const refused = await write(`${folder}/n`, "2", { language: "PYTHON" });
    expect([refused.status, refused.body.error_code]).toEqual([400, "RESOURCE_ALREADY_EXISTS"]);
    await write(`${folder}/n`, "2", { language: "PYTHON", overwrite: true });
    expect(await info(`${folder}/n`)).toEqual(before);
    expect(await text(`${folder}/n`)).toContain("\n2\n");
    const other = await write(`${folder}/n`, "2", { format: "RAW", overwrite: true });
    expect(other.body.message).toContain("type mismatch (asked: FILE, actual: NOTEBOOK)");
    const folderInTheWay = await write(folder, "2", { language: "PYTHON", overwrite: true });
    expect(folderInTheWay.body.message).toContain("actual: DIRECTORY");
  });

  test.each([
    ["a missing parent", { path: `${HOME}/no/such/n`, language: "PYTHON" }, 404, "RESOURCE_DOES_NOT_EXIST"],
    ["content that is not base64", { content: "not base64!", language: "PYTHON" }, 400, "MALFORMED_REQUEST"],
    ["an archive that is none", { format: "DBC", content: "aGVsbG8=" }, 400, "INVALID_PARAMETER_VALUE"],
    ["overwriting by an archive", { format: "DBC", content: "", overwrite: true }, 400, "INVALID_PARAMETER_VALUE"],
    ["a page without a notebook", { format: "HTML", content: "aGVsbG8=" }, 400, "INVALID_PARAMETER_VALUE"],
    ["JSON that is no notebook", { format: "JUPYTER", content: "e30=" }, 400, "INVALID_PARAMETER_VALUE"],
    ["a language nobody has", { language: "COBOL" }, 400, "INVALID_PARAMETER_VALUE"],
  ])("%s is refused", async (_, fields, status, code) => {
    const answer = await session.post(`${API}/import`, { path: `${folder}/n`, content: "MQ==", ...fields });
    expect([answer.status, answer.body.error_code]).toEqual([status, code]);
  });

  test("more than 10 MB is refused", async () => {
    const answer = await write(`${folder}/big`, Buffer.alloc(10 * 1024 * 1024 + 1, "a"), { format: "RAW" });
    expect(answer.body.error_code).toBe("MAX_NOTEBOOK_SIZE_EXCEEDED");
  });
});
