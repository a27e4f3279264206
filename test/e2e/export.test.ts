import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { type Peer, startPeer } from "../support/peer.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 50 });
});
afterAll(() => sandbox.close());

/** A directory to export to, and one next to it that must not be reached. */
function folders() {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "export-")));
  onTestFinished(() => rmSync(base, { recursive: true }));
  const [root, outside] = [join(base, "root"), join(base, "outside")];
  mkdirSync(join(root, "sub"), { recursive: true });
  mkdirSync(outside);
  return { root, outside, base };
}

const environment = () => ({
  PATH: process.env.PATH,
  DATABRICKS_HOST: sandbox.url,
  DATABRICKS_TOKEN: sandbox.token,
});

const answer = z.object({
  isError: z.boolean().optional(),
  content: z.array(z.object({ text: z.string().optional() })),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
});
type Answer = z.output<typeof answer>;

/** The built command with a directory to export to, and a statement that has run. */
async function serve(statement: string, row_limit: number) {
  const at = folders();
  const peer: Peer = startPeer(process.execPath, [CLI, "--insecure-loopback", "--export-dir", at.root], environment());
  onTestFinished(() => peer.kill("SIGKILL"));
  await peer.initialize();
  let id = 0;
  const call = async (name: string, args: object): Promise<Answer> => {
    id++;
    peer.call(id, name, args);
    return answer.parse((await peer.answer(id)).result);
  };
  const ran = await call("execute_sql_read_only", { statement, row_limit, max_output_tokens: 200 });
  const statement_id = ran.structuredContent?.statement_id;
  const run = (args: object) => call("export_sql_result", { statement_id, format: "csv", ...args });
  return { ...at, peer, run, statement_id };
}

const text = ({ content }: Answer): string => content.map((block) => block.text ?? "").join("\n");
/** Everything under a folder, by name. */
const everything = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();

