import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

const BUILD = "0123456789abcdef";
const OTHER_BUILD = "fedcba9876543210";
const FOLDER = "mcp-server-databricks";
/** Programs of the same length: V8 takes the compiled code of one for the other. */
const program = (word: "own" | "bad", id = BUILD) => `/*${id}*/process.stdout.write("${word}");`;

const place = mkdtempSync(join(tmpdir(), "start-"));
const own = join(place, "own");
const bad = join(place, "bad");
afterAll(() => rmSync(place, { recursive: true, force: true }));

beforeAll(async () => {
  for (const [root, text] of [
    [own, program("own")],
    [bad, program("bad")],
  ] as const) {
    await build({
      entryPoints: [fileURLToPath(new URL("../../src/start.ts", import.meta.url))],
      outfile: join(root, "cli.mjs"),
      bundle: true,
      platform: "node",
      format: "esm",
      define: { BUILD_ID: JSON.stringify(BUILD) },
      logLevel: "error",
    });
    writeFileSync(join(root, "server.cjs"), text);
  }
});

/** Starts the program. Returns what it prints. */
function start(root: string, env: Record<string, string>, cwd = place): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "cli.mjs")], {
    env,
    cwd,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

/** A folder of caches in which the compiled code of this program is that of another one. */
function planted(): { readonly caches: string; readonly folder: string; readonly file: string } {
  const caches = mkdtempSync(join(place, "caches-"));
  expect(start(bad, { XDG_CACHE_HOME: caches })).toBe("bad");
  const folder = join(caches, FOLDER);
  const [name = ""] = readdirSync(folder);
  return { caches, folder, file: join(folder, name) };
}

test("compiled code in the user's own folder is run", () => {
  const { caches } = planted();
  expect(start(own, { XDG_CACHE_HOME: caches })).toBe("bad");
});

describe.skipIf(process.platform === "win32")("compiled code that another user could have written is not run", () => {
  test.each<[string, (at: ReturnType<typeof planted>) => void]>([
    ["others can write into the folder", ({ folder }) => chmodSync(folder, 0o777)],
    ["the group can write the file", ({ file }) => chmodSync(file, 0o660)],
    [
      "the folder is a link",
      ({ folder }) => {
        renameSync(folder, `${folder}-real`);
        symlinkSync(`${folder}-real`, folder);
      },
    ],
    [
      "the file is a link",
      ({ file }) => {
        renameSync(file, join(place, "elsewhere"));
        symlinkSync(join(place, "elsewhere"), file);
      },
    ],
  ])("%s", (_, change) => {
    const at = planted();
    change(at);
    expect(start(own, { XDG_CACHE_HOME: at.caches })).toBe("own");
  });

  // Only root can give a file away.
  test.skipIf(process.getuid?.() !== 0)("the folder or the file belongs to another user", () => {
    for (const part of ["folder", "file"] as const) {
      const at = planted();
      chownSync(at[part], 65_534, 65_534);
      expect(start(own, { XDG_CACHE_HOME: at.caches })).toBe("own");
    }
  });

  test("nothing is written where others can write", () => {
    const { caches, folder, file } = planted();
    rmSync(file);
    chmodSync(folder, 0o777);
    expect(start(own, { XDG_CACHE_HOME: caches })).toBe("own");
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each<Record<string, string>>([
    { HOME: "" },
    { HOME: "", XDG_CACHE_HOME: "." },
    { HOME: ".", XDG_CACHE_HOME: "" },
  ])("%j: nothing in the current folder is read or written", (env) => {
    const { folder, file } = planted();
    const cwd = mkdtempSync(join(place, "project-"));
    for (const caches of [".cache", "."]) {
      const copy = join(cwd, caches, FOLDER, file.slice(folder.length + 1));
      mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
      copyFileSync(file, copy);
    }
    expect(start(own, env, cwd)).toBe("own");
  });
});

test("compiled code of another build is neither run nor kept, even if its file replaced one of this build", () => {
  const { caches, folder, file } = planted();
  writeFileSync(join(own, "server.cjs"), program("own", OTHER_BUILD));
  onTestFinished(() => writeFileSync(join(own, "server.cjs"), program("own")));
  expect(start(own, { XDG_CACHE_HOME: caches })).toBe("own");
  rmSync(file);
  expect(start(own, { XDG_CACHE_HOME: caches })).toBe("own");
  expect(readdirSync(folder)).toEqual([]);
});

test("compiled code of other builds, and drafts of it, are removed", () => {
  const { caches, folder, file } = planted();
  rmSync(file);
  for (const name of [`${OTHER_BUILD}-server.code`, `${OTHER_BUILD}-server.code.123`, "other"]) {
    writeFileSync(join(folder, name), "");
  }
  expect(start(own, { XDG_CACHE_HOME: caches })).toBe("own");
  expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([file, join(folder, "other")]);
});

test("a cache that cannot be read or written changes nothing", () => {
  const { caches, file } = planted();
  rmSync(file);
  mkdirSync(file);
  expect(start(own, { XDG_CACHE_HOME: caches })).toBe("own");
  writeFileSync(join(caches, "a-file"), "");
  expect(start(own, { XDG_CACHE_HOME: join(caches, "a-file") })).toBe("own");
});

test("NODE_DISABLE_COMPILE_CACHE: nothing is kept", () => {
  const caches = mkdtempSync(join(place, "caches-"));
  expect(start(own, { XDG_CACHE_HOME: caches, NODE_DISABLE_COMPILE_CACHE: "1" })).toBe("own");
  expect(existsSync(join(caches, FOLDER))).toBe(false);
});
