/** The table of verdicts that ends a run. */
import type { Verdict } from '../comparison/judge.ts';
import type { Point } from '../parts/parameter.ts';
import { cautionLines } from '../report/cautions.ts';
import { show, showWithError, toTable } from '../report/table.ts';
import type { CanonicalScenario } from '../scenario/scenario.ts';
import { openPoints } from './openPoints.ts';
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
    limit.theoryError === undefined ? show(limit.theory) : showWithError(limit.theory, limit.theoryError),
    simulated(limit),
    limit.z === null ? '–' : limit.z.toFixed(2),
    limit.verdict ?? 'untested',
  ]);
  const exact = limits.some(({ method, from }) => method === 'exact' && from !== 'measurements')
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

/** What tells one row from another: the parameters that vary, and the quantity, the theory and the origin where there are several. */
function varyingNames({ scenario, limits }: Results): string[] {
  const several = (['quantity', 'by', 'from'] as const).filter(
    (name) => new Set(limits.map((limit) => limit[name])).size > 1,
  );
  const points = limits.map(({ parameters }) => parameters);
  return [...varyingParameters({ ...scenario.parameters, ...scenario.inputs }, points), ...several];
}

/** Of the scan, and of points off it, as published ones may be. */
export function varyingParameters(scan: CanonicalScenario['parameters'], points: readonly Point[]): string[] {
  const names = new Set([...Object.keys(scan), ...points.flatMap(Object.keys)]);
  return [...names].filter((name) => {
    const values = new Set(points.map((point) => point[name]));
    for (const value of [scan[name]].flat()) values.add(value);
    return values.size > 1;
  });
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

/** Published numbers beside what theories say, a line for each theory that says something else and one for what all say. */
export function publishedLines({ published }: Results): string[] {
  const lines = published.flatMap(({ quantity, value, decimals, source, theories }) =>
    theories
      .filter(({ verdict }) => verdict !== 'agree')
      .map(
        (theory) =>
          `  ${theory.verdict ?? 'untested'}: ${theory.by} says ${quantity} = ${show(theory.value)}, published ${value.toFixed(decimals)}${source === null ? '' : ` (${source})`}`,
      ),
  );
  const right = published.filter(({ theories }) => {
    const verdicts = new Set(theories.map(({ verdict }) => verdict));
    return verdicts.has('agree') && !verdicts.has('disagree');
  }).length;
  const rest =
    right === 0
      ? []
      : [`  ${right} published ${right === 1 ? 'value is' : 'values are'} what theory says, as rounded`];
  return [...lines, ...rest];
}

const mostRemarks = 12;

/** Why rows are undecided, refuted or untested. */
function remarks({ limits }: Results, varying: readonly string[]): string[] {
  const open = limits.filter(({ verdict }) => verdict !== 'agree');
  const shown = open.slice(0, mostRemarks).map((limit) => {
    const where = whereText(varying, (name) => show(columnOf(limit, name)));
    return `  ${limit.verdict ?? 'untested'}${where}: ${limit.reason}`;
  });
  return open.length > shown.length
    ? [...shown, `  … and ${open.length - shown.length} more, see results.json`]
    : shown;
}

/** What tells a row from others, as a part of a sentence: ` at gamma 2, by mine`, `, from measurements`. */
export function whereText(columns: readonly string[], cell: (column: string) => string): string {
  const [first] = columns;
  if (first === undefined) return '';
  const isPoint = !['quantity', 'theory', 'by', 'from'].includes(first);
  return `${isPoint ? ' at ' : ', '}${columns.map((name) => `${name} ${cell(name)}`).join(', ')}`;
}

/** One line a theory, and the worst of them where there are several. */
function summary(results: Results): string {
  const { scenario, verdict, theories, backend } = results;
  const { alpha, tolerance, theoryFactor } = scenario.comparison;
  const factor = theoryFactor === 1 ? '' : ` (theory × ${theoryFactor})`;
  const policy = `at family-wise alpha ${alpha}, tolerance ${tolerance}`;
  const judged = theories.filter((theory) => theory.verdict !== null);
  const limitsOf = ({ name }: ResultTheory) => results.limits.filter(({ by }) => by === name);
  const of = (theory: ResultTheory) => limitsOf(theory).map((limit) => limit.verdict);
  const lineOf = (theory: ResultTheory) => {
    const { omnibus } = theory;
    const together = omnibus === null ? '' : `; all together p = ${show(omnibus.pValue, 2)}`;
    const open = (['disagree', 'undecided', null] as const).flatMap((each) => {
      const where = openPoints(results, limitsOf(theory), each);
      return where === '' ? [] : [`\n  ${each ?? 'untested'}: ${where}`];
    });
    return `${verdictWord(theory.verdict, of(theory))}${factor}: ${counted(of(theory))} ${policy}${together}${open.join('')}`;
  };
  const from = `[${backend ?? 'measurements'}]`;
  if (judged.length === 1) return `verdict: ${lineOf(judged[0]!).replace(/\n|$/, (end) => ` ${from}${end}`)}`;
  return [
    ...judged.map((theory) => `${theory.name}: ${lineOf(theory)}`),
    `verdict: ${verdictWord(verdict, judged.flatMap(of))} ${from}`,
  ].join('\n');
}

/** What is undecided because no single one of the claims could be tested is called that. */
export function verdictWord(verdict: Verdict | null, claims: readonly (Verdict | null)[]): string {
  const untested = verdict === 'undecided' && claims.every((each) => each === null);
  return untested ? 'untested' : (verdict ?? 'untested');
}

/** How many of each there are. */
export function counted(claims: readonly (Verdict | null)[]): string {
  const count = (wanted: Verdict | null) => claims.filter((each) => each === wanted).length;
  return `${count('agree')} agree, ${count('disagree')} disagree, ${count('undecided')} undecided, ${count(null)} untested`;
}
