import { choicesAndDefault, flagWithValue } from "../../src/config/help.ts";
import { GROUPS, type Option } from "../../src/config/option.ts";
import { OPTIONS } from "../../src/config.ts";
import { table } from "./markdown.ts";

/** A table of options for each group of `--help`. */
export const optionsTable = (): string =>
  Object.entries(GROUPS)
    .map(([group, title]) => {
      const options = Object.values<Option>(OPTIONS).filter((option) => option.group === group);
      return `### ${title}\n\n${table(["Flag", "Variable", "Description"], options.map(row))}`;
    })
    .join("\n\n");

function row(option: Option): string[] {
  const { env, description } = option;
  const flag = flagWithValue(option);
  return [flag ? `\`${flag}\`` : "", `\`${env}\``, description + choicesAndDefault(option)];
}
