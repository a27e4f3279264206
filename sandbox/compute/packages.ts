import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askWorkspace, type Fields, isFields } from "../http.ts";
import type { World } from "../world.ts";
import { startInterpreter, type Wheel } from "./python/interpreter.ts";
import { apiOf } from "./workspace.ts";

/** Why a library cannot be installed. */
export class NotInstallable extends Error {}

/** Why libraries of Java, Scala and R fail. */
export const NO_JVM =
  "Library installation attempted on the driver node of cluster failed. The embedded workspace runs Python without a JVM or R: only wheels, requirements files and packages of the Python index can be installed.";

/** Packages that every process has, in the part that works over the workspace's own services. */
const PROVIDED: ReadonlySet<string> = new Set(["pyspark", "mlflow", "mlflow-skinny", "delta-spark"]);
const NO_SOCKETS = "it talks to the workspace through network sockets, which Python in WebAssembly does not have";
/** Packages that install and then cannot work. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ["databricks-sdk", NO_SOCKETS],
  ["databricks-connect", NO_SOCKETS],
  ["databricks-sql-connector", NO_SOCKETS],
]);

const REQUIREMENT = /^([A-Za-z0-9][\w.-]*)(\[[\w,-]+\])?\s*((?:[=<>!~]=?=?\s*[\w.*+!-]+\s*,?\s*)*)$/;
const PURE_WHEEL = /^[\w.]+-[\w.+!]+(-\d\w*)?-(?:[\w.]*py3[\w.]*|cp3\d+)-none-any\.whl$/;
const DOWNLOAD_MS = 90_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** The wheels of a library and of its dependencies. Rejects with `NotInstallable`. */
export async function wheelsOf(world: World, library: Fields): Promise<readonly Wheel[]> {
  const { pypi, whl, requirements } = library;
  if (isFields(pypi)) return fromIndex([String(pypi.package ?? "").trim()]);
  if (typeof whl === "string") return fromFile(world, whl);
  if (typeof requirements === "string") return fromIndex(lines(await textOf(world, requirements)));
  throw new NotInstallable(NO_JVM);
}

function lines(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
}

async function fromFile(world: World, path: string): Promise<readonly Wheel[]> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const data = await bytesOf(world, path);
  if (!PURE_WHEEL.test(name)) {
    throw new NotInstallable(`ERROR: ${name} is not a supported wheel on this platform: only pure-Python wheels are.`);
  }
  if (data.length > MOST_BYTES) throw new NotInstallable(`ERROR: ${name} is larger than ${MOST_BYTES} bytes.`);
  const wheel = { name, data };
  await tryImport([wheel], [name]);
  return [wheel];
}

async function textOf(world: World, path: string): Promise<string> {
  return Buffer.from(await bytesOf(world, path)).toString();
}

/** A file of a volume, of the workspace tree or of DBFS. */
async function bytesOf(world: World, path: string): Promise<Uint8Array> {
  const plain = path.replace(/^(?:dbfs:|file:)(?=\/(?:Volumes|Workspace)\/)/, "");
  const encoded = (text: string) => text.split("/").map(encodeURIComponent).join("/");
  const address = plain.startsWith("/Volumes/")
    ? `/api/2.0/fs/files${encoded(plain)}`
    : `/api/2.0/workspace/export?${new URLSearchParams({ path: plain.replace(/^\/Workspace/, ""), format: "AUTO", direct_download: "true" })}`;
  if (plain.startsWith("dbfs:") || plain.startsWith("/dbfs/")) {
    throw new NotInstallable("Libraries in DBFS are disabled: put the file into a volume or into the workspace tree.");
  }
  const answer = await askWorkspace(apiOf(world), world, address);
  if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
  throw new NotInstallable(`Library installation failed: the file ${path} does not exist or cannot be read.`);
}

async function fromIndex(requirements: readonly string[]): Promise<readonly Wheel[]> {
  const wanted: string[] = [];
  for (const requirement of requirements) {
    const name = REQUIREMENT.exec(requirement)?.[1];
    if (name === undefined) throw failed(`ERROR: Invalid requirement: '${requirement}'`);
    const reason = REFUSED.get(normal(name));
    if (reason !== undefined) throw failed(`ERROR: ${name} cannot work in the embedded workspace: ${reason}.`);
    if (!PROVIDED.has(normal(name))) wanted.push(requirement);
  }
  if (wanted.length === 0) return [];
  const wheels = await download(wanted);
  await tryImport(wheels, wanted);
  return wheels;
}

