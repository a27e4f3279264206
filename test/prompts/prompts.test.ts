import { describe, expect, test } from "vitest";
import { prompts } from "../../src/prompts/index.ts";
import { catalogue } from "../../src/tools/index.ts";
import { connect } from "../support/harness.ts";
import { on, platformError, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const get = async (name: string, args: Record<string, string>) => {
  const { client } = await connect({ prompts });
  const { messages } = await client.getPrompt({ name, arguments: args });
  const [message] = messages;
  return message?.content.type === "text" ? message.content.text : "";
};

const complete = async (name: string, argument: string, value: string) => {
  const { client } = await connect({ prompts });
  const { completion } = await client.complete({
    ref: { type: "ref/prompt", name },
    argument: { name: argument, value },
  });
  return completion.values;
};

describe("every prompt", () => {
  test("is listed with its arguments", async () => {
    const { client } = await connect({ prompts });
    const listed = (await client.listPrompts()).prompts;
    expect(listed.map(({ name, arguments: args }) => [name, args?.map((one) => one.name)])).toEqual([
      ["choose_cluster", ["task"]],
      ["compare_experiments", ["experiments", "metric"]],
      ["review_notebook", ["path", "focus"]],
    ]);
  });

  test("names only tools there are", async () => {
    const names = new Set(catalogue.map(({ name }) => name));
    const verbs = new Set([...names].map((name) => name.split("_")[0]));
    for (const { name, arguments: args } of prompts) {
      const text = await get(name, Object.fromEntries(Object.keys(args).map((key) => [key, "x"])));
      const mentioned = (text.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? []).filter((word) => verbs.has(word.split("_")[0]));
      expect(mentioned.length).toBeGreaterThan(0);
      expect(mentioned.filter((word) => !names.has(word))).toEqual([]);
    }
  });

  test("says which argument is missing", async () => {
    await expect(get("review_notebook", {})).rejects.toThrow("Missing arguments: path.");
  });
});

describe("review_notebook", () => {
  test("names the notebook, and the focus where there is one", async () => {
    expect(await get("review_notebook", { path: "/Shared/etl" })).toContain('notebook at "/Shared/etl"');
    expect(await get("review_notebook", { path: "/Shared/etl" })).not.toContain("above all at");
    expect(await get("review_notebook", { path: "/Shared/etl", focus: "cost" })).toContain("Look above all at: cost");
  });

  test("completes the path", async () => {
    const seen = on("GET /api/2.0/workspace/list", {
      objects: [
        { object_type: "DIRECTORY", path: "/Shared/etl" },
        { object_type: "NOTEBOOK", path: "/Shared/explore" },
      ],
    });
    expect(await complete("review_notebook", "path", "/Shared/et")).toEqual(["/Shared/etl/"]);
    expect(seen[0]?.query).toEqual({ path: "/Shared" });
  });
});

describe("choose_cluster", () => {
  test("carries the task", async () => {
    expect(await get("choose_cluster", { task: "train a net" })).toContain("for this task: train a net");
  });
});

describe("compare_experiments", () => {
  const experiments = ["/Users/ana@example.com/churn", "/Users/ana@example.com/cost", "/Shared/churn-2"];
  const search = () =>
    on("POST /api/2.0/mlflow/experiments/search", {
      experiments: experiments.map((name, index) => ({ experiment_id: index, name })),
    });

  test("asks for the metric when none is given", async () => {
    expect(await get("compare_experiments", { experiments: "a,b", metric: "auc" })).toContain('decides is "auc"');
    expect(await get("compare_experiments", { experiments: "a,b" })).toContain("choose the metric that decides");
  });

  test.each([
    ["chu", ["/Users/ana@example.com/churn", "/Shared/churn-2"]],
    ["/Users/ana@example.com/c", ["/Users/ana@example.com/churn", "/Users/ana@example.com/cost"]],
    ["/Shared/churn-2,CH", ["/Shared/churn-2, /Users/ana@example.com/churn"]],
    ["none", []],
  ])("completes '%s'", async (typed, values) => {
    search();
    expect(await complete("compare_experiments", "experiments", typed)).toEqual(values);
  });

  test("has nothing to offer where experiments cannot be read", async () => {
    on("POST /api/2.0/mlflow/experiments/search", platformError(403, "PERMISSION_DENIED", "no"));
    expect(await complete("compare_experiments", "experiments", "c")).toEqual([]);
  });
});
