import { type Fields, isFields } from "../../http.ts";
import { type Cell, DIALECTS, magicOf, NOTEBOOK_LANGUAGES, type Notebook } from "./notebook.ts";

const NOTEBOOK_KEY = "application/vnd.databricks.v1+notebook";
const CELL_KEY = "application/vnd.databricks.v1+cell";

/** The notebook as .ipynb: `%md` cells become markdown cells, all others code cells, by default with outputs. */
export function toJupyter(name: string, { language, cells }: Notebook, outputs: boolean): string {
  const document = {
    cells: cells.map((cell, index) => jupyterCell(cell, index, outputs)),
    metadata: {
      [NOTEBOOK_KEY]: {
        dashboards: [],
        environmentMetadata: null,
        language: DIALECTS[language].jupyter,
        notebookMetadata: { pythonIndentUnit: 4 },
        notebookName: name,
        widgets: {},
      },
      language_info: { name: DIALECTS[language].jupyter },
    },
    nbformat: 4,
    nbformat_minor: 0,
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** Reads .ipynb. `undefined` if the text is not a notebook of format 4. */
export function fromJupyter(text: string): Notebook | undefined {
  const document = parsed(text);
  if (!isFields(document) || !Array.isArray(document.cells) || document.nbformat !== 4) return undefined;
  const metadata = isFields(document.metadata) ? document.metadata : {};
  const info = isFields(metadata.language_info) ? metadata.language_info : {};
  const language = NOTEBOOK_LANGUAGES.find((known) => DIALECTS[known].jupyter === info.name) ?? "PYTHON";
  return { language, cells: document.cells.filter(isFields).map(notebookCell) };
}

function jupyterCell({ source, title, output }: Cell, index: number, outputs: boolean): object {
  const magic = magicOf(source);
  const metadata = {
    [CELL_KEY]: {
      showTitle: title !== undefined,
      title: title ?? "",
      nuid: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    },
  };
  if (magic?.[0] === "md") return { cell_type: "markdown", metadata, source: sourceLines(magic[1]) };
  const printed = { name: "stdout", output_type: "stream", text: sourceLines(output ?? "") };
  return {
    cell_type: "code",
    execution_count: output === undefined ? 0 : index + 1,
    metadata,
    outputs: outputs && output !== undefined ? [printed] : [],
    source: sourceLines(source),
  };
}

function notebookCell(cell: Fields): Cell {
  const source = joined(cell.source);
  const metadata = isFields(cell.metadata) ? cell.metadata : {};
  const ours = isFields(metadata[CELL_KEY]) ? metadata[CELL_KEY] : {};
  const title = typeof ours.title === "string" && ours.title !== "" ? { title: ours.title } : {};
  if (cell.cell_type !== "code") return { source: `%md\n${source}`, ...title };
  const outputs = Array.isArray(cell.outputs) ? cell.outputs.filter(isFields) : [];
  const output = outputs.map(textOf).join("");
  return { source, ...title, ...(output !== "" && { output }) };
}

/** The text of an output: printed text, the plain form of a result, or the traceback of an error. */
function textOf({ text, data, traceback }: Fields): string {
  if (text !== undefined) return joined(text);
  const shown = isFields(data) ? joined(data["text/plain"]) : Array.isArray(traceback) ? traceback.join("\n") : "";
  return shown === "" || shown.endsWith("\n") ? shown : `${shown}\n`;
}

function joined(value: unknown): string {
  return Array.isArray(value) ? value.join("") : typeof value === "string" ? value : "";
}

function sourceLines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
