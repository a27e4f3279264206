import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { findTarget, openExportRoot, splitExportName, writeNewFile } from "../../../src/core/output/export-root.ts";

const MANY = { maxBytes: 1000, signal: new AbortController().signal };

/** An export directory, and a folder next to it that must stay unreachable. */
function folders() {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "export-")));
  onTestFinished(() => rmSync(base, { recursive: true }));
  const [root, outside] = [join(base, "root"), join(base, "outside")];
  mkdirSync(join(root, "sub"), { recursive: true });
  mkdirSync(outside);
  return { root, outside, base };
}

async function* parts(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

test("the start deletes what a killed process left half written an hour ago, and nothing else", async () => {
  const { root } = folders();
  const draft = ".export-3f1c5a0e-0000-4000-8000-000000000000.part";
  const old = new Date(Date.now() - 2 * 3_600_000);
  for (const [name, time] of [
    [draft, old],
    [join("sub", draft), old],
    [draft.replace("3f1c", "aaaa"), new Date()],
    ["mine.part", old],
  ] as const) {
    writeFileSync(join(root, name), "x");
    utimesSync(join(root, name), time, time);
  }
  expect(await openExportRoot(root)).toEqual({ path: root });
  expect(readdirSync(root).sort()).toEqual([draft.replace("3f1c", "aaaa"), "mine.part", "sub"]);
  expect(readdirSync(join(root, "sub"))).toEqual([]);
});

describe("names", () => {
  test.each([
    ["rows", { folders: [], file: "rows.csv" }],
    ["rows.csv", { folders: [], file: "rows.csv" }],
    ["Rows.CSV", { folders: [], file: "Rows.CSV" }],
    ["deploy.sh", { folders: [], file: "deploy.sh.csv" }],
    ["q3/été 2026 (2).csv", { folders: ["q3"], file: "été 2026 (2).csv" }],
  ])("%s", (name, expected) => expect(splitExportName(name, "csv")).toEqual(expected));

  test.each([
    ["x.arrow", "arrows", "x.arrows"],
    ["X.Arrow", "arrows", "X.arrows"],
    ["x.json", "jsonl", "x.jsonl"],
    ["x.ndjson", "jsonl", "x.jsonl"],
    ["x.json", "csv", "x.json.csv"],
  ])("%s as %s is %s", (name, extension, file) => expect(splitExportName(name, extension).file).toBe(file));

  test.each([
    ["parents", ["..", "../x", "a/../../x", "a/..", "./x", "."]],
    ["absolute", ["/x", "/etc/passwd", "//x", "C:x", "C:\\x", "\\\\server\\x", "file:///x"]],
    ["encoded", ["%2e%2e%2fx", "..%2fx", "%2fetc", "a%00b", "..\u2215x"]],
    ["home", ["~", "~/x", "~root/x", "sub/~"]],
    ["globs", ["*", "a*.csv", "a?.csv", "[ab].csv", "{a,b}"]],
    ["devices", ["/dev/null", "CON", "nul.csv", "COM1", "lpt9.txt"]],
    ["control", ["a\0b", "a\nb", "a\tb", "\u202ea", "a\u200bb"]],
    ["hidden and empty", ["", "a//b", "sub/", ".bashrc", "sub/.env", "a.", "a ", " a", "-rf", "x".repeat(201)]],
    ["deep", [Array(20).fill("a").join("/")]],
  ])("X05 %s are refused", (_, names) => {
    for (const name of names)
      expect(() => splitExportName(name, "csv"), name).toThrow(/^Refused: path must be a plain name/);
  });

  test("property: no name leads out of the export directory", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("..", ".", "a", "/", "\\", "~", "%2e", "\0", " ", "b.c")), (pieces) => {
        const name = pieces.join("");
        let path: string;
        try {
          const { folders, file } = splitExportName(name, "csv");
          path = join("/exports", ...folders, file);
        } catch {
          return;
        }
        expect(path).toBe(`/exports/${name}${name.endsWith(".csv") ? "" : ".csv"}`);
        expect(path.split("/")).not.toContain("..");
        expect(path).not.toMatch(/[\\~%]/);
      }),
    );
  });
});

describe("the root", () => {
  test("is a directory's real path", async () => {
    const { root, base } = folders();
    symlinkSync(root, join(base, "alias"));
    writeFileSync(join(base, "file"), "");
    expect(await openExportRoot(join(base, "alias"))).toEqual({ path: root });
    expect(await openExportRoot(join(base, "none"))).toEqual({ problem: "does not exist: create it first" });
    expect(await openExportRoot(join(base, "file"))).toEqual({ problem: "is not a directory" });
    expect(await openExportRoot(join(base, "file", "x"))).toEqual({ problem: "cannot be opened (ENOTDIR)" });
  });
});

