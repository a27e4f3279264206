import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const HOME = "/Users/ana@example.com";
const NOTEBOOK = {
  object_type: "NOTEBOOK",
  path: `${HOME}/load`,
  language: "PYTHON",
  object_id: 3042,
  resource_id: "3042",
};
const FILE = { object_type: "FILE", path: `${HOME}/cfg.yml`, object_id: 3050, size: 12, modified_at: 1768400000000 };
const FOLDER = { object_type: "DIRECTORY", path: `${HOME}/etl`, object_id: "9007199254740993" };

interface Info {
  path: string;
  object_type: string;
  resource_id?: string;
}
const status = (...objects: Info[]) =>
  on("GET /api/2.0/workspace/get-status", ({ query }: Seen) => {
    const found = objects.find((object) => object.path === query.path);
    return found ?? missing(String(query.path));
  });
const missing = (path: string) => platformError(404, "RESOURCE_DOES_NOT_EXIST", `Path (${path}) doesn't exist.`);
const exported = (content: string | Uint8Array) =>
  on("GET /api/2.0/workspace/export", { content: Buffer.from(content).toString("base64"), file_type: "py" });
const me = () => on("GET /api/2.0/preview/scim/v2/Me", { userName: "ana@example.com" });

describe("list_workspace_objects", () => {
  test("lists a folder as a table, ids digit for digit", async () => {
    const seen = on("GET /api/2.0/workspace/list", { objects: [FOLDER, NOTEBOOK, FILE] });
    const { call } = await connect();
    const result = await call("list_workspace_objects", { path: `${HOME}/` });
    expect(seen.map(({ query }) => query)).toEqual([{ path: HOME }]);
    expect(result.structuredContent).toEqual({
      path: HOME,
      objects: [
        { path: `${HOME}/etl`, object_type: "DIRECTORY", object_id: "9007199254740993" },
        { path: `${HOME}/load`, object_type: "NOTEBOOK", language: "PYTHON", object_id: "3042" },
        {
          path: `${HOME}/cfg.yml`,
          object_type: "FILE",
          object_id: "3050",
          size: 12,
          modified_at: "2026-01-14T14:13:20Z",
        },
      ],
    });
    expect(textOf(result)).toContain(
      [
        `${HOME}:`,
        "type | name | language | size | modified",
        "DIRECTORY | etl/ |  |  | ",
        "NOTEBOOK | load | PYTHON |  | ",
        "FILE | cfg.yml |  | 12 | 2026-01-14T14:13:20Z",
      ].join("\n"),
    );
  });

  test("filters by type itself and by time in the platform", async () => {
    const seen = on("GET /api/2.0/workspace/list", { objects: [FOLDER, NOTEBOOK] });
    const { call } = await connect();
    const { structuredContent } = await call("list_workspace_objects", {
      path: HOME,
      object_type: "NOTEBOOK",
      notebooks_modified_after: "2026-01-14T14:13:20Z",
    });
    await call("list_workspace_objects", { path: HOME, notebooks_modified_after: 1768400000000 });
    const query = { path: HOME, notebooks_modified_after: "1768400000000" };
    expect(seen.map((one) => one.query)).toEqual([query, query]);
    expect(structuredContent).toMatchObject({ objects: [{ path: NOTEBOOK.path }] });
  });

  test("pages through a folder of 5,000 objects, which the platform returns at once", async () => {
    const objects = Array.from({ length: 5000 }, (_, at) => ({ ...NOTEBOOK, path: `${HOME}/n${at}`, object_id: at }));
    on("GET /api/2.0/workspace/list", { objects: [FOLDER, ...objects] });
    const { call } = await connect({ settings: { outputBudgetChars: 1_000_000 } });
    const seen: unknown[] = [];
    const pages: string[] = [];
    let args: Record<string, unknown> = { path: HOME, object_type: "NOTEBOOK", limit: 1000 };
    for (;;) {
      const result = await call("list_workspace_objects", args);
      const { objects: page, total_count, next_page_token } = result.structuredContent as Record<string, unknown>;
      expect(total_count).toBe(5000);
      seen.push(...(page as { object_id: string }[]).map(({ object_id }) => object_id));
      if (next_page_token === undefined) break;
      expect(textOf(result)).toContain(`5000 objects in all. More: page_token ${next_page_token}`);
      pages.push(String(next_page_token));
      args = { ...args, page_token: next_page_token };
    }
    expect(pages).toEqual(["1000", "2000", "3000", "4000"]);
    expect(seen).toEqual(objects.map(({ object_id }) => String(object_id)));
    const first = (await call("list_workspace_objects", { path: HOME })).structuredContent;
    expect(first).toMatchObject({ next_page_token: "100", total_count: 5001 });
    const past = { path: HOME, page_token: "9000" };
    expect(textOf(await call("list_workspace_objects", past))).toContain("no more objects");
  });

  test("lists the caller's home folder by default, which is looked up once", async () => {
    const asked = me();
    status({ ...FOLDER, path: HOME });
    const seen = on("GET /api/2.0/workspace/list", {});
    const { call } = await connect();
    await call("list_workspace_objects");
    const result = await call("list_workspace_objects");
    expect(asked).toHaveLength(1);
    expect(seen.map(({ query }) => query.path)).toEqual([HOME, HOME]);
    expect(result.structuredContent).toEqual({ path: HOME, objects: [] });
    expect(textOf(result)).toContain(`${HOME}: empty.`);
  });

  test.each([
    [
      "the caller is unknown",
      () => on("GET /api/2.0/preview/scim/v2/Me", platformError(404, "ENDPOINT_NOT_FOUND", "No API found")),
    ],
    ["the caller has no home", me],
  ])("lists the root if %s", async (_, whoami) => {
    whoami();
    status();
    const seen = on("GET /api/2.0/workspace/list", { objects: [FOLDER] });
    const { call } = await connect();
    await call("list_workspace_objects");
    expect(seen[0]?.query).toEqual({ path: "/" });
  });

  test("names a missing folder and where to look", async () => {
    on("GET /api/2.0/workspace/list", missing(`${HOME}/gone`));
    const { call } = await connect();
    const result = await call("list_workspace_objects", { path: `${HOME}/gone` });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(`Nothing exists at ${HOME}/gone. List ${HOME} to see its contents.`);
  });

  test.each([
    [{ path: "Users/x" }, "path: must be absolute"],
    [{ path: "/Users/../Shared" }, "path: must not contain . or .. segments"],
    [{ page_token: "CAE" }, "page_token: must be a next_page_token of this tool"],
    [{ notebooks_modified_after: "yesterday" }, "notebooks_modified_after: must be an ISO 8601 time"],
  ])("refuses %j before anything is sent", async (args, message) => {
    const { call } = await connect();
    const result = await call("list_workspace_objects", args);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(message);
  });
});

