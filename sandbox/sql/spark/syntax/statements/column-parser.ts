import type { Expression } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import { columnType } from "../type-parser.ts";
import type { ColumnDefinition, ColumnMask, ColumnPosition, Constraint, RowFilter } from "./definition-ast.ts";

type Open<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** `name [type] [NOT NULL] [DEFAULT …] [GENERATED …] [COMMENT …] [MASK …] [constraint]`. */
export function columnDefinition(cursor: Cursor): ColumnDefinition {
  const { start } = cursor;
  const name = cursor.identifier();
  const constraints: Constraint[] = [];
  const column: Open<ColumnDefinition> = { span: cursor.span(start), name, notNull: false, constraints };
  if (cursor.isIdentifier() && !isOption(cursor)) column.type = columnType(cursor);
  while (columnOption(cursor, column, constraints));
  return { ...column, span: cursor.span(start) };
}

const OPTIONS: ReadonlySet<string> = new Set([
  ...[
    "COMMENT",
    "NOT",
    "NULL",
    "DEFAULT",
    "GENERATED",
    "MASK",
    "CONSTRAINT",
    "PRIMARY",
    "REFERENCES",
    "FOREIGN",
    "CHECK",
  ],
]);

const isOption = (cursor: Cursor) => cursor.isAnyWord(OPTIONS);

function columnOption(cursor: Cursor, column: Open<ColumnDefinition>, constraints: Constraint[]): boolean {
  if (cursor.take("NOT", "NULL")) column.notNull = true;
  else if (cursor.take("NULL")) return true;
  else if (cursor.take("COMMENT")) column.comment = cursor.string();
  else if (cursor.take("DEFAULT")) column.default = cursor.grammar.value(cursor);
  else if (cursor.take("COLLATE")) cursor.identifier();
  else if (cursor.take("GENERATED")) generated(cursor, column);
  else if (cursor.take("MASK")) column.mask = columnMask(cursor);
  else if (cursor.isAnyWord(CONSTRAINT_WORDS)) {
    const constraint = tableConstraint(cursor, column.name);
    constraints.push(constraint);
    if (constraint.kind === "primary_key") column.notNull = true;
  } else return false;
  return true;
}

const CONSTRAINT_WORDS: ReadonlySet<string> = new Set(["CONSTRAINT", "PRIMARY", "FOREIGN", "REFERENCES", "CHECK"]);

/** Whether a constraint, not a column of that name, comes next in the list of a table. */
export function isTableConstraint(cursor: Cursor): boolean {
  if (cursor.isWord("CONSTRAINT")) return cursor.isIdentifier(1);
  return (
    cursor.isWords("PRIMARY", "KEY") ||
    cursor.isWords("FOREIGN", "KEY") ||
    (cursor.isWord("CHECK") && cursor.isSymbol("(", 1))
  );
}

function generated(cursor: Cursor, column: Open<ColumnDefinition>): void {
  const byDefault = cursor.take("BY", "DEFAULT");
  if (!byDefault) cursor.expect("ALWAYS");
  cursor.expect("AS");
  if (!cursor.take("IDENTITY")) {
    column.generated = cursor.bracketed(() => cursor.grammar.expression(cursor))[0] as Expression;
    return;
  }
  let start = 1n;
  let step = 1n;
  if (cursor.takeSymbol("(")) {
    while (!cursor.takeSymbol(")")) {
      const word = cursor.takeAny("START", "INCREMENT");
      if (word === undefined) throw cursor.unexpected();
      cursor.expect(word === "START" ? "WITH" : "BY");
      const negative = cursor.takeSymbol("-");
      const value = BigInt(cursor.integer()) * (negative ? -1n : 1n);
      if (word === "START") start = value;
      else step = value;
      cursor.takeSymbol(",");
    }
  }
  column.identity = { always: !byDefault, start, step };
}

