import { describe, expect, test } from "vitest";
import { explainTermination, terminationWords } from "../../../src/api/compute/termination.ts";

describe("the explanation of a termination", () => {
  test("has a meaning for a known code, and a next step if there is one", () => {
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
      meaning: "a user terminated it",
    });
  });

  test.each([
    ["CLIENT_ERROR", "its configuration or a request was invalid"],
    ["CLOUD_FAILURE", "the cloud provider failed"],
    ["SERVICE_FAULT", "Databricks failed internally"],
    ["SUCCESS", "it ended normally"],
    ["SOMETHING_NEW", "the platform gave no reason"],
  ])("uses the type %s for an unknown code", (type, meaning) => {
    expect(explainTermination({ code: "MOON_IN_THE_WAY", type })).toMatchObject({ code: "MOON_IN_THE_WAY", meaning });
  });

  test.each([["constructor"], ["__proto__"], ["toString"]])("does not take %s for a code", (code) => {
    expect(explainTermination({ code, type: code }).meaning).toBe("the platform gave no reason");
  });

  test("handles an empty reason, and limits a long detail", () => {
    expect(explainTermination({})).toMatchObject({ code: "UNKNOWN", meaning: "the platform gave no reason" });
    const { detail } = explainTermination({ code: "UNKNOWN", parameters: { trace: "x".repeat(50_000) } });
    expect(detail?.length).toBe(1000);
  });

  test("fits on one line for an event", () => {
    expect(terminationWords({ code: "USER_REQUEST", parameters: { username: "ana@example.com" } })).toBe(
      "USER_REQUEST: a user terminated it (username: ana@example.com)",
    );
  });
});
