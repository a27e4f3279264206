import * as z from "zod";
import * as api from "../../../api/catalog/tag-policies.ts";
import { listed, say } from "../../../core/consent/facts.ts";
import { ToolError } from "../../../core/errors.ts";
import { text, texts } from "../../../core/fields.ts";
import { pageToken } from "../../../core/params.ts";
import { view } from "../../../core/view.ts";
import { compact } from "../../../records.ts";
import { oneLine } from "../../../text.ts";
import { dataPolicies } from "./toolset.ts";

const tag_key = z.string().min(1).max(255).describe("Tag key");
const PAGE = 200;

const policyView = view(
  { tag_key: z.string(), values: texts, description: text },
  ({ tag_key: key, values, description }: api.TagPolicy) => ({
    tag_key: key,
    values: values?.map(({ name }) => name),
    description,
  }),
);

export const listTagPolicies = dataPolicies.tool({
  name: "list_tag_policies",
  title: "List tag policies",
  description: "Lists the governed tags of the account with their permitted values.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: pageToken }),
  output: z.object({ tag_policies: z.array(policyView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await api.listTagPolicies(ctx.client, { page_size: PAGE, page_token });
    return { tag_policies: items.map((one) => policyView(one)), next_page_token: next };
  },
});

export const setTagPolicy = dataPolicies.tool({
  name: "set_tag_policy",
  title: "Set a tag policy",
  description: "Makes a tag governed, or replaces its permitted values or description.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    tag_key,
    values: z.array(z.string().min(1).max(255)).max(50).optional().describe("All permitted values"),
    description: z.string().max(1024).optional().describe("Description"),
  }),
  output: policyView.schema,
  alsoCovers: ["tagPolicies.createTagPolicy", "tagPolicies.updateTagPolicy"].map((operation) => ({
    operation,
    args: ({ values, update_mask: _, ...fields }) => [
      {
        ...fields,
        ...compact({ values: Array.isArray(values) ? values.map((one: { name?: unknown }) => one.name) : undefined }),
      },
    ],
  })),
  async affects({ tag_key: key, values }, ctx) {
    const now = await api.findTagPolicy(ctx.client, { tag_key: key });
    const objects = [{ kind: "tag", name: key }];
    const lost = (now?.values ?? []).map(({ name }) => name).filter((name) => values && !values.includes(name));
    const permitted = values && values.length > 0 ? say`Permitted values: ${listed(values)}.` : undefined;
    if (now === undefined) {
      const governed = say`It becomes governed in the whole account: only users with the permission can assign it.`;
      const texts = permitted ? [governed, permitted] : [governed];
      return {
        effect: "Govern",
        objects,
        consequences: texts.map((one) => ({ reason: "others" as const, text: one })),
      };
    }
    return {
      effect: "Change the policy of",
      objects,
      consequences: values
        ? [
            ...(permitted ? [{ reason: "others" as const, text: permitted }] : []),
            ...lost.map((name) => ({
              reason: "replacement" as const,
              text: say`Value ${name} is no longer permitted. Policies that decide by it treat new objects differently.`,
            })),
          ]
        : [],
    };
  },
  async run(ctx, { tag_key: key, values, ...fields }) {
    const body = compact({ ...fields, values: values?.map((name) => ({ name })) });
    const now = await api.findTagPolicy(ctx.client, { tag_key: key });
    if (now === undefined) return policyView(await api.createTagPolicy(ctx.client, { tag_key: key, ...body }));
    if (Object.keys(body).length === 0) {
      throw new ToolError(`The tag ${oneLine(key)} is already governed.`, {
        next: "Give values or description to change.",
      });
    }
    return policyView(await api.updateTagPolicy(ctx.client, { tag_key: key }, body));
  },
});

export const deleteTagPolicy = dataPolicies.tool({
  name: "delete_tag_policy",
  title: "Delete a tag policy",
  description: "Deletes a tag policy: everyone can then assign the tag, with any value.",
  access: "destructive",
  input: z.strictObject({ tag_key }),
  output: z.object({ tag_key: z.string(), deleted: z.literal(true) }),
  covers: "tagPolicies.deleteTagPolicy",
  async affects({ tag_key: key }, ctx) {
    const now = await api.findTagPolicy(ctx.client, { tag_key: key });
    if (now === undefined)
      throw new ToolError(`The tag ${oneLine(key)} has no policy.`, { next: "See list_tag_policies." });
    const values = (now.values ?? []).map(({ name }) => name);
    const lost =
      values.length > 0 ? say`Its permitted values are lost: ${listed(values)}.` : say`Its description is lost.`;
    return {
      effect: "Delete the policy of",
      objects: [{ kind: "tag", name: key }],
      consequences: [
        {
          reason: "others",
          text: say`Everyone who can tag objects can then assign it, also where ABAC policies decide by it.`,
        },
        { reason: "loss", text: lost },
      ],
    };
  },
  async run(ctx, args) {
    await api.deleteTagPolicy(ctx.client, args);
    return { tag_key: args.tag_key, deleted: true as const };
  },
});
