import * as z from "zod";
import * as api from "../../api/catalog/functions.ts";
import { filledPage } from "../../api/catalog/securables.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { fullName, inSchema, PAGE, text, unityCatalog } from "./toolset.ts";

const full_name = fullName("catalog.schema.function");

export const listFunctions = unityCatalog.tool({
  name: "list_functions",
  title: "List functions",
  description: "Lists a schema's functions with signatures.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name: fullName("catalog.schema"), page_token: params.pageToken }),
  output: z.object({
    functions: z.array(z.object({ signature: z.string(), owner: text, comment: text })),
    next_page_token: text,
  }),
  async run(ctx, { full_name, page_token }) {
    const query = { ...inSchema(full_name), max_results: PAGE, page_token };
    const { items, next } = await filledPage(api.listFunctions, ctx.client, query);
    return {
      functions: items.map((found) => ({
        signature: api.signature(found),
        ...compact({ owner: found.owner, comment: found.comment }),
      })),
      ...compact({ next_page_token: next }),
    };
  },
});

export const getFunction = unityCatalog.tool({
  name: "get_function",
  title: "Get a function",
  description: "Returns one function's signature and code.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name }),
  output: z.object({
    full_name: z.string(),
    signature: z.string(),
    comment: text,
    language: text,
    definition: text,
    is_deterministic: z.boolean().optional(),
    owner: text,
    created_at: text,
    created_by: text,
  }),
  run: async (ctx, args) => api.functionView(await api.getFunction(ctx.client, args)),
});

export const deleteFunction = unityCatalog.tool({
  name: "delete_function",
  title: "Drop a function",
  description: "Drops a function; SQL CREATE FUNCTION makes one.",
  access: "destructive",
  input: z.strictObject({ full_name }),
  output: z.object({ full_name: z.string(), deleted: z.literal(true) }),
  async confirm({ full_name }, ctx) {
    const { owner } = await api.getFunction(ctx.client, { full_name });
    return `Drop function ${full_name}${owner ? ` (owner ${owner})` : ""}? Queries, masks and row filters that call it fail from then on.`;
  },
  async run(ctx, args) {
    await api.deleteFunction(ctx.client, args);
    return { full_name: args.full_name, deleted: true as const };
  },
});
