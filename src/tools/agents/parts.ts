import { getKnowledgeAssistant } from "../../api/agents/knowledge-assistants.ts";
import { getApp } from "../../api/apps/apps.ts";
import { getConnection } from "../../api/catalog/connections.ts";
import { getFunction } from "../../api/catalog/functions.ts";
import { getTable } from "../../api/catalog/tables.ts";
import { getVolume } from "../../api/catalog/volumes.ts";
import type { Client } from "../../api/http/client.ts";
import { ApiError } from "../../api/http/errors.ts";
import { getServingEndpoint } from "../../api/serving/endpoints.ts";
import { getVectorIndex } from "../../api/serving/vector-search.ts";
import { getSpace } from "../../api/sql/genie.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { isRecord } from "../../records.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A type of source or tool: the fields of its object, the first of which names it, and how to read what it names. */
interface PartType {
  readonly fields: readonly string[];
  readonly read?: (client: Client, name: string) => Promise<unknown>;
  readonly finder?: string;
}

/** Types of sources of a knowledge assistant. */
export const SOURCES: Readonly<Record<string, PartType>> = {
  files: { fields: ["path"], read: readFiles, finder: "list_volumes" },
  file_table: {
    fields: ["table_name", "file_col"],
    read: (client, full_name) => getTable(client, { full_name }),
    finder: "list_tables",
  },
  index: {
    fields: ["index_name", "text_col", "doc_uri_col"],
    read: (client, index_name) => getVectorIndex(client, { index_name }),
    finder: "list_vector_search_indexes",
  },
};

/** Types of tools of a supervisor agent. The reference has no fields for some of them. */
export const TOOLS: Readonly<Record<string, PartType>> = {
  genie_space: {
    fields: ["id"],
    read: (client, space_id) => getSpace(client, { space_id }),
    finder: "list_genie_spaces",
  },
  knowledge_assistant: {
    fields: ["knowledge_assistant_id"],
    read: (client, id) => getKnowledgeAssistant(client, { name: `knowledge-assistants/${id.split("/").at(-1)}` }),
    finder: "list_knowledge_assistants",
  },
  uc_function: {
    fields: ["name"],
    read: (client, full_name) => getFunction(client, { full_name }),
    finder: "list_functions",
  },
  uc_connection: {
    fields: ["name"],
    read: (client, name) => getConnection(client, { name }),
    finder: "list_foreign_connections",
  },
  app: { fields: ["name"], read: (client, name) => getApp(client, { name }), finder: "list_apps" },
  volume: { fields: ["name"], read: (client, full_name) => getVolume(client, { full_name }), finder: "list_volumes" },
  serving_endpoint: {
    fields: [],
    read: (client, name) => getServingEndpoint(client, { name }),
    finder: "list_serving_endpoints",
  },
  ...Object.fromEntries(
    `uc_mcp dashboard table vector_search_index catalog schema supervisor_agent databricks_web_search skill
    lakeview_dashboard uc_table web_search`
      .split(/\s+/)
      .map((type) => [type, { fields: [] }]),
  ),
};

/** The files of a source are in a volume: `/Volumes/<catalog>/<schema>/<volume>/…`. */
function readFiles(client: Client, path: string): Promise<unknown> {
  const [, volumes, ...names] = path.split("/");
  if (volumes !== "Volumes" || names.length < 3) {
    throw new ToolError(
      "files.path must be a path in a volume: /Volumes/<catalog>/<schema>/<volume>; nothing was sent.",
      {
        next: "Find one with list_volumes.",
      },
    );
  }
  return getVolume(client, { full_name: names.slice(0, 3).join(".") });
}

/** The object of a part, and what names it. */
function objectOf(part: Fields, type: string, { fields }: PartType) {
  const object = part[type];
  const given = isRecord(object) ? object : {};
  const name = given[fields[0] ?? "name"];
  return { missing: fields.filter((field) => typeof given[field] !== "string" || given[field] === ""), name };
}

/**
 * Checks the sources or tools before anyone is asked: the service refuses them after the agent was created.
 * @throws {ToolError} For an unknown type, a missing field, or an object that does not exist
 */
export async function checkParts(
  ctx: Context,
  parts: readonly Fields[],
  { field, types, required }: { field: string; types: Readonly<Record<string, PartType>>; required: readonly string[] },
): Promise<Consequence[]> {
  const checked = parts.map(async (part): Promise<Consequence> => {
    const type = String(part[field] ?? "");
    const known = new Map(Object.entries(types)).get(type);
    const refuse = (problem: string, next: string) => new ToolError(`${problem}; nothing was sent.`, { next });
    if (!known) {
      throw refuse(`${field} is not a type that the service knows`, `Types are ${Object.keys(types).join(", ")}.`);
    }
    const { missing, name } = objectOf(part, type, known);
    const absent = [
      ...required.filter((one) => typeof part[one] !== "string" || part[one] === ""),
      ...missing.map((one) => `${type}.${one}`),
    ];
    if (absent.length > 0) {
      throw refuse(`A part with ${field} ${type} lacks ${absent.join(", ")}`, "Give these fields as texts.");
    }
    if (typeof name !== "string") return uses(say`It uses ${type}.`);
    if (known.read && (await isMissing(ctx, known.read, name))) {
      throw new ToolError(`The workspace does not have the object of ${field} ${type}; nothing was sent.`, {
        next: `Find it with ${known.finder}.`,
        quoted: name,
      });
    }
    return uses(say`It uses ${type} ${name}.`);
  });
  return Promise.all(checked);
}

const uses = (text: Consequence["text"]): Consequence => ({ reason: "others", text });

/** Whether an object certainly does not exist. One that cannot be read is left to the service. */
const isMissing = ({ client }: Context, read: NonNullable<PartType["read"]>, name: string): Promise<boolean> =>
  read(client, name).then(
    () => false,
    (error: unknown) => {
      if (error instanceof ApiError) return error.kind === "not-found";
      throw error;
    },
  );

/** @throws {ToolError} If an agent has the name, which must be unique */
export function requireFreeName(names: readonly (string | null | undefined)[], name: string): void {
  if (!names.includes(name)) return;
  throw new ToolError("An agent of this name exists; nothing was sent.", {
    next: "Change it with update_agent, or choose another display_name.",
  });
}
