import { expect, test } from "vitest";
import { planFor, type SpaceSeed, spaceSeeds, unknownQuestion } from "../../../sandbox/sql/genie-questions.ts";
import { openSql } from "./session.ts";

const [sales, trips] = spaceSeeds as readonly [SpaceSeed, SpaceSeed];

test("understands the subject, the number of rows and the year of a question", () => {
  expect(planFor(sales, "Top 3 cities in 2025?", undefined)).toMatchObject({
    pattern: { title: "Revenue by city" },
    terms: { limit: 3, year: 2025 },
  });
  expect(planFor(trips, "Average fare?", undefined)?.terms).toEqual({ limit: 10 });
  expect(planFor(sales, "Revenue by month", undefined)?.pattern.title).toBe("Revenue by month");
  expect(planFor(sales, "Top 3 customers of the last 30 days", undefined)).toMatchObject({
    pattern: { title: "Best customers" },
    terms: { limit: 3, days: 30 },
  });
});

test("changes the previous plan only for a follow-up", () => {
  const before = planFor(sales, "Top 3 cities?", undefined);
  expect(planFor(sales, "only 2025", before)).toMatchObject({
    pattern: { title: "Revenue by city" },
    terms: { limit: 3, year: 2025 },
  });
  expect(planFor(sales, "only 2025", undefined)).toBeUndefined();
  expect(planFor(sales, "and why?", before)).toBeUndefined();
});

test.each([
  "average basket size per country",
  "revenue by region last month",
  "delete all cancelled orders",
  "Revenue by month and channel",
  "Revenue this year",
  "Top 3 months by revenue",
  "Which customers have no orders?",
  "orders since 2025",
  "Worst cities",
  "only 2025 in Berlin",
])("cannot answer: %s", (question) => {
  const before = planFor(sales, "Top 3 cities?", undefined);
  expect(planFor(sales, question, before)).toBeUndefined();
  expect(unknownQuestion(sales, question)).toContain("cannot answer for");
});

test("answers by the parts that the question names", () => {
  const title = (question: string) => planFor(sales, question, undefined)?.pattern.title;
  expect(title("Which channel brings the most revenue?")).toBe("Revenue by channel");
  expect(title("Revenue per country")).toBe("Revenue by country");
  expect(title("Sales by segment in 2025")).toBe("Revenue by segment");
  expect(title("Revenue by segment and country")).toBe("Revenue by country and segment");
  expect(title("How many orders are there by status?")).toBe("Orders by status");
  expect(title("What is the total revenue?")).toBe("Total revenue");
  expect(unknownQuestion(sales, "average basket size per country")).toContain("basket, size");
  expect(planFor(trips, "average fare by dropoff ZIP", undefined)).toBeUndefined();
});

test("every suggested example runs", async () => {
  // Questions about the last days need data that ends today.
  const session = await openSql({ now: Date.now });
  try {
    for (const space of spaceSeeds) {
      for (const example of space.examples) {
        const plan = planFor(space, example, undefined);
        if (plan === undefined) throw new Error(`${example} is of no known kind`);
        expect((await session.rows(plan.pattern.sql(plan.terms))).length, example).toBeGreaterThan(0);
        const [none] = await session.rows(plan.pattern.sql({ ...plan.terms, year: 1999 }));
        expect(none?.join() ?? "0", example).toBe("0");
      }
    }
  } finally {
    await session.close();
  }
});

test("refuses unknown spaces, conversations, messages and empty questions", async () => {
  const session = await openSql();
  const path = `/api/2.0/genie/spaces/${sales.id}`;
  try {
    expect(await session.call("GET", "/api/2.0/genie/spaces/none")).toMatchObject({
      status: 404,
      body: { error_code: "RESOURCE_DOES_NOT_EXIST" },
    });
    expect((await session.call("POST", `${path}/start-conversation`, {})).status).toBe(400);
    expect((await session.call("POST", `${path}/conversations/none/messages`, { content: "?" })).status).toBe(404);
    const started = (await session.call("POST", `${path}/start-conversation`, { content: "Top cities?" })).body;
    const conversation = `${path}/conversations/${started.conversation_id}`;
    expect((await session.call("GET", `${conversation}/messages/none`)).status).toBe(404);
    expect((await session.call("GET", `${conversation}/messages`)).body).toMatchObject({
      messages: [{ content: "Top cities?" }],
    });
    expect((await session.call("DELETE", conversation)).body).toEqual({});
    expect((await session.call("GET", `${conversation}/messages`)).status).toBe(404);
  } finally {
    await session.close();
  }
});
