/** Figures of the evidence behind verdicts: residuals, extrapolations to the limit, and the order of finite-size effects. */
import { visible } from '../../comparison/order.ts';
import { InputError } from '../../errors.ts';
import type { CurveFigure, Mark, Series } from '../../figure/figure.ts';
import { modelNamed } from '../../models/registry.ts';
import type { Point } from '../../parts/parameter.ts';
import { engineName } from '../../theories/theory.ts';
import { grouped } from '../grouped.ts';
import { axisTex, textTex, valueTex } from '../labels.ts';
import type { ResultCell, ResultLimit, Results } from '../results.ts';
import { axesOf, scannedAxis } from './parts.ts';

type Parts = Pick<CurveFigure, 'x' | 'y' | 'series'> & { readonly shows: string };

/** By the names that `descent plot --kind` has for them. */
export const evidenceKinds: Readonly<Record<string, (results: Results) => Parts>> = {
  residuals,
  extrapolation,
  order,
};

/** Error bars: two standard errors. */
const errorBar = 2;
/** More ladders than these are not told apart. */
const mostLadders = 5;

/** (estimate − theory)/theory against a parameter, with what the comparison allows at either side of 0. */
function residuals(results: Results): Parts {
  const model = modelNamed(results.scenario.model);
  const { figure } = results.scenario;
  const x = scannedAxis(results);
  if (x === null) throw new InputError('no parameter varies: there is nothing to show residuals against');
  const groups = grouped(judged(results), (limit) => labelOf(results, limit, [x]));
  const series = [...groups].flatMap(([label, limits]): Series[] => {
    const sorted = [...limits].sort((a, b) => Number(a.parameters[x]) - Number(b.parameters[x]));
    const at = sorted.map(({ parameters }) => Number(parameters[x]));
    const allowed = sorted.map(({ excludes }) => 100 * (excludes ?? 0));
    return [
      {
        label,
        band: { x: at, low: allowed.map((each) => -each), high: allowed },
        marks: sorted.map((limit) =>
          markAt(Number(limit.parameters[x]), limit.estimate!, {
            theory: limit.theory!,
            error: limit.standardError ?? 0,
            verdict: limit.verdict,
          }),
        ),
      },
    ];
  });
  return {
    x: { label: axisTex(model, x), scale: x === figure?.x ? figure.xScale : 'linear' },
    y: { label: percentTex, scale: 'linear' },
    series: [...series, zero(series)],
    shows: 'Marks: what trials say less theory, over theory; bands: what the comparison allows',
  };
}

const percentTex = '(\\text{simulation} - \\text{theory})/\\text{theory}\\;[\\%]';

/** (mean − theory)/theory against 1/size; at 0 the limit that is judged. */
function extrapolation(results: Results): Parts {
  const series = ladders(results).map(({ label, limit, cells }): Series => {
    const sized = cells.map((cell) =>
      markAt(1 / cell.size!, cell.mean!, {
        theory: cell.theory!,
        error: cell.standardError!,
        verdict: null,
      }),
    );
    const end = markAt(0, limit.estimate!, {
      theory: limit.theory!,
      error: limit.standardError ?? 0,
      verdict: limit.verdict,
    });
    const marks = [end, ...sized].sort((a, b) => a.x - b.x);
    return { label, marks, line: { x: marks.map((mark) => mark.x), y: marks.map(({ y }) => y) } };
  });
  return {
    x: { label: '1/\\text{size}', scale: 'linear' },
    y: { label: percentTex, scale: 'linear' },
    series: [...series, zero(series)],
    shows: 'Marks: means at every size less theory, over theory, and at 0 the limit that is judged',
  };
}

