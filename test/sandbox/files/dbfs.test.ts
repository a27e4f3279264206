import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { openRest, type RestSession } from "../rest-session.ts";

const API = "/api/2.0/dbfs";
const base64 = (text: string) => Buffer.from(text).toString("base64");

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

const get = (call: string, fields: Record<string, string | number>) => session.get(`${API}/${call}`, fields);
const post = (call: string, body: object) => session.post(`${API}/${call}`, body);

test("reads a block up to the end of the file, at most 1 MiB", async () => {
  await post("put", { path: "/t/a", contents: base64("hello") });
  expect((await get("read", { path: "dbfs:/t/a", offset: 1, length: 3 })).body).toEqual({
    bytes_read: 3,
    data: base64("ell"),
  });
  expect((await get("read", { path: "/t/a", offset: 9 })).body).toEqual({ bytes_read: 0, data: "" });
  const refused = async (fields: Record<string, string | number>) =>
    session.refusal(await get("read", { path: "/t/a", ...fields }));
  expect(await refused({ length: 2 ** 20 + 1 })).toEqual([400, "MAX_READ_SIZE_EXCEEDED"]);
  expect(await refused({ offset: -1 })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(await refused({ path: "/t" })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(await refused({ path: "/t/none" })).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
});

test("a stream accepts blocks until it is closed", async () => {
  const { handle } = (await post("create", { path: "/t/s" })).body;
  for (const data of ["one ", "two"]) await post("add-block", { handle, data: base64(data) });
  const tooLarge = Buffer.alloc(2 ** 20 + 1).toString("base64");
  expect(session.refusal(await post("add-block", { handle, data: tooLarge }))).toEqual([
    400,
    "MAX_BLOCK_SIZE_EXCEEDED",
  ]);
  await post("close", { handle });
  expect((await get("get-status", { path: "/t/s" })).body).toMatchObject({ is_dir: false, file_size: 7 });
  expect(session.refusal(await post("add-block", { handle, data: "" }))).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  expect(session.refusal(await post("close", { handle }))).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  expect(session.refusal(await post("create", { path: "/t/s" }))).toEqual([400, "RESOURCE_ALREADY_EXISTS"]);
});

test("accepts a file in a form", async () => {
  const form = new FormData();
  form.append("path", "/t/form");
  form.append("overwrite", "true");
  form.append("contents", new Blob([new Uint8Array([0xff, 0x00])]), "form");
  expect((await session.call("POST", `${API}/put`, form)).status).toBe(200);
  expect((await get("read", { path: "/t/form" })).body).toEqual({ bytes_read: 2, data: "/wA=" });
});

test("creates folders unless a file has the path", async () => {
  await post("put", { path: "/f/file", contents: "" });
  expect(session.refusal(await post("mkdirs", { path: "/f/file/below" }))).toEqual([400, "RESOURCE_ALREADY_EXISTS"]);
  expect(session.refusal(await post("put", { path: "/f", overwrite: true }))).toEqual([400, "RESOURCE_ALREADY_EXISTS"]);
  expect(session.refusal(await get("list", { path: "/f/file/below" }))).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  expect(session.refusal(await post("delete", { path: "/f" }))).toEqual([400, "IO_ERROR"]);
  expect(session.refusal(await post("delete", { path: "/", recursive: true }))).toEqual([403, "PERMISSION_DENIED"]);
  const intoItself = { source_path: "/f", destination_path: "/f/g" };
  expect(session.refusal(await post("move", intoItself))).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  await post("move", { source_path: "/f", destination_path: "/moved" });
  expect((await get("list", { path: "/moved" })).body.files).toMatchObject([{ path: "/moved/file", file_size: 0 }]);
  expect((await get("list", { path: "/moved/file" })).body.files).toHaveLength(1);
});

test.each(["/a/../b", "/a//b", "/a/./b", "/a\\b", "/a\0b", "relative"])("X04 %j is not a path", async (path) => {
  expect(session.refusal(await get("list", { path }))).toEqual([400, "INVALID_PARAMETER_VALUE"]);
});

test("deletes the files when the workspace closes", async () => {
  // A folder of its own: other tests start sandboxes at the same time.
  const own = temporaryFolder("sandbox-test-");
  vi.stubEnv("TMPDIR", own);
  onTestFinished(() => void vi.unstubAllEnvs());
  const folders = () => readdirSync(own).filter((name) => name.startsWith("databricks-sandbox-"));
  const other = await openRest();
  expect(folders()).toHaveLength(1);
  await other.close();
  expect(folders()).toEqual([]);
});
