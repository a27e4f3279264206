import { describe, expect, test } from "vitest";
import { foreignKey, restBody } from "../../../src/tools/api/body.ts";

describe("settings of a request", () => {
  test.each([
    [{ runAs: { user_name: "a" } }, "runAs"],
    [{ tasks: [{ task_key: "a", accessControlList: [] }] }, "accessControlList"],
    [{ Run_as: {} }, "Run_as"],
    [{ pipeline_params: { fullRefresh: true } }, "fullRefresh"],
  ])("a key in another form than the platform's is refused: %j", (body, key) => {
    const { error } = restBody().safeParse(body);
    expect(error?.issues[0]?.message).toContain(key);
  });

  test.each([
    { run_as: { user_name: "a" }, tasks: [{ task_key: "a", s3: {} }] },
    {
      new_cluster: {
        spark_conf: { "spark.x.maxSize": "1" },
        spark_env_vars: { HOME: "/" },
        custom_tags: { Team: "a" },
      },
    },
    { tasks: [{ notebook_task: { base_parameters: { myDay: "1" } } }], tags: { costCenter: "1" } },
  ])("names that users choose are theirs: %j", (body) => {
    expect(restBody().safeParse(body).success).toBe(true);
  });

  test.each([
    [{ spark_env_vars: { PIP_TOKEN: "hush" } }, false],
    [{ tasks: [{ new_cluster: { spark_env_vars: { PIP_TOKEN: "hush" } } }] }, false],
    [{ env: [{ name: "DB_PASSWORD", value: "hush" }] }, false],
    [{ env: [{ name: "DB_PASSWORD", value_from: "secret" }] }, true],
    [{ environment_vars: { PIP_TOKEN: "{{secrets/etl/key}}", MAX_TOKENS: "5", LEVEL: "info", NO_AUTH: "1" } }, true],
  ])("a credential in an environment variable is refused, a reference is not: %j", (body, accepted) => {
    const { success, error } = restBody().safeParse(body);
    expect(success).toBe(accepted);
    if (!success) expect(error.issues[0]?.message).toContain("use {{secrets/<scope>/<key>}} instead");
  });

  test("an environment's own names do not hide a key next to them", () => {
    expect(foreignKey({ new_settings: { tags: { aB: 1 }, tasks: [{ runAs: 1 }] } })).toBe("runAs");
  });
});
