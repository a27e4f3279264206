import * as z from "zod";
import { definePrompt, type Prompt, userMessage } from "../../src/core/prompts/define.ts";
import { defineResource, type Resource } from "../../src/core/resources/define.ts";
import { defineToolset } from "../../src/core/tool.ts";
import { PIXEL } from "./fixtures.ts";

// The suite's `test://` resources and `test_*` prompts, in the product's own shapes.

const fixtures = defineToolset({ id: "conformance", title: "Conformance", summary: "Test fixtures", default: false });

/** Reads every fixture. */
export const reader = fixtures.tool({
  name: "get_fixture",
  title: "Get fixture",
  description: "Conformance fixture.",
  access: "read",
  input: z.strictObject({ id: z.string().default("").describe("Id") }),
  output: z.object({ id: z.string() }),
  run: async (_, { id }) => ({ id }),
});

const fixed = (uri: string, mimeType: string, contents: { text: string } | { blob: Uint8Array }): Resource =>
  defineResource(uri, async () => reader, {
    name: uri.slice("test://".length),
    title: uri,
    description: "Conformance fixture.",
    mimeType,
    contents: () => contents,
  });

export const fixtureResources: readonly Resource[] = [
  fixed("test://static-text", "text/plain", { text: "This is the content of the static text resource." }),
  fixed("test://static-binary", "image/png", { blob: Buffer.from(PIXEL, "base64") }),
  defineResource("test://watched-resource", reader, {
    name: "watched-resource",
    title: "test://watched-resource",
    description: "Conformance fixture.",
    mimeType: "application/json",
    watch: { state: "id", stable: new Set() },
  }),
  defineResource("test://template/{id}/data", reader, {
    name: "template",
    title: "Template",
    description: "Conformance fixture.",
    mimeType: "application/json",
    contents: ({ id }) => ({ text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) }),
  }),
];

const prompt = (name: string, args: string[], messages: Prompt["messages"]) =>
  definePrompt({
    name,
    title: name,
    description: "Conformance fixture.",
    arguments: Object.fromEntries(
      args.map((arg) => [
        arg,
        { description: arg, required: true, complete: async (_: unknown, typed: string) => [`${typed}value`] },
      ]),
    ),
    messages,
  });

export const fixturePrompts: readonly Prompt[] = [
  prompt("test_simple_prompt", [], () => userMessage("This is a simple prompt for testing.")),
  prompt("test_prompt_with_arguments", ["arg1", "arg2"], ({ arg1, arg2 }) =>
    userMessage(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`),
  ),
  prompt("test_prompt_with_embedded_resource", ["resourceUri"], ({ resourceUri }) => [
    {
      role: "user",
      content: {
        type: "resource",
        resource: { uri: resourceUri, mimeType: "text/plain", text: "Embedded resource content for testing." },
      },
    },
    ...userMessage("Please process the embedded resource above."),
  ]),
  prompt("test_prompt_with_image", [], () => [
    { role: "user", content: { type: "image", data: PIXEL, mimeType: "image/png" } },
    ...userMessage("Please analyze the image above."),
  ]),
  prompt("test_input_required_result_prompt", [], (_, { ctx }) => {
    const { user_context } = ctx.ask({
      user_context: {
        method: "elicitation/create",
        params: {
          mode: "form",
          message: "What context should the prompt use?",
          requestedSchema: { type: "object", properties: { context: { type: "string" } }, required: ["context"] },
        },
      },
    });
    return userMessage(`Context: ${JSON.stringify(user_context)}`);
  }),
];
