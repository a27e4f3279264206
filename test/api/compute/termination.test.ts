import { describe, expect, test } from "vitest";
import { explainTermination, terminationWords } from "../../../src/api/compute/termination.ts";

describe("why a cluster ended", () => {
  test("a known code has a meaning and, where something helps, a next step", () => {
    expect(
      explainTermination({
        code: "DRIVER_OUT_OF_MEMORY",
        type: "CLIENT_ERROR",
        parameters: { databricks_error_message: "The driver was killed" },
      }),
    ).toEqual({
      code: "DRIVER_OUT_OF_MEMORY",
      type: "CLIENT_ERROR",
      meaning: "the driver ran out of memory",
      next: "use a larger driver node, or bring less data to the driver (collect, toPandas, broadcast)",
      detail: "databricks_error_message: The driver was killed",
    });
    expect(explainTermination({ code: "USER_REQUEST", type: "SUCCESS" })).toEqual({
      code: "USER_REQUEST",
      type: "SUCCESS",
      meaning: "somebody terminated it",
    });
  });

  test.each([
    ["CLIENT_ERROR", "its configuration or a request was at fault"],
    ["CLOUD_FAILURE", "the cloud provider failed"],
    ["SERVICE_FAULT", "Databricks failed internally"],
    ["SUCCESS", "it ended normally"],
    ["SOMETHING_NEW", "the platform gave no reason"],
  ])("a code of tomorrow is explained by its type %s", (type, meaning) => {
    expect(explainTermination({ code: "MOON_IN_THE_WAY", type })).toMatchObject({ code: "MOON_IN_THE_WAY", meaning });
  });

  test.each([["constructor"], ["__proto__"], ["toString"]])("%s is no code", (code) => {
    expect(explainTermination({ code, type: code }).meaning).toBe("the platform gave no reason");
  });

  test("nothing at all, and very much", () => {
    expect(explainTermination({})).toMatchObject({ code: "UNKNOWN", meaning: "the platform gave no reason" });
    const { detail } = explainTermination({ code: "UNKNOWN", parameters: { trace: "x".repeat(50_000) } });
    expect(detail?.length).toBe(1000);
  });

  test("one line for an event", () => {
    expect(terminationWords({ code: "USER_REQUEST", parameters: { username: "ana@example.com" } })).toBe(
      "USER_REQUEST: somebody terminated it (username: ana@example.com)",
    );
  });
});
