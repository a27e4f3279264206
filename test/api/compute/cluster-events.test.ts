import { describe, expect, test } from "vitest";
import { type ClusterEvent, eventDetailWords } from "../../../src/api/compute/cluster-events.ts";

const detail = (details: ClusterEvent["details"]) => eventDetailWords({ timestamp: 1768480000000, type: "X", details });

describe("the details of an event in words", () => {
  test.each([
    [{ current_num_workers: 4, target_num_workers: 4 }, "4 workers"],
    [{ target_num_workers: 2 }, "workers ? → 2"],
    [
      { driver_state_message: "Driver is up but is not responsive", user: "ana@example.com" },
      "Driver is up but is not responsive; by ana@example.com",
    ],
    [{ disk_size: 107374182400, free_space: 1048576, instance_id: "i-1" }, "disk 102400 MiB; free 1 MiB; instance i-1"],
    [
      { init_scripts: { cluster: [{ status: "FAILED_EXECUTION" }] } },
      'init scripts {"cluster":[{"status":"FAILED_EXECUTION"}]}',
    ],
    [{ job_run_name: "job-1-run-2" }, "run job-1-run-2"],
    [{}, ""],
    [null, ""],
  ])("%j", (details, words) => expect(detail(details)).toBe(words));

  test("an edit shows the attributes that changed, without values that may hold credentials", () => {
    expect(
      detail({
        previous_attributes: { autotermination_minutes: 60, spark_conf: { a: "secret" }, node_type_id: "i3.xlarge" },
        attributes: {
          autotermination_minutes: 120,
          spark_conf: { a: "secret2" },
          node_type_id: "i3.xlarge",
          policy_id: "p",
        },
      }),
    ).toBe("autotermination_minutes 60 → 120; changed spark_conf; policy_id unset → p");
  });
});
