import type { Context } from "hono";
import { metastoreOf, mustHave } from "../catalog/metastore.ts";
import type { VolumeStore } from "../catalog/volume-store.ts";
import { loadedDay, NIGHTLY_LOAD, nightBefore } from "../data/nights.ts";
import { fail, invalid } from "../failure.ts";
import { type Env, type Fields, flag, integer, optional, required } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { Service } from "../service.ts";

import { createDisk, type Disk, type DiskInfo } from "./disk.ts";

const MAX_PAGE = 1000;
const FILES = "/api/2.0/fs/files";
const DIRECTORIES = "/api/2.0/fs/directories";

/** The Files API on the volumes of Unity Catalog, on a temporary folder (REST 2.0). */
export const files: Service = (app, world) => {
  const disk = createDisk(world, "volumes");
  const metastore = metastoreOf(world);
  const { volumes, ledger } = metastore;
  const place = (fullName: string) => `/${fullName.split(".").join("/")}`;
  volumes.onDrop((fullName) => disk.remove(place(fullName)));
  volumes.onRename((from, to) => {
    if (disk.find(place(from)) !== undefined) disk.move(place(from), place(to));
  });
  if (world.isNew) seed(disk, volumes, world.now());

  /** The place of a path, for a caller who may read or write the volume. */
  const locate = (path: string, privilege: "READ_VOLUME" | "WRITE_VOLUME" = "READ_VOLUME") => {
    const at = located(volumes, path);
    const { catalog, schema, entry } = volumes.get(at.volume);
    mustHave(metastore, privilege, [
      entry,
      ledger.known("schema", `${catalog}.${schema}`),
      ledger.known("catalog", catalog),
    ]);
    return at;
  };
  const file = (path: string): DiskInfo => {
    const found = disk.find(locate(path).disk);
    if (found === undefined || found.isDirectory) return absent("file", path);
    return found;
  };
  const directory = (path: string): DiskInfo => {
    const at = locate(path);
    if (at.isRoot && disk.find(at.disk) === undefined) disk.mkdirs(at.disk);
    const found = disk.find(at.disk);
    return found?.isDirectory ? found : absent("directory", path);
  };

  // HEAD arrives here too: its response is this one without the body.
  app.get(`${FILES}/*`, (c) => {
    const found = file(pathBelow(c, FILES));
    const whole = {
      "content-type": "application/octet-stream",
      "last-modified": new Date(found.modified).toUTCString(),
    };
    const range = rangeOf(c.req.header("range"), found.size);
    if (range === undefined) {
      const headers = { ...whole, "content-length": String(found.size) };
      return c.req.method === "HEAD" ? c.body(null, 200, headers) : c.body(disk.read(found.path), 200, headers);
    }
    if (range.from >= found.size) {
      c.header("content-range", `bytes */${found.size}`);
      return fail(416, "INVALID_PARAMETER_VALUE", "The requested range is not satisfiable.");
    }
    const data = disk.read(found.path, range.from, range.to - range.from + 1);
    const headers = { "content-range": `bytes ${range.from}-${range.to}/${found.size}` };
    return c.body(data, 206, { ...whole, ...headers, "content-length": String(data.length) });
  });
  app.put(`${FILES}/*`, async (c) => {
    const path = pathBelow(c, FILES);
    const at = locate(path, "WRITE_VOLUME");
    if (at.isRoot) invalid(`${path} is a volume, not a file.`);
    const there = disk.find(at.disk);
    if (there?.isDirectory) invalid(`${path} is a directory.`);
    if (there !== undefined && flag(c.req.query(), "overwrite") !== true) exists(path);
    noFileAbove(disk, at.disk, path);
    disk.write(at.disk, Buffer.from(await c.req.arrayBuffer()));
    return c.body(null, 204);
  });
  app.delete(`${FILES}/*`, (c) => {
    const path = pathBelow(c, FILES);
    locate(path, "WRITE_VOLUME");
    disk.remove(file(path).path);
    return c.body(null, 204);
  });

  app.get(`${DIRECTORIES}/*`, (c) => {
    const path = pathBelow(c, DIRECTORIES);
    const found = directory(path);
    if (c.req.method === "HEAD") return c.body(null, 200);
    const query = c.req.query();
    const size = Math.min(integer(query, "page_size") ?? MAX_PAGE, MAX_PAGE);
    const { items, next } = pageOf(disk.list(found.path), "files", size, optional(query, "page_token"));
    const contents = items.map((entry) => contentOf(path, entry));
    return c.json({ ...(contents.length > 0 && { contents }), ...(next && { next_page_token: next }) });
  });
  app.put(`${DIRECTORIES}/*`, (c) => {
    const path = pathBelow(c, DIRECTORIES);
    const at = locate(path, "WRITE_VOLUME");
    if (disk.find(at.disk)?.isDirectory === false) exists(path);
    noFileAbove(disk, at.disk, path);
    disk.mkdirs(at.disk);
    return c.body(null, 204);
  });
  app.delete(`${DIRECTORIES}/*`, (c) => {
    const path = pathBelow(c, DIRECTORIES);
    const found = directory(path);
    if (locate(path, "WRITE_VOLUME").isRoot) invalid(`${path} is a volume: drop it in Unity Catalog.`);
    if (disk.list(found.path).length > 0) fail(400, "DIRECTORY_NOT_EMPTY", `The directory ${path} is not empty.`);
    disk.remove(found.path);
    return c.body(null, 204);
  });

  app.post("/api/2.0/fs/create-download-url", (c) => {
    const path = required(c.req.query(), "path");
    const found = file(path);
    const key = `volumes/${world.uuid()}`;
    world.storage.put(key, { contentType: "application/octet-stream", read: () => disk.read(found.path) });
    return c.json({ url: world.origin + world.storage.link(key).path, headers: [] });
  });
};

