/** The table of verdicts that ends a run. */
import type { ResultLimit, Results } from '../pipeline/results.ts';
import { show, showWithError, toTable } from './table.ts';

/** Verdicts of a run, one row a point and quantity, and what decided the whole. */
export function verdictReport(results: Results): string {
  const { scenario, verdict, limits } = results;
  const heading = `${scenario.name}: ${scenario.title}`;
  if (verdict === null) return `${heading}\n${results.theory.length} points of theory; nothing was simulated`;
  const varying = Object.entries({ ...scenario.parameters, ...scenario.inputs })
    .filter(([, values]) => Array.isArray(values) && values.length > 1)
    .map(([name]) => name);
  const quantityShown = new Set(limits.map(({ quantity }) => quantity)).size > 1;
  const header = [...varying, ...(quantityShown ? ['quantity'] : []), 'theory', 'simulation', 'z', 'verdict'];
  const rows = limits.map((limit) => [
    ...varying.map((name) => show(limit.parameters[name])),
    ...(quantityShown ? [limit.quantity] : []),
    show(limit.theory),
    simulated(limit),
    limit.z === null ? '–' : limit.z.toFixed(2),
    limit.verdict ?? 'untested',
  ]);
  return [heading, toTable(header, rows), ...remarks(results), summary(results)].join('\n');
}

function simulated({ estimate, standardError, extrapolationError }: ResultLimit): string {
  const error = Math.hypot(standardError ?? 0, extrapolationError);
  return showWithError(estimate, standardError === null ? null : error);
}

/** Why rows are undecided, refuted or untested: each reason once, with the number of rows it holds for. */
function remarks({ limits }: Results): string[] {
  const open = limits.filter(({ verdict }) => verdict !== 'agree');
  const shown = open.slice(0, 12).map(({ parameters, verdict, reason, quantity }) => {
    const where = Object.entries(parameters)
      .filter(([, value]) => typeof value === 'number')
      .map(([name, value]) => `${name} ${show(value)}`)
      .join(', ');
    return `  ${verdict ?? 'untested'}: ${quantity} at ${where}: ${reason}`;
  });
  return open.length > shown.length
    ? [...shown, `  … and ${open.length - shown.length} more, see results.json`]
    : shown;
}

function summary({ scenario, limits, verdict, omnibus, backend }: Results): string {
  const count = (wanted: string | null) => limits.filter((limit) => limit.verdict === wanted).length;
  const parts = [
    `${count('agree')} agree`,
    `${count('disagree')} disagree`,
    `${count('undecided')} undecided`,
    `${count(null)} untested`,
  ];
  const together = omnibus === null ? '' : `; all together p = ${show(omnibus.pValue, 2)}`;
  const factor =
    scenario.comparison.theoryFactor === 1 ? '' : ` (theory × ${scenario.comparison.theoryFactor})`;
  return `verdict: ${verdict}${factor}: ${parts.join(', ')} at family-wise alpha ${scenario.comparison.alpha}, tolerance ${scenario.comparison.tolerance}${together} [${backend}]`;
}
