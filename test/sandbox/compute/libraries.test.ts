import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { zip } from "../../../sandbox/workspace/notebooks/zip.ts";
import { openRepl, openSession, type Session } from "./session.ts";

const ANALYTICS = "0115-093012-abcd1234";
const NIGHTLY = "0108-141530-etl00nly";

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const statuses = async (cluster_id: string) =>
  (await session.get("/api/2.0/libraries/cluster-status", { cluster_id })).text;
const change = (name: string, cluster_id: string, ...libraries: object[]) =>
  session.post(`/api/2.0/libraries/${name}`, { cluster_id, libraries });

test("the same library twice counts once, regardless of the order of its fields", async () => {
  await change("install", NIGHTLY, { pypi: { package: "a", repo: "r" } }, { pypi: { repo: "r", package: "a" } });
  expect((await statuses(NIGHTLY)).match(/"library":/g)).toHaveLength(1);
});

test("a terminated cluster removes a library immediately; unknown libraries are ignored", async () => {
  const { status } = await change("uninstall", NIGHTLY, { pypi: { package: "a", repo: "r" } }, { jar: "/none.jar" });
  expect(status).toBe(200);
  expect(JSON.parse(await statuses(NIGHTLY))).toEqual({ cluster_id: NIGHTLY });
});

test("invalid libraries and unknown clusters are refused", async () => {
  for (const library of [{}, { conda: "x" }, { jar: "/a.jar", whl: "/b.whl" }]) {
    const { status, body } = await change("install", ANALYTICS, library);
    expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  }
  expect((await change("install", "none", { jar: "/a.jar" })).body.error_code).toBe("INVALID_PARAMETER_VALUE");
});

test("REST 1.2 is still available", async () => {
  const { text } = await session.get("/api/1.2/libraries/list", { clusterId: ANALYTICS });
  expect(JSON.parse(text)[0]).toEqual({ name: "mlflow-skinny==3.4.0", status: "LibraryLoaded" });
  const uri = "file:/jars/x.jar";
  await session.post("/api/1.2/libraries/upload", { clusterId: ANALYTICS, name: "x", language: "scala", uri });
  expect(await statuses(ANALYTICS)).toContain(`{"jar":"${uri}"}`);
});

/** A wheel of one module. */
function wheel(name: string, source: string, requires = ""): Uint8Array<ArrayBuffer> {
  const info = `${name}-1.0.dist-info`;
  const text = {
    [`${name}/__init__.py`]: source,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n${requires && `Requires-Dist: ${requires}\n`}`,
    [`${info}/WHEEL`]: "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    [`${info}/RECORD`]: `${name}/__init__.py,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
  };
  return new Uint8Array(zip(Object.entries(text).map(([path, data]) => ({ name: path, data: Buffer.from(data) }))));
}

describe("Python packages", { timeout: 90_000 }, () => {
  const installed = async (...libraries: object[]) => {
    await change("install", ANALYTICS, ...libraries);
    const wanted = new Set(libraries.map((library) => JSON.stringify(library)));
    const find = async () => {
      const {
        library_statuses = [],
      }: { library_statuses?: { library: object; status: string; messages?: string[] }[] } = JSON.parse(
        await statuses(ANALYTICS),
      );
      return library_statuses.filter(({ library }) => wanted.has(JSON.stringify(library)));
    };
    const isOver = ({ status }: { status: string }) => ["INSTALLED", "FAILED"].includes(status);
    await expect.poll(async () => (await find()).every(isOver), { timeout: 60_000, interval: 50 }).toBe(true);
    return (await find()).map(({ status, messages = [] }) => [status, messages.join()]);
  };

  test("wheels of a volume are installed if they can be imported, also for a process that runs", async () => {
    const folder = "/Volumes/main/sales/landing";
    const put = (name: string, data: Uint8Array<ArrayBuffer>) =>
      session.put(`/api/2.0/fs/files${folder}/${name}?overwrite=true`, data);
    const repl = await openRepl(session, ANALYTICS);
    expect((await repl.run("import order_tools"))?.summary).toContain("No module named 'order_tools'");
    await put("order_tools-1.0-py3-none-any.whl", wheel("order_tools", "def total(rows):\n    return sum(rows)\n"));
    await put("broken-1.0-py3-none-any.whl", wheel("broken", "import numpy\n"));
    await put("native-1.0-cp314-cp314-linux_x86_64.whl", wheel("native", ""));
    const found = await installed(
      { whl: `${folder}/order_tools-1.0-py3-none-any.whl` },
      { whl: `${folder}/broken-1.0-py3-none-any.whl` },
      { whl: `${folder}/native-1.0-cp314-cp314-linux_x86_64.whl` },
      { whl: `${folder}/none-1.0-py3-none-any.whl` },
    );
    expect(found).toEqual([
      ["INSTALLED", ""],
      ["FAILED", expect.stringContaining("cannot be imported: ModuleNotFoundError: No module named 'numpy'")],
      ["FAILED", expect.stringContaining("is not a supported wheel on this platform")],
      ["FAILED", expect.stringContaining("does not exist or cannot be read")],
    ]);
    expect((await repl.run("import order_tools\norder_tools.total([1, 2])"))?.data).toBe("3");
  });

  const hasPip = spawnSync("python3", ["-m", "pip", "--version"]).status === 0;
  test.skipIf(!hasPip)("packages of an index come with their dependencies, through the machine's pip", async () => {
    const folder = mkdtempSync(join(tmpdir(), "index-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    vi.stubEnv("PIP_NO_INDEX", "1");
    vi.stubEnv("PIP_FIND_LINKS", folder);
    writeFileSync(
      join(folder, "first_lib-1.0-py3-none-any.whl"),
      wheel("first_lib", "import second_lib\n", "second_lib"),
    );
    writeFileSync(join(folder, "second_lib-1.0-py3-none-any.whl"), wheel("second_lib", "value = 7\n"));
    const [good, missing, sockets, invalid] = await installed(
      { pypi: { package: "first-lib==1.0" } },
      { pypi: { package: "no-such-pkg-xyz" } },
      { pypi: { package: "databricks-sdk" } },
      { pypi: { package: "--index-url=x y" } },
    );
    expect(good).toEqual(["INSTALLED", ""]);
    expect(missing).toEqual(["FAILED", expect.stringContaining("No matching distribution found for no-such-pkg-xyz")]);
    expect(sockets).toEqual(["FAILED", expect.stringContaining("network sockets")]);
    expect(invalid).toEqual(["FAILED", expect.stringContaining("Invalid requirement")]);
    const repl = await openRepl(session, ANALYTICS);
    expect((await repl.run("import first_lib, mlflow\nfirst_lib.second_lib.value"))?.data).toBe("7");
  });

  test("libraries of Java and R fail: there is no JVM", async () => {
    const found = await installed({ maven: { coordinates: "a:b:1" } }, { cran: { package: "ada" } });
    expect(found).toEqual([
      ["FAILED", expect.stringContaining("without a JVM or R")],
      ["FAILED", expect.stringContaining("without a JVM or R")],
    ]);
  });
});
