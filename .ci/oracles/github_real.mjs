// Answers cases, a JSON line each, with what GitHub's npm packages make of them.
// Runs in the folder into which they were installed.
import { createInterface } from "node:readline";
import { Evaluator, Lexer, Parser, data } from "@actions/expressions";
import { replacer } from "@actions/expressions/data/replacer";
import { FilteredArray } from "@actions/expressions/filtered_array";
import { wellKnownFunctions } from "@actions/expressions/funcs";
import { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } from "./parser.mjs";

function toData(value) {
  if (value === null) return new data.Null();
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "string") return new data.StringData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  return new data.Dictionary(...Object.entries(value).map(([key, inner]) => ({ key, value: toData(inner) })));
}

// The caller has to bring the status functions.
const status = ["success", "always", "failure", "cancelled"].map(name => ({
  name,
  minArgs: 0,
  maxArgs: name === "success" || name === "failure" ? 255 : 0,
  call: (...jobs) => {
    if (jobs.length) throw new Error("there is no such job");
    return new data.BooleanData(name === "success" || name === "always");
  },
}));
const functions = new Map(status.map(f => [f.name, f]));

// Numbers as .NET prints them (`G15`), which the runner is written in.
function dotnet(number) {
  if (number === 0) return "0";
  if (!Number.isFinite(number)) return String(number);
  const [mantissa, exponent] = number.toExponential(14).split("e");
  const power = Number(exponent);
  if (power > -5 && power < 15) {
    const fixed = Number(mantissa + "e" + exponent).toFixed(Math.min(100, Math.max(0, 14 - power)));
    return fixed.includes(".") ? fixed.replace(/\.?0+$/, "") : fixed;
  }
  return `${mantissa.replace(/\.?0+$/, "")}E${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
const javascript = data.NumberData.prototype.coerceString;
const toJson = wellKnownFunctions.tojson.call;
function dotnetToJson(value) {
  const keep = (key, inner) => (inner instanceof data.NumberData ? `\u0001${dotnet(inner.value)}\u0001` : replacer(key, inner));
  return new data.StringData(JSON.stringify(value, keep, "  ").replace(/"\\u0001([^"]*)\\u0001"/g, "$1"));
}

// The package undoubles only the first quote of a string; the runner undoubles all.
function lex(text, asDotnet) {
  const tokens = new Lexer(text).lex().tokens;
  for (const token of asDotnet ? tokens : []) {
    if (token.lexeme.startsWith("'")) token.value = token.lexeme.slice(1, -1).replaceAll("''", "'");
  }
  return tokens;
}

function evaluate(ask, context, asDotnet) {
  data.NumberData.prototype.coerceString = asDotnet ? function () { return dotnet(this.value); } : javascript;
  wellKnownFunctions.tojson.call = asDotnet ? dotnetToJson : toJson;
  let tree;
  try {
    tree = new Parser(lex(ask, asDotnet), Object.keys(context), status).parse();
    if (!tree) return { refused: "no expression" };
  } catch (error) {
    return { refused: error.message };
  }
  try {
    const found = new Evaluator(tree, toData(context), functions).evaluate();
    const no = found.kind === data.Kind.Null || found.value === false || found.value === 0 || found.value === "" || Number.isNaN(found.value);
    const filtered = found instanceof FilteredArray ? { filtered: found.values().length } : {};
    return { text: found.coerceString(), truthy: !no, ...filtered };
  } catch (error) {
    return { fails: error.message };
  }
}

async function workflow(content) {
  const name = ".github/workflows/w.yml";
  const parsed = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const errors = parsed.context.errors.getErrors().map(e => e.rawMessage ?? e.message);
  if (!parsed.value) return { errors: errors.length ? errors : ["empty"] };
  const template = await convertWorkflowTemplate(parsed.context, parsed.value);
  const all = (template.errors ?? []).map(e => e.Message);
  if (all.length) return { errors: all };
  const steps = list => (list ?? []).map(step => step.if?.expression ?? null);
  return {
    errors: [],
    events: template.events,
    jobs: template.jobs.map(job => ({
      id: job.id.value,
      needs: (job.needs ?? []).map(need => need.value),
      if: job.if.expression,
      steps: steps(job.steps),
    })),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, ask, text, context } = JSON.parse(line);
  let answer;
  if (ask === "expression") {
    answer = evaluate(text, context, false);
    answer.dotnet = evaluate(text, context, true);
  } else {
    try {
      answer = await workflow(text);
    } catch (error) {
      answer = { errors: [`it breaks down: ${error.message}`] };
    }
  }
  console.log(JSON.stringify({ id, ...answer }));
}
