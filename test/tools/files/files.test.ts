import { HttpResponse, http } from "msw";
import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { HOST, on, platformError, server, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const VOLUME = "/Volumes/main/sales/landing";
const FILE = `${VOLUME}/a.csv`;
const FILES = "/api/2.0/fs/files";
const DIRECTORIES = "/api/2.0/fs/directories";
const MODIFIED = "Wed, 14 Jan 2026 14:13:20 GMT";

/** Responds to `HEAD` on this path and counts the requests. */
function head(at: string, headers?: Record<string, string>): string[] {
  const seen: string[] = [];
  server.use(
    http.head(HOST + at, ({ request }) => {
      seen.push(request.url);
      return new HttpResponse(null, headers === undefined ? { status: 404 } : { headers });
    }),
  );
  return seen;
}
const isFile = (size: number, path = FILE) =>
  head(FILES + path, { "content-length": String(size), "content-type": "text/csv", "last-modified": MODIFIED });
const isDirectory = (path: string) => {
  head(FILES + path);
  head(DIRECTORIES + path, {});
};
const isNothing = (path: string) => {
  head(FILES + path);
  head(DIRECTORIES + path);
};

/** `GET` with a range of these bytes, as in the platform; with `heeds: false`, the range is ignored. */
function readable(bytes: Uint8Array, { path = FILE, heeds = true } = {}): string[] {
  const seen: string[] = [];
  server.use(
    http.get(HOST + FILES + path, ({ request }) => {
      const range = request.headers.get("range") ?? "";
      seen.push(range);
      const [, from = "", to = ""] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
      const part = heeds ? bytes.subarray(Number(from), Number(to) + 1) : bytes;
      return new HttpResponse(Buffer.from(part), { status: heeds ? 206 : 200 });
    }),
  );
  return seen;
}

describe("list_volume_files", () => {
  test("lists a page with the token of the next one, past empty pages", async () => {
    const seen = on(
      `GET ${DIRECTORIES}${VOLUME}`,
      { contents: [], next_page_token: "t2" },
      {
        contents: [
          { path: FILE, name: "a.csv", is_directory: false, file_size: 2048, last_modified: 1768400000000 },
          { path: `${VOLUME}/2026`, name: "2026", is_directory: true },
        ],
        next_page_token: "t3",
      },
    );
    const { call } = await connect();
    const result = await call("list_volume_files", { path: `${VOLUME}/`, limit: 2, page_token: "t1" });
    expect(seen.map(({ query }) => query)).toEqual([
      { page_size: "2", page_token: "t1" },
      { page_size: "2", page_token: "t2" },
    ]);
    expect(result.structuredContent).toEqual({
      path: VOLUME,
      contents: [
        { path: FILE, is_directory: false, file_size: 2048, last_modified: "2026-01-14T14:13:20Z" },
        { path: `${VOLUME}/2026`, is_directory: true },
      ],
      next_page_token: "t3",
    });
    expect(textOf(result)).toContain(
      "name | size | modified\na.csv | 2048 | 2026-01-14T14:13:20Z\n2026/ |  | \nMore: page_token t3",
    );
  });

  test.each([
    [`${VOLUME}/gone`, `Nothing exists at ${VOLUME}/gone. List ${VOLUME} to see its contents.`],
    ["/Volumes/main/sales/gone", "Nothing exists at /Volumes/main/sales/gone. Find volumes with list_volumes."],
  ])("explains where to look if %s is missing", async (path, words) => {
    on(`GET ${DIRECTORIES}${path}` as "GET /x", platformError(404, "NOT_FOUND", "The directory does not exist."));
    const { call } = await connect();
    expect(textOf(await call("list_volume_files", { path }))).toContain(words);
  });

  test.each([
    ["/Volumes/main/sales", "must be /Volumes/<catalog>/<schema>/<volume>/…"],
    ["/FileStore/a", "must be /Volumes/<catalog>/<schema>/<volume>/…"],
    [`${VOLUME}/../../x`, "must not contain . or .. segments"],
    [`${VOLUME}/%2e%2e/x`, "Refused to build a request"],
    [`${VOLUME}//x`, "Refused to build a request"],
    [`${VOLUME}/a\\b`, "Refused to build a request"],
    [`${VOLUME}/a\0`, "Refused to build a request"],
    [`${VOLUME}/..;/x`, "Refused to build a request"],
  ])("X04 %j is refused before anything is sent", async (path, message) => {
    const { call } = await connect();
    for (const tool of ["list_volume_files", "get_volume_file", "create_volume_directory"]) {
      const result = await call(tool, { path });
      expect(result.isError).toBe(true);
      expect(textOf(result)).toContain(message);
    }
  });
});

describe("get_volume_file", () => {
  test("returns the metadata of a file", async () => {
    isFile(2048);
    const { call } = await connect();
    expect((await call("get_volume_file", { path: FILE })).structuredContent).toEqual({
      path: FILE,
      is_directory: false,
      file_size: 2048,
      content_type: "text/csv",
      last_modified: "2026-01-14T14:13:20Z",
    });
  });

  test("recognizes a directory, and a path where nothing exists", async () => {
    isDirectory(`${VOLUME}/2026`);
    isNothing(`${VOLUME}/gone`);
    const { call } = await connect();
    expect((await call("get_volume_file", { path: `${VOLUME}/2026/` })).structuredContent).toEqual({
      path: `${VOLUME}/2026`,
      is_directory: true,
    });
    const gone = await call("get_volume_file", { path: `${VOLUME}/gone` });
    expect([gone.isError, textOf(gone)]).toEqual([
      true,
      `Nothing exists at ${VOLUME}/gone. List ${VOLUME} to see its contents.`,
    ]);
  });
});

describe("read_file", () => {
  test("returns text inline in ranges, byte for byte", async () => {
    const text = "größe,1\n".repeat(6000);
    isFile(Buffer.byteLength(text));
    const seen = readable(Buffer.from(text));
    const { call } = await connect({ settings: { outputBudgetChars: 100_000 } });
    const first = (await call("read_file", { path: FILE })).structuredContent as Record<string, unknown>;
    const args = { path: FILE, offset: first.next_offset, length: 1_000_000 };
    const rest = (await call("read_file", args)).structuredContent as Record<string, unknown>;
    expect(seen).toEqual(["bytes=0-32767", `bytes=${first.next_offset}-${Buffer.byteLength(text) - 1}`]);
    expect(`${first.content}${rest.content}`).toBe(text);
    expect(rest).not.toHaveProperty("next_offset");
  });

  test("cuts the range itself if the platform ignores it", async () => {
    isFile(10);
    readable(Buffer.from("0123456789"), { heeds: false });
    const { call } = await connect();
    const { structuredContent } = await call("read_file", { path: FILE, offset: 3, length: 4 });
    expect(structuredContent).toMatchObject({ offset: 3, bytes_read: 4, next_offset: 7, content: "3456" });
  });

  test("an empty file is not read", async () => {
    isFile(0);
    const { call } = await connect();
    expect((await call("read_file", { path: FILE })).structuredContent).toMatchObject({ content: "" });
  });

  test("D20 an archive is returned unchanged as a link", async () => {
    const path = `${VOLUME}/evil.zip`;
    const evil = Buffer.concat([Buffer.from("PK\x03\x04/etc/passwd\0\xff", "latin1"), Buffer.alloc(100_000, 0xfe)]);
    isFile(evil.length, path);
    readable(evil, { path });
    const { call, client } = await connect();
    const result = await call("read_file", { path });
    const link = result.content.find((block) => block.type === "resource_link");
    expect(link).toMatchObject({ name: "evil.zip", mimeType: "application/zip", size: evil.length });
    const { contents } = await client.readResource({ uri: link?.uri ?? "" });
    expect(contents).toMatchObject([{ blob: evil.toString("base64") }]);
    expect(result.structuredContent).not.toHaveProperty("content");
  });

  /** A proxy drops the length of the response to `HEAD`; `GET` responds with the range, in the given way. */
  const withoutLength = (respond: (range: string) => Response) => {
    head(FILES + FILE, { "content-type": "text/csv" });
    server.use(http.get(HOST + FILES + FILE, ({ request }) => respond(request.headers.get("range") ?? "")));
  };
  const text = Buffer.from("id,amount\n1,20\n");
  const partOf = (range: string, headers: Record<string, string>) => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    return new HttpResponse(text.subarray(Number(from), Number(to) + 1), { status: 206, headers });
  };

  test.each([
    ["a range", (range: string) => partOf(range, { "content-range": `bytes 0-0/${text.length}` }), text],
    ["a whole file", () => new HttpResponse(text), text],
    ["no first byte", () => new HttpResponse(Buffer.alloc(0), { status: 416 }), Buffer.alloc(0)],
  ])("a response to HEAD without a size: %s has it", async (_, respond, content) => {
    withoutLength(respond);
    const { call } = await connect();
    expect((await call("read_file", { path: FILE })).structuredContent).toMatchObject({ content: String(content) });
    const found = await call("get_volume_file", { path: FILE });
    expect(found.structuredContent).toMatchObject({ file_size: content.length });
  });

  test("without a size in any response, it is an error with its likely cause, not an empty file", async () => {
    withoutLength((range) => partOf(range, {}));
    const { call } = await connect();
    const said = textOf(await call("read_file", { path: FILE }));
    expect(said).toContain("A proxy may have removed the headers Content-Length and Content-Range.");
    expect(said).not.toContain("DATABRICKS_HOST");
  });

  test("explains a directory and a missing file", async () => {
    isDirectory(VOLUME);
    isNothing(FILE);
    const { call } = await connect();
    expect(textOf(await call("read_file", { path: VOLUME }))).toBe(
      `${VOLUME} is not a file but a directory. List its files with list_volume_files.`,
    );
    expect(textOf(await call("read_file", { path: FILE }))).toContain(`Nothing exists at ${FILE}`);
  });

  test("X04 unusual names are encoded and reach the platform unchanged", async () => {
    const path = `${VOLUME}/a?b=1#c;d ü..x`;
    const seen = head(`${FILES}${VOLUME}/:name`, { "content-length": "0" });
    const { call } = await connect();
    expect((await call("read_file", { path })).structuredContent).toMatchObject({ path });
    expect(new URL(seen[0] ?? "").pathname).toBe(`${FILES}${VOLUME}/a%3Fb%3D1%23c%3Bd%20%C3%BC..x`);
    expect(new URL(seen[0] ?? "").search).toBe("");
  });
});

