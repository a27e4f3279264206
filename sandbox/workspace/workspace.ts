import type { Context } from "hono";
import { fail, invalid } from "../failure.ts";
import { type App, type Env, type Fields, flag, integer, oneOf, optional, readJson, required } from "../http.ts";
import { messyTree } from "../messy/tree.ts";
import type { World } from "../world.ts";
import { EXPORT_FORMATS, exported } from "./export.ts";
import { IMPORT_FORMATS, importObject } from "./import.ts";
import { NOTEBOOK_LANGUAGES } from "./notebooks/notebook.ts";
import { seedTree } from "./seed.ts";
import { createTree, isFolder, nameOf, newTree, normalPath, objectInfo } from "./tree.ts";

const IMPORT_FILE = "/api/2.0/workspace-files/import-file";

/** Workspace objects: notebooks, files and folders (REST 2.0). */
export function workspace(app: App, world: World): void {
  const tree = createTree(world.kept("tree", newTree));
  if (world.isNew) {
    seedTree(tree, world.user);
    if (world.messy) messyTree(tree, world.user);
  }
  world.findObject = (path) => (path.startsWith("/") ? tree.find(normalPath(path)) : undefined);
  world.findObjectById = tree.withId;
  world.findBelow = (path) => tree.descendants(normalPath(path));
  const pathOf = (fields: Fields) => normalPath(required(fields, "path"));

  app.get("/api/2.0/workspace/list", (c) => {
    const query = c.req.query();
    const entry = tree.get(pathOf(query));
    const since = integer(query, "notebooks_modified_after");
    const found = (isFolder(entry) ? tree.children(entry.path) : [entry]).filter(
      ({ type, modified }) => since === undefined || type !== "NOTEBOOK" || modified > since,
    );
    // The response for an empty folder is an empty object.
    return c.json(found.length > 0 ? { objects: found.map(objectInfo) } : {});
  });
  app.get("/api/2.0/workspace/get-status", (c) => c.json(objectInfo(tree.get(pathOf(c.req.query())))));
  app.get("/api/2.0/workspace/export", (c) => {
    const query = c.req.query();
    const entry = tree.get(pathOf(query));
    const format = oneOf(query, "format", EXPORT_FORMATS) ?? "SOURCE";
    const outputs = oneOf(query, "outputs", ["ALL", "NONE"]) !== "NONE";
    const { data, fileType, contentType } = exported(tree, entry, format, outputs);
    if (flag(query, "direct_download") !== true) {
      return c.json({ content: data.toString("base64"), file_type: fileType });
    }
    const name = nameOf(entry.path);
    const file = name.endsWith(`.${fileType}`) ? name : `${name}.${fileType}`;
    return c.body(new Uint8Array(data), 200, {
      "content-type": contentType,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file)}`,
    });
  });
  app.post("/api/2.0/workspace/import", async (c) => {
    const { fields, data } = await importBody(c);
    const format = oneOf(fields, "format", IMPORT_FORMATS) ?? "SOURCE";
    const language = oneOf(fields, "language", NOTEBOOK_LANGUAGES);
    importObject(tree, { path: pathOf(fields), data, format, language, overwrite: flag(fields, "overwrite") ?? false });
    return c.json({});
  });
  // The route of the Databricks CLI: the body is the file, and the rest of the URL is its path.
  app.post(`${IMPORT_FILE}/*`, async (c) => {
    const path = normalPath(pathBelow(c));
    const overwrite = flag(c.req.query(), "overwrite") ?? false;
    const data = Buffer.from(await c.req.arrayBuffer());
    // The CLI knows a file that exists by this status. For a notebook it is 400.
    if (!overwrite && tree.find(path)?.type === "FILE")
      fail(409, "RESOURCE_ALREADY_EXISTS", `Path (${path}) already exists.`);
    importObject(tree, { path, data, format: "AUTO", language: undefined, overwrite });
    return c.json({});
  });
  app.post("/api/2.0/workspace/mkdirs", async (c) => {
    tree.mkdirs(pathOf(await readJson(c)));
    return c.json({});
  });
  app.post("/api/2.0/workspace/delete", async (c) => {
    const body = await readJson(c);
    tree.remove(pathOf(body), flag(body, "recursive") ?? false);
    return c.json({});
  });
}

/** The path in a URL; a client may send its first slash or leave it out. */
function pathBelow(c: Context<Env>): string {
  const { pathname } = new URL(c.req.url);
  try {
    return `/${decodeURIComponent(pathname.slice(IMPORT_FILE.length)).replace(/^\/+/, "")}`;
  } catch {
    return invalid("The path in the URL is not valid.");
  }
}

/** A JSON body contains the content in base64, a multipart form as a file part with its own bytes. */
async function importBody(c: Context<Env>): Promise<{ fields: Fields; data: Buffer }> {
  if (!/^multipart\/form-data\b/i.test(c.req.header("content-type") ?? "")) {
    const fields = await readJson(c);
    return { fields, data: decoded(optional(fields, "content") ?? "") };
  }
  const form = await c.req.parseBody().catch(() => fail(400, "MALFORMED_REQUEST", "Could not parse the form."));
  const { content, ...fields } = form;
  const data = content instanceof File ? Buffer.from(await content.arrayBuffer()) : decoded(String(content ?? ""));
  return { fields, data };
}

function decoded(content: string): Buffer {
  const text = content.replace(/\s+/g, "");
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    fail(400, "MALFORMED_REQUEST", "Could not decode the content: it is not base64.");
  }
  return Buffer.from(text, "base64");
}
