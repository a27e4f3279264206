import { expect } from "vitest";
import * as z from "zod";
import { on, type Seen } from "./workspace.ts";

export const PATH = "/Users/ana@example.com/load";
export const NOTEBOOK = {
  object_type: "NOTEBOOK",
  path: PATH,
  language: "PYTHON",
  object_id: 3042,
  resource_id: "3042",
};
export const SOURCE = `# Databricks notebook source
# MAGIC %md # Load
# MAGIC nightly

# COMMAND ----------

# DBTITLE 1,Count
print(1)

# COMMAND ----------

# MAGIC %sql
# MAGIC SELECT 1
`;
export const TITLE = "application/vnd.databricks.v1+cell";
export const PNG = "iVBORw0KGgo=";
export const count = {
  cell_type: "code",
  execution_count: 2,
  metadata: { [TITLE]: { showTitle: true, title: "Count", nuid: "n1" } },
  outputs: [{ output_type: "stream", name: "stdout", text: ["1\n"] }],
  source: ["print(1)"],
};
export const picture = { output_type: "display_data", metadata: {}, data: { "image/png": PNG } };
export const query = {
  cell_type: "code",
  execution_count: 3,
  metadata: {},
  outputs: [picture],
  source: "%sql\nSELECT 1",
};
export const prose = { cell_type: "markdown", metadata: {}, source: ["# Load\n", "nightly"] };
export const jupyter = (...cells: object[]) =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 0 }, null, 1);
export const withoutOutputs = jupyter(prose, { ...count, outputs: [] }, { ...query, outputs: [] });

type Form = "SOURCE" | "JUPYTER";
/** A notebook that keeps what is imported: each form's text, in turn where there are several. */
export function stored(forms: Readonly<Record<Form, string>>, info: object = NOTEBOOK) {
  const there: Record<string, string> = { ...forms };
  on("GET /api/2.0/workspace/get-status", info);
  const exports = on("GET /api/2.0/workspace/export", ({ query: { format } }: Seen) => ({
    content: Buffer.from(there[String(format)] ?? "").toString("base64"),
  }));
  const imports: { format: string; language?: string; overwrite: boolean; text: string }[] = [];
  on("POST /api/2.0/workspace/import", ({ body }: Seen) => {
    const { content, path, ...sent } = body as { content: string; path: string; format: string; overwrite: boolean };
    expect(path).toBe(PATH);
    const text = Buffer.from(content, "base64").toString();
    imports.push({ ...sent, text });
    there[sent.format] = text;
    return {};
  });
  return { imports, exports, there };
}

export const fieldsOf = ({ structuredContent }: { structuredContent?: unknown }) =>
  z.record(z.string(), z.unknown()).parse(structuredContent);

type Call = (name: string, args: Record<string, unknown>) => Promise<{ structuredContent?: unknown }>;

/** The version that `read_notebook` returns. */
export const versionOf = async (call: Call): Promise<string> =>
  String(fieldsOf(await call("read_notebook", { path: PATH })).version);