describe("a new file", () => {
  test("is written under its name, readable only by its owner, without leftovers", async () => {
    const { root } = folders();
    const target = await findTarget(root, "sub/rows", "csv");
    expect(target.path).toBe(join(root, "sub", "rows.csv"));
    expect(await writeNewFile(target, parts("a\n", "", "1\n"), MANY)).toBe(4);
    expect(readFileSync(target.path, "utf8")).toBe("a\n1\n");
    expect(statSync(target.path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(root, "sub"))).toEqual(["rows.csv"]);
  });

  test("does not appear before it is complete", async () => {
    const { root } = folders();
    const target = await findTarget(root, "rows", "csv");
    const seen: boolean[] = [];
    async function* watched() {
      for (const text of ["a", "b"]) {
        yield Buffer.from(text);
        seen.push(existsSync(target.path));
      }
    }
    await writeNewFile(target, watched(), MANY);
    expect(seen).toEqual([false, false]);
  });

  test("is not written if a file, link, folder or pipe has its name", async () => {
    const { root, outside } = folders();
    writeFileSync(join(root, "file.csv"), "mine");
    symlinkSync(join(outside, "target"), join(root, "link.csv"));
    mkdirSync(join(root, "folder.csv"));
    for (const name of ["file", "link", "folder"]) {
      await expect(findTarget(root, name, "csv"), name).rejects.toThrow("already exists, and files are never replaced");
    }
    expect(readdirSync(outside)).toEqual([]);
  });

  test.each([
    ["a file", 4, (path: string) => writeFileSync(path, "mine")],
    ["a link to nowhere", 10, (path: string) => symlinkSync("/nowhere/x", path)],
  ])("never replaces %s created meanwhile", async (_, size, make) => {
    const { root } = folders();
    const target = await findTarget(root, "rows", "csv");
    async function* late() {
      yield Buffer.from("a");
      make(target.path);
    }
    await expect(writeNewFile(target, late(), MANY)).rejects.toThrow("already exists, and files are never replaced");
    expect(readdirSync(root).sort()).toEqual(["rows.csv", "sub"]);
    expect(lstatSync(target.path)).toMatchObject({ size });
  });

  test("requires an existing folder", async () => {
    const { root, outside } = folders();
    symlinkSync(outside, join(root, "away"));
    symlinkSync(join(root, "sub"), join(root, "inward"));
    writeFileSync(join(root, "file"), "");
    await expect(findTarget(root, "none/x", "csv")).rejects.toThrow("its folder does not exist");
    for (const name of ["away/x", "inward/x", "file/x"]) {
      await expect(findTarget(root, name, "csv"), name).rejects.toThrow(
        "its path contains a link or something that is not a folder",
      );
    }
    expect(readdirSync(outside)).toEqual([]);
  });

  test("X05 is refused if the root has become a link", async () => {
    const { root, outside, base } = folders();
    renameSync(root, join(base, "moved"));
    symlinkSync(outside, root);
    await expect(findTarget(root, "x", "csv")).rejects.toThrow("has moved since the server started");
    expect(readdirSync(outside)).toEqual([]);
  });

  test("X05 if the folder becomes a link before the file is opened, nothing is written", async () => {
    const { root, outside } = folders();
    const target = await findTarget(root, "sub/x", "csv");
    renameSync(join(root, "sub"), join(root, "moved"));
    symlinkSync(outside, join(root, "sub"));
    let asked = false;
    async function* source() {
      asked = true;
      yield Buffer.from("secret");
    }
    await expect(writeNewFile(target, source(), MANY)).rejects.toThrow("its path contains a link");
    expect([asked, readdirSync(outside), readdirSync(join(root, "moved"))]).toEqual([false, [], []]);
  });

  test("X05 if the folder becomes a link during writing, no data remains", async () => {
    const { root, outside } = folders();
    const target = await findTarget(root, "sub/x", "csv");
    async function* source() {
      yield Buffer.from("secret");
      renameSync(join(root, "sub"), join(root, "moved"));
      symlinkSync(outside, join(root, "sub"));
      yield Buffer.from("more");
    }
    await expect(writeNewFile(target, source(), MANY)).rejects.toThrow("its path contains a link");
    expect(readdirSync(outside)).toEqual([]);
    for (const left of readdirSync(join(root, "moved"))) {
      expect(left).toMatch(/\.part$/);
      expect(statSync(join(root, "moved", left)).size).toBe(0);
    }
  });

  test("a replaced draft is neither linked nor deleted", async () => {
    const { root, outside } = folders();
    const target = await findTarget(root, "x", "csv");
    writeFileSync(join(outside, "other"), "theirs");
    let draft = "";
    async function* source() {
      yield Buffer.from("mine");
      draft = join(root, readdirSync(root).find((name) => name.endsWith(".part")) ?? "");
      rmSync(draft);
      linkSync(join(outside, "other"), draft);
    }
    await expect(writeNewFile(target, source(), MANY)).rejects.toThrow("its folder was replaced");
    expect(existsSync(target.path)).toBe(false);
    expect(readFileSync(draft, "utf8")).toBe("theirs");
  });

  test("leaves no file if it is too large, its source fails, or the call is cancelled", async () => {
    const { root } = folders();
    const target = await findTarget(root, "x", "csv");
    await expect(writeNewFile(target, parts("12345", "67890"), { ...MANY, maxBytes: 9 })).rejects.toThrow(
      "larger than 9 bytes",
    );
    async function* failing() {
      yield Buffer.from("a");
      throw new Error("the link has expired");
    }
    await expect(writeNewFile(target, failing(), MANY)).rejects.toThrow("the link has expired");
    const gone = new AbortController();
    async function* cancelled() {
      yield Buffer.from("a");
      gone.abort(new Error("given up"));
      yield Buffer.from("b");
    }
    await expect(writeNewFile(target, cancelled(), { ...MANY, signal: gone.signal })).rejects.toThrow("given up");
    expect(readdirSync(root)).toEqual(["sub"]);
  });
});
