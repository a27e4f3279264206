import type { Question } from "./session.ts";

const CUSTOMERS = { securable_type: "table", full_name: "main.sales.customers" };

/** Costs, grants and everything without a tool of its own. */
export const administration: readonly Question[] = [
  {
    ask: "What did the last thirty days cost, and what was wasted?",
    run: (call) => call("explain_cost", { by: "product", start_date: "2025-11-28", end_date: "2025-12-27" }),
    answer:
      "US$ 7790.94 at list prices, against 1523.99 in the period before. More than half of it is waste: the warehouse `Legacy BI` never stops and was idle in 356 of 408 billed hours, which cost US$ 4699.20. The cluster `experiments` never terminates.",
  },
  {
    ask: "Let the analysts read the customers table.",
    async run(call) {
      await call("get_grants", { ...CUSTOMERS, effective: true });
      await call("update_grants", { ...CUSTOMERS, principal: "analysts", add: ["SELECT"] });
    },
    answer: "Before, `account users` could only see that it exists. After your confirmation, `analysts` have `SELECT`.",
  },
  {
    ask: "Is there an API for clean rooms, and do we have any?",
    async run(call) {
      await call("search_api", { query: "list clean rooms", limit: 1 });
      await call("call_api", { operation: "cleanRooms.list" });
    },
    answer: "Yes, `cleanRooms.list`. This workspace has no clean rooms.",
  },
];
