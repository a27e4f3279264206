import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";

/** Names the folder of the run's records. Test processes inherit it from the process that starts them. */
const VARIABLE = "TEST_RECORD_FOLDER";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Every test file leaves one under the name `files`: see `record-file.ts`. */
export interface RecordedFile {
  /** From the root of the repository, with `/`. */
  readonly file: string;
  /** All of its tests ran, and none failed. */
  readonly whole: boolean;
}

/** Starts an empty record for one run. Returns what removes it again. */
export function openRecord(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "mcp-record-"));
  process.env[VARIABLE] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Adds one line to the run's record. Processes write to files of their own, so that lines never mix. */
export function record(name: string, line: unknown): void {
  const folder = process.env[VARIABLE];
  if (folder) appendFileSync(join(folder, `${name}.${process.pid}.jsonl`), `${JSON.stringify(line)}\n`);
}

/** Every line recorded under a name in this run so far, by all processes, in no particular order. */
export function readRecord(name: string): unknown[] {
  const folder = process.env[VARIABLE];
  if (!folder) return [];
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${name}.`))
    .flatMap((file) => readFileSync(join(folder, file), "utf8").trim().split("\n"))
    .map((line): unknown => JSON.parse(line));
}

/** Paths of the test files all of whose tests have passed in this run. */
export function recordedFiles(): ReadonlySet<string> {
  const files = z.array(z.object({ file: z.string(), whole: z.boolean() })).parse(readRecord("files"));
  return new Set(files.filter(({ whole }) => whole).map(({ file }) => file));
}

/**
 * Whether every test of a folder, such as `test/tools`, has passed in this run. If not, what its tests recorded is
 * incomplete, and a test that rests on the record must not complain about what is missing.
 */
export function ranWhole(folder: string): boolean {
  const path = join(root, folder);
  if (!existsSync(path)) throw new Error(`${folder} is not a folder of the repository.`);
  const recorded = recordedFiles();
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .every((file) => recorded.has(`${folder}/${file.replaceAll("\\", "/")}`));
}
