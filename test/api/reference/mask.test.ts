import { describe, expect, test } from "vitest";
import { maskGiven, maskSettings } from "../../../src/api/reference/mask.ts";

const MASK = "[redacted]";

describe("maskSettings", () => {
  test.each([
    [
      "rules of a cluster policy as JSON text",
      {
        definition:
          '{"spark_env_vars.DB":{"type":"fixed","value":"hunter2"},"spark_conf.x.password":{"type":"unlimited","defaultValue":"hunter2"},"num_workers":{"type":"fixed","value":2}}',
      },
      {
        definition: `{"spark_env_vars.DB":{"type":"fixed","value":"${MASK}"},"spark_conf.x.password":{"type":"unlimited","defaultValue":"${MASK}"},"num_workers":{"type":"fixed","value":2}}`,
      },
    ],
    [
      "rules of a cluster policy as an object",
      { definition: { "spark_env_vars.DB": { type: "allowlist", values: ["hunter2"] } } },
      { definition: { "spark_env_vars.DB": { type: "allowlist", values: [MASK] } } },
    ],
    ["text that is no policy", { definition: "SELECT 1" }, { definition: "SELECT 1" }],
    [
      "Spark settings",
      {
        spark_conf: {
          "db.pwd": "hunter2",
          "x.auth": "hunter2",
          "fs.azure.sas.c.a": "hunter2",
          "fs.azure.account.auth.type": "OAuth",
        },
      },
      {
        spark_conf: { "db.pwd": MASK, "x.auth": MASK, "fs.azure.sas.c.a": MASK, "fs.azure.account.auth.type": "OAuth" },
      },
    ],
    [
      "parameters of a job",
      {
        parameters: [
          { name: "db_password", default: "hunter2" },
          { name: "day", default: "1" },
        ],
      },
      {
        parameters: [
          { name: "db_password", default: MASK },
          { name: "day", default: "1" },
        ],
      },
    ],
    [
      "parameters of a task",
      { notebook_task: { base_parameters: { api_key: "hunter2", day: "1" } } },
      { notebook_task: { base_parameters: { api_key: MASK, day: "1" } } },
    ],
    [
      "options of a connection",
      { options: { authorization_code: "hunter2", pkce_verifier: "hunter2", host: "h" } },
      { options: { authorization_code: MASK, pkce_verifier: MASK, host: "h" } },
    ],
    [
      "environment variables of an app",
      {
        env: [
          { name: "X", value: "hunter2" },
          { name: "Y", valueFrom: "scope" },
        ],
      },
      {
        env: [
          { name: "X", value: MASK },
          { name: "Y", valueFrom: "scope" },
        ],
      },
    ],
    ["addresses of webhooks", { config: { slack: { url: "https://h/x" } } }, { config: { slack: { url: MASK } } }],
    [
      "keys in plain text",
      { openai_config: { openai_api_key_plaintext: "hunter2", openai_api_key: "{{secrets/a/b}}" } },
      { openai_config: { openai_api_key_plaintext: MASK, openai_api_key: "{{secrets/a/b}}" } },
    ],
    ["references stay", { spark_env_vars: { A: "{{secrets/a/b}}" } }, { spark_env_vars: { A: "{{secrets/a/b}}" } }],
  ])("masks %s", (_, value, expected) => {
    expect(maskSettings(value)).toEqual(expected);
    expect(maskGiven(value)).toEqual(expected);
    expect(maskSettings(expected)).toEqual(expected);
  });
});

test("activation links and bearer tokens of Delta Sharing are masked wherever they are", () => {
  const recipient = {
    name: "r",
    tokens: [{ id: "1", activation_url: "https://a.example/x?y" }],
    activation_url: "https://a",
  };
  expect(maskSettings({ recipients: [recipient], token_detail: { bearerToken: "t" } })).toEqual({
    recipients: [{ name: "r", tokens: [{ id: "1", activation_url: "[redacted]" }], activation_url: "[redacted]" }],
    token_detail: { bearerToken: "[redacted]" },
  });
});