/** The function of MASK. */
export function columnMask(cursor: Cursor): ColumnMask {
  const name = cursor.name();
  const using = cursor.take("USING", "COLUMNS") ? cursor.bracketed(() => cursor.grammar.expression(cursor)) : [];
  return { function: name, using };
}

/** The function of ROW FILTER. */
export function rowFilter(cursor: Cursor): RowFilter {
  const name = cursor.name();
  cursor.expect("ON");
  const on = cursor.isSymbol("(") && cursor.isSymbol(")", 1) ? [] : cursor.identifiers();
  if (on.length === 0) {
    cursor.expectSymbol("(");
    cursor.expectSymbol(")");
  }
  return { function: name, on };
}

/** A constraint. `column` is the column it follows, if it is part of a column. */
export function tableConstraint(cursor: Cursor, column?: string): Constraint {
  const name = cursor.take("CONSTRAINT") ? { name: cursor.identifier() } : {};
  if (cursor.take("PRIMARY", "KEY")) {
    const key = column === undefined ? keyColumns(cursor) : { columns: [column] };
    const rely = constraintOptions(cursor);
    return { ...name, kind: "primary_key", ...key, rely };
  }
  if (cursor.isWord("FOREIGN") || cursor.isWord("REFERENCES")) {
    const foreign = cursor.take("FOREIGN", "KEY");
    const columns = foreign && column === undefined ? cursor.identifiers() : column === undefined ? [] : [column];
    cursor.expect("REFERENCES");
    const parent = cursor.name();
    const parentColumns = cursor.isSymbol("(") ? cursor.identifiers() : [];
    constraintOptions(cursor);
    return { ...name, kind: "foreign_key", columns, parent, parentColumns };
  }
  if (cursor.take("EXPECT")) return expectation(cursor, name);
  cursor.expect("CHECK");
  const { condition, text } = bracketedCondition(cursor);
  constraintOptions(cursor);
  return { ...name, kind: "check", condition, text };
}

function expectation(cursor: Cursor, name: { name?: string }): Constraint {
  const { condition } = bracketedCondition(cursor);
  if (!cursor.take("ON", "VIOLATION")) return { ...name, kind: "expect", condition, onViolation: "warn" };
  if (cursor.take("DROP", "ROW")) return { ...name, kind: "expect", condition, onViolation: "drop" };
  cursor.expect("FAIL", "UPDATE");
  return { ...name, kind: "expect", condition, onViolation: "fail" };
}

function bracketedCondition(cursor: Cursor): { condition: Expression; text: string } {
  cursor.expectSymbol("(");
  const { start } = cursor;
  const condition = cursor.grammar.expression(cursor);
  const { end } = cursor.span(start);
  cursor.expectSymbol(")");
  return { condition, text: cursor.text.slice(start, end) };
}

function keyColumns(cursor: Cursor): { columns: string[]; timeseries?: string } {
  let timeseries: string | undefined;
  const columns = cursor.bracketed(() => {
    const name = cursor.identifier();
    if (cursor.take("TIMESERIES")) timeseries = name;
    return name;
  });
  return { columns, ...(timeseries !== undefined && { timeseries }) };
}

/** Whether the optimizer may rely on the constraint. */
function constraintOptions(cursor: Cursor): boolean {
  let rely = false;
  for (;;) {
    if (cursor.take("NOT", "ENFORCED") || cursor.take("NORELY") || cursor.take("DEFERRABLE")) continue;
    if (cursor.take("INITIALLY", "DEFERRED") || cursor.take("MATCH", "FULL") || cursor.take("ENFORCED")) continue;
    if (cursor.take("ON", "UPDATE", "NO", "ACTION") || cursor.take("ON", "DELETE", "NO", "ACTION")) continue;
    if (!cursor.take("RELY")) return rely;
    rely = true;
  }
}

export function columnPosition(cursor: Cursor): ColumnPosition | undefined {
  if (cursor.take("FIRST")) return "first";
  return cursor.take("AFTER") ? { after: cursor.identifier() } : undefined;
}
