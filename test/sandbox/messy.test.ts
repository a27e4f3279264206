import { expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../sandbox/index.ts";

const PLACES = ["/api/2.2/jobs/list", "/api/2.1/clusters/list", "/api/2.0/token/list"];

/** Everything that the places list, as text. */
async function listed(messy: boolean): Promise<string> {
  const sandbox = await startSandbox({ messy });
  onTestFinished(() => sandbox.close());
  const headers = { authorization: `Bearer ${sandbox.token}` };
  const answers = await Promise.all(PLACES.map((path) => fetch(sandbox.url + path, { headers })));
  return (await Promise.all(answers.map((answer) => answer.text()))).join("\n");
}

const GROWN = ["nightly_etl_old", "returns-report", "analytics-2", "etl_nightly", "old laptop", "airflow"];

test("a workspace is tidy unless it is asked to be messy", async () => {
  const [tidy, messy] = await Promise.all([listed(false), listed(true)]);
  expect(GROWN.filter((name) => tidy.includes(name))).toEqual([]);
  expect(GROWN.filter((name) => !messy.includes(name))).toEqual([]);
});
