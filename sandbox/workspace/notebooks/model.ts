import { type Fields, isFields } from "../../http.ts";
import { type Cell, NOTEBOOK_LANGUAGES, type Notebook } from "./notebook.ts";

/** The platform's own JSON of a notebook (NotebookV1), which HTML exports and archives contain. */
export function toModel(name: string, { language, cells }: Notebook): Fields {
  return {
    version: "NotebookV1",
    origId: 0,
    name,
    language: language.toLowerCase(),
    commands: cells.map((cell, index) => ({
      version: "CommandV1",
      origId: 0,
      position: index + 1,
      command: cell.source,
      commandTitle: cell.title ?? "",
      showCommandTitle: cell.title !== undefined,
      commandType: "auto",
      state: cell.output === undefined ? "input" : "finished",
      results: cell.output === undefined ? null : { type: "ansi", data: cell.output },
    })),
  };
}

export function fromModel(model: unknown): Notebook | undefined {
  if (!isFields(model) || !Array.isArray(model.commands)) return undefined;
  const language = NOTEBOOK_LANGUAGES.find((known) => known.toLowerCase() === model.language);
  if (language === undefined) return undefined;
  const position = ({ position: at }: Fields) => (typeof at === "number" ? at : 0);
  const commands = model.commands.filter(isFields).toSorted((a, b) => position(a) - position(b));
  return { language, cells: commands.map(modelCell) };
}

function modelCell({ command, commandTitle, showCommandTitle, results }: Fields): Cell {
  return {
    source: typeof command === "string" ? command : "",
    ...(showCommandTitle === true && typeof commandTitle === "string" && { title: commandTitle }),
    ...(isFields(results) && typeof results.data === "string" && { output: results.data }),
  };
}