/** The path after an endpoint, with each segment decoded separately. */
function pathBelow(c: Context<Env>, base: string): string {
  const names = new URL(c.req.url).pathname
    .slice(base.length + 1)
    .replace(/\/$/, "")
    .split("/");
  return `/${names.map(decoded).join("/")}`;
}

function decoded(name: string): string {
  try {
    const plain = decodeURIComponent(name);
    return plain.includes("/") ? invalid(`'${name}' is not a valid name.`) : plain;
  } catch {
    return invalid(`'${name}' is not a valid name.`);
  }
}

/** The location of a volume's path on the disk. The volume must exist in Unity Catalog. */
function located(
  volumes: VolumeStore,
  path: string,
): { readonly disk: string; readonly isRoot: boolean; readonly volume: string } {
  const [top, catalog, schema, name, ...below] = path.split("/").slice(1);
  if (top !== "Volumes" || !catalog || !schema || !name) {
    return invalid(`Invalid path: ${path} is not below /Volumes/<catalog>/<schema>/<volume>.`);
  }
  const fullName = [catalog, schema, name].join(".").toLowerCase();
  if (!volumes.has(fullName)) fail(404, "NOT_FOUND", `Volume '${fullName}' does not exist.`);
  return { disk: `/${[...fullName.split("."), ...below].join("/")}`, isRoot: below.length === 0, volume: fullName };
}

const absent = (what: string, path: string): never => fail(404, "NOT_FOUND", `The ${what} ${path} does not exist.`);
const exists = (path: string): never => fail(409, "ALREADY_EXISTS", `${path} already exists.`);

function noFileAbove(disk: Disk, at: string, path: string): void {
  const names = at.split("/").slice(1, -1);
  for (const [index] of names.entries()) {
    if (disk.find(`/${names.slice(0, index + 1).join("/")}`)?.isDirectory === false) exists(path);
  }
}

const contentOf = (directory: string, { path, isDirectory, size, modified }: DiskInfo): Fields => {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return {
    path: `${directory}/${name}`,
    name,
    is_directory: isDirectory,
    ...(!isDirectory && { file_size: size, last_modified: modified }),
  };
};

/** A single range in the simple form. Anything else returns the whole file, as HTTP allows. */
function rangeOf(header: string | undefined, size: number): { from: number; to: number } | undefined {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined) return undefined;
  return { from: Number(from), to: Math.min(to ? Number(to) : size - 1, size - 1) };
}

const DAY = 86_400_000;
/** The nights before the latest one in which the export of the day had an invalid line. */
const BROKEN_NIGHT = 1;

/** Files as the nightly jobs of the last days left and found them. */
function seed(disk: Disk, volumes: VolumeStore, now: number): void {
  const day = (daysAgo: number) => new Date(now - daysAgo * DAY).toISOString().slice(0, 10);
  const put = (path: string, lines: readonly string[]) => disk.write(path, Buffer.from(`${lines.join("\n")}\n`));
  if (volumes.has("main.sales.exports")) {
    const month = day(31).slice(0, 7);
    put(`/main/sales/exports/orders/${month}.csv`, [
      "order_id,order_date,region,amount",
      `1001,${month}-12,north,120.50`,
      `1002,${month}-12,south,80.00`,
      `1003,${month}-13,north,15.25`,
    ]);
    disk.write("/main/sales/exports/README.md", Buffer.from("Monthly exports of the sales tables.\n"));
  }
  if (volumes.has("main.ops.landing")) {
    const at = day(1);
    put(`/main/ops/landing/events/${at}.json`, [
      `{"event":"login","user":"ana","at":"${at}T09:00:00Z"}`,
      `{"event":"export","user":"bruno","at":"${at}T09:05:00Z"}`,
    ]);
  }
  if (volumes.has("main.sales.landing")) {
    const latest = nightBefore(now, NIGHTLY_LOAD, 0);
    for (const night of [0, 1, 2, 3]) {
      const good = ["1001|17|129.90|EUR", "1002|4|15.00|USD", "1003|112|49.95|EUR"];
      // The line that fails the nightly job.
      const lines = night === BROKEN_NIGHT ? [...good, "-- export interrupted --"] : good;
      put(`/main/sales/landing/orders/${loadedDay(latest - night * DAY)}.csv`, lines);
    }
  }
}
