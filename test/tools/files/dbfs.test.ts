import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/dbfs";
const FILE = { path: "/FileStore/a.csv", is_dir: false, file_size: 2048, modification_time: 1768400000000 };
const FOLDER = { path: "/FileStore", is_dir: true, file_size: 0, modification_time: 0 };
const missing = () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "No file or directory exists on path.");
const status = (info: object) => on(`GET ${API}/get-status`, info);
/** `GET read` as the platform does it, on these bytes. */
const readable = (bytes: Uint8Array) =>
  on(`GET ${API}/read`, ({ query }: Seen) => {
    const from = Number(query.offset);
    const data = Buffer.from(bytes).subarray(from, from + Number(query.length));
    return { bytes_read: data.length, data: data.toString("base64") };
  });

describe("list_dbfs_files", () => {
  test("lists a folder, with or without dbfs:", async () => {
    const seen = on(`GET ${API}/list`, { files: [FILE, { ...FOLDER, path: "/FileStore/x" }] });
    const { call } = await connect();
    const result = await call("list_dbfs_files", { path: "dbfs:/FileStore/" });
    expect(seen[0]?.query).toEqual({ path: "/FileStore" });
    expect(result.structuredContent).toEqual({
      path: "/FileStore",
      files: [
        { path: "/FileStore/a.csv", is_dir: false, file_size: 2048, modification_time: "2026-01-14T14:13:20Z" },
        { path: "/FileStore/x", is_dir: true },
      ],
    });
    expect(textOf(result)).toContain("name | size | modified\na.csv | 2048 | 2026-01-14T14:13:20Z\nx/ |  | ");
  });

  test("the root; an empty folder", async () => {
    const seen = on(`GET ${API}/list`, {});
    const { call } = await connect();
    expect((await call("list_dbfs_files", { path: "/" })).structuredContent).toEqual({ path: "/", files: [] });
    expect(seen[0]?.query).toEqual({ path: "/" });
  });

  test("a missing folder is named, with where to look", async () => {
    on(`GET ${API}/list`, missing());
    const { call } = await connect();
    expect(textOf(await call("list_dbfs_files", { path: "/tmp/gone" }))).toContain(
      "Nothing is at /tmp/gone: list /tmp to see what is there.",
    );
  });

  test.each([
    ["FileStore", "must be absolute"],
    ["/a/../b", "must not contain . or .. segments"],
    ["/Volumes/main/s/v", "use the *_volume_file tools"],
    ["/a/%2e%2e/b", "Refused to build a request"],
    ["/a//b", "Refused to build a request"],
    ["/a\\b", "Refused to build a request"],
    ["/a\0b", "Refused to build a request"],
    ["/a/..;/b", "Refused to build a request"],
    [`/${"x".repeat(4096)}`, "Too big"],
  ])("X04 %j is refused before anything is sent", async (path, message) => {
    const { call } = await connect();
    const result = await call("list_dbfs_files", { path });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(message);
  });

  test("X04 what is merely odd names the file it says", async () => {
    const seen = on(`GET ${API}/list`, {});
    const { call } = await connect();
    await call("list_dbfs_files", { path: "/a?b=1&c#d;e/ü..x" });
    expect(seen[0]?.query).toEqual({ path: "/a?b=1&c#d;e/ü..x" });
  });
});

describe("get_dbfs_file", () => {
  test("tells size and time", async () => {
    const seen = status(FILE);
    const { call } = await connect();
    const { structuredContent } = await call("get_dbfs_file", { path: FILE.path });
    expect(seen[0]?.query).toEqual({ path: FILE.path });
    expect(structuredContent).toEqual({
      path: FILE.path,
      is_dir: false,
      file_size: 2048,
      modification_time: "2026-01-14T14:13:20Z",
    });
  });
});