describe("get_workspace_object", () => {
  test("returns type, language and ids", async () => {
    const seen = status({ ...NOTEBOOK, resource_id: "dash-1" });
    const { call } = await connect();
    const { structuredContent } = await call("get_workspace_object", { path: NOTEBOOK.path });
    expect(seen[0]?.query).toEqual({ path: NOTEBOOK.path });
    expect(structuredContent).toEqual({
      path: NOTEBOOK.path,
      object_type: "NOTEBOOK",
      language: "PYTHON",
      object_id: "3042",
      resource_id: "dash-1",
    });
  });
});

describe("export_notebook", () => {
  const source = "# Databricks notebook source\nprint('ü')\u200b\n";

  test("returns SOURCE inline, byte for byte", async () => {
    status(NOTEBOOK);
    const seen = exported(source);
    const { call } = await connect();
    const result = await call("export_notebook", { path: NOTEBOOK.path });
    expect(seen[0]?.query).toEqual({ path: NOTEBOOK.path, format: "SOURCE" });
    expect(result.structuredContent).toEqual({
      path: NOTEBOOK.path,
      object_type: "NOTEBOOK",
      language: "PYTHON",
      format: "SOURCE",
      mime_type: "text/x-python",
      size: Buffer.byteLength(source),
      content: source,
    });
    expect(textOf(result)).toContain(source);
    expect(textOf(result)).toContain("1 invisible character was found in content line 2: U+200B.");
  });

  test("truncates a long notebook and links all of it", async () => {
    status(NOTEBOOK);
    const long = "x = 1\n".repeat(20_000);
    exported(long);
    const { call, client } = await connect();
    const result = await call("export_notebook", { path: NOTEBOOK.path });
    const link = result.content.find((block) => block.type === "resource_link");
    const { contents } = await client.readResource({ uri: link?.uri ?? "" });
    expect(contents).toMatchObject([{ text: long }]);
    expect(textOf(result).length).toBeLessThan(50_000);
    expect(textOf(result)).toContain("Shortened: content shows");
  });

  test.each([
    ["HTML", "<html>…</html>", "text/html", "load.html"],
    ["DBC", new Uint8Array([80, 75, 3, 4, 255, 0]), "application/zip", "load.dbc"],
  ] as const)("%s is kept and linked, with size and MIME type", async (format, body, mimeType, name) => {
    status(NOTEBOOK);
    exported(body);
    const { call, client } = await connect();
    const result = await call("export_notebook", { path: NOTEBOOK.path, format });
    const link = result.content.find((block) => block.type === "resource_link");
    const size = Buffer.byteLength(body);
    expect(link).toMatchObject({ name, mimeType, size });
    expect(result.structuredContent).toEqual({
      path: NOTEBOOK.path,
      object_type: "NOTEBOOK",
      language: "PYTHON",
      format,
      mime_type: mimeType,
      size,
      uri: link?.uri,
    });
    const { contents } = await client.readResource({ uri: link?.uri ?? "" });
    expect(contents).toMatchObject([
      typeof body === "string" ? { text: body } : { blob: Buffer.from(body).toString("base64") },
    ]);
  });

  test("returns a text file unchanged for any format", async () => {
    status(FILE);
    const seen = exported("a: 1\n");
    const { call } = await connect();
    const { structuredContent } = await call("export_notebook", { path: FILE.path, format: "HTML" });
    expect(seen[0]?.query).toEqual({ path: FILE.path, format: "AUTO" });
    expect(structuredContent).toEqual({
      path: FILE.path,
      object_type: "FILE",
      mime_type: "application/yaml",
      size: 5,
      content: "a: 1\n",
    });
  });

  test("links a binary file", async () => {
    status({ ...FILE, path: `${HOME}/plot.png` });
    exported(new Uint8Array([137, 80, 78, 71, 0]));
    const { call } = await connect();
    const result = await call("export_notebook", { path: `${HOME}/plot.png` });
    expect(result.content.find((block) => block.type === "resource_link")).toMatchObject({
      mimeType: "image/png",
      size: 5,
    });
    expect(result.structuredContent).not.toHaveProperty("content");
  });

  test("exports a folder only as an archive", async () => {
    status(FOLDER);
    const seen = exported(new Uint8Array([80, 75, 255]));
    const { call } = await connect();
    const refused = await call("export_notebook", { path: FOLDER.path });
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toBe(
      `${HOME}/etl is a folder. List its contents with list_workspace_objects, or export all of it with format DBC.`,
    );
    expect(seen).toHaveLength(0);
    const archive = await call("export_notebook", { path: FOLDER.path, format: "DBC" });
    expect(archive.structuredContent).toMatchObject({ object_type: "DIRECTORY", mime_type: "application/zip" });
  });

  test("explains that an object cannot be exported", async () => {
    status({ ...FILE, object_type: "LIBRARY" });
    const { call } = await connect();
    expect(textOf(await call("export_notebook", { path: FILE.path }))).toContain(
      "is a LIBRARY and cannot be exported.",
    );
  });

  test("D19 an export over 10 MB is a size error with an alternative", async () => {
    status(NOTEBOOK);
    on("GET /api/2.0/workspace/export", platformError(400, "MAX_NOTEBOOK_SIZE_EXCEEDED", "Size exceeds 10485760"));
    const { call } = await connect();
    const result = await call("export_notebook", { path: NOTEBOOK.path });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("The limit of an export is 10 MB. The format SOURCE leaves out");
  });

  test("names a missing notebook", async () => {
    status();
    const { call } = await connect();
    expect(textOf(await call("export_notebook", { path: "/Shared/none" }))).toContain(
      "Nothing exists at /Shared/none. List /Shared",
    );
  });
});

