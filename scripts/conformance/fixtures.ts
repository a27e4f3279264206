import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { Context, InputRequest } from "../../src/core/calls/context.ts";
import { ToolError } from "../../src/core/errors.ts";
import { defineToolset, type Tool } from "../../src/core/tool.ts";

// The conformance suite's `test_*` tools, written as tools of the product, so that the suite tests our pipeline.

const fixtures = defineToolset({ id: "conformance", title: "Conformance", summary: "Test fixtures", default: false });

export const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const SILENCE = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=";

const Said = z.object({ text: z.string() });

const fixture = (
  name: string,
  run: (ctx: Context, args: Record<string, string>) => Promise<string>,
  args: string[] = [],
) =>
  fixtures.tool({
    name,
    title: name,
    description: "Conformance fixture.",
    access: "read",
    input: z.strictObject(Object.fromEntries(args.map((arg) => [arg, z.string().describe(arg)]))),
    output: Said,
    run: async (ctx, given) => ({ text: await run(ctx, given) }),
    text: ({ text }) => text,
  });

const form = (message: string, properties: Record<string, object>, required?: string[]): InputRequest => ({
  method: "elicitation/create",
  params: { mode: "form", message, requestedSchema: { type: "object", properties, ...(required ? { required } : {}) } },
  accepts: (answer) => answer !== null && typeof answer === "object" && "action" in answer,
});

const sample = (text: string, maxTokens = 100): InputRequest => ({
  method: "sampling/createMessage",
  params: { messages: [{ role: "user", content: { type: "text", text } }], maxTokens },
});

const roots: InputRequest = { method: "roots/list" };

const Elicited = z.object({ action: z.string(), content: z.record(z.string(), z.unknown()).optional() });
const Sampled = z.object({ content: z.object({ text: z.string() }) });

const askOne = (ctx: Context, key: string, request: InputRequest): unknown => ctx.ask({ [key]: request })[key];

const completed = (answer: unknown): string => {
  const { action, content } = Elicited.parse(answer);
  return `Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`;
};

const requires = (ctx: Context, method: InputRequest["method"]) => {
  if (!ctx.supports(method)) throw new ToolError(`This client does not support ${method}.`);
};

const options = ["option1", "option2", "option3"];
const titled = [
  { const: "value1", title: "First" },
  { const: "value2", title: "Second" },
  { const: "value3", title: "Third" },
];

const content: Tool[] = [
  fixture("test_simple_text", async () => "This is a simple text response for testing."),
  fixture("test_image_content", async (ctx) => {
    ctx.attachImage(PIXEL, "image/png");
    return "";
  }),
  fixture("test_audio_content", async (ctx) => {
    ctx.attach({ type: "audio", data: SILENCE, mimeType: "audio/wav" });
    return "";
  }),
  fixture("test_embedded_resource", async (ctx) => {
    const text = "This is an embedded resource content.";
    ctx.attach({ type: "resource", resource: { uri: "test://embedded-resource", mimeType: "text/plain", text } });
    return "";
  }),
  fixture("test_multiple_content_types", async (ctx) => {
    ctx.attachImage(PIXEL, "image/png");
    const text = JSON.stringify({ test: "data", value: 123 });
    ctx.attach({
      type: "resource",
      resource: { uri: "test://mixed-content-resource", mimeType: "application/json", text },
    });
    return "Multiple content types test:";
  }),
  fixture("test_error_handling", async () => {
    throw new ToolError("This tool intentionally returns an error for testing");
  }),
];

const notices: Tool[] = ["test_tool_with_logging", "test_logging_tool"].map((name) =>
  fixture(name, async (ctx) => {
    ctx.log.info("Tool execution started");
    await sleep(50);
    ctx.log.info("Tool processing data");
    await sleep(50);
    ctx.log.info("Tool execution completed");
    return "Logged.";
  }),
);

const progress = fixture("test_tool_with_progress", async (ctx) => {
  // The pipeline sends at most one progress report per second.
  for (const done of [0, 50, 100]) {
    ctx.progress(`Completed ${done} of 100`, done, 100);
    if (done < 100) await sleep(1050);
  }
  return "Reported.";
});

