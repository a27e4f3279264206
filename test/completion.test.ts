import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { variablesOf } from "../src/core/resources/define.ts";
import { prompts } from "../src/prompts/index.ts";
import { resources } from "../src/resources/index.ts";
import { COMPLETED_TYPES } from "../src/resources/object-ids.ts";
import { openStory, type Story } from "./support/story.ts";

/** Arguments without completion, with the reason. */
const FREE: Readonly<Record<string, string>> = {
  "choose_cluster task": "a task in the user's own words",
  "review_notebook focus": "a request in the user's own words",
};

let story: Story;
beforeAll(async () => {
  story = await openStory();
  await story.call("execute_sql_read_only", { statement: "SELECT 1" });
});
afterAll(() => story.close());

// Cached lists expire by the clock, so it does not advance: counts must not depend on the time.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

type Ref = { type: "ref/prompt"; name: string } | { type: "ref/resource"; uri: string };

const values = async (ref: Ref, name: string, value = "", given: Record<string, string> = {}) =>
  (await story.client.complete({ ref, argument: { name, value }, context: { arguments: given } })).completion.values;

const asked: readonly (readonly [title: string, ref: Ref, argument: string])[] = [
  ...prompts.flatMap(({ name, arguments: args }) =>
    Object.keys(args).map((argument) => [`${name} ${argument}`, { type: "ref/prompt", name }, argument] as const),
  ),
  ...resources.flatMap(({ uri }) =>
    variablesOf(uri).map((variable) => [`${uri} ${variable}`, { type: "ref/resource", uri }, variable] as const),
  ),
];

test("only free text has no completion", () => {
  const titles = asked.map(([title]) => title);
  for (const title of Object.keys(FREE)) expect(titles).toContain(title);
  expect(Object.keys(FREE).filter((title) => /(_id|name|path|type|metric|experiments)s?$/.test(title))).toEqual([]);
});

describe("other arguments and variables", () => {
  const completed = asked.filter(([title]) => !(title in FREE));

  test.each(completed)(
    "%s is completed from the workspace, the second time without a request",
    async (_, ref, name) => {
      // The object type determines where names are completed from.
      const given = { object_type: "clusters" };
      const first = await values(ref, name, "", given);
      expect(first.length).toBeGreaterThan(0);
      expect(first.length).toBeLessThanOrEqual(100);
      const fetches = vi.spyOn(globalThis, "fetch");
      expect(await values(ref, name, "", given)).toEqual(first);
      const [one = ""] = first;
      expect(await values(ref, name, one.slice(0, -1), given)).toContain(one);
      // The next level of a path or full name is another list.
      const deeper = new Set(fetches.mock.calls.map(([url]) => String(url)));
      expect(deeper.size).toBeLessThanOrEqual(/[./]/.test(one) ? 1 : 0);
    },
  );

  test.each(completed)("%s has no completions if the workspace fails", async (_, ref, name) => {
    // After this time no list is cached.
    vi.setSystemTime(Date.now() + 10 * 60_000);
    vi.spyOn(globalThis, "fetch").mockImplementation(async () =>
      Response.json({ error_code: "PERMISSION_DENIED", message: "no" }, { status: 403 }),
    );
    const found = await values(ref, name, "", { object_type: "clusters" });
    // Object types are known without the workspace.
    expect(found).toEqual(name === "object_type" ? COMPLETED_TYPES : []);
  });
});

test.each(COMPLETED_TYPES)("audit_permissions completes names of %s", async (object_type) => {
  const found = await values({ type: "ref/prompt", name: "audit_permissions" }, "name", "", { object_type });
  expect(found.length).toBeGreaterThan(0);
});
