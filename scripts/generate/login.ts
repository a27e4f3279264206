import { type AttributeKey, attributeName, attributeOf } from "../../src/api/auth/attributes.ts";
import { METHODS } from "../../src/api/auth/methods.ts";
import { LOGIN_OPTIONS } from "../../src/cli/workspaces.ts";
import { OPTIONS } from "../../src/config.ts";
import { table } from "./markdown.ts";

/** Login methods in the order in which they are tried, and what each requires. */
export const loginMethods = (): string =>
  table(
    ["Method", "Requires", "Also reads"],
    METHODS.map(({ name, attributes, also = [], needs, cloud }) => {
      // Every method requires the host.
      const own = attributes.filter((key) => key !== "host").map(variable);
      const required = [cloud && `a workspace on ${CLOUDS[cloud]}`, needs, ...own].filter(Boolean).join("; ");
      return [`\`${name}\``, required, also.map(variable).join(", ")];
    }),
  );

const CLOUDS = { AWS: "AWS", AZURE: "Azure", GCP: "Google Cloud" } as const;

function variable(key: AttributeKey): string {
  const option = Object.entries(LOGIN_OPTIONS).find(([name]) => name === key)?.[1];
  return `\`${option ? OPTIONS[option].env : (attributeOf(key).variables[0] ?? attributeName(key))}\``;
}
