import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/dbfs";
const FILE = { path: "/FileStore/a.csv", is_dir: false, file_size: 2048, modification_time: 1768400000000 };
const FOLDER = { path: "/FileStore", is_dir: true, file_size: 0, modification_time: 0 };
const missing = () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "No file or directory exists on path.");
const status = (info: object) => on(`GET ${API}/get-status`, info);
/** `GET read` on these bytes, as in the platform. */
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

  test("lists the root and an empty folder", async () => {
    const seen = on(`GET ${API}/list`, {});
    const { call } = await connect();
    expect((await call("list_dbfs_files", { path: "/" })).structuredContent).toEqual({ path: "/", files: [] });
    expect(seen[0]?.query).toEqual({ path: "/" });
  });

  test("names a missing folder and where to look", async () => {
    on(`GET ${API}/list`, missing());
    const { call } = await connect();
    expect(textOf(await call("list_dbfs_files", { path: "/tmp/gone" }))).toContain(
      "Nothing exists at /tmp/gone. List /tmp to see its contents.",
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

  test("X04 unusual names reach the platform unchanged", async () => {
    const seen = on(`GET ${API}/list`, {});
    const { call } = await connect();
    await call("list_dbfs_files", { path: "/a?b=1&c#d;e/ü..x" });
    expect(seen[0]?.query).toEqual({ path: "/a?b=1&c#d;e/ü..x" });
  });
});

describe("get_dbfs_file", () => {
  test("returns size and time", async () => {
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
  test("returns text inline, byte for byte, with the offset of the next range", async () => {
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

  test("an empty file is not read", async () => {
    status({ ...FILE, file_size: 0 });
    const { call } = await connect();
    expect((await call("read_dbfs_file", { path: FILE.path })).structuredContent).toMatchObject({
      bytes_read: 0,
      content: "",
    });
  });

  test("D20 an archive is returned unchanged as a link, without extracting it", async () => {
    const evil = Buffer.concat([Buffer.from("PK\x03\x04../../etc/passwd\0\xff", "latin1"), Buffer.alloc(50_000, 0xfe)]);
    status({ ...FILE, path: "/FileStore/evil.zip", file_size: evil.length });
    const seen = readable(evil);
    const { call, client } = await connect();
    const result = await call("read_dbfs_file", { path: "/FileStore/evil.zip" });
    // A fragment is useless, so the whole file is read again.
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

  test("returns the requested range of a binary file", async () => {
    status({ ...FILE, file_size: 100 });
    readable(Buffer.alloc(100, 0xff));
    const { call } = await connect();
    const { structuredContent } = await call("read_dbfs_file", { path: FILE.path, offset: 10, length: 20 });
    expect(structuredContent).toMatchObject({ offset: 10, bytes_read: 20, next_offset: 30 });
  });

  test("explains a folder and an offset past the end", async () => {
    status(FOLDER);
    const { call } = await connect();
    expect(textOf(await call("read_dbfs_file", { path: "/FileStore" }))).toBe(
      "/FileStore is a folder. List its files with list_dbfs_files.",
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

  /** A failed write deletes its own partial file, which exceeds the access that the reference allows a write. */
  const TAKES_BACK = { contract: false };

  test("sends a small file in one request", async () => {
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

  test("accepts binary content in base64", async () => {
    const seen = on(`POST ${API}/put`, {});
    const { call } = await connect();
    await call("write_dbfs_file", { path: "/tmp/b", content: "/wD+", encoding: "base64" });
    expect(seen[0]?.body).toMatchObject({ contents: "/wD+" });
    const refused = await call("write_dbfs_file", { path: "/tmp/b", content: "no base64!", encoding: "base64" });
    expect(textOf(refused)).toContain("content: must be base64");
    expect(seen).toHaveLength(1);
  });

  test("sends a large file in blocks of 1 MiB, in order, and checks its size", async () => {
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

  test("D21 if a block fails, the partial file is deleted and the error says so", async () => {
    const { close, remove } = stream();
    const blocks = on(`POST ${API}/add-block`, {}, platformError(500, "INTERNAL_ERROR", "disk"));
    const { call } = await connect(TAKES_BACK);
    const result = await call("write_dbfs_file", { path: "/tmp/big", content: big });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("The write failed and the partial file was deleted. Call again to write");
    expect(textOf(result)).not.toContain("unknown");
    expect(blocks).toHaveLength(2);
    expect(close).toHaveLength(1);
    expect(remove[0]?.body).toEqual({ path: "/tmp/big", recursive: false });
  });

  test("D21 a partial file that cannot be deleted is named", async () => {
    stream();
    on(`POST ${API}/add-block`, platformError(500, "INTERNAL_ERROR", "disk"));
    on(`POST ${API}/delete`, platformError(500, "INTERNAL_ERROR", "disk"));
    const { call } = await connect({ answer: yes });
    status(FILE);
    const result = await call("write_dbfs_file", { path: "/tmp/big", content: big, overwrite: true });
    expect(textOf(result)).toContain("a partial file may be left. Delete /tmp/big before writing again.");
    expect(textOf(result)).toContain("The previous file at this path is lost.");
  });

  test("D21 a wrong size is reported as a failure", async () => {
    const { remove } = stream();
    on(`POST ${API}/add-block`, {});
    status({ ...FILE, file_size: 5 });
    const { call } = await connect(TAKES_BACK);
    const result = await call("write_dbfs_file", { path: "/tmp/big", content: big });
    expect(textOf(result)).toContain(`5 of ${big.length} bytes were written.`);
    expect(remove).toHaveLength(1);
  });

  test("D21 a cancelled write is undone too", async () => {
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

  test("asks before replacing a file, but not if there is none", async () => {
    const put = on(`POST ${API}/put`, {});
    status(FILE);
    const { call, questions } = await connect({ answer: yes });
    await call("write_dbfs_file", { path: FILE.path, content: "new", overwrite: true });
    expect(questions).toEqual([
      asked('Overwrite DBFS file "/FileStore/a.csv"?', "Its 2048 bytes are replaced by 3 bytes and permanently lost."),
    ]);
    status(missing());
    await call("write_dbfs_file", { path: "/tmp/new", content: "new", overwrite: true });
    expect(questions).toHaveLength(1);
    expect(put.map(({ body }) => (body as { overwrite: boolean }).overwrite)).toEqual([true, true]);
  });

  test("explains an existing file and the next step", async () => {
    on(`POST ${API}/put`, platformError(400, "RESOURCE_ALREADY_EXISTS", "A file or directory already exists."));
    const { call } = await connect();
    expect(textOf(await call("write_dbfs_file", { path: FILE.path, content: "" }))).toContain(
      "Choose another path, or replace the file with overwrite: true.",
    );
  });
});

describe("move_dbfs_file", () => {
  test("moves a file", async () => {
    status({ path: "/tmp/a", is_dir: false });
    const seen = on(`POST ${API}/move`, {});
    const { call } = await connect({ settings: { access: "write" } });
    const args = { source_path: "dbfs:/tmp/a", destination_path: "/tmp/b" };
    const { structuredContent } = await call("move_dbfs_file", args);
    expect(seen[0]?.body).toEqual({ source_path: "/tmp/a", destination_path: "/tmp/b" });
    expect(structuredContent).toEqual({ source_path: "/tmp/a", destination_path: "/tmp/b" });
  });

  test("an existing destination is a conflict", async () => {
    on(`POST ${API}/move`, platformError(400, "RESOURCE_ALREADY_EXISTS", "exists"));
    const { call } = await connect({ settings: { confirm: "never" } });
    const result = await call("move_dbfs_file", { source_path: "/a", destination_path: "/b" });
    expect(textOf(result)).toContain("destination_path exists. Choose another one.");
  });

  test("asks before it moves a folder, which others find by its path", async () => {
    on(`GET ${API}/get-status`, FOLDER, missing(), FOLDER, missing());
    const seen = on(`POST ${API}/move`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("move_dbfs_file", { source_path: FOLDER.path, destination_path: "/gone" });
    expect(questions).toEqual([
      asked(
        'Move DBFS folder "/FileStore"?',
        'Everything in it moves to "/gone". Jobs and code that use its current path no longer find it.',
      ),
    ]);
    expect(seen).toHaveLength(1);
  });

  test("does not ask about a folder whose destination exists", async () => {
    status(FOLDER);
    const { call, questions } = await connect({ answer: yes });
    const result = await call("move_dbfs_file", { source_path: FOLDER.path, destination_path: "/gone" });
    expect(textOf(result)).toContain("/gone exists, nothing was moved. Choose another destination_path.");
    expect(questions).toEqual([]);
  });

  test.each(["/FileStore/a.csv", "/gone/*"])(
    "a protection of %s blocks it, without a question too",
    async (pattern) => {
      on(`GET ${API}/get-status`, FOLDER, missing());
      const seen = on(`POST ${API}/move`, {});
      const { call } = await connect({ settings: { confirm: "never", protect: [pattern] } });
      const result = await call("move_dbfs_file", { source_path: FOLDER.path, destination_path: "dbfs:/gone" });
      expect(result.isError).toBe(true);
      expect(seen).toHaveLength(0);
    },
  );
});

describe("delete_dbfs_file", () => {
  test.each([
    [FILE, [FILE], false, ['Permanently delete DBFS file "/FileStore/a.csv"?', "Its 2048 bytes cannot be restored."]],
    [FOLDER, [], false, ['Permanently delete DBFS folder "/FileStore"?', "It is empty."]],
    [
      FOLDER,
      [FILE, FOLDER],
      true,
      [
        'Permanently delete DBFS folder "/FileStore"?',
        "It directly contains 1 file and 1 folder. Nothing in it can be restored.",
      ],
    ],
  ])("asks about %j with %j in it, recursive %j", async (info, files, recursive, question) => {
    status(info);
    on(`GET ${API}/list`, { files });
    const seen = on(`POST ${API}/delete`, {});
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_dbfs_file", { path: info.path, recursive });
    expect(questions).toEqual([asked(...question)]);
    expect(seen[0]?.body).toEqual({ path: info.path, recursive });
    expect(structuredContent).toEqual({ path: info.path, deleted: true });
  });

  test("does not ask about a folder that is not empty, which the platform would refuse", async () => {
    status(FOLDER);
    on(`GET ${API}/list`, { files: [FILE] });
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_dbfs_file", { path: FOLDER.path });
    expect(textOf(result)).toContain("The folder /FileStore is not empty, nothing was deleted.");
    expect(questions).toEqual([]);
  });

  const partial = () => platformError(503, "PARTIAL_DELETE", "The directory was partially deleted. Try again.");

  test("deletes a large folder in several requests", async () => {
    const seen = on(`POST ${API}/delete`, partial(), {});
    const { call } = await connect({ settings: { confirm: "never" } });
    const { structuredContent } = await call("delete_dbfs_file", { path: "/tmp/big", recursive: true });
    expect(seen).toHaveLength(2);
    expect(structuredContent).toEqual({ path: "/tmp/big", deleted: true });
  });

  test("when time runs out, deleted is false and the next step is given", async () => {
    const seen = on(`POST ${API}/delete`, partial());
    const { call } = await connect({ settings: { confirm: "never" } });
    const args = { path: "/tmp/big", recursive: true, wait_seconds: 0 };
    const { structuredContent } = await call("delete_dbfs_file", args);
    expect(seen).toHaveLength(1);
    expect(structuredContent).toEqual({
      path: "/tmp/big",
      deleted: false,
      next: "Only a part is deleted. Call delete_dbfs_file again to continue.",
    });
  });

  test("explains a folder that is not empty", async () => {
    on(`POST ${API}/delete`, platformError(400, "IO_ERROR", "The directory is not empty."));
    const { call } = await connect({ settings: { confirm: "never" } });
    expect(textOf(await call("delete_dbfs_file", { path: "/tmp" }))).toContain(
      "use recursive: true to delete them too.",
    );
  });
});

describe("create_dbfs_directory", () => {
  test("creates a folder", async () => {
    const seen = on(`POST ${API}/mkdirs`, {});
    const { call } = await connect();
    const { structuredContent } = await call("create_dbfs_directory", { path: "/tmp/a/b/" });
    expect(seen[0]?.body).toEqual({ path: "/tmp/a/b" });
    expect(structuredContent).toEqual({ path: "/tmp/a/b" });
  });
});
