import { expect, test } from "vitest";
import { connect } from "../support/harness.ts";

test.each(["listTools", "listPrompts", "listResources", "listResourceTemplates"] as const)(
  "S14 %s refuses a cursor: every list has one page",
  async (list) => {
    const { client } = await connect({ tools: [], resources: [] });
    await expect(client[list]({ cursor: "page-2" })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringMatching(/^Unknown cursor: this list has only one page/),
    });
  },
);
