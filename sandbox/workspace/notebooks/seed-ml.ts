import type { Cell, Notebook } from "./notebook.ts";

export const churnModel: Notebook = {
  language: "PYTHON",
  cells: [
    { source: "%md\n# Churn model\nA logistic regression written out by hand, so that every step can be followed." },
    {
      title: "Training data",
      source:
        'import math\nimport random\n\nrandom.seed(7)\ncustomers = [{"orders": random.randint(0, 30), "months": random.randint(1, 48)} for _ in range(200)]\nfor customer in customers:\n    customer["churned"] = int(customer["orders"] / customer["months"] < 0.4)',
    },
    {
      title: "Fit",
      source:
        'weights, bias, rate = [0.0, 0.0], 0.0, 0.005\nfor epoch in range(200):\n    for customer in customers:\n        features = [customer["orders"] / 30, customer["months"] / 48]\n        score = 1 / (1 + math.exp(-(bias + sum(w * f for w, f in zip(weights, features)))))\n        error = customer["churned"] - score\n        weights = [w + rate * error * f for w, f in zip(weights, features)]\n        bias += rate * error\nweights, bias',
    },
  ],
};

export const survival: Notebook = {
  language: "R",
  cells: [
    { source: "%md\n# Survival of subscriptions" },
    { source: "library(survival)\nfit <- survfit(Surv(months, churned) ~ plan, data = subscriptions)\nsummary(fit)" },
    { source: 'plot(fit, col = 1:3, xlab = "months", ylab = "still subscribed")' },
  ],
};

/** A long notebook, as in practice: one cell for each region and quarter, more than 40,000 characters in total. */
export const featureCatalogue: Notebook = {
  language: "PYTHON",
  cells: [
    { source: "%md\n# Feature catalogue\nEvery feature the churn model was ever tried with, by region and quarter." },
    { source: "features = {}" },
    ...["north", "south", "east", "west", "online"].flatMap((region) =>
      ["2024Q1", "2024Q2", "2024Q3", "2024Q4", "2025Q1", "2025Q2", "2025Q3", "2025Q4"].flatMap((quarter) =>
        featureCells(region, quarter),
      ),
    ),
    { source: 'print(len(features), "features")', output: "480 features\n" },
  ],
};

function featureCells(region: string, quarter: string): Cell[] {
  const names = ["orders", "amount", "returns", "visits", "tickets", "discounts"];
  const entries = names.flatMap((name) => [
    `features["${region}_${quarter}_${name}_mean"] = {"table": "main.sales.orders", "agg": "mean", "column": "${name}"}`,
    `features["${region}_${quarter}_${name}_slope"] = {"table": "main.sales.orders", "agg": "slope", "column": "${name}"}`,
  ]);
  return [{ source: `%md\n## ${region}, ${quarter}` }, { source: entries.join("\n") }];
}