describe("read_dbfs_file", () => {
  test("text comes inline, byte for byte, and says where the rest begins", async () => {
    const text = "größe\u200b,1\n".repeat(5000);
    status({ ...FILE, file_size: Buffer.byteLength(text) });
    const seen = readable(Buffer.from(text));
    const { call } = await connect({ settings: { outputBudgetChars: 100_000 } });
    const first = await call("read_dbfs_file", { path: FILE.path });
    expect(seen[0]?.query).toEqual({ path: FILE.path, offset: "0", length: "32768" });
    expect(first.structuredContent).toMatchObject({ offset: 0, mime_type: "text/csv" });
    const { content, next_offset, bytes_read } = first.structuredContent as Record<string, unknown>;
    expect(text.startsWith(String(content))).toBe(true);
    expect(next_offset).toBe(bytes_read);
    expect(textOf(first)).toContain(`More: offset ${next_offset}`);
    const rest = await call("read_dbfs_file", { path: FILE.path, offset: next_offset, length: 1_000_000 });
    expect(rest.structuredContent).not.toHaveProperty("next_offset");
    const { content: tail } = rest.structuredContent as Record<string, unknown>;
    expect(`${content}${tail}`).toBe(text);
  });

  test("an empty file needs no read", async () => {
    status({ ...FILE, file_size: 0 });
    const { call } = await connect();
    expect((await call("read_dbfs_file", { path: FILE.path })).structuredContent).toMatchObject({
      bytes_read: 0,
      content: "",
    });
  });

  test("D20 an archive stays the bytes it is, behind a link; nothing is extracted", async () => {
    const evil = Buffer.concat([Buffer.from("PK\x03\x04../../etc/passwd\0\xff", "latin1"), Buffer.alloc(50_000, 0xfe)]);
    status({ ...FILE, path: "/FileStore/evil.zip", file_size: evil.length });
    const seen = readable(evil);
    const { call, client } = await connect();
    const result = await call("read_dbfs_file", { path: "/FileStore/evil.zip" });
    // A fragment of it is of no use: it is read again, whole.
    expect(seen.map(({ query }) => query.length)).toEqual(["32768", String(evil.length)]);
    const link = result.content.find((block) => block.type === "resource_link");
    expect(link).toMatchObject({ name: "evil.zip", mimeType: "application/zip", size: evil.length });
    expect(result.structuredContent).toEqual({
      path: "/FileStore/evil.zip",
      file_size: evil.length,
      offset: 0,
      bytes_read: evil.length,
      mime_type: "application/zip",
      uri: link?.uri,
    });
    const { contents } = await client.readResource({ uri: link?.uri ?? "" });
    expect(contents).toMatchObject([{ blob: evil.toString("base64") }]);
  });

  test("a range of a binary file is the range asked for", async () => {
    status({ ...FILE, file_size: 100 });
    readable(Buffer.alloc(100, 0xff));
    const { call } = await connect();
    const { structuredContent } = await call("read_dbfs_file", { path: FILE.path, offset: 10, length: 20 });
    expect(structuredContent).toMatchObject({ offset: 10, bytes_read: 20, next_offset: 30 });
  });

  test("a folder and an offset beyond the end are explained", async () => {
    status(FOLDER);
    const { call } = await connect();
    expect(textOf(await call("read_dbfs_file", { path: "/FileStore" }))).toBe(
      "/FileStore is a folder. Read it with list_dbfs_files.",
    );
    status(FILE);
    expect(textOf(await call("read_dbfs_file", { path: FILE.path, offset: 5000 }))).toContain("has 2048 bytes");
  });
});