const asking: Tool[] = [
  fixture(
    "test_sampling",
    async (ctx, { prompt = "" }) => {
      requires(ctx, "sampling/createMessage");
      return `LLM response: ${Sampled.parse(askOne(ctx, "sample", sample(prompt))).content.text}`;
    },
    ["prompt"],
  ),
  fixture("test_missing_capability", async (ctx) => Sampled.parse(askOne(ctx, "sample", sample("?"))).content.text),
  fixture(
    "test_elicitation",
    async (ctx, { message = "" }) => {
      requires(ctx, "elicitation/create");
      const text = { type: "string", description: "User's response" };
      const email = { type: "string", description: "User's email address" };
      const answer = askOne(ctx, "user", form(message, { username: text, email }, ["username", "email"]));
      const { action, content: given } = Elicited.parse(answer);
      return `User response: action: ${action}, content: ${JSON.stringify(given ?? {})}`;
    },
    ["message"],
  ),
  fixture("test_elicitation_sep1034_defaults", async (ctx) =>
    completed(
      askOne(
        ctx,
        "defaults",
        form("Check the defaults", {
          name: { type: "string", default: "John Doe" },
          age: { type: "integer", default: 30 },
          score: { type: "number", default: 95.5 },
          status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
          verified: { type: "boolean", default: true },
        }),
      ),
    ),
  ),
  fixture("test_elicitation_sep1330_enums", async (ctx) =>
    completed(
      askOne(
        ctx,
        "enums",
        form("Choose", {
          untitledSingle: { type: "string", enum: options },
          titledSingle: { type: "string", oneOf: titled },
          legacyEnum: {
            type: "string",
            enum: ["opt1", "opt2", "opt3"],
            enumNames: ["Option One", "Option Two", "Option Three"],
          },
          untitledMulti: { type: "array", items: { type: "string", enum: options } },
          titledMulti: { type: "array", items: { anyOf: titled } },
        }),
      ),
    ),
  ),
  fixture("test_streaming_elicitation", async (ctx) =>
    completed(askOne(ctx, "go", form("Go on?", { ok: { type: "boolean" } }))),
  ),
];

const name = { name: { type: "string" } };
const confirm = (ctx: Context) => askOne(ctx, "confirm", form("Please confirm", { ok: { type: "boolean" } }, ["ok"]));

const rounds: Tool[] = [
  fixture("test_input_required_result_elicitation", async (ctx) => {
    const answer = askOne(ctx, "user_name", form("What is your name?", name, ["name"]));
    return `Hello, ${String(Elicited.parse(answer).content?.name)}!`;
  }),
  fixture(
    "test_input_required_result_sampling",
    async (ctx) =>
      Sampled.parse(askOne(ctx, "capital_question", sample("What is the capital of France?"))).content.text,
  ),
  fixture("test_input_required_result_list_roots", async (ctx) => JSON.stringify(askOne(ctx, "client_roots", roots))),
  fixture("test_input_required_result_request_state", async (ctx) => `state-ok ${JSON.stringify(confirm(ctx))}`),
  fixture("test_input_required_result_tampered_state", async (ctx) => JSON.stringify(confirm(ctx))),
  fixture("test_input_required_result_multiple_inputs", async (ctx) =>
    JSON.stringify(
      ctx.ask({
        user_name: form("What is your name?", name, ["name"]),
        greeting: sample("Generate a greeting", 50),
        client_roots: roots,
      }),
    ),
  ),
  fixture("test_input_required_result_multi_round", async (ctx) => {
    const first = askOne(ctx, "step1", form("Step 1: What is your name?", name, ["name"]));
    const color = { color: { type: "string" } };
    const second = askOne(ctx, "step2", form("Step 2: What is your favorite color?", color, ["color"]));
    return JSON.stringify({ first, second });
  }),
  fixture("test_input_required_result_capabilities", async (ctx) =>
    JSON.stringify(
      ctx.ask({
        ...(ctx.supports("elicitation/create") ? { form: form("Your name?", name) } : {}),
        ...(ctx.supports("sampling/createMessage") ? { sample: sample("Hello") } : {}),
      }),
    ),
  ),
];

export const fixtureTools: readonly Tool[] = [...content, ...notices, progress, ...asking, ...rounds];
