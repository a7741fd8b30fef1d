/** Works cases out by the browser's own rules: a case in JSON on each line in, its results on a line out. */
import { registerHooks } from "node:module";
import { createInterface } from "node:readline";

// The front end's files name each other without their endings.
registerHooks({
  resolve: (name, context, next) =>
    next(
      name.startsWith("./") && !name.endsWith(".ts") ? `${name}.ts` : name,
      context,
    ),
});
const rules = new URL("../../frontend/src/costs/", import.meta.url);
const { allocate, faultOf } = await import(new URL("allocation.ts", rules));
const { breakEven, changes, transition } = await import(
  new URL("comparison.ts", rules)
);
const { fraction } = await import(new URL("fraction.ts", rules));

const read = (text) => fraction(...text.split("/").map(BigInt));
const write = (value) => value && `${value.n}/${value.d}`;
const readAll = (all) =>
  all &&
  new Map(Object.entries(all).map(([number, text]) => [number, read(text)]));
const readUnits = (all) =>
  new Map(
    Object.entries(all).map(([number, units]) => [number, BigInt(units)]),
  );
const writeUnits = (all) =>
  Object.fromEntries(
    [...all].map(([number, units]) => [number, String(units)]),
  );

function worked(one) {
  const amount = read(one.amount);
  const model = {
    fixedPercent: read(one.fixedPercent),
    fixedOver: one.fixedOver,
    variable: one.variable.map(({ percent, figures }) => ({
      percent: read(percent),
      figures: readAll(figures),
    })),
  };
  const parties = { numbers: one.numbers, members: one.members };
  const fault = faultOf(model, parties);
  if (fault) return { fault: fault.code };
  const today = readAll(one.today);
  const found = allocate(amount, model, parties, one.rule, one.unit);
  const way = transition(
    readUnits(one.todayUnits),
    readUnits(one.targetUnits),
    capOf(one),
    one.years,
  );
  return {
    shares: found.shares.map((share) => [
      share.number,
      write(share.exact),
      write(share.rounded),
      share.parts.map((part) => [write(part.exact), write(part.rounded)]),
    ]),
    total: write(found.total),
    difference: write(found.difference),
    changes: Object.fromEntries(
      [...changes(found, today, readAll(one.inhabitants), read(one.limit))].map(
        ([number, change]) => [
          number,
          [
            write(change.amount),
            write(change.percent),
            write(change.perInhabitant),
            write(change.today),
            write(change.change),
            write(change.changePercent),
            change.movesMore,
          ],
        ],
      ),
    ),
    breakEven:
      today &&
      Object.fromEntries(
        [...breakEven(amount, model, parties, today)].map(([number, even]) => [
          number,
          [even.kind, write(even.fixedPercent ?? null)],
        ]),
      ),
    transition: [
      way.outcome,
      way.years.map(writeUnits),
      way.yearsNeeded,
      writeUnits(way.remaining),
    ],
  };
}
const capOf = ({ capPercent, capUnits }) =>
  capPercent === null
    ? { units: BigInt(capUnits) }
    : { percent: read(capPercent) };

for await (const line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(worked(JSON.parse(line))));
