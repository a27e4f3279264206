import { describe, expect, onTestFinished, test } from "vitest";
import { createWatcher, type Snapshot } from "../../../src/core/resources/watch.ts";

const EVERY_MS = 20;

/** A resource that counts its reads. It is unsubscribed when the test ends. */
function thing(watcher = createWatcher({ everyMs: EVERY_MS }), key = "ana x://a") {
  let sight: Snapshot | Error = { content: "PENDING", stable: false };
  const looks: AbortSignal[] = [];
  return {
    watcher,
    looks,
    become: (next: Snapshot | Error) => {
      sight = next;
    },
    moreLooks: async (count: number) => {
      const wanted = looks.length + count;
      await expect.poll(() => looks.length, { timeout: 5000, interval: 2 }).toBeGreaterThanOrEqual(wanted);
    },
    follow() {
      const changes: unknown[] = [];
      const look = async (signal: AbortSignal) => {
        looks.push(signal);
        if (sight instanceof Error) throw sight;
        return sight;
      };
      const stop = watcher.watch(key, look, () => void changes.push(sight));
      onTestFinished(stop);
      return { changes, stop };
    },
  };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 10 * EVERY_MS));

describe("createWatcher", () => {
  test("reports a change once to every listener, and the first read to none", async () => {
    const { become, moreLooks, follow } = thing();
    const [one, two] = [follow(), follow()];
    await moreLooks(3);
    expect([one.changes, two.changes]).toEqual([[], []]);
    const running = { content: "RUNNING", stable: false };
    become(running);
    await moreLooks(3);
    expect([one.changes, two.changes]).toEqual([[running], [running]]);
  });

  test("a failed read is not a change", async () => {
    const { become, moreLooks, follow } = thing();
    const { changes } = follow();
    await moreLooks(2);
    become(new Error("503"));
    await moreLooks(2);
    become({ content: "PENDING", stable: false });
    await moreLooks(2);
    expect(changes).toEqual([]);
    become({ content: "RUNNING", stable: false });
    await moreLooks(2);
    expect(changes).toHaveLength(1);
  });

  test("reads once for all listeners of a caller, and separately for another caller", async () => {
    const watcher = createWatcher({ everyMs: 600_000 });
    const [hers, his] = [thing(watcher), thing(watcher, "bob x://a")];
    hers.follow();
    hers.follow();
    his.follow();
    await pause();
    expect([hers.looks.length, his.looks.length]).toEqual([1, 1]);
  });

  test("ends with the last listener and aborts its read", async () => {
    const { looks, moreLooks, follow } = thing();
    const [one, two] = [follow(), follow()];
    await moreLooks(1);
    one.stop();
    one.stop();
    await moreLooks(2);
    expect(looks.at(-1)?.aborted).toBe(false);
    two.stop();
    expect(looks.at(-1)?.aborted).toBe(true);
    const left = looks.length;
    await pause();
    expect(looks).toHaveLength(left);

    // A new listener starts again, and an earlier stop does not end it.
    follow();
    two.stop();
    await moreLooks(3);
  });

  test("reads less often in a stable state", async () => {
    const watcher = createWatcher({ everyMs: EVERY_MS });
    const [active, resting] = [thing(watcher), thing(watcher, "ana x://b")];
    resting.become({ content: "TERMINATED", stable: true });
    active.follow();
    resting.follow();
    await active.moreLooks(12);
    expect(resting.looks.length).toBeGreaterThan(1);
    expect(resting.looks.length).toBeLessThanOrEqual(active.looks.length / 2);
  });

  test("never reads one resource twice at the same time, nor more than four resources", async () => {
    const watcher = createWatcher({ everyMs: 1 });
    const under = new Map<string, number>();
    let most = 0;
    let looks = 0;
    for (let index = 0; index < 12; index++) {
      const key = String(index);
      const look = async () => {
        looks++;
        under.set(key, (under.get(key) ?? 0) + 1);
        expect(under.get(key)).toBe(1);
        most = Math.max(most, under.size);
        await new Promise((resolve) => setTimeout(resolve, 5));
        under.delete(key);
        return { content: "", stable: false };
      };
      onTestFinished(watcher.watch(key, look, () => {}));
    }
    await expect.poll(() => looks, { timeout: 5000 }).toBeGreaterThan(36);
    expect(most).toBe(4);
  });
});
