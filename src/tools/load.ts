import type { Tool } from "../core/tool.ts";
import { withCheckedSettings } from "./checked-settings.ts";
import { withSettingsNames } from "./compute/settings-names.ts";
import { withTaskNames } from "./jobs/task-names.ts";
import { withNames } from "./names.ts";
import { typedFiles } from "./typed.ts";
import { withUsualNames } from "./usual-names.ts";

/** Every file of tools. That of `api` comes last: its tools describe an operation by the typed tool that covers it. */
const files: Readonly<Record<string, () => Promise<Record<string, Tool>>>> = {
  ...typedFiles,
  api: () => import("./api/api.ts"),
};

/** The tool with what all tools have in common. */
const complete = (tool: Tool): Tool =>
  withNames(withUsualNames(withTaskNames(withSettingsNames(withCheckedSettings(tool)))));

/** Every tool with the name of its file, in the order of the catalogue. */
export async function loadCatalogue(): Promise<readonly { readonly file: string; readonly tool: Tool }[]> {
  const loaded = await Promise.all(
    Object.entries(files).map(async ([file, load]) =>
      Object.values(await load()).map((tool) => ({ file, tool: complete(tool) })),
    ),
  );
  return loaded.flat();
}

/** A tool of a file, which is loaded with the first of its tools. @throws {Error} If the file does not define it */
export async function loadFrom(file: string, name: string): Promise<Tool> {
  const exported = await files[file]?.();
  const tool = Object.values(exported ?? {}).find((each) => each.name === name);
  if (!tool) throw new Error(`The file ${file} does not define the tool ${name}.`);
  return complete(tool);
}
