import { describe, expect, test } from "vitest";
import * as z from "zod";
import { advertiseInput, advertiseOutput } from "../../src/core/advertise.ts";

describe("advertised schemas", () => {
  test("the input schema keeps names, types and descriptions, without keywords that only cost context", () => {
    const schema = z.strictObject({
      id: z.string().min(1).max(128).describe("Cluster id"),
      minLength: z.int().optional().describe("An argument with the name of a keyword"),
      limit: z.int().min(1).max(100).default(20).describe("Maximum number of rows"),
    });
    expect(advertiseInput({ input: schema })).toEqual({
      type: "object",
      properties: {
        id: { type: "string", description: "Cluster id" },
        minLength: { type: "integer", description: "An argument with the name of a keyword" },
        // Explained once, in the server's instructions.
        limit: { type: "integer", maximum: 100, default: 20 },
      },
      required: ["id"],
    });
  });

  test("flat fields are arguments of their own before settings, which they make optional", () => {
    const input = z.strictObject({
      id: z.string().describe("Warehouse id"),
      settings: z.looseObject({}).describe("Other fields"),
      wait_seconds: z.number().optional(),
    });
    const flat = z.object({ cluster_size: z.string().describe("Small … Large") });
    const schema = advertiseInput({ input, flat });
    expect(Object.keys(schema.properties as object)).toEqual(["id", "wait_seconds", "cluster_size", "settings"]);
    expect(schema.required).toEqual(["id"]);
  });

  test("a value that may be null is advertised as the value", () => {
    const input = z.strictObject({ mask: z.looseObject({}).nullable().describe("Function; null removes it") });
    expect(advertiseInput({ input }).properties).toEqual({
      mask: { type: "object", additionalProperties: true, description: "Function; null removes it" },
    });
  });

  test("descriptions that repeat the name, patterns and empty defaults are left out", () => {
    const schema = z.strictObject({
      display_name: z
        .string()
        .regex(/^[a-z]+$/)
        .describe("Name"),
      recursive: z.boolean().default(false).describe("Include the contents"),
      tags: z.array(z.string()).default([]).describe("Tags"),
      cluster_id: z.string().describe("Cluster id, from list_clusters"),
      job_id: z.string().describe("From list_jobs"),
      space_id: z.string().describe("From list_genie_spaces"),
    });
    expect(advertiseInput({ input: schema }).properties).toEqual({
      display_name: { type: "string" },
      recursive: { type: "boolean", description: "Include the contents" },
      tags: { type: "array", items: { type: "string" } },
      // The name does not imply list_genie_spaces, so it stays.
      cluster_id: { type: "string" },
      job_id: { type: "string" },
      space_id: { type: "string", description: "From list_genie_spaces" },
    });
  });

  test("the output schema is one level deep and accepts everything the full schema accepts", () => {
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
