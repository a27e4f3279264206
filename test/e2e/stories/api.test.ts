import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("an operation is searched and called, and the error of an invalid call helps to fix it", async () => {
  const { call, failure } = story;
  expect(await call("search_api", { query: "zones a cluster can be in" })).toMatchObject({
    operations: expect.arrayContaining([expect.objectContaining({ operation: "clusters.listZones" })]),
  });
  expect(await call("call_api", { operation: "clusters.listZones" })).toMatchObject({
    result: { zones: expect.arrayContaining([expect.any(String)]) },
  });

  expect(await failure("call_api", { operation: "secrets.listScope" })).toContain("secrets.listScopes");
  const put = { operation: "secrets.createScope", parameters: { scope_name: "story" } };
  expect(await failure("call_api", put)).toMatch(/scope_name[\s\S]*search_api/);
  await call("call_api", { ...put, parameters: { scope: "story" } });
  expect(await call("list_secret_scopes")).toMatchObject({
    scopes: expect.arrayContaining([expect.objectContaining({ scope: "story" })]),
  });
  await call("call_api", { operation: "secrets.deleteScope", parameters: { scope: "story" } });
  expect(JSON.stringify(await call("list_secret_scopes"))).not.toContain("story");
});
