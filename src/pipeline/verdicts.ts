/** The table of verdicts that ends a run. */

import { cautionLines } from '../report/cautions.ts';
import { show, showWithError, toTable } from '../report/table.ts';
import type { ResultLimit, Results, ResultTheory } from './results.ts';

/** Verdicts of a run, one row a point and quantity, and what decided the whole. */
export function verdictReport(results: Results): string {
  const { scenario, verdict, limits } = results;
  const heading = `${scenario.name}: ${scenario.title}`;
  const cautions = cautionLines(results.theory.map(({ prediction }) => prediction.cautions)).map(
    (line) => `  ${line}`,
  );
  if (limits.length === 0) {
    const count = `${results.theory.length} points of theory; nothing was simulated`;
    const said = verdict === null ? [] : [`verdict: ${verdict}`];
    return [heading, ...publishedLines(results), ...cautions, count, ...said].join('\n');
  }
  const varying = varyingNames(results);
  const header = [...varying, 'theory', 'simulation', 'z', 'verdict'];
  const rows = limits.map((limit) => [
    ...varying.map((name) => show(columnOf(limit, name))),
    show(limit.theory),
    simulated(limit),
    limit.z === null ? '–' : limit.z.toFixed(2),
    limit.verdict ?? 'untested',
  ]);
  const exact = limits.some(({ method }) => method === 'exact')
    ? ['  theory is the exact mean at the simulated sizes where that is known']
    : [];
  return [
    heading,
    toTable(header, rows),
    ...exact,
    ...remarks(results, varying),
    ...publishedLines(results),
    ...cautions,
    summary(results),
  ].join('\n');
}

/** What tells one row from another: the parameters that vary, and the quantity and the theory where there are several. */
function varyingNames({ scenario, limits }: Results): string[] {
  const varying = Object.entries({ ...scenario.parameters, ...scenario.inputs })
    .filter(([, values]) => Array.isArray(values) && values.length > 1)
    .map(([name]) => name);
  const several = (['quantity', 'by', 'from'] as const).filter(
    (name) => new Set(limits.map((limit) => limit[name])).size > 1,
  );
  return [...varying, ...several];
}

function columnOf(limit: ResultLimit, name: string): string | number | undefined {
  return name === 'quantity' || name === 'by' || name === 'from' ? limit[name] : limit.parameters[name];
}

/** What the mean is at least by order statistics; else the estimate with its error, of one size, of which nothing is extrapolated, the statistical one. */
function simulated({ method, estimate, standardError, extrapolationError }: ResultLimit): string {
  if (method === 'order-statistics') return `≥ ${show(estimate)}`;
  const error = Math.hypot(
    standardError ?? 0,
    method === 'single-size' || method === 'size' ? 0 : extrapolationError,
  );
  return showWithError(estimate, standardError === null ? null : error);
}

/** Published numbers beside what theories say, a line for each that differs and one for the rest. */
function publishedLines({ published }: Results): string[] {
  const told = published.flatMap(({ quantity, value, decimals, source, theories }) =>
    theories.map((theory) => ({
      verdict: theory.verdict,
      line: `  ${theory.verdict ?? 'untested'}: ${theory.by} says ${quantity} = ${show(theory.value)}, published ${value.toFixed(decimals)}${source === null ? '' : ` (${source})`}`,
    })),
  );
  const right = told.filter(({ verdict }) => verdict === 'agree').length;
  const rest =
    right === 0
      ? []
      : [`  ${right} published ${right === 1 ? 'value is' : 'values are'} what theory says, as rounded`];
  return [...told.filter(({ verdict }) => verdict !== 'agree').map(({ line }) => line), ...rest];
}

const mostRemarks = 12;

/** Why rows are undecided, refuted or untested. */
function remarks({ limits }: Results, varying: readonly string[]): string[] {
  const open = limits.filter(({ verdict }) => verdict !== 'agree');
  const shown = open.slice(0, mostRemarks).map((limit) => {
    const where = varying.map((name) => `${name} ${show(columnOf(limit, name))}`).join(', ');
    return `  ${limit.verdict ?? 'untested'}${where && ` at ${where}`}: ${limit.reason}`;
  });
  return open.length > shown.length
    ? [...shown, `  … and ${open.length - shown.length} more, see results.json`]
    : shown;
}

/** One line a theory, and the worst of them where there are several. */
function summary(results: Results): string {
  const { scenario, verdict, theories, backend } = results;
  const { alpha, tolerance, theoryFactor } = scenario.comparison;
  const factor = theoryFactor === 1 ? '' : ` (theory × ${theoryFactor})`;
  const policy = `at family-wise alpha ${alpha}, tolerance ${tolerance}`;
  const judged = theories.filter((theory) => theory.verdict !== null);
  if (judged.length === 1)
    return `verdict: ${verdict}${factor}: ${countsOf(results, judged[0]!, policy)} [${backend ?? 'measurements'}]`;
  return [
    ...judged.map(
      (theory) => `${theory.name}: ${theory.verdict}${factor}: ${countsOf(results, theory, policy)}`,
    ),
    `verdict: ${verdict} [${backend ?? 'measurements'}]`,
  ].join('\n');
}

function countsOf({ limits }: Results, { name, omnibus }: ResultTheory, policy: string): string {
  const own = limits.filter(({ by }) => by === name);
  const count = (wanted: string | null) => own.filter((limit) => limit.verdict === wanted).length;
  const parts = [
    `${count('agree')} agree`,
    `${count('disagree')} disagree`,
    `${count('undecided')} undecided`,
    `${count(null)} untested`,
  ];
  const together = omnibus === null ? '' : `; all together p = ${show(omnibus.pValue, 2)}`;
  return `${parts.join(', ')} ${policy}${together}`;
}