const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");

const failed = (message: string): NotInstallable =>
  new NotInstallable(`Library installation attempted on the driver node of cluster failed. ${message}`);

/**
 * Downloads wheels with the machine's own pip, which knows its index, proxy and certificates. Only pure-Python wheels are
 * asked for, and nothing of a package runs on the machine.
 */
async function download(requirements: readonly string[]): Promise<readonly Wheel[]> {
  const folder = mkdtempSync(join(tmpdir(), "wheels-"));
  const pure = ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none", "--python-version=3.14"];
  const quiet = ["--no-input", "--disable-pip-version-check", "--retries=1", "--timeout=15"];
  try {
    const argv = ["-m", "pip", "download", ...pure, ...quiet, `--dest=${folder}`, "--", ...requirements];
    const { ran, text } = await pip(argv);
    if (!ran) throw failed("ERROR: the package index is reached through pip, and this machine has no Python with pip.");
    const names = readdirSync(folder).sort();
    if (names.length === 0 || /^ERROR/m.test(text)) throw failed(reasonIn(text, requirements));
    return names.map((name) => ({ name, data: new Uint8Array(readFileSync(join(folder, name))) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pip(argv: readonly string[]): Promise<{ readonly ran: boolean; readonly text: string }> {
  const attempt = ([program, ...others]: readonly string[]): Promise<{ ran: boolean; text: string }> => {
    if (program === undefined) return Promise.resolve({ ran: false, text: "" });
    return new Promise((resolve) => {
      execFile(program, argv, { timeout: DOWNLOAD_MS, maxBuffer: 4_000_000 }, (error, stdout, stderr) => {
        const absent = error !== null && (error.code === "ENOENT" || /No module named pip/.test(stderr));
        if (absent) resolve(attempt(others));
        else resolve({ ran: true, text: error?.killed ? "ERROR: the download took too long" : `${stdout}\n${stderr}` });
      });
    });
  };
  return attempt(["python3", "python"]);
}

/** The error lines of pip, and a hint about their cause. */
function reasonIn(text: string, requirements: readonly string[]): string {
  const errors = text.match(/^ERROR: .*$/gm) ?? [];
  // The list of all versions is long and does not help.
  const said =
    errors
      .slice(0, 2)
      .join(" ")
      .replace(/ \(from versions: (?!none)[^)]*\)/g, "") || `ERROR: ${requirements.join(", ")} could not be downloaded`;
  const offline = /(connection|resolve|network|timed out|proxy)/i.test(text) && !/from versions: [^n]/.test(text);
  const hint = offline
    ? "The package index cannot be reached from this machine."
    : "The embedded workspace runs Python in WebAssembly: only packages with a pure-Python wheel can be installed.";
  return `${said.replace(/\.$/, "")}. ${hint}`;
}

/** Imports what was installed, in a process of its own. Rejects if that fails. */
async function tryImport(wheels: readonly Wheel[], wanted: readonly string[]): Promise<void> {
  const names = wanted.map((text) => /^[A-Za-z0-9][\w.]*(?:-[A-Za-z][\w.]*)*/.exec(text)?.[0] ?? text);
  const python = startInterpreter();
  try {
    const outcome = await python.run("<install>", `${TRIAL}\ntry_import(${JSON.stringify(names)})`, wheels);
    if (outcome.kind !== "finished") throw failed("ERROR: the process that imports the library ended.");
    const result: unknown = JSON.parse(outcome.result);
    if (!isFields(result) || result.resultType !== "error") return;
    throw failed(`ERROR: the library cannot be imported: ${String(result.summary).replace(/<[^>]+>/g, "")}`);
  } finally {
    await python.close();
  }
}

const TRIAL = `
def try_import(names):
    import importlib, importlib.metadata

    for name in names:
        found = importlib.metadata.distribution(name.split("-")[0] if name.endswith(".whl") else name)
        listed = (found.read_text("top_level.txt") or "").split()
        files = [file.parts[0] for file in found.files or [] if file.suffix == ".py" or len(file.parts) > 1]
        modules = listed or sorted({part.removesuffix(".py") for part in files if "." not in part.removesuffix(".py")})
        for module in modules:
            if module.isidentifier() and not module.startswith("_") and module not in ("test", "tests", "docs", "examples"):
                importlib.import_module(module)
`;
