import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { type Figure, pairedRatio, round } from "./figure.ts";
import { median } from "./median.ts";
import { type Programs, startOnPort } from "./programs.ts";
import { cpuMsOf, handshake, type StdioPeer, startStdio, throughput } from "./stdio-client.ts";

const ROUNDS = 7;
const HOLD_MS = 1000;
const CALLS = 96;
const PER_SECOND = 25;

/** A server of a comparison. */
interface Side {
  readonly child: ChildProcess;
  send(): Promise<unknown>;
}

/** Calls per second over stdio, 32 in flight: pings, the list of all tools, and a call that is refused before it is sent. */
export async function callRates({ node, cli, reference, list, env }: Programs): Promise<Figure[]> {
  const ours = startStdio([node, cli, "--toolsets", "all", "--log-level", "warning"], env);
  const bare = startStdio([node, reference], { ...env, BENCH_LIST: list });
  await Promise.all([handshake(ours), handshake(bare)]);
  const side = ({ child, request }: StdioPeer, method: string, params?: object): Side => ({
    child,
    send: () => request(method, params),
  });
  const both = (method: string) => [side(ours, method), side(bare, method)] as const;
  const figures = [
    ...(await rates("pings", 8000, ...both("ping"))),
    ...(await rates("lists of all tools", 300, ...both("tools/list"))),
    ...(await rates(
      "calls without a request",
      8000,
      side(ours, "tools/call", { name: "get_cluster", arguments: {} }),
      side(bare, "tools/call", { name: "echo", arguments: { text: "x" } }),
    )),
  ];
  await Promise.all([ours.close(), bare.close()]);
  return figures;
}

/**
 * Both in turns, after a round for warming up: per second, and the CPU time of each, which a busy machine changes less.
 * `what` is a plural.
 */
export async function rates(what: string, calls: number, ours: Side, bare: Side): Promise<Figure[]> {
  const [own, other]: [Round[], Round[]] = [[], []];
  for (let index = -1; index < ROUNDS; index++) {
    const pair = [await measureRound(ours, calls), await measureRound(bare, calls)] as const;
    if (index < 0) continue;
    own.push(pair[0]);
    other.push(pair[1]);
  }
  const compared = (key: keyof Round) => {
    const [values, references] = [own, other].map((rounds) => rounds.map((each) => each[key])) as [number[], number[]];
    return { values: median(values), references: median(references), ratio: pairedRatio(values, references) };
  };
  const [perSecond, cpuUs] = [compared("perSecond"), compared("cpuUs")];
  const rate: Figure = {
    what: `${what} per second`,
    ours: round(perSecond.values, 0),
    reference: round(perSecond.references, 0),
    ratio: perSecond.ratio,
    target: 0.9,
    atLeast: true,
  };
  const cpu: Figure = {
    what: `CPU time of ${what}`,
    ours: `${round(cpuUs.values, 0)} µs`,
    reference: `${round(cpuUs.references, 0)} µs`,
    ratio: cpuUs.ratio,
    target: 1.2,
  };
  return Number.isNaN(cpuUs.ratio) ? [rate] : [rate, cpu];
}

interface Round {
  readonly perSecond: number;
  /** Of one response, in microseconds. Not a number where the system does not tell. */
  readonly cpuUs: number;
}

async function measureRound({ child, send }: Side, calls: number): Promise<Round> {
  const before = cpuMsOf(child) ?? Number.NaN;
  const perSecond = await throughput(send, calls);
  return { perSecond, cpuUs: (((cpuMsOf(child) ?? Number.NaN) - before) / calls) * 1000 };
}

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;

/** Latency that a call adds to its request, with about 32 in flight: the workspace holds each for a second. */
export async function addedLatency({ node, cli, workspace, env }: Programs): Promise<Figure[]> {
  const { child, port } = await startOnPort([node, workspace], { ...env, HOLD_MS: String(HOLD_MS) }, "stdout");
  const url = `http://127.0.0.1:${port}`;
  const ours = startStdio([node, cli, "--insecure-loopback", "--log-level", "warning"], {
    ...env,
    DATABRICKS_HOST: url,
  });
  await handshake(ours);
  await ours.request("tools/call", { name: "list_clusters", arguments: {} });
  const direct: number[] = [];
  const added: number[] = [];
  const timed = async (into: number[], work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    into.push(performance.now() - begun);
  };
  const open: Promise<void>[] = [];
  for (let index = 0; index < CALLS; index++) {
    // Identical reads in flight would share one request.
    open.push(
      timed(added, () => ours.request("tools/call", { name: "list_clusters", arguments: { limit: (index % 90) + 1 } })),
    );
    open.push(timed(direct, async () => (await fetch(`${url}/api/2.1/clusters/list`)).text()));
    await sleep(1000 / PER_SECOND);
  }
  await Promise.all(open);
  await ours.close();
  child.kill();
  return [
    ["added to a request, median", 0.5, 3],
    ["added to a request, 99 of 100", 0.99, 15],
  ].map(([what, share, target]): Figure => {
    const [own, bare] = [quantile(added, Number(share)), quantile(direct, Number(share))];
    return {
      what: String(what),
      ours: `${round(own - bare)} ms`,
      reference: `${target} ms`,
      ratio: Math.max(0, own - bare) / Number(target),
      target: 1,
    };
  });
}

/** Requests in the busiest second of a flood, of the 30 that are allowed. */
export async function floodRate({ node, cli, workspace, env }: Programs): Promise<Figure> {
  const { child, port } = await startOnPort([node, workspace], env, "stdout");
  const url = `http://127.0.0.1:${port}`;
  const ours = startStdio([node, cli, "--insecure-loopback", "--log-level", "warning"], {
    ...env,
    DATABRICKS_HOST: url,
  });
  await handshake(ours);
  const calls = Array.from({ length: 150 }, (_, index) =>
    ours.request("tools/call", { name: "list_clusters", arguments: { limit: (index % 90) + 1 } }),
  );
  await Promise.all(calls);
  const times = z.array(z.number()).parse(await (await fetch(`${url}/times`)).json());
  await ours.close();
  child.kill();
  const busiest = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length));
  return {
    what: "requests in the busiest second of a flood",
    ours: String(busiest),
    reference: "30",
    ratio: busiest / 30,
    target: 1,
  };
}
