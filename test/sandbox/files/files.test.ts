import { afterAll, beforeAll, expect, test } from "vitest";
import { openRest, type RestSession } from "../rest-session.ts";

const VOLUME = "/Volumes/main/sales/exports";
const file = (path: string) => `/api/2.0/fs/files${path}`;
const directory = (path: string) => `/api/2.0/fs/directories${path}`;

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

const put = (path: string, text: string, query = "") =>
  session.call("PUT", file(path) + query, Buffer.from(text), { "content-type": "application/octet-stream" });

test("stores bytes and returns them, whole or in part", async () => {
  expect((await put(`${VOLUME}/t/a%231.txt`, "0123456789")).status).toBe(204);
  const at = file(`${VOLUME}/t/a%231.txt`);
  const head = await session.call("HEAD", at);
  expect([head.status, head.headers.get("content-length"), head.text]).toEqual([200, "10", ""]);
  const part = await session.call("GET", at, undefined, { range: "bytes=3-5" });
  expect([part.status, part.text, part.headers.get("content-range")]).toEqual([206, "345", "bytes 3-5/10"]);
  expect((await session.call("GET", at, undefined, { range: "bytes=8-99" })).text).toBe("89");
  const beyond = await session.call("GET", at, undefined, { range: "bytes=10-" });
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */10"]);
  expect((await session.call("GET", at)).text).toBe("0123456789");
});

test("replaces a file only with overwrite", async () => {
  await put(`${VOLUME}/t/b`, "old");
  expect(session.refusal(await put(`${VOLUME}/t/b`, "new"))).toEqual([409, "ALREADY_EXISTS"]);
  expect((await put(`${VOLUME}/t/b`, "new", "?overwrite=true")).status).toBe(204);
  expect((await session.call("GET", file(`${VOLUME}/t/b`))).text).toBe("new");
  expect(session.refusal(await put(`${VOLUME}/t/b/below`, ""))).toEqual([409, "ALREADY_EXISTS"]);
});

test("lists directories in pages and deletes empty ones", async () => {
  expect((await session.call("PUT", directory(`${VOLUME}/d`))).status).toBe(204);
  for (const name of ["x", "y", "z"]) await put(`${VOLUME}/d/${name}`, name);
  const names: unknown[] = [];
  for (let token = ""; ; ) {
    const { body } = await session.get(directory(`${VOLUME}/d`), { page_size: 2, page_token: token });
    names.push(...(body.contents as { name: string }[]).map(({ name }) => name));
    if (body.next_page_token === undefined) break;
    token = String(body.next_page_token);
  }
  expect(names).toEqual(["x", "y", "z"]);
  expect(session.refusal(await session.call("DELETE", directory(`${VOLUME}/d`)))).toEqual([400, "DIRECTORY_NOT_EMPTY"]);
  for (const name of names) await session.call("DELETE", file(`${VOLUME}/d/${name}`));
  expect((await session.get(directory(`${VOLUME}/d`))).body).toEqual({});
  expect((await session.call("DELETE", directory(`${VOLUME}/d`))).status).toBe(204);
  expect((await session.call("HEAD", directory(`${VOLUME}/d`))).status).toBe(404);
});

test("refuses missing files and paths outside volumes", async () => {
  const refused = async (method: string, url: string) => session.refusal(await session.call(method, url));
  expect(await refused("GET", file(`${VOLUME}/none`))).toEqual([404, "NOT_FOUND"]);
  expect(await refused("GET", directory("/Volumes/main/sales/none"))).toEqual([404, "NOT_FOUND"]);
  expect(await refused("GET", directory("/Volumes/main/sales"))).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(await refused("DELETE", directory(VOLUME))).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(await refused("GET", file(`${VOLUME}/a%2F..%2F..%2Fb`))).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(await refused("GET", file(`${VOLUME}/a%5Cb`))).toEqual([400, "INVALID_PARAMETER_VALUE"]);
});

test("a download link contains its own permission", async () => {
  await put(`${VOLUME}/t/link`, "linked");
  const { body } = await session.call("POST", `/api/2.0/fs/create-download-url?path=${VOLUME}/t/link`);
  expect(await (await fetch(String(body.url))).text()).toBe("linked");
});
