import { Failure, fail, invalid } from "../failure.ts";
import { type Fields, isFields } from "../http.ts";
import { createRegistry } from "../ml/registry.ts";
import { createTracking } from "../ml/store.ts";
import { nameOf, unityModels } from "../ml/unity-registry.ts";
import type { World } from "../world.ts";
import { embed, wordsOf } from "./vector-search-text.ts";

/** A registered linear model: its inputs and their weights. */
interface Linear {
  readonly kind: "linear";
  readonly intercept: number;
  readonly weights: Readonly<Record<string, number>>;
  /** Whether to apply the logistic function to the sum. */
  readonly logistic: boolean;
  /** Why its image cannot be built. */
  readonly broken?: string;
}

export type Model = Linear | { readonly kind: "chat" | "embeddings" | "external"; readonly name: string };

const CHURN = { support_tickets: 0.45, monthly_charges: 0.021, tenure_months: -0.058 };

const DEMAND = { price: -3.5, promotion: 48, weekend: 22 };

/** Versions of registered models that an endpoint can serve, by `name version`. Others are found in the registry. */
const REGISTERED: Readonly<Record<string, Linear>> = {
  "main.sales.churn 1": {
    kind: "linear",
    intercept: -1.4,
    weights: CHURN,
    logistic: true,
    broken: "ERROR: Cannot install scikit-learn==0.24.1: no matching distribution for Python 3.12",
  },
  "main.sales.churn 2": { kind: "linear", intercept: -1.2, weights: CHURN, logistic: true },
  "main.sales.churn 3": { kind: "linear", intercept: -1.6, weights: { ...CHURN, is_contract: -0.9 }, logistic: true },
  "main.sales.demand 1": {
    kind: "linear",
    intercept: 120,
    weights: DEMAND,
    logistic: false,
  },
};

/** Coefficients of the models of an experiment, by the ID of the experiment. */
const LEARNED: Readonly<Record<string, Omit<Linear, "kind">>> = {
  "3042111": { intercept: -1.3, weights: CHURN, logistic: true },
  "3042207": { intercept: 115, weights: DEMAND, logistic: false },
};

/** The run of a version in Unity Catalog or, for a name of one part, in the workspace's own registry. */
function runOf(world: World, name: string, version: string) {
  if (!name.includes(".")) {
    const found = createRegistry(world)
      .models.get(name)
      ?.versions.find(({ number }) => number === version);
    return found && createTracking(world).runs.get(found.runId);
  }
  const model = unityModels(world).find((one) => nameOf(one) === name.toLowerCase());
  return model?.versions.find(({ number }) => String(number) === version)?.run;
}

/** A version that was registered from a run; its image can be built if the run logged a model. */
function registered(world: World, name: string, version: string): Linear | undefined {
  const run = runOf(world, name, version);
  if (run === undefined) return undefined;
  const learned = LEARNED[run.experimentId];
  const isLogged = [...run.artifacts.keys()].some((path) => path.endsWith("/MLmodel"));
  return learned && isLogged
    ? { kind: "linear", ...learned }
    : {
        kind: "linear",
        intercept: 0,
        weights: {},
        logistic: false,
        broken: `ERROR: run ${run.id} has no file MLmodel: it did not log a model`,
      };
}

/** The model of a served entity. Throws the platform's error if there is none. */
export function modelOf(world: World, entity: Fields): Model {
  if (isFields(entity.external_model)) return { kind: "external", name: String(entity.external_model.provider) };
  const name = String(entity.entity_name);
  const version = String(entity.entity_version ?? "");
  const known = REGISTERED[`${name} ${version}`] ?? registered(world, name, version);
  return (
    known ??
    fail(404, "RESOURCE_DOES_NOT_EXIST", `Registered model '${name}' with version '${version}' does not exist.`)
  );
}

/** The response to a query of the model. */
export function answer(model: Model, body: Fields): Fields {
  if (model.kind === "linear")
    return { predictions: rowsOf(body, Object.keys(model.weights)).map((row) => predict(model, row)) };
  if (model.kind === "chat") return chat(model.name, body);
  if (model.kind === "embeddings") return embeddings(model.name, body);
  throw new Failure(
    502,
    "EXTERNAL_MODEL_ERROR",
    `Received no answer from ${model.name}: this workspace has no way out to the internet.`,
  );
}

function predict({ intercept, weights, logistic }: Linear, row: Fields): number {
  const sum = Object.entries(weights).reduce((total, [name, weight]) => total + weight * Number(row[name]), intercept);
  const value = logistic ? 1 / (1 + Math.exp(-sum)) : sum;
  return Math.round(value * 1e6) / 1e6;
}

