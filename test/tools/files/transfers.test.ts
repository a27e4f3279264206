import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { HOST, on, platformError, type Seen, server, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const HOME = "/Users/ana@example.com";
const STATUS = "GET /api/2.0/workspace/get-status";
const IMPORT = "POST /api/2.0/workspace/import";
const EXPORT = "GET /api/2.0/workspace/export";

type Tree = Record<string, { type: "NOTEBOOK" | "FILE" | "DIRECTORY" | "DASHBOARD"; text?: string }>;

/** A workspace with these objects. Everything else does not exist. */
function withTree(tree: Tree) {
  const object = (path: string) => ({
    path,
    object_type: tree[path]?.type,
    object_id: 1,
    ...(tree[path]?.type === "NOTEBOOK" && { language: "PYTHON" }),
  });
  const missing = (path: string) => platformError(404, "RESOURCE_DOES_NOT_EXIST", `Path (${path}) doesn't exist.`);
  on(STATUS, ({ query }: Seen) =>
    tree[String(query.path)] ? object(String(query.path)) : missing(String(query.path)),
  );
  on("GET /api/2.0/workspace/list", ({ query }: Seen) => ({
    objects: Object.keys(tree)
      .filter((path) => path.slice(0, path.lastIndexOf("/")) === query.path)
      .map(object),
  }));
  return {
    exports: on(EXPORT, ({ query }: Seen) => ({
      content: Buffer.from(tree[String(query.path)]?.text ?? "").toString("base64"),
    })),
    imports: on(IMPORT, {}),
    folders: on("POST /api/2.0/workspace/mkdirs", {}),
    deletes: on("POST /api/2.0/workspace/delete", {}),
  };
}

const sent = (seen: readonly Seen[]) =>
  seen.map(({ body }) => {
    const { content, ...rest } = body as { content: string };
    return { ...rest, text: Buffer.from(content, "base64").toString() };
  });

describe("write_file in the workspace", () => {
  test.each(["requirements.txt", "app.yaml", "utils.py", "run.sh"])("%s stays a file", async (name) => {
    const { imports } = withTree({});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("write_file", { path: `${HOME}/${name}`, content: "x = 1\n" });
    expect(sent(imports)).toEqual([{ path: `${HOME}/${name}`, format: "AUTO", overwrite: false, text: "x = 1\n" }]);
    expect(result.structuredContent).toEqual({ path: `${HOME}/${name}`, file_size: 6 });
    expect(questions).toEqual([]);
  });

  test("refuses what would become a notebook, and a notebook at the path, before anyone is asked", async () => {
    const { imports } = withTree({ [`${HOME}/nb.py`]: { type: "NOTEBOOK" } });
    const { call, questions } = await connect({ answer: yes });
    const source = "# Databricks notebook source\nprint(1)";
    const header = await call("write_file", { path: `${HOME}/a.py`, content: source });
    expect(textOf(header)).toContain("import_notebook");
    expect(textOf(await call("write_file", { path: `${HOME}/a.ipynb`, content: "{}" }))).toContain("format JUPYTER");
    const taken = await call("write_file", { path: `${HOME}/nb.py`, content: "x", overwrite: true });
    expect(textOf(taken)).toContain("is a notebook, which a file cannot replace. Nothing was written.");
    expect(questions).toEqual([]);
    expect(imports).toEqual([]);
  });

  test("asks before it replaces a file", async () => {
    withTree({ [`${HOME}/a.txt`]: { type: "FILE" } });
    const { call, questions } = await connect({ answer: yes });
    await call("write_file", { path: `${HOME}/a.txt`, content: "new", overwrite: true });
    expect(questions[0]).toContain(`Overwrite file "${HOME}/a.txt"`);
  });
});

describe("read_file in the workspace", () => {
  test("returns a range of a file, and the source of a notebook", async () => {
    const { exports } = withTree({
      [`${HOME}/a.txt`]: { type: "FILE", text: "0123456789" },
      [`${HOME}/nb`]: { type: "NOTEBOOK", text: "print(1)" },
    });
    const { call } = await connect();
    const file = await call("read_file", { path: `${HOME}/a.txt`, offset: 2, length: 4 });
    expect(file.structuredContent).toMatchObject({ content: "2345", file_size: 10, next_offset: 6 });
    expect((await call("read_file", { path: `${HOME}/nb` })).structuredContent).toMatchObject({ content: "print(1)" });
    expect(exports.map(({ query }) => query.format)).toEqual(["AUTO", "SOURCE"]);
  });

  test("explains a folder", async () => {
    withTree({ [HOME]: { type: "DIRECTORY" } });
    const { call } = await connect();
    expect(textOf(await call("read_file", { path: HOME }))).toContain("List its files with list_workspace_objects.");
  });
});

describe("copy_file", () => {
  test("copies a folder with its notebooks and files", async () => {
    const { imports, folders } = withTree({
      [`${HOME}/etl`]: { type: "DIRECTORY" },
      [`${HOME}/etl/nb`]: { type: "NOTEBOOK", text: "print(1)" },
      [`${HOME}/etl/lib`]: { type: "DIRECTORY" },
      [`${HOME}/etl/lib/a.py`]: { type: "FILE", text: "x = 1" },
    });
    const { call } = await connect();
    const args = { source_path: `${HOME}/etl`, destination_path: "/Shared/etl" };
    const result = await call("copy_file", args);
    expect(result.structuredContent).toEqual({ ...args, objects: 2 });
    expect(folders.map(({ body }) => body)).toEqual([{ path: "/Shared/etl" }, { path: "/Shared/etl/lib" }]);
    expect(sent(imports)).toEqual([
      { path: "/Shared/etl/nb", format: "SOURCE", language: "PYTHON", overwrite: false, text: "print(1)" },
      { path: "/Shared/etl/lib/a.py", format: "AUTO", overwrite: false, text: "x = 1" },
    ]);
  });

  test("asks before it replaces a notebook, and refuses another kind without asking", async () => {
    const { imports } = withTree({
      [`${HOME}/nb`]: { type: "NOTEBOOK", text: "print(1)" },
      [`${HOME}/old`]: { type: "NOTEBOOK" },
      [`${HOME}/a.txt`]: { type: "FILE" },
    });
    const { call, questions } = await connect({ answer: yes });
    server.use(http.head(`${HOST}/api/2.0/fs/*`, () => new HttpResponse(null, { status: 404 })));
    const copy = (destination_path: string, overwrite = true) =>
      call("copy_file", { source_path: `${HOME}/nb`, destination_path, overwrite });
    expect(textOf(await copy(`${HOME}/old`, false))).toContain("exists. Nothing was written.");
    expect(textOf(await copy(`${HOME}/a.txt`))).toContain("is a file, which this would replace. Nothing was written.");
    expect(textOf(await copy("/Volumes/main/raw/landing/nb"))).toContain("cannot be stored in a volume");
    expect(textOf(await copy(`${HOME}/nb`))).toContain("The destination is the source itself");
    expect(questions).toEqual([]);
    await copy(`${HOME}/old`);
    expect(questions[0]).toContain(`Overwrite notebook "${HOME}/old"`);
    expect(imports).toHaveLength(1);
  });

  test("copies from a volume into the workspace", async () => {
    const { imports } = withTree({});
    const file = "/Volumes/main/raw/landing/a.txt";
    server.use(
      http.head(
        `${HOST}/api/2.0/fs/files${file}`,
        () => new HttpResponse(null, { headers: { "content-length": "4" } }),
      ),
      http.get(`${HOST}/api/2.0/fs/files${file}`, () => new HttpResponse("text", { status: 206 })),
    );
    const { call } = await connect();
    await call("copy_file", { source_path: file, destination_path: `${HOME}/a.txt` });
    expect(sent(imports)).toMatchObject([{ path: `${HOME}/a.txt`, text: "text" }]);
  });

  describe("from another workspace", () => {
    const DEV = "https://dev.cloud.databricks.com";
    const PROD = "https://prod.cloud.databricks.com";
    let imports: unknown[];

    beforeEach(() => {
      imports = [];
      const object = { path: `${HOME}/nb`, object_type: "NOTEBOOK", language: "PYTHON" };
      server.use(
        http.get(`${DEV}/api/2.0/workspace/get-status`, () => HttpResponse.json(object)),
        http.get(`${DEV}/api/2.0/workspace/export`, () =>
          HttpResponse.json({ content: Buffer.from("print(1)").toString("base64") }),
        ),
        http.get(`${PROD}/api/2.0/workspace/get-status`, () =>
          HttpResponse.json({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "no" }, { status: 404 }),
        ),
        http.post(`${PROD}/api/2.0/workspace/import`, async ({ request }) => {
          imports.push(await request.json());
          return HttpResponse.json({});
        }),
      );
    });

    test("the same path is another place, and the content does not pass through the model", async () => {
      const { call } = await connect({ workspaces: { prod: {}, dev: {} } });
      const args = { source_path: `${HOME}/nb`, destination_path: `${HOME}/nb`, from_workspace: "dev" };
      const result = await call("copy_file", args);
      expect(result.isError).toBeFalsy();
      expect(imports).toMatchObject([{ path: `${HOME}/nb`, language: "PYTHON" }]);
      expect(textOf(result)).not.toContain("print(1)");
    });

    test("names the workspaces there are", async () => {
      const { call } = await connect({ workspaces: { prod: {}, dev: {} } });
      const args = { source_path: `${HOME}/nb`, destination_path: `${HOME}/nb`, from_workspace: "test" };
      expect(textOf(await call("copy_file", args))).toContain("Use one of prod, dev.");
    });
  });
});

describe("move_file", () => {
  test("asks, copies and then deletes the original", async () => {
    const { imports, deletes } = withTree({ [`${HOME}/nb`]: { type: "NOTEBOOK", text: "print(1)" } });
    const { call, questions } = await connect({ answer: yes });
    await call("move_file", { source_path: `${HOME}/nb`, destination_path: "/Shared/nb" });
    expect(questions[0]).toContain(`Move notebook "${HOME}/nb"`);
    expect(questions[0]).toContain('It moves to "/Shared/nb".');
    expect(sent(imports)).toMatchObject([{ path: "/Shared/nb" }]);
    expect(deletes.map(({ body }) => body)).toEqual([{ path: `${HOME}/nb`, recursive: false }]);
  });

  test("deletes nothing if the copy fails, and refuses objects that cannot be copied", async () => {
    const { deletes } = withTree({ [`${HOME}/b`]: { type: "DASHBOARD" }, [`${HOME}/nb`]: { type: "NOTEBOOK" } });
    on(IMPORT, platformError(403, "PERMISSION_DENIED", "no"));
    const { call, questions } = await connect({ answer: yes });
    const board = await call("move_file", { source_path: `${HOME}/b`, destination_path: "/Shared/b" });
    expect(textOf(board)).toContain("A dashboard cannot be copied. Nothing was written.");
    expect(questions).toEqual([]);
    const failed = await call("move_file", { source_path: `${HOME}/nb`, destination_path: "/Shared/nb" });
    expect(failed.isError).toBe(true);
    expect(deletes).toEqual([]);
  });
});
