/** Classification at finite size: one draw of inputs, teacher and labels, a certified fit of every series, and what the fits do on fresh samples. */
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import { type CellBlock, inputDimension } from '../../problem/cell.ts';
import type { ClassifierSpec } from '../../problem/classifier.ts';
import { freshErrors } from '../../problem/labels/freshErrors.ts';
import { type BinaryLabels, labelLaw } from '../../problem/labels/signs.ts';
import { losses } from '../../problem/losses/loss.ts';
import { marginBytes, marginOperations } from '../../problem/rules/margins/costs.ts';
import {
  posteriorBytes,
  posteriorMeanOperations,
  posteriorOperations,
} from '../../problem/rules/margins/posterior.ts';
import { cellName, type DrawCell, parameterCount, samplerOf } from '../cell.ts';
import { drawInputRows, drawTargets, openStreams, type Streams, testPointCount } from '../draw.ts';
import type { Drawn } from '../features/sampler.ts';
import { directBytes } from '../regression/costs.ts';
import type { TrialValues } from '../simulator.ts';
import { type ClassifierFit, fitClassifier } from './fit.ts';
import type { ClassifierPlan } from './plan.ts';

/** What a trial of classification measures, by the names of the quantities. */
export const classifierColumns = [
  'classificationError',
  'labelError',
  'testLoss',
  'trainLoss',
  'trainingError',
  'separable',
  'q',
  'm',
  'slope',
  'deviation',
  'margin',
] as const;

/** Fresh inputs on which errors are measured: none for Gaussian inputs themselves, where f and f* are Gaussian given the fit. */
export function classifierTestPoints(cell: DrawCell): number {
  return !samplerOf(cell).drawn && cell.distribution === 'gaussian' ? 0 : testPointCount;
}

/** The teacher's f*: its coefficients, at power 1, and its power ρ. */
interface Teacher {
  readonly beta: Matrix;
  readonly labels: BinaryLabels;
  readonly rho: number;
}

export function run(backend: Backend, plan: ClassifierPlan, trial: number): TrialValues[] {
  const { cell } = plan.series[0]!;
  return fitAll(backend, plan, trial, (drawn, found) => {
    const values = observed(backend, cell, drawn, found);
    return classifierColumns.map((column) => values[column]);
  });
}

/** y f of the training samples of every series of the plan, as its trial of this number fits them. */
export function drawnMargins(backend: Backend, plan: ClassifierPlan, trial: number): Float64Array[] {
  backend.workspace.reserve(bytes(plan));
  return backend.workspace.scope(() => fitAll(backend, plan, trial, (_, { fit }) => fit.margins.slice()));
}

function fitAll<T>(
  backend: Backend,
  plan: ClassifierPlan,
  trial: number,
  read: (drawn: Drawn, found: Found) => T,
): T[] {
  const { cell } = plan.series[0]!;
  const streams = openStreams(plan.seed, cellName(cell), trial);
  const x = drawInputRows(backend, cell, cell.samples, streams('inputs'));
  const drawn = { x, streams, ...samplerOf(cell).design(backend, x, streams, Number.POSITIVE_INFINITY) };
  const beta = drawTargets(backend, { labels: 1, nonlinear: false }, cell, streams).signals;
  const uniforms = new Float64Array(cell.samples);
  streams('noise').uniforms(uniforms);
  return plan.series.map((series) =>
    backend.workspace.scope(() => {
      const spec = series.classifier;
      const teacher = { beta, labels: labelLaw(spec.labels), rho: spec.signal };
      const targets = valuesOf(backend, x, teacher);
      const y = targets.map((target, i) => (uniforms[i]! < teacher.labels.probability(target) ? 1 : -1));
      const coefficients = beta.data.map((value) => Math.sqrt(teacher.rho) * value);
      const { labels } = teacher;
      const draw = { cell, design: drawn.design, y, labels, teacher: coefficients };
      const fit = fitClassifier(backend, { ...draw, stream: () => streams('posterior') }, spec, series.ridge);
      return read(drawn, { spec, teacher, fit, streams });
    }),
  );
}

/** f* at the rows of x. */
function valuesOf({ workspace, multiply }: Backend, x: Matrix, { beta, rho }: Teacher): Float64Array {
  return workspace.scope(() => {
    const out = workspace.matrix(x.rows, 1);
    multiply(out, x, beta);
    return out.data.map((value) => Math.sqrt(rho) * value);
  });
}

interface Found {
  readonly spec: ClassifierSpec;
  readonly teacher: Teacher;
  readonly fit: ClassifierFit;
  readonly streams: Streams;
}

