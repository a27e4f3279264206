import type { BenchTask } from "../../task.ts";
import { access } from "./access.ts";
import { estate } from "./estate.ts";
import { identities } from "./identities.ts";

/** The tasks of an administrator. */
export const admin: readonly BenchTask[] = [...access, ...identities, ...estate];