describe("write_dbfs_file", () => {
  const big = "x".repeat(2.5 * 2 ** 20);
  const stream = () => ({
    create: on(`POST ${API}/create`, { handle: 7904256 }),
    close: on(`POST ${API}/close`, {}),
    remove: on(`POST ${API}/delete`, {}),
  });

  /** A write deletes what it could not finish: more than the reference lets a write do, and all its own. */
  const TAKES_BACK = { contract: false };

  test("a small one goes in one request", async () => {
    const seen = on(`POST ${API}/put`, {});
    const { call } = await connect();
    const { structuredContent } = await call("write_dbfs_file", { path: "dbfs:/tmp/ä", content: "hällo" });
    expect(seen[0]?.body).toEqual({
      path: "/tmp/ä",
      contents: Buffer.from("hällo").toString("base64"),
      overwrite: false,
    });
    expect(structuredContent).toEqual({ path: "/tmp/ä", file_size: 6 });
  });

  test("binary content comes in base64", async () => {
    const seen = on(`POST ${API}/put`, {});
    const { call } = await connect();
    await call("write_dbfs_file", { path: "/tmp/b", content: "/wD+", encoding: "base64" });
    expect(seen[0]?.body).toMatchObject({ contents: "/wD+" });
    const refused = await call("write_dbfs_file", { path: "/tmp/b", content: "no base64!", encoding: "base64" });
    expect(textOf(refused)).toContain("content: is not base64");
    expect(seen).toHaveLength(1);
  });

  test("a big one goes in blocks of 1 MiB, in order, and its size is checked", async () => {
    const { create, close } = stream();
    const blocks = on(`POST ${API}/add-block`, {});
    status({ ...FILE, file_size: big.length });
    const { call } = await connect();
    const result = await call("write_dbfs_file", { path: "/tmp/big", content: big });
    expect(create[0]?.body).toEqual({ path: "/tmp/big", overwrite: false });
    expect(close[0]?.body).toEqual({ handle: 7904256 });
    const sent = blocks.map(({ body }) => body as { handle: number; data: string });
    expect(sent.map(({ data }) => Buffer.from(data, "base64").length)).toEqual([2 ** 20, 2 ** 20, 2 ** 19]);
    expect(new Set(sent.map(({ handle }) => handle))).toEqual(new Set([7904256]));
    expect(result.structuredContent).toEqual({ path: "/tmp/big", file_size: big.length });
  });

  test("D21 a block that fails: closed, deleted, and the answer says that nothing is left", async () => {
    const { close, remove } = stream();
    const blocks = on(`POST ${API}/add-block`, {}, platformError(500, "INTERNAL_ERROR", "disk"));
    const { call } = await connect(TAKES_BACK);
    const result = await call("write_dbfs_file", { path: "/tmp/big", content: big });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("The write was not finished and its part was deleted. Call again to write");
    expect(textOf(result)).not.toContain("unknown");
    expect(blocks).toHaveLength(2);
    expect(close).toHaveLength(1);
    expect(remove[0]?.body).toEqual({ path: "/tmp/big", recursive: false });
  });

  test("D21 a part that cannot be deleted is named", async () => {
    stream();
    on(`POST ${API}/add-block`, platformError(500, "INTERNAL_ERROR", "disk"));
    on(`POST ${API}/delete`, platformError(500, "INTERNAL_ERROR", "disk"));
    const { call } = await connect({ answer: yes });
    status(FILE);
    const result = await call("write_dbfs_file", { path: "/tmp/big", content: big, overwrite: true });
    expect(textOf(result)).toContain("a part may be left: delete /tmp/big before writing again.");
    expect(textOf(result)).toContain("What was at the path before is gone too.");
  });

  test("D21 a size that is not the one sent is not called done", async () => {
    const { remove } = stream();
    on(`POST ${API}/add-block`, {});
    status({ ...FILE, file_size: 5 });
    const { call } = await connect(TAKES_BACK);
    const result = await call("write_dbfs_file", { path: "/tmp/big", content: big });
    expect(textOf(result)).toContain(`5 of ${big.length} bytes were written.`);
    expect(remove).toHaveLength(1);
  });

  test("D21 a cancelled one is taken back all the same", async () => {
    const { close, remove } = stream();
    const controller = new AbortController();
    on(`POST ${API}/add-block`, async () => {
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return {};
    });
    const { client } = await connect();
    const call = client.callTool(
      { name: "write_dbfs_file", arguments: { path: "/tmp/big", content: big } },
      { signal: controller.signal },
    );
    await expect(call).rejects.toThrow();
    await expect.poll(() => [close.length, remove.length]).toEqual([1, 1]);
  });

  test("replacing a file asks; where none is there is nothing to ask", async () => {
    const put = on(`POST ${API}/put`, {});
    status(FILE);
    const { call, questions } = await connect({ answer: yes });
    await call("write_dbfs_file", { path: FILE.path, content: "new", overwrite: true });
    expect(questions[0]).toContain("Overwrite the DBFS file /FileStore/a.csv (2048 bytes)? Its contents are lost.");
    status(missing());
    await call("write_dbfs_file", { path: "/tmp/new", content: "new", overwrite: true });
    expect(questions).toHaveLength(1);
    expect(put.map(({ body }) => (body as { overwrite: boolean }).overwrite)).toEqual([true, true]);
  });

  test("a file in the way: what to do", async () => {
    on(`POST ${API}/put`, platformError(400, "RESOURCE_ALREADY_EXISTS", "A file or directory already exists."));
    const { call } = await connect();
    expect(textOf(await call("write_dbfs_file", { path: FILE.path, content: "" }))).toContain(
      "choose another path, or replace it with overwrite: true.",
    );
  });
});

