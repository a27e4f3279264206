import { type AttributeKey, attributeOf, nameOf } from "../../src/api/auth/attributes.ts";
import { METHODS } from "../../src/api/auth/methods.ts";
import { LOGIN_OPTIONS } from "../../src/cli/workspaces.ts";
import { OPTIONS } from "../../src/config.ts";

/** The table of login methods: what each needs, in the order in which they are tried. */
export function loginMethods(): string {
  const rows = METHODS.map(({ name, attributes, also = [], needs, cloud }) => {
    // The host stands in every row.
    const own = attributes.filter((key) => key !== "host").map(variable);
    const needed = [cloud && `a workspace on ${CLOUDS[cloud]}`, needs, ...own].filter(Boolean).join("; ");
    return `| \`${name}\` | ${needed} | ${also.map(variable).join(", ")} |`;
  });
  return ["| Method | Needs | Also looks at |", "|---|---|---|", ...rows].join("\n");
}

const CLOUDS = { AWS: "AWS", AZURE: "Azure", GCP: "Google Cloud" } as const;

function variable(key: AttributeKey): string {
  const option = Object.entries(LOGIN_OPTIONS).find(([name]) => name === key)?.[1];
  return `\`${option ? OPTIONS[option].env : (attributeOf(key).variables[0] ?? nameOf(key))}\``;
}
