import { describe, expect, test } from "vitest";
import * as z from "zod";
import { advertiseInput, advertiseOutput } from "../../src/core/advertise.ts";

describe("advertised schemas", () => {
  test("the input keeps names, types and words, and drops what only costs context", () => {
    const schema = z.strictObject({
      id: z.string().min(1).max(128).describe("Cluster id"),
      minLength: z.int().optional().describe("An argument that is called like a keyword"),
      limit: z.int().min(1).max(100).default(20).describe("Most rows"),
    });
    expect(advertiseInput(schema)).toEqual({
      type: "object",
      properties: {
        id: { type: "string", description: "Cluster id" },
        minLength: { type: "integer", description: "An argument that is called like a keyword" },
        // Explained once, in the server's instructions.
        limit: { type: "integer", maximum: 100, default: 20 },
      },
      required: ["id"],
    });
  });

  test("a description that repeats the name, a form and a default of nothing go unsaid", () => {
    const schema = z.strictObject({
      display_name: z
        .string()
        .regex(/^[a-z]+$/)
        .describe("Name"),
      recursive: z.boolean().default(false).describe("With everything in it"),
      tags: z.array(z.string()).default([]).describe("Tags"),
      cluster_id: z.string().describe("From list_clusters"),
      space_id: z.string().describe("From list_genie_spaces"),
    });
    expect(advertiseInput(schema).properties).toEqual({
      display_name: { type: "string" },
      recursive: { type: "boolean", description: "With everything in it" },
      tags: { type: "array", items: { type: "string" } },
      // Only what the name does not tell: list_spaces is not there.
      cluster_id: { type: "string" },
      space_id: { type: "string", description: "From list_genie_spaces" },
    });
  });

  test("the output is one level deep and accepts what the full schema accepts", () => {
    const schema = z.object({
      rows: z.array(z.array(z.string().nullable())),
      next: z.string().optional(),
      value: z.union([z.string(), z.number()]),
    });
    expect(advertiseOutput(schema)).toEqual({
      type: "object",
      properties: { rows: { type: "array" }, next: {}, value: {} },
    });
  });
});