describe("the built command exports", () => {
  test("many rows, in every format, to complete files", async () => {
    const rows = 25_000;
    const statement = `SELECT id, concat('row ', id) AS name FROM range(${rows}) ORDER BY id`;
    const { run, root, peer } = await serve(statement, 1_000_000);
    for (const format of ["csv", "json_lines", "arrow"]) {
      expect((await run({ format, file: "sub/all" })).structuredContent).toMatchObject({ rows });
    }
    expect(everything(join(root, "sub"))).toEqual(["all.arrows", "all.csv", "all.jsonl"]);
    const lines = (name: string) =>
      readFileSync(join(root, "sub", name), "utf8")
        .trimEnd()
        .split("\n");
    expect(lines("all.csv")).toHaveLength(rows + 1);
    expect(lines("all.csv").at(-1)).toBe("24999,row 24999");
    expect(lines("all.jsonl").at(-1)).toBe('{"id":24999,"name":"row 24999"}');
    const table = tableFromIPC(readFileSync(join(root, "sub", "all.arrows")));
    expect([table.numRows, table.get(rows - 1)?.toJSON()]).toEqual([rows, { id: 24_999n, name: "row 24999" }]);
    expect(peer.garbage).toEqual([]);
  });

  test.each([
    ["the client goes", (peer: Peer) => void peer.child.stdin.end()],
    ["the server is stopped", (peer: Peer) => peer.kill("SIGTERM")],
  ])("if %s halfway, the file is complete or does not exist", async (_, stop) => {
    const rows = 100_000;
    const { peer, root, statement_id } = await serve(`SELECT id, id AS again FROM range(${rows})`, rows);
    peer.call("last", "export_sql_result", { statement_id, format: "csv", file: "sub/x" });
    await vi.waitFor(() => expect(everything(join(root, "sub"))).not.toEqual([]), { timeout: 20_000, interval: 5 });
    stop(peer);
    expect((await peer.exit()).code).toBe(0);
    const left = everything(join(root, "sub"));
    expect([[], ["x.csv"]]).toContainEqual(left);
    if (left.length > 0) expect(readFileSync(join(root, "sub", "x.csv"), "utf8").split("\n")).toHaveLength(rows + 2);
  });

  test("a secret among the rows is masked in stored results but not in the user's file", async () => {
    const secret = `dapi${"0123456789abcdef".repeat(2)}`;
    const { run, root, peer } = await serve(`SELECT '${secret}' AS token`, 10);
    const { uri } = (await run({})).structuredContent ?? {};
    peer.send({ id: "read", method: "resources/read", params: { uri } });
    const read = JSON.stringify((await peer.answer("read")).result);
    expect(read).toContain("token\\n[redacted]");
    expect(read).not.toContain(secret);
    await run({ file: "own" });
    expect(readFileSync(join(root, "own.csv"), "utf8")).toBe(`token\n${secret}\n`);
  });

  test("X05 only new files under the directory: every other path is refused without reading or writing", async () => {
    const { run, root, outside } = await serve("SELECT 1 AS one", 10);
    writeFileSync(join(outside, "secret.csv"), "secret");
    writeFileSync(join(root, "mine.csv"), "mine");
    symlinkSync(join(outside, "secret.csv"), join(root, "link.csv"));
    symlinkSync(join(outside, "new.csv"), join(root, "dangling.csv"));
    symlinkSync(outside, join(root, "away"));
    execFileSync("mkfifo", [join(root, "pipe.csv")]);
    const before = [everything(root), everything(outside)];
    const refused: [what: string, names: string[]][] = [
      ["outside", ["../x", "sub/../../x", "..", join(outside, "x"), "/tmp/x", "file:///tmp/x", "..\\x"]],
      ["encoded", ["%2e%2e%2fx", "..%2fx", "%2ftmp%2fx", "\u2025/x"]],
      ["a link to a file", ["link", "link.csv", "dangling"]],
      ["a link to a folder", ["away/x", "away/secret"]],
      ["home", ["~", "~/x", "~root/x"]],
      ["a device", ["/dev/null", "/dev/stdout", "NUL", "con.csv"]],
      ["a pipe", ["pipe", "pipe.csv"]],
      ["NUL and control characters", ["a\0", "a\0.csv", "a\nb"]],
      ["what is there", ["mine", "mine.csv"]],
      ["globs and hidden files", ["*", "m?ne", ".profile", "sub/.x"]],
    ];
    for (const [what, names] of refused) {
      for (const file of names) {
        const result = await run({ file });
        expect(result.isError, `${what}: ${file}`).toBe(true);
        expect(text(result), `${what}: ${file}`).toMatch(/^Refused|already exists, and files are never replaced/);
      }
    }
    expect([everything(root), everything(outside)]).toEqual(before);
    expect(readFileSync(join(root, "mine.csv"), "utf8")).toBe("mine");
    expect(readFileSync(join(outside, "secret.csv"), "utf8")).toBe("secret");
  });

  test("X05 refuses a directory replaced by a link after start-up", async () => {
    const { run, root, outside, base } = await serve("SELECT 1 AS one", 10);
    renameSync(root, join(base, "moved"));
    symlinkSync(outside, root);
    expect(text(await run({ file: "x" }))).toContain("has moved since the server started");
    expect([everything(outside), everything(join(base, "moved"))]).toEqual([[], ["sub"]]);
  });
});

describe("the built command does not start", () => {
  const start = (...args: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, "--insecure-loopback", ...args], {
      env: environment(),
      encoding: "utf8",
      input: "",
    });
    return { status, stderr };
  };

  test("X05 with an invalid export directory", () => {
    const { base } = folders();
    writeFileSync(join(base, "file"), "");
    const cases: [args: string[], words: string][] = [
      [["--export-dir", "~/exports"], "~ is not expanded"],
      [["--export-dir", "exports"], "must be an absolute path"],
      [["--export-dir", join(base, "none")], "(MCP_DATABRICKS_EXPORT_DIR) does not exist: create it first"],
      [["--export-dir", join(base, "file")], "(MCP_DATABRICKS_EXPORT_DIR) is not a directory"],
      [["--export-dir", base, "--http", "0"], "works only over stdio"],
    ];
    for (const [args, words] of cases) {
      const { status, stderr } = start(...args);
      expect(stderr).toContain(words);
      expect(status).toBe(2);
    }
  });
});