/** |mean − theory|/|theory| against size, and the line of the fitted order. */
function order(results: Results): Parts {
  const series = ladders(results).flatMap(({ label, limit, cells }): Series[] => {
    const marks = cells.flatMap(({ size, mean, standardError, theory }): Mark[] => {
      const part = (value: number) => value / Math.abs(theory!);
      const away = Math.abs(mean! - theory!);
      const bar = errorBar * standardError!;
      return away > visible * standardError!
        ? [{ x: size!, y: part(away), low: part(away - bar), high: part(away + bar) }]
        : [];
    });
    if (limit.order === null || marks.length === 0) return [];
    const { order: found, standardError, intercept } = limit.order;
    const x = marks.map((mark) => mark.x);
    const y = x.map((size) => (Math.exp(intercept) * size ** -found) / Math.abs(limit.theory!));
    const power = `\\text{order } ${found.toFixed(2)} \\pm ${standardError.toFixed(2)}`;
    return [{ label: `${label}:\\; ${power}`, line: { x, y }, marks }];
  });
  if (series.length === 0)
    throw new InputError(
      'no finite-size effect is seen at two sizes: there is no order to show; residuals or extrapolation show what there is',
    );
  return {
    x: { label: '\\text{size}', scale: 'log' },
    y: { label: '|\\text{simulation} - \\text{theory}|/\\text{theory}', scale: 'log' },
    series,
    shows: 'Marks: how far means are from theory at every size; lines: the fitted powers of 1/size',
  };
}

interface Told {
  readonly theory: number;
  readonly error: number;
  readonly verdict: ResultLimit['verdict'];
}

/** In per cent of the theory. */
function markAt(x: number, value: number, { theory, error, verdict }: Told): Mark {
  const part = (each: number) => (100 * each) / Math.abs(theory);
  const y = part(value - theory);
  return { x, y, low: y - part(errorBar * error), high: y + part(errorBar * error), verdict };
}

function zero(series: readonly Series[]): Series {
  const x = series.flatMap(({ marks = [] }) => marks.map((mark) => mark.x));
  return { label: '\\text{theory}', line: { x: [Math.min(...x), Math.max(...x)], y: [0, 0] } };
}

function judged(results: Results): ResultLimit[] {
  const found = results.limits.filter(
    ({ estimate, theory, method }) =>
      estimate !== null && theory !== null && theory !== 0 && method !== 'order-statistics',
  );
  if (found.length > 0) return found;
  throw new InputError('nothing was judged by means: there is no evidence to show');
}

interface Ladder {
  readonly label: string;
  readonly limit: ResultLimit;
  readonly cells: readonly ResultCell[];
}

/** The ladders of sizes, of at most so many points evenly over the scan. */
function ladders(results: Results): Ladder[] {
  const all = judged(results).flatMap((limit): Ladder[] => {
    const cells = results.cells.filter(
      (cell) =>
        cell.quantity === limit.quantity &&
        (cell.by ?? engineName) === (limit.by ?? engineName) &&
        (cell.from ?? 'simulation') === (limit.from ?? 'simulation') &&
        isSame(cell.parameters, limit.parameters) &&
        cell.size !== null &&
        cell.mean !== null &&
        cell.standardError !== null &&
        cell.theory !== null,
    );
    return cells.length > 1 ? [{ label: labelOf(results, limit, []), limit, cells }] : [];
  });
  if (all.length === 0)
    throw new InputError('no point was simulated at two sizes: there is nothing to extrapolate');
  const step = all.length / Math.min(all.length, mostLadders);
  return Array.from({ length: Math.min(all.length, mostLadders) }, (_, i) => all[Math.floor(i * step)]!);
}

function isSame(a: Point, b: Point): boolean {
  return Object.entries(a).every(([name, value]) => b[name] === value);
}

/** What tells a claim from others, but for some parameters. */
function labelOf(results: Results, limit: ResultLimit, but: readonly string[]): string {
  const model = modelNamed(results.scenario.model);
  const names = axesOf(results)
    .filter(({ name, values }) => values.length > 1 && !but.includes(name))
    .map(({ name }) => valueTex(model, name, limit.parameters[name]!));
  const several = (name: 'quantity' | 'by') => new Set(results.limits.map((each) => each[name])).size > 1;
  const which = several('quantity') ? [axisTex(model, limit.quantity)] : [];
  const by = several('by') ? [`\\text{${textTex(limit.by)}}`] : [];
  return [...which, ...names, ...by].join(',\\; ') || axisTex(model, limit.quantity);
}
