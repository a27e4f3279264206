import { resourceTemplates } from "../../src/core/resources/serve.ts";
import { prompts } from "../../src/prompts/index.ts";
import { resources } from "../../src/resources/index.ts";
import { table } from "./markdown.ts";

/** Addresses of resources, what they contain, and whether clients can subscribe to them. */
export function resourcesTable(): string {
  const own = resources.map(({ uri, description, watch }) => [`\`${uri}\``, description, watch ? "yes" : ""]);
  const known = new Set(resources.map(({ uri }) => uri));
  const others = resourceTemplates(resources)
    .filter(({ uriTemplate }) => !known.has(uriTemplate))
    .map(({ uriTemplate, description = "" }) => [`\`${uriTemplate}\``, description, ""]);
  return table(["Resource", "Contents", "Subscriptions"], [...own, ...others]);
}

/** Prompts with their arguments; optional ones in brackets. */
export const promptsTable = (): string =>
  table(
    ["Prompt", "Description", "Arguments"],
    prompts.map(({ name, description, arguments: args }) => [
      `\`${name}\``,
      description,
      Object.entries(args)
        .map(([key, { required }]) => (required ? `\`${key}\`` : `[\`${key}\`]`))
        .join(", "),
    ]),
  );