describe("import_notebook", () => {
  const imports = () => on("POST /api/2.0/workspace/import", {});

  test("writes a SOURCE notebook without asking", async () => {
    const seen = imports();
    const { call } = await connect();
    const result = await call("import_notebook", { path: `${HOME}/new`, content: "print('ü')", language: "PYTHON" });
    expect(seen[0]?.body).toEqual({
      path: `${HOME}/new`,
      format: "SOURCE",
      language: "PYTHON",
      overwrite: false,
      content: Buffer.from("print('ü')").toString("base64"),
    });
    expect(result.structuredContent).toEqual({ path: `${HOME}/new`, format: "SOURCE", language: "PYTHON", size: 11 });
  });

  test.each([
    ["a.py", "PYTHON"],
    ["a.sql", "SQL"],
    ["a.scala", "SCALA"],
    ["a.R", "R"],
  ])("the language of %s is %s", async (name, language) => {
    const seen = imports();
    const { call } = await connect();
    await call("import_notebook", { path: `${HOME}/${name}`, content: "1" });
    expect(seen[0]?.body).toMatchObject({ language });
  });

  test("sends other formats without a language, and DBC unchanged", async () => {
    const seen = imports();
    const { call } = await connect();
    await call("import_notebook", { path: `${HOME}/a`, content: "{}", format: "JUPYTER" });
    await call("import_notebook", { path: `${HOME}/b`, content: "UEsDBA==", format: "DBC" });
    expect(seen[0]?.body).not.toHaveProperty("language");
    expect(seen[1]?.body).toMatchObject({ format: "DBC", content: "UEsDBA==" });
  });

  test.each([
    [{ content: "1" }, "language: is required for SOURCE; one of PYTHON, SQL, SCALA, R"],
    [{ content: "not base64!", format: "DBC" }, "content: must be base64 for DBC"],
    [{ content: "UEsDBA==", format: "DBC", overwrite: true }, "overwrite: cannot be combined with DBC"],
  ])("refuses %j before anything is sent", async (args, message) => {
    const { call } = await connect();
    expect(textOf(await call("import_notebook", { path: `${HOME}/x`, ...args }))).toContain(message);
  });

  const overwrite = { path: NOTEBOOK.path, content: "2", language: "PYTHON", overwrite: true };

  test("asks with the name of the object before overwriting it", async () => {
    status(NOTEBOOK);
    const seen = imports();
    const { call, questions } = await connect({ answer: yes });
    await call("import_notebook", overwrite);
    expect(questions).toEqual([
      asked(
        `Overwrite notebook "${NOTEBOOK.path}" (id ${NOTEBOOK.object_id}, language "PYTHON")?`,
        "Its current cells and their outputs are permanently lost.",
      ),
    ]);
    expect(seen[0]?.body).toMatchObject({ overwrite: true });
  });

  test("X08 overwriting is refused if the client cannot ask or the user declines", async () => {
    status(NOTEBOOK);
    const seen = imports();
    const deaf = await connect();
    expect((await deaf.call("import_notebook", overwrite)).isError).toBe(true);
    const declining = await connect({ answer: () => ({ action: "decline" as const }) });
    expect((await declining.call("import_notebook", overwrite)).isError).toBe(true);
    const writing = await connect({ settings: { access: "write" } });
    expect(textOf(await writing.call("import_notebook", overwrite))).toContain("--access destructive");
    expect(seen).toHaveLength(0);
  });

  test("does not ask about a file or folder, which a notebook cannot replace", async () => {
    status(FILE);
    const seen = imports();
    const { call, questions } = await connect({ answer: yes });
    const result = await call("import_notebook", { ...overwrite, path: FILE.path });
    expect(textOf(result)).toContain(`${FILE.path} is a file, which a notebook cannot replace. Nothing was written.`);
    expect([questions, seen]).toEqual([[], []]);
  });

  test("a protection of its path holds for a notebook that is not there yet", async () => {
    const seen = imports();
    const { call } = await connect({ settings: { confirm: "never", protect: [`/Workspace${HOME}/*`] } });
    const result = await call("import_notebook", { path: `${HOME}/new`, content: "1", language: "PYTHON" });
    expect(result.isError).toBe(true);
    expect(seen).toHaveLength(0);
  });

  test("does not ask if the path is free", async () => {
    status();
    const seen = imports();
    const { call, questions } = await connect({ answer: yes });
    await call("import_notebook", overwrite);
    expect(questions).toEqual([]);
    expect(seen).toHaveLength(1);
  });

  test("keeps an existing object and explains the next step", async () => {
    on("POST /api/2.0/workspace/import", platformError(400, "RESOURCE_ALREADY_EXISTS", "Path (/x) already exists."));
    const { call } = await connect();
    const result = await call("import_notebook", { path: "/x", content: "1", language: "SQL" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("Choose another path, or replace the existing object with overwrite: true.");
  });

  test("names a missing folder", async () => {
    on("POST /api/2.0/workspace/import", missing(`${HOME}/none`));
    const { call } = await connect();
    const result = await call("import_notebook", { path: `${HOME}/none/x`, content: "1", language: "SQL" });
    expect(textOf(result)).toContain(
      `Nothing exists at ${HOME}/none. List ${HOME} to see its contents. Create it with create_directory.`,
    );
  });
});

describe("create_directory", () => {
  test("creates it", async () => {
    const seen = on("POST /api/2.0/workspace/mkdirs", {});
    const { call } = await connect();
    const { structuredContent } = await call("create_directory", { path: `${HOME}/a/b/` });
    expect(seen[0]?.body).toEqual({ path: `${HOME}/a/b` });
    expect(structuredContent).toEqual({ path: `${HOME}/a/b` });
  });

  test("explains that an object on the path is not a folder", async () => {
    on("POST /api/2.0/workspace/mkdirs", platformError(400, "RESOURCE_ALREADY_EXISTS", "Path (/x) already exists."));
    const { call } = await connect();
    expect(textOf(await call("create_directory", { path: "/x" }))).toContain("An object on this path is not a folder.");
  });
});

describe("delete_workspace_object", () => {
  const deletes = () => on("POST /api/2.0/workspace/delete", {});

  test("asks with path and type, then deletes", async () => {
    status(NOTEBOOK);
    const seen = deletes();
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_workspace_object", { path: NOTEBOOK.path });
    expect(questions).toEqual([
      asked(
        `Permanently delete notebook "${NOTEBOOK.path}" (id ${NOTEBOOK.object_id}, language "PYTHON")?`,
        "It cannot be restored.",
      ),
    ]);
    expect(seen[0]?.body).toEqual({ path: NOTEBOOK.path, recursive: false });
    expect(structuredContent).toEqual({ path: NOTEBOOK.path, deleted: true });
  });

  test("several objects are one question that lists them", async () => {
    on("GET /api/2.0/workspace/get-status", ({ query }: Seen) =>
      query.path === FOLDER.path ? FOLDER : { ...NOTEBOOK, path: String(query.path) },
    );
    on("GET /api/2.0/workspace/list", { objects: [NOTEBOOK] });
    const seen = deletes();
    const { call, questions } = await connect({ answer: yes });
    const paths = ["/Shared/a", "/Shared/b", FOLDER.path, "/Shared/a"];
    const { structuredContent } = await call("delete_workspace_object", { paths, recursive: true });
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain("Permanently delete 3 objects:");
    expect(questions[0]).toContain('- notebook "/Shared/b"');
    expect(questions[0]).toContain(`"${FOLDER.path}": 1 object in it cannot be restored.`);
    expect(questions[0]).toContain("They cannot be restored.");
    expect(seen.map(({ body }) => body)).toEqual(paths.slice(0, 3).map((path) => ({ path, recursive: true })));
    expect(structuredContent).toEqual({ paths: paths.slice(0, 3), deleted: true });
    expect(textOf(await call("delete_workspace_object", {}))).toContain("give path or paths");
  });

  test("without recursive, a folder that is not empty is refused before anyone is asked", async () => {
    status(FOLDER);
    on("GET /api/2.0/workspace/list", { objects: [NOTEBOOK] });
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_workspace_object", { path: FOLDER.path });
    expect(textOf(result)).toContain(`The folder ${FOLDER.path} is not empty, nothing was deleted.`);
    expect(textOf(result)).toContain("use recursive: true to delete them too.");
    expect(questions).toEqual([]);
  });

  test("without recursive, the platform's refusal of a folder that was filled meanwhile is explained", async () => {
    on("POST /api/2.0/workspace/delete", platformError(400, "DIRECTORY_NOT_EMPTY", "Folder is not empty."));
    const { call } = await connect({ settings: { confirm: "never" } });
    const result = await call("delete_workspace_object", { path: FOLDER.path });
    expect(textOf(result)).toContain("use recursive: true to delete them too.");
  });

  test.each([
    [`${FOLDER.path}/inner/etl`, true],
    ["/Workspace/Shared/other/*", false],
  ])("a protection of %s holds for a recursive delete: %s", async (pattern, held) => {
    status(FOLDER);
    on("GET /api/2.0/workspace/list", { objects: [] });
    const seen = deletes();
    const { call } = await connect({ settings: { confirm: "never", protect: [pattern] } });
    const result = await call("delete_workspace_object", { path: FOLDER.path, recursive: true });
    expect([result.isError === true, seen.length]).toEqual([held, held ? 0 : 1]);
  });

  test("with recursive, the question counts the objects in the folder", async () => {
    status(FOLDER);
    const inner = { ...FOLDER, path: `${FOLDER.path}/inner` };
    on("GET /api/2.0/workspace/list", ({ query }: Seen) => ({
      objects: query.path === FOLDER.path ? [NOTEBOOK, inner] : [FILE],
    }));
    const seen = deletes();
    const { call, questions } = await connect({ answer: yes });
    await call("delete_workspace_object", { path: FOLDER.path, recursive: true });
    expect(questions).toEqual([
      asked(
        `Permanently delete folder "${FOLDER.path}" (id ${FOLDER.object_id})?`,
        "3 objects in it cannot be restored.",
      ),
    ]);
    expect(seen[0]?.body).toEqual({ path: FOLDER.path, recursive: true });
  });

  test("stops counting in a very large folder", async () => {
    status(FOLDER);
    let made = 0;
    const listed = on("GET /api/2.0/workspace/list", () => ({
      objects: [1, 2].map(() => ({ ...FOLDER, path: `${FOLDER.path}/${++made}` })),
    }));
    deletes();
    const { call, questions } = await connect({ answer: yes });
    await call("delete_workspace_object", { path: FOLDER.path, recursive: true });
    expect(questions[0]).toContain("At least 20 objects in it cannot be restored.");
    // Once for the question, once when the confirmation arrives.
    expect(listed.length).toBeLessThanOrEqual(20);
  });

  test("X08 nothing is deleted without consent", async () => {
    status(NOTEBOOK);
    const seen = deletes();
    const { call } = await connect();
    expect((await call("delete_workspace_object", { path: NOTEBOOK.path })).isError).toBe(true);
    expect(seen).toHaveLength(0);
  });

  test("names a missing object without asking", async () => {
    status();
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_workspace_object", { path: `${HOME}/none` });
    expect(textOf(result)).toContain(`Nothing exists at ${HOME}/none`);
    expect(questions).toEqual([]);
  });
});