/** What is measured; NaN where a rule has no such thing. */
function observed(
  backend: Backend,
  cell: DrawCell,
  { weights }: Drawn,
  found: Found,
): Record<(typeof classifierColumns)[number], number> {
  const { spec, fit, teacher } = found;
  const { margins, coefficients } = fit;
  const loss = losses[spec.loss];
  const fresh =
    classifierTestPoints(cell) === 0
      ? exactly(cell.blocks, coefficients, spec, teacher)
      : onTestPoints(backend, cell, weights, found);
  // The logistic loss has no minimiser on separable data, only a direction.
  const scaled = spec.rule !== 'hebb' && !(fit.hard && !loss.interpolates);
  const of = (value: number) => (scaled ? value : Number.NaN);
  return {
    classificationError: fresh.classificationError,
    labelError: fresh.labelError,
    testLoss: of(fresh.testLoss),
    trainLoss: of(mean(margins, loss.value)),
    trainingError: mean(margins, (margin) => (margin < 0 ? 1 : 0)),
    separable: fit.hard === null ? Number.NaN : Number(fit.hard),
    q: of(fresh.q),
    m: of(fresh.m),
    slope: of(fresh.m / teacher.rho),
    deviation: of(Math.sqrt(fresh.q - fresh.m ** 2 / teacher.rho)),
    margin: fit.hard ? 1 / Math.hypot(...coefficients) : Number.NaN,
  };
}

function mean(values: Float64Array, f: (value: number) => number): number {
  return values.reduce((sum, value) => sum + f(value), 0) / values.length;
}

/** Of Gaussian inputs themselves: f and f* are Gaussian given the fit. */
function exactly(
  blocks: readonly CellBlock[],
  coefficients: Float64Array,
  { loss }: ClassifierSpec,
  { beta, labels, rho }: Teacher,
) {
  let q = 0;
  let overlap = 0;
  let j = 0;
  let first = 0;
  for (const { count, observed, variance } of blocks) {
    for (let i = 0; i < observed; i++, j++) {
      q += variance * coefficients[j]! ** 2;
      overlap += variance * coefficients[j]! * beta.data[first + i]!;
    }
    first += count;
  }
  const m = Math.sqrt(rho) * overlap;
  return { q, m, ...freshErrors(labels, losses[loss], { rho, q, m }) };
}

/** Averages over fresh inputs, and over the labels given these. */
function onTestPoints(backend: Backend, cell: DrawCell, weights: Matrix | null, found: Found) {
  const { spec, teacher, fit, streams } = found;
  const { workspace } = backend;
  return workspace.scope(() => {
    const x = drawInputRows(backend, cell, testPointCount, streams('testInputs'));
    const targets = valuesOf(backend, x, teacher);
    const f = freshValues(backend, cell, x, weights, fit.coefficients);
    const average = (value: (f: number, target: number) => number) =>
      targets.reduce((sum, target, i) => sum + value(f[i]!, target), 0) / testPointCount;
    const overLabels = (value: (margin: number) => number) =>
      average((each, target) => {
        const positive = teacher.labels.probability(target);
        return positive * value(each) + (1 - positive) * value(-each);
      });
    return {
      classificationError: average((each, target) => (each < 0 === target < 0 ? 0 : 1)),
      labelError: overLabels((margin) => (margin < 0 ? 1 : 0)),
      testLoss: overLabels(losses[spec.loss].value),
      q: average((each) => each * each),
      m: average((each, target) => each * target),
    };
  });
}

function freshValues(
  backend: Backend,
  cell: DrawCell,
  x: Matrix,
  weights: Matrix | null,
  coefficients: Float64Array,
): Float64Array {
  const { workspace } = backend;
  const a = workspace.matrix(coefficients.length, 1);
  a.data.set(coefficients);
  const out = workspace.matrix(x.rows, 1);
  backend.multiply(out, samplerOf(cell).rows(backend, x, weights), a);
  return out.data;
}

export function bytes(plan: ClassifierPlan): number {
  const { cell } = plan.series[0]!;
  const [n, p, d] = [cell.samples, parameterCount(cell), inputDimension(cell)];
  const drawn = directBytes({ ...plan, series: plan.series.slice(0, 1), labels: 1, nonlinear: false });
  const found = plan.series.map(({ classifier }) =>
    classifier.rule === 'gibbs' ? posteriorBytes(n, p, classifier.labels) : marginBytes(n, p),
  );
  return drawn + Math.max(...found) + 8 * (n * p + testPointCount * (d + p + 2));
}

export function operations(plan: ClassifierPlan): number {
  const { cell } = plan.series[0]!;
  const [n, p, d] = [cell.samples, parameterCount(cell), inputDimension(cell)];
  const drawn = samplerOf(cell).drawn ? 2 * n * p * d : 20 * n * d;
  const tested = classifierTestPoints(cell) === 0 ? 0 : 2 * testPointCount * p * (d + 1);
  return plan.series.reduce((sum, series) => sum + tested + ruleOperations(series.classifier, n, p), drawn);
}

function ruleOperations({ rule, labels, passes = 1 }: ClassifierSpec, n: number, p: number): number {
  switch (rule) {
    case 'hebb':
      return 4 * n * p;
    case 'message-passing':
      return passes * (4 * n * p + 200 * n);
    case 'bayes-optimal':
      return posteriorMeanOperations(n, p);
    case 'gibbs':
      return posteriorOperations(n, p, labels);
    case 'minimise':
      return marginOperations(n, p);
  }
}