/** The rows of any of MLflow's input styles. Like MLflow, refuses rows with a missing column or text in a column. */
function rowsOf(body: Fields, columns: readonly string[]): readonly Fields[] {
  const rows = styled(body, columns);
  for (const row of rows) {
    const missing = columns.filter((name) => row[name] === undefined);
    if (missing.length > 0) {
      const list = missing.map((name) => `'${name}'`).join(", ");
      fail(
        400,
        "BAD_REQUEST",
        `Failed to enforce schema of data with schema '${schemaText(columns)}'. Error: Model is missing inputs [${list}].`,
      );
    }
    const wrong = columns.find((name) => typeof row[name] !== "number");
    if (wrong !== undefined) {
      fail(
        400,
        "BAD_REQUEST",
        `Failed to enforce schema of data with schema '${schemaText(columns)}'. Error: Incompatible input types for column ${wrong}. Can not safely convert object to float64.`,
      );
    }
  }
  return rows;
}

const schemaText = (columns: readonly string[]) =>
  `[${columns.map((name) => `'${name}': double (required)`).join(", ")}]`;

function styled(body: Fields, columns: readonly string[]): readonly Fields[] {
  const { dataframe_records: records, dataframe_split: split, instances, inputs } = body;
  if (Array.isArray(records) && records.every(isFields)) return records;
  if (isFields(split) && Array.isArray(split.columns) && Array.isArray(split.data)) {
    const names: unknown[] = split.columns;
    return split.data.map((row: unknown) =>
      Array.isArray(row) ? Object.fromEntries(names.map((name, at) => [String(name), row[at]])) : {},
    );
  }
  const list = instances ?? inputs;
  if (Array.isArray(list)) {
    return list.map((row: unknown) =>
      isFields(row) ? row : Array.isArray(row) ? Object.fromEntries(columns.map((name, at) => [name, row[at]])) : {},
    );
  }
  return fail(
    400,
    "BAD_REQUEST",
    "Invalid input. The request body must have one of dataframe_records, dataframe_split, instances or inputs.",
  );
}

/** The sandbox has no language model. The response says so and counts the words of the request. */
function chat(model: string, { messages, max_tokens: most }: Fields): Fields {
  if (!Array.isArray(messages) || !messages.every(isFields) || messages.length === 0)
    return invalid("Missing required Chat parameter: 'messages'");
  const said = messages.map(({ content }) => String(content ?? "")).join("\n");
  const last = String(messages.at(-1)?.content ?? "");
  const words = `This sandbox has no language model. Your last message has ${last.split(/\s+/).filter(Boolean).length} words; those that carry meaning: ${[...new Set(wordsOf(last))].slice(0, 12).join(", ")}.`;
  const limit = typeof most === "number" ? most : Number.POSITIVE_INFINITY;
  const pieces = words.split(" ");
  const content = pieces.slice(0, limit).join(" ");
  const usage = { prompt_tokens: tokens(said), completion_tokens: tokens(content) };
  return {
    id: "chatcmpl-sandbox",
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [
      { index: 0, message: { role: "assistant", content }, finish_reason: pieces.length > limit ? "length" : "stop" },
    ],
    usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
  };
}

const tokens = (text: string) => Math.ceil(text.length / 4);

function embeddings(model: string, { input }: Fields): Fields {
  const texts: unknown[] = typeof input === "string" ? [input] : Array.isArray(input) ? input : [];
  if (texts.length === 0) return invalid("Missing required embeddings parameter: 'input'");
  const total = texts.reduce<number>((sum, text) => sum + tokens(String(text)), 0);
  return {
    object: "list",
    model,
    data: texts.map((text, index) => ({ object: "embedding", index, embedding: embed(String(text)) })),
    usage: { prompt_tokens: total, total_tokens: total },
  };
}

/** OpenAPI schema of a query. */
export function openApi(name: string, model: Model): Fields {
  const row =
    model.kind === "linear"
      ? Object.fromEntries(Object.keys(model.weights).map((column) => [column, { type: "number", format: "double" }]))
      : {};
  const properties = {
    linear: {
      dataframe_records: { type: "array", items: { type: "object", properties: row, required: Object.keys(row) } },
    },
    chat: { messages: { type: "array", items: { type: "object" } }, max_tokens: { type: "integer" } },
    external: { messages: { type: "array", items: { type: "object" } }, max_tokens: { type: "integer" } },
    embeddings: { input: { type: "array", items: { type: "string" } } },
  }[model.kind];
  const schema = { type: "object", properties };
  return {
    openapi: "3.1.0",
    info: { title: name, version: "1" },
    paths: {
      [`/serving-endpoints/${name}/invocations`]: {
        post: {
          requestBody: { content: { "application/json": { schema } } },
          responses: { "200": { description: "Success" } },
        },
      },
    },
  };
}