describe("move_dbfs_file", () => {
  test("moves", async () => {
    const seen = on(`POST ${API}/move`, {});
    const { call } = await connect();
    const args = { source_path: "dbfs:/tmp/a", destination_path: "/tmp/b" };
    const { structuredContent } = await call("move_dbfs_file", args);
    expect(seen[0]?.body).toEqual({ source_path: "/tmp/a", destination_path: "/tmp/b" });
    expect(structuredContent).toEqual({ source_path: "/tmp/a", destination_path: "/tmp/b" });
  });

  test("a target that exists is a conflict", async () => {
    on(`POST ${API}/move`, platformError(400, "RESOURCE_ALREADY_EXISTS", "exists"));
    const { call } = await connect();
    const result = await call("move_dbfs_file", { source_path: "/a", destination_path: "/b" });
    expect(textOf(result)).toContain("Something is at destination_path already: choose another.");
  });
});

describe("delete_dbfs_file", () => {
  test.each([
    [FILE, false, "Delete the DBFS file /FileStore/a.csv (2048 bytes) for good?"],
    [FOLDER, false, "Delete the DBFS folder /FileStore? It is deleted only if it is empty."],
    [FOLDER, true, "Delete the DBFS folder /FileStore and everything in it (1 directly in it) for good?"],
  ])("asks about %j, recursive %j", async (info, recursive, question) => {
    status(info);
    on(`GET ${API}/list`, { files: [FILE] });
    const seen = on(`POST ${API}/delete`, {});
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_dbfs_file", { path: info.path, recursive });
    expect(questions[0]).toContain(question);
    expect(seen[0]?.body).toEqual({ path: info.path, recursive });
    expect(structuredContent).toEqual({ path: info.path, deleted: true });
  });

  const partial = () => platformError(503, "PARTIAL_DELETE", "The directory was partially deleted. Try again.");

  test("a big folder is deleted in rounds", async () => {
    const seen = on(`POST ${API}/delete`, partial(), {});
    const { call } = await connect({ settings: { confirm: "never" } });
    const { structuredContent } = await call("delete_dbfs_file", { path: "/tmp/big", recursive: true });
    expect(seen).toHaveLength(2);
    expect(structuredContent).toEqual({ path: "/tmp/big", deleted: true });
  });

  test("out of time it says how to go on, not that it is done", async () => {
    const seen = on(`POST ${API}/delete`, partial());
    const { call } = await connect({ settings: { confirm: "never" } });
    const args = { path: "/tmp/big", recursive: true, wait_seconds: 0 };
    const { structuredContent } = await call("delete_dbfs_file", args);
    expect(seen).toHaveLength(1);
    expect(structuredContent).toEqual({
      path: "/tmp/big",
      deleted: false,
      next: "A part is deleted: call delete_dbfs_file again to go on.",
    });
  });

  test("a folder that is not empty", async () => {
    on(`POST ${API}/delete`, platformError(400, "IO_ERROR", "The directory is not empty."));
    const { call } = await connect({ settings: { confirm: "never" } });
    expect(textOf(await call("delete_dbfs_file", { path: "/tmp" }))).toContain("recursive: true deletes it");
  });
});

describe("create_dbfs_directory", () => {
  test("makes a folder", async () => {
    const seen = on(`POST ${API}/mkdirs`, {});
    const { call } = await connect();
    const { structuredContent } = await call("create_dbfs_directory", { path: "/tmp/a/b/" });
    expect(seen[0]?.body).toEqual({ path: "/tmp/a/b" });
    expect(structuredContent).toEqual({ path: "/tmp/a/b" });
  });
});