describe("write_file", () => {
  const written = (...answers: Response[]) => on(`PUT ${FILES}${FILE}`, ...answers);
  const done = () => new HttpResponse(null, { status: 204 });

  test("uploads text unchanged", async () => {
    const seen = written(done());
    const { call } = await connect();
    const { structuredContent } = await call("write_file", { path: FILE, content: "größe\n" });
    expect(seen[0]).toMatchObject({ query: { overwrite: "false" }, body: "größe\n" });
    expect(seen[0]?.headers.get("content-type")).toBe("application/octet-stream");
    expect(structuredContent).toEqual({ path: FILE, file_size: 8 });
  });

  test("accepts binary content in base64", async () => {
    const bodies: Buffer[] = [];
    server.use(
      http.put(`${HOST}${FILES}${FILE}`, async ({ request }) => {
        bodies.push(Buffer.from(await request.arrayBuffer()));
        return done();
      }),
    );
    const { call } = await connect();
    await call("write_file", { path: FILE, content: "/wD+", encoding: "base64" });
    expect(bodies).toEqual([Buffer.from([0xff, 0x00, 0xfe])]);
    const refused = await call("write_file", { path: FILE, content: "not!", encoding: "base64" });
    expect(textOf(refused)).toContain("content: must be base64");
  });

  test("D21 an upload whose response is lost is sent once and not reported as done", async () => {
    const seen = written(HttpResponse.error());
    const { call } = await connect();
    const result = await call("write_file", { path: FILE, content: "x" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("It is unknown whether this call took effect");
    expect(seen).toHaveLength(1);
  });

  test("explains an existing file and the next step", async () => {
    written(platformError(409, "ALREADY_EXISTS", "The file already exists."));
    const { call } = await connect();
    expect(textOf(await call("write_file", { path: FILE, content: "" }))).toContain(
      "replace the file with overwrite: true.",
    );
  });

  test("explains a missing volume and where to find one", async () => {
    written(platformError(404, "NOT_FOUND", "Volume 'main.sales.landing' does not exist."));
    const { call } = await connect();
    expect(textOf(await call("write_file", { path: FILE, content: "" }))).toContain("Find volumes with list_volumes");
  });

  test("asks before replacing a file, but not if there is none", async () => {
    isFile(2048);
    const seen = written(done());
    const { call, questions } = await connect({ answer: yes });
    await call("write_file", { path: FILE, content: "new", overwrite: true });
    expect(questions).toEqual([
      asked(`Overwrite file "${FILE}"?`, "Its 2048 bytes are replaced by 3 bytes and permanently lost."),
    ]);
    isNothing(FILE);
    await call("write_file", { path: FILE, content: "new", overwrite: true });
    expect(questions).toHaveLength(1);
    expect(seen.map(({ query }) => query.overwrite)).toEqual(["true", "true"]);
  });
});

describe("delete_volume_file", () => {
  test("asks with the size, then deletes", async () => {
    isFile(2048);
    const seen = on(`DELETE ${FILES}${FILE}`, new HttpResponse(null, { status: 204 }));
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_volume_file", { path: FILE });
    expect(questions).toEqual([asked(`Permanently delete file "${FILE}"?`, "Its 2048 bytes cannot be restored.")]);
    expect(seen).toHaveLength(1);
    expect(structuredContent).toEqual({ path: FILE, deleted: true });
  });

  test("refuses a directory and names the right tool", async () => {
    head(FILES + FILE);
    head(DIRECTORIES + FILE, {});
    const { call, questions } = await connect({ answer: yes });
    expect(textOf(await call("delete_volume_file", { path: FILE }))).toContain(
      `${FILE} is a directory. Delete an empty directory with delete_volume_d`,
    );
    expect(questions).toEqual([]);
  });

  test("does not ask about a missing file", async () => {
    head(FILES + FILE);
    head(DIRECTORIES + FILE);
    const { call, questions } = await connect({ answer: yes });
    expect(textOf(await call("delete_volume_file", { path: FILE }))).toContain(`Nothing exists at ${FILE}`);
    expect(questions).toEqual([]);
  });
});

describe("create_volume_directory", () => {
  test("creates a directory", async () => {
    const seen = on(`PUT ${DIRECTORIES}${VOLUME}/2027`, new HttpResponse(null, { status: 204 }));
    const { call } = await connect();
    const { structuredContent } = await call("create_volume_directory", { path: `${VOLUME}/2027` });
    expect(seen).toHaveLength(1);
    expect(structuredContent).toEqual({ path: `${VOLUME}/2027` });
  });
});

describe("delete_volume_directory", () => {
  const at = `${VOLUME}/2026`;

  test("asks, then deletes", async () => {
    on(`GET ${DIRECTORIES}${at}`, {});
    const seen = on(`DELETE ${DIRECTORIES}${at}`, new HttpResponse(null, { status: 204 }));
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_volume_directory", { path: at });
    expect(questions).toEqual([
      asked(
        `Permanently delete directory "${at}"?`,
        "It is empty. If it is no longer empty by then, nothing is deleted.",
      ),
    ]);
    expect(seen).toHaveLength(1);
    expect(structuredContent).toEqual({ path: at, deleted: true });
  });

  test("does not ask about a directory that is not empty", async () => {
    on(`GET ${DIRECTORIES}${at}`, { contents: [{ path: `${at}/a.csv` }] });
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_volume_directory", { path: at });
    expect(textOf(result)).toContain(
      `The directory ${at} is not empty, nothing was deleted. Delete its contents first`,
    );
    expect(questions).toEqual([]);
  });

  test("a protection of the volume by its name blocks it", async () => {
    on(`GET ${DIRECTORIES}${at}`, {});
    const seen = on(`DELETE ${DIRECTORIES}${at}`, new HttpResponse(null, { status: 204 }));
    const [catalog, schema, volume] = VOLUME.split("/").slice(2);
    const protect = [`${catalog}.${schema}.${volume}`];
    const { call } = await connect({ settings: { confirm: "never", protect } });
    expect((await call("delete_volume_directory", { path: at })).isError).toBe(true);
    expect(seen).toHaveLength(0);
  });

  test.each([
    ["DIRECTORY_NOT_EMPTY", 400, "The directory is not empty. Delete its contents first."],
    ["NOT_FOUND", 404, `Nothing exists at ${at}. List ${VOLUME}`],
  ])("%s is explained", async (code, status, words) => {
    on(`DELETE ${DIRECTORIES}${at}`, platformError(status, code, "no"));
    const { call } = await connect({ settings: { confirm: "never" } });
    expect(textOf(await call("delete_volume_directory", { path: at }))).toContain(words);
  });
});
