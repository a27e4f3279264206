import { describe, expect, test } from "vitest";
import { createRanking, wordsOf } from "../src/ranking.ts";

const vocabulary = {
  synonyms: new Map([["kill", ["stop"]]]),
  ignored: new Set(["the", "a"]),
  verbs: new Set(["list", "stop", "kill"]),
  prepositions: new Set(["of"]),
};
const document = (id: string, title: string) => ({ id, name: id, fields: [{ text: `${id} ${title}`, weight: 5 }] });
const index = createRanking(
  [
    document("cluster.list", "List clusters"),
    document("cluster.stop", "Stop a cluster"),
    document("clusterPolicy.list", "List cluster policies"),
    document("job.list", "List jobs"),
    document("recipient.list", "List recipients"),
  ],
  vocabulary,
);
const first = (query: string) => index.rank(query).hits[0]?.id;

describe("ranking", () => {
  test.each([
    ["clusters", "cluster.list"],
    ["list the cluster policies", "clusterPolicy.list"],
    ["kill cluster", "cluster.stop"],
    ["recipeints", "recipient.list"],
    ["recip", "recipient.list"],
    ["jobs of a cluster", "job.list"],
  ])("%s → %s", (query, id) => expect(first(query)).toBe(id));

  test("a verb and an unknown noun find nothing", () => {
    expect(index.rank("list pods")).toEqual({ hits: [], unknown: ["pods"] });
  });

  test("a hit says how much of the query it has", () => {
    const [hit] = index.rank("cluster pods").hits;
    expect(hit).toMatchObject({ id: "cluster.list", nouns: 0.5 });
    expect(hit?.coverage).toBeLessThan(0.6);
  });

  test("words are reduced to their stems", () => {
    expect(wordsOf("listDatabaseInstances running policies")).toEqual(["list", "databas", "instanc", "run", "policy"]);
  });
});
