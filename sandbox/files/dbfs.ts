import { randomInt } from "node:crypto";
import type { Context } from "hono";
import { fail, invalid } from "../failure.ts";
import { type Env, type Fields, flag, integer, readJson, required } from "../http.ts";
import type { Service } from "../service.ts";

import { createDisk, type Disk, type DiskInfo } from "./disk.ts";

const BLOCK = 2 ** 20;
const HALF_BLOCK = 2 ** 19;
const IDLE_MS = 600_000;

interface Stream {
  readonly path: string;
  /** Stops the clock that closes an idle stream. */
  forget: () => void;
}

/** DBFS, on a temporary folder (REST 2.0). */
export const dbfs: Service = (app, world) => {
  const disk = createDisk(world, "dbfs");
  const streams = new Map<string, Stream>();
  if (world.isNew) seed(disk);

  const find = (path: string): DiskInfo =>
    disk.find(path) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `No file or directory exists on path ${path}.`);
  const create = (path: string, data: Uint8Array, overwrite: boolean) => {
    const there = disk.find(path);
    if (there !== undefined && (!overwrite || there.isDirectory)) exists(path);
    noFileAbove(disk, path);
    disk.write(path, data);
  };
  const stream = (fields: Fields): [handle: string, Stream] => {
    const handle = String(fields.handle ?? invalid("Missing required field: handle"));
    return [handle, streams.get(handle) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `No stream with handle ${handle}.`)];
  };
  const idle = (handle: string) => world.after(IDLE_MS, () => void streams.delete(handle));

  const base = "/api/2.0/dbfs";
  app.get(`${base}/list`, (c) => {
    const found = find(pathOf(c.req.query()));
    const files = found.isDirectory ? disk.list(found.path) : [found];
    return c.json(files.length > 0 ? { files: files.map(fileInfo) } : {});
  });
  app.get(`${base}/get-status`, (c) => c.json(fileInfo(find(pathOf(c.req.query())))));
  app.get(`${base}/read`, (c) => {
    const query = c.req.query();
    const offset = integer(query, "offset") ?? 0;
    const length = integer(query, "length") ?? HALF_BLOCK;
    const { path, isDirectory } = find(pathOf(query));
    if (isDirectory) invalid(`Cannot read the directory ${path}.`);
    if (offset < 0 || length < 0) invalid("offset and length must not be negative.");
    if (length > BLOCK) fail(400, "MAX_READ_SIZE_EXCEEDED", `At most ${BLOCK} bytes can be read at once.`);
    const data = disk.read(path, offset, length);
    return c.json({ bytes_read: data.length, data: data.toString("base64") });
  });
  app.post(`${base}/put`, async (c) => {
    const { fields, data } = await putBody(c);
    create(pathOf(fields), data, flag(fields, "overwrite") ?? false);
    return c.json({});
  });
  app.post(`${base}/create`, async (c) => {
    const body = await readJson(c);
    const path = pathOf(body);
    create(path, Buffer.alloc(0), flag(body, "overwrite") ?? false);
    const handle = randomInt(2 ** 40);
    streams.set(String(handle), { path, forget: idle(String(handle)) });
    return c.json({ handle });
  });
  app.post(`${base}/add-block`, async (c) => {
    const body = await readJson(c);
    const [handle, open] = stream(body);
    disk.append(open.path, block(required(body, "data")));
    open.forget();
    open.forget = idle(handle);
    return c.json({});
  });
  app.post(`${base}/close`, async (c) => {
    const [handle, open] = stream(await readJson(c));
    open.forget();
    streams.delete(handle);
    return c.json({});
  });
  app.post(`${base}/mkdirs`, async (c) => {
    const path = pathOf(await readJson(c));
    if (disk.find(path)?.isDirectory === false) exists(path);
    noFileAbove(disk, path);
    disk.mkdirs(path);
    return c.json({});
  });
  app.post(`${base}/move`, async (c) => {
    const body = await readJson(c);
    const from = find(pathOf(body, "source_path")).path;
    const to = pathOf(body, "destination_path");
    if (disk.find(to) !== undefined) exists(to);
    if (to.startsWith(`${from}/`) || from === "/") invalid(`Cannot move ${from} into itself.`);
    noFileAbove(disk, to);
    disk.move(from, to);
    return c.json({});
  });
  app.post(`${base}/delete`, async (c) => {
    const body = await readJson(c);
    const { path, isDirectory } = find(pathOf(body));
    if (path === "/") fail(403, "PERMISSION_DENIED", "The root of DBFS cannot be deleted.");
    if (isDirectory && disk.list(path).length > 0 && flag(body, "recursive") !== true) {
      fail(400, "IO_ERROR", `The directory ${path} is not empty.`);
    }
    disk.remove(path);
    return c.json({});
  });
};

const exists = (path: string): never =>
  fail(400, "RESOURCE_ALREADY_EXISTS", `A file or directory already exists at the input path ${path}.`);

/** A file cannot contain other files. */
function noFileAbove(disk: Disk, path: string): void {
  const names = path.split("/").slice(1, -1);
  for (const [index] of names.entries()) {
    const above = `/${names.slice(0, index + 1).join("/")}`;
    if (disk.find(above)?.isDirectory === false) exists(above);
  }
}

const fileInfo = ({ path, isDirectory, size, modified }: DiskInfo): Fields => ({
  path,
  is_dir: isDirectory,
  file_size: size,
  modification_time: modified,
});

/** A path with or without `dbfs:`, without a slash at the end. */
function pathOf(fields: Fields, name = "path"): string {
  const path = required(fields, name).replace(/^dbfs:/, "");
  if (!path.startsWith("/")) invalid(`Path must be absolute: ${path}`);
  return path === "/" ? path : path.replace(/\/$/, "");
}

function block(text: string): Buffer {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) invalid("The data is not valid base64.");
  const data = Buffer.from(text, "base64");
  if (data.length > BLOCK) fail(400, "MAX_BLOCK_SIZE_EXCEEDED", `A block has at most ${BLOCK} bytes.`);
  return data;
}

/** A JSON body contains up to 1 MiB in base64; a form contains the file's own bytes. */
async function putBody(c: Context<Env>): Promise<{ fields: Fields; data: Buffer }> {
  if (!/^multipart\/form-data\b/i.test(c.req.header("content-type") ?? "")) {
    const fields = await readJson(c);
    return { fields, data: block(typeof fields.contents === "string" ? fields.contents : "") };
  }
  const form = await c.req.parseBody().catch(() => fail(400, "MALFORMED_REQUEST", "Could not parse the form."));
  const { contents, ...fields } = form;
  const data =
    contents instanceof File
      ? Buffer.from(await contents.arrayBuffer())
      : block(typeof contents === "string" ? contents : "");
  return { fields, data };
}

/** Leftover files, as in a workspace that is some years old. */
function seed(disk: Disk): void {
  disk.write("/FileStore/tables/regions.csv", Buffer.from("region,country\nnorth,NO\nnorth,SE\nsouth,IT\nsouth,ES\n"));
  disk.write(
    "/FileStore/shared_uploads/ana@example.com/notes.txt",
    Buffer.from("Ask Bruno about the February load.\n"),
  );
  disk.write("/databricks-results/README.md", Buffer.from("Full results of notebook cells.\n"));
  disk.mkdirs("/tmp");
}
