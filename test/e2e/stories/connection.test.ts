import { expect, onTestFinished, test } from "vitest";
import { openStory } from "../../support/story.ts";

test("returns identity, workspace and access", async () => {
  const { call, client, sandbox, close } = await openStory();
  onTestFinished(close);
  expect(await call("get_connection")).toMatchObject({
    user_name: "ana@example.com",
    host: sandbox.url,
    access: "destructive",
    confirm: "never",
  });
  const [text] = (await client.callTool({ name: "get_connection", arguments: {} })).content;
  expect(JSON.stringify(text)).not.toContain(sandbox.token);
});
