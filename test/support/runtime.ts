import type { Client } from "../../src/api/http/client.ts";
import { type Clock, systemClock } from "../../src/api/http/clock.ts";
import type { Settings } from "../../src/core/calls/context.ts";
import { createConsentLedger } from "../../src/core/consent/ledger.ts";
import { createLog } from "../../src/core/log.ts";
import { createMemory } from "../../src/core/memory.ts";
import { createRedactor } from "../../src/core/output/redact.ts";
import { createResultStore } from "../../src/core/output/results.ts";
import type { Runtime } from "../../src/core/runtime.ts";
import { createPolls } from "../../src/core/waiting/polls.ts";

interface RuntimeOptions extends Partial<Omit<Runtime, "client" | "settings" | "polls">> {
  readonly settings?: Partial<Settings> | undefined;
  /** The clock of waits. */
  readonly clock?: Clock;
}

/** The runtime of a workspace in which everything is allowed. It keeps its log to itself, unless a test wants the lines. */
export function runtimeFor<C extends Client>(
  client: C,
  { settings, clock = systemClock, redact = createRedactor(), ...parts }: RuntimeOptions = {},
): Runtime & { readonly client: C } {
  return {
    client,
    settings: {
      host: client.host,
      cloud: "AWS",
      authType: "pat",
      toolsets: [],
      access: "destructive",
      confirm: "ask",
      waitBudgetMs: 15_000,
      outputBudgetChars: 40_000,
      ...settings,
    },
    redact,
    log: createLog(() => {}, redact, "error"),
    results: createResultStore({ redact }),
    memory: createMemory(),
    polls: createPolls(clock),
    consents: createConsentLedger(),
    detached: new Set(),
    ...parts,
  };
}
