/** From results to the figure that shows them: theory evaluated densely as lines, the largest simulated size as marks. */
import type { CurveFigure, Figure, Line, SingleFigure } from '../figure/figure.ts';
import type { Theme } from '../figure/theme.ts';
import { numberTex } from '../figure/ticks.ts';
import type { Model } from '../models/model.ts';
import { modelNamed } from '../models/registry.ts';
import type { Point } from '../parts/parameter.ts';
import { cautionLines } from '../report/cautions.ts';
import type { FigurePlan } from '../scenario/scenario.ts';
import { expandPoints } from '../scenario/values.ts';
import { dressed, widthOf } from './figures/dressed.ts';
import { evidenceKinds } from './figures/evidence.ts';
import { kindOf } from './figures/kinds.ts';
import { facetsOf } from './figures/panels.ts';
import { axesOf, rangeOf } from './figures/parts.ts';
import { axisTex, noteOf, parameterOf } from './labels.ts';
import type { Results } from './results.ts';

/** What `descent plot` may change without recomputing. */
export interface FigureChanges {
  readonly width?: string;
  readonly theme?: Theme;
  readonly aspect?: number;
  readonly xScale?: 'linear' | 'log';
  readonly yScale?: 'linear' | 'log';
  readonly xDomain?: readonly [number, number];
  readonly yDomain?: readonly [number, number];
}

/** The figure of one or several results (overlaid, in the first one's frame); null when the scenario draws none. */
export function figureOf(all: readonly Results[], changes: FigureChanges = {}): Figure | null {
  const first = all[0]!;
  if (first.scenario.figure === null) return null;
  const plan = { ...first.scenario.figure, ...changes };
  return plan.facet === undefined ? single(all, plan) : facetsOf(all, plan, plan.facet, single);
}

/** With one pair of axes. */
function single(all: readonly Results[], plan: FigurePlan): SingleFigure {
  const first = all[0]!;
  const model = modelNamed(first.scenario.model);
  const common = {
    title: plan.title,
    description: describe(all, kindOf(plan).shows),
    width: widthOf(plan.width),
    theme: plan.theme,
    x: axis(model, plan.x, plan.xScale, plan.xDomain),
    y: axis(model, plan.y, plan.yScale, plan.yDomain),
    lines: thresholds(model, plan, first),
    provenance: all.map(({ theory: _, cells: __, ...rest }) => rest),
    ...noteOf(cautionsOf(all).flat(), factorTex(first)),
  };
  return dressed(kindOf(plan).build(common, plan, all), plan);
}

/** A figure of the evidence, of its kind by name. @throws {InputError} where there is none */
export function evidenceFigureOf(kind: string, results: Results, changes: FigureChanges = {}): SingleFigure {
  const { x, y, series, shows } = evidenceKinds[kind]!(results);
  const { scenario, verdict } = results;
  const { theory: _, cells: __, ...provenance } = results;
  const { xScale, xDomain, yScale, yDomain, aspect, width, theme } = changes;
  const { figure } = scenario;
  const evidence: CurveFigure = {
    kind: 'curves',
    title: `${scenario.title}: ${kind}`,
    description: `${shows}; bars of two standard errors. Verdict: ${verdict}.`,
    width: widthOf(width ?? figure?.width ?? 'prl'),
    theme: theme ?? figure?.theme ?? 'light',
    x: { ...x, scale: xScale ?? x.scale, ...(xDomain ? { domain: xDomain } : {}) },
    y: { ...y, scale: yScale ?? y.scale, ...(yDomain ? { domain: yDomain } : {}) },
    provenance: [provenance],
    ...noteOf(cautionsOf([results]).flat(), factorTex(results)),
    series,
  };
  // Of the figure's look, what is not of its own axes and curves.
  const { colors, fonts } = figure ?? {};
  return dressed(evidence, {
    ...(colors ? { colors } : {}),
    ...(fonts ? { fonts } : {}),
    ...(aspect === undefined ? {} : { aspect }),
  });
}

function axis(
  model: Model,
  shown: string | readonly string[],
  scale: 'linear' | 'log',
  domain: readonly [number, number] | null,
) {
  const names = [shown].flat();
  const apart = names.map((name) => axisTex(model, name)).join(',\\; ');
  const label = names.length > 1 ? (model.observables.together ?? apart) : apart;
  return { label, scale, ...(domain ? { domain } : {}) };
}

function factorTex({ scenario: { comparison } }: Results): string[] {
  return comparison.theoryFactor === 1
    ? []
    : [`\\text{theory} \\times ${numberTex(comparison.theoryFactor)}`];
}

/** Of every point of the scans. */
function cautionsOf(all: readonly Results[]): (readonly string[])[] {
  return all.flatMap((results) =>
    expandPoints(axesOf(results)).map(modelNamed(results.scenario.model).cautions),
  );
}

function describe(all: readonly Results[], shows: string): string {
  const { scenario, verdict } = all[0]!;
  const marks = scenario.simulation
    ? ` Marks: simulation${sizeText(scenario.simulation.sizes)}, bars of two standard errors; near the ridgeless threshold medians and 5 % to 95 % quantiles. Verdict: ${verdict}.`
    : '';
  const lines = `${shows}: asymptotic theory.${marks}`;
  return [lines, ...cautionLines(cautionsOf(all))].join(' ');
}

function sizeText(sizes: readonly number[] | null): string {
  return sizes === null ? '' : ` at the largest size (${sizes.at(-1)})`;
}

function thresholds(model: Model, plan: FigurePlan, results: Results): Line[] {
  const points = expandPoints(axesOf(results).filter(({ name }) => name !== plan.x));
  const at = (point: Point) => model.threshold(plan.x, point);
  const first = at(points[0]!);
  const shown = !kindOf(plan).fillsPlane || points.every((point) => at(point) === first) ? points : [];
  const found = shown.map(at).filter((x) => x !== null);
  const range = rangeOf(results, plan.x, plan.xDomain);
  return [...new Set(found)]
    .filter((x) => x >= range.low && x <= range.high)
    .map((x) => {
      const short = `${parameterOf(model, plan.x).tex} = ${numberTex(x)}`;
      return { along: 'x' as const, at: x, label: `\\text{threshold } ${short}`, short };
    });
}
