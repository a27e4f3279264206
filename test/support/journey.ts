import { expect } from "vitest";
import type { Connect, Person, Target } from "./clients.ts";

const CLUSTER = { cluster_id: "0108-141530-etl00nly" };
const textOf = (answer: { content: readonly { text?: string }[] }) => answer.content.map(({ text }) => text).join("\n");

/** The calls that every official client must be able to make, over each transport and protocol revision. */
export async function journey(connect: Connect, target: Target, era: string): Promise<void> {
  const person: Person = { asked: [], answers: ["decline", "accept"] };
  const client = await connect(target, person);
  try {
    expect(client.era).toBe(era);
    const tools = await client.tools();
    expect(tools.get("list_clusters")).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    expect(tools.get("terminate_cluster")).toMatchObject({ readOnlyHint: false, destructiveHint: true });
    expect(Array.isArray(await client.templates())).toBe(true);

    const listed = await client.call("list_clusters");
    expect(listed.structuredContent?.clusters).toEqual(expect.arrayContaining([expect.objectContaining(CLUSTER)]));

    // Bad arguments and bad names are told apart, and name what is wrong.
    expect(await client.call("get_cluster", { clusters: 7 })).toMatchObject({ isError: true });
    expect(textOf(await client.call("get_cluster", { clusters: 7 }))).toContain("cluster_id");
    await expect(client.call("no_such_tool")).rejects.toThrow(/no_such_tool/);

    const messages: string[] = [];
    const steps: number[] = [];
    const started = await client.call("start_cluster", CLUSTER, {
      onprogress: ({ progress, message }) => {
        steps.push(progress);
        messages.push(String(message));
      },
    });
    expect(started.structuredContent).toMatchObject({ ...CLUSTER, state: "RUNNING" });
    expect(messages.join("\n")).toContain("PENDING");
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));

    // Declined. The same call would not ask again for five minutes, so another one is accepted.
    expect(await client.call("restart_cluster", CLUSTER)).toMatchObject({ isError: true });
    expect((await client.call("terminate_cluster", CLUSTER)).structuredContent).toMatchObject(CLUSTER);
    expect(person.asked).toHaveLength(2);
    expect(person.asked[0]).toContain(CLUSTER.cluster_id);

    // A cancelled call stops at once, and the connection stays open.
    const giveUp = new AbortController();
    const waiting = client.call(
      "start_cluster",
      { ...CLUSTER, wait_seconds: 600 },
      {
        signal: giveUp.signal,
        onprogress: () => giveUp.abort(new Error("given up")),
      },
    );
    await expect(waiting).rejects.toThrow("given up");
    expect((await client.call("get_cluster", CLUSTER)).structuredContent).toMatchObject(CLUSTER);
  } finally {
    await client.close();
  }

  // The client cannot ask: destructive calls are refused.
  const mute = await connect(target);
  try {
    const running = { cluster_id: "0115-093012-abcd1234" };
    expect(await mute.call("terminate_cluster", running)).toMatchObject({ isError: true });
    expect((await mute.call("get_cluster", running)).structuredContent).toMatchObject({ state: "RUNNING" });
  } finally {
    await mute.close();
  }
}
