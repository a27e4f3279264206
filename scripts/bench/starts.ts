import { type Figure, pairedRatio, round } from "./figure.ts";
import { median } from "./median.ts";
import type { Programs } from "./programs.ts";
import { measureStart, type Start } from "./stdio-client.ts";

const CASES = [
  { what: "start, default tools", args: [], target: 1 },
  { what: "start, all tools", args: ["--toolsets", "all"], target: 1.1 },
  { what: "start, code mode", args: ["--mode", "code"], target: 1 },
];

/** Starts of this server and the reference in turns. `room` judges by CPU time and allows for noise. */
export async function starts(
  { node, cli, reference, env }: Pick<Programs, "node" | "cli" | "reference" | "env">,
  rounds: number,
  room?: number,
): Promise<Figure[]> {
  const bare: Start[] = [];
  const ours = CASES.map((): Start[] => []);
  for (let index = -2; index < rounds; index++) {
    const one = await measureStart([node, reference], env);
    if (index >= 0) bare.push(one);
    for (const [at, { args }] of CASES.entries()) {
      const start = await measureStart([node, cli, ...args], env);
      if (index >= 0) ours[at]?.push(start);
    }
  }
  const times = ({ ms, cpuMs }: Start) => (room === undefined ? ms : cpuMs);
  const figures = CASES.map(({ what, target }, at): Figure => {
    const measured = (ours[at] ?? []).map(times);
    return {
      what: room === undefined ? what : `${what}, CPU time`,
      ours: `${round(median(measured))} ms`,
      reference: `${round(median(bare.map(times)))} ms`,
      ratio: pairedRatio(measured, bare.map(times)),
      target: target * (room ?? 1),
    };
  });
  const memory = (all: readonly Start[]) => all.map(({ rssMb }) => rssMb);
  return [
    ...figures,
    {
      what: "memory after tools/list",
      ours: `${round(median(memory(ours[0] ?? [])))} MB`,
      reference: `${round(median(memory(bare)))} MB`,
      ratio: pairedRatio(memory(ours[0] ?? []), memory(bare)),
      target: 1.2 * (room ?? 1),
    },
  ];
}
