/**
 * Classification at finite size: one draw of inputs, of teachers and of their labels, a certified fit of every series to each of the label vectors, and
 * what the fits do on fresh samples, on average over the teachers. What is NaN for one of them is NaN, and all of it is where a fit has no certificate.
 */
import type { Backend } from '../../linalg/backend.ts';
import { columnOf, type Matrix, setColumn } from '../../linalg/matrix.ts';
import type { CellBlock } from '../../parts/cell.ts';
import type { ClassifierSpec } from '../../parts/classifier.ts';
import { type FreshErrors, freshErrors } from '../../parts/labels/freshErrors.ts';
import { type BinaryLabels, labelLaw } from '../../parts/labels/signs.ts';
import { type LossName, losses } from '../../parts/losses/loss.ts';
import { takesGram } from '../../solvers/margins/fit.ts';
import { gramOf } from '../../solvers/ridge.ts';
import { cellName, type DrawCell, samplerOf } from '../cell.ts';
import { drawInputRows, drawTargets, openStreams, testPointCount } from '../draw.ts';
import type { Drawn } from '../features/sampler.ts';
import type { TrialValues } from '../simulator.ts';
import { classifierTestPoints } from './costs.ts';
import { type ClassifierFit, fitClassifiers } from './fit.ts';
import type { ClassifierPlan } from './plan.ts';
import { fitRows } from './rowsTrial.ts';

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

/** Of a trial: the training set without its labels, and what teachers say of it and of fresh inputs. */
interface TrialDraw extends Drawn {
  readonly cell: DrawCell;
  /** β of the teachers, at power 1, in columns. */
  readonly betas: Matrix;
  /** f* of the samples, at power 1, in columns. */
  readonly targets: Matrix;
  /** By which labels are drawn, one a sample for each of the teachers. */
  readonly uniforms: Float64Array;
}

export function run(backend: Backend, plan: ClassifierPlan, trial: number): TrialValues[] {
  if (plan.series[0]!.cell.data) return runOnRows(backend, plan, trial);
  const drawn = drawTrial(backend, plan, trial);
  const fresh = classifierTestPoints(drawn.cell) === 0 ? null : drawFresh(backend, drawn);
  return fitAll(backend, plan, drawn, (found) => {
    if (found === null) return classifierColumns.map(() => Number.NaN);
    const values = observed(backend, drawn, fresh, found);
    return classifierColumns.map(
      (column) => values.reduce((sum, each) => sum + each[column], 0) / values.length,
    );
  });
}

/** Without a teacher what is about it is not there to be measured. */
function runOnRows(backend: Backend, plan: ClassifierPlan, trial: number): TrialValues[] {
  return fitRows(backend, plan, trial).map((found, i) => {
    if (found === null) return classifierColumns.map(() => Number.NaN);
    const { loss, rule } = plan.series[i]!.classifier;
    const none = { classificationError: Number.NaN, m: Number.NaN };
    const values = measured(found.fit, { ...none, ...found.onFresh }, { loss, rule, rho: Number.NaN });
    return classifierColumns.map((column) => values[column]);
  });
}

/**
 * y f of the training samples of every series of the plan, as its trial of this number fits them to its first label vector; null where a fit of the
 * series has no certificate.
 */
export function drawnMargins(backend: Backend, plan: ClassifierPlan, trial: number): (Float64Array | null)[] {
  return fitAll(
    backend,
    plan,
    drawTrial(backend, plan, trial),
    (found) => found && found.fits[0]!.margins.slice(),
  );
}

function drawTrial(backend: Backend, { series, labels = 1, seed }: ClassifierPlan, trial: number): TrialDraw {
  const { cell } = series[0]!;
  const streams = openStreams(seed, cellName(cell), trial);
  const x = drawInputRows(backend, cell, cell.samples, streams('inputs'));
  const design = samplerOf(cell).design(backend, x, streams, Number.POSITIVE_INFINITY);
  const betas = drawTargets(backend, { labels, nonlinear: false }, cell, streams).signals;
  const uniforms = new Float64Array(labels * cell.samples);
  streams('noise').uniforms(uniforms);
  return { cell, x, streams, ...design, betas, targets: product(backend, x, betas), uniforms };
}

/** What all classifiers of a series are, and those of every label vector. */
interface Found {
  readonly spec: ClassifierSpec;
  readonly labels: BinaryLabels;
  readonly fits: readonly ClassifierFit[];
}

function fitAll<T>(
  backend: Backend,
  { series }: ClassifierPlan,
  drawn: TrialDraw,
  read: (found: Found | null) => T,
): T[] {
  const { cell, design, streams, betas, targets, uniforms } = drawn;
  const shared = series.some(
    ({ classifier: { rule, loss }, ridge }) =>
      rule === 'minimise' && takesGram(design, { kind: loss, penalty: ridge }, betas.columns),
  );
  const gram = shared ? gramOf(backend, design) : undefined;
  return series.map(({ classifier: spec, ridge }) =>
    backend.workspace.scope(() => {
      const labels = labelLaw(spec.labels);
      const root = Math.sqrt(spec.signal);
      const vectors = Array.from({ length: betas.columns }, (_, k) => {
        const own = uniforms.subarray(k * cell.samples, (k + 1) * cell.samples);
        const y = columnOf(targets, k).map((f, i) => (own[i]! < labels.probability(root * f) ? 1 : -1));
        return { y, labels, teacher: columnOf(betas, k).map((value) => root * value) };
      });
      const draw = { cell, design, gram, stream: () => streams('posterior') };
      const fits = fitClassifiers(backend, draw, vectors, spec, ridge);
      return read(fits && { spec, labels, fits });
    }),
  );
}

/** Fresh inputs, as students and teachers see them: features in rows, and f* at power 1 in columns. */
interface Fresh {
  readonly features: Matrix;
  readonly targets: Matrix;
}

function drawFresh(backend: Backend, { cell, streams, weights, betas }: TrialDraw): Fresh {
  const x = drawInputRows(backend, cell, testPointCount, streams('testInputs'));
  return {
    targets: product(backend, x, betas),
    features: samplerOf(cell).rows(backend, x, weights),
  };
}

function product(backend: Backend, a: Matrix, b: Matrix): Matrix {
  const out = backend.workspace.matrix(a.rows, b.columns);
  backend.multiply(out, a, b);
  return out;
}

/** Of every classifier. */
function observed(
  backend: Backend,
  { cell, betas }: TrialDraw,
  fresh: Fresh | null,
  { spec, labels, fits }: Found,
): Record<(typeof classifierColumns)[number], number>[] {
  const { signal: rho } = spec;
  const loss = losses[spec.loss];
  const onFresh =
    fresh === null
      ? fits.map(({ coefficients }, k) =>
          exactly(cell.blocks, coefficients, columnOf(betas, k), { loss, labels, rho }),
        )
      : onTestPoints(backend, fresh, fits, { loss, labels, rho });
  return fits.map((fit, k) => measured(fit, onFresh[k]!, { loss: spec.loss, rule: spec.rule, rho }));
}

/** What is measured of a classifier, from what it does on fresh samples; NaN where its rule has no such thing. */
function measured(
  { margins, coefficients, hard }: ClassifierFit,
  { classificationError, labelError, testLoss, q, m }: OnFresh,
  { loss: name, rule, rho }: Pick<ClassifierSpec, 'loss' | 'rule'> & { readonly rho: number },
): Record<(typeof classifierColumns)[number], number> {
  const loss = losses[name];
  // The logistic loss has no minimiser on separable data, only a direction.
  const scaled = rule !== 'hebb' && !(hard && !loss.interpolates);
  const of = (value: number) => (scaled ? value : Number.NaN);
  return {
    classificationError,
    labelError,
    testLoss: of(testLoss),
    trainLoss: of(mean(margins, loss.value)),
    trainingError: mean(margins, (margin) => (margin < 0 ? 1 : 0)),
    separable: hard === null ? Number.NaN : Number(hard),
    q: of(q),
    m: of(m),
    slope: of(m / rho),
    deviation: of(Math.sqrt(q - m ** 2 / rho)),
    margin: hard ? 1 / Math.hypot(...coefficients) : Number.NaN,
  };
}

function mean(values: Float64Array, f: (value: number) => number): number {
  return values.reduce((sum, value) => sum + f(value), 0) / values.length;
}

/** By what classifiers are judged on fresh samples. */
interface Judged {
  readonly loss: (typeof losses)[LossName];
  readonly labels: BinaryLabels;
  readonly rho: number;
}

interface OnFresh extends FreshErrors {
  readonly q: number;
  readonly m: number;
}

/** Of Gaussian inputs themselves: f and f* are Gaussian given the fit. */
function exactly(
  blocks: readonly CellBlock[],
  coefficients: Float64Array,
  beta: Float64Array,
  { loss, labels, rho }: Judged,
): OnFresh {
  let q = 0;
  let overlap = 0;
  let j = 0;
  let first = 0;
  for (const { count, observed, variance } of blocks) {
    for (let i = 0; i < observed; i++, j++) {
      q += variance * coefficients[j]! ** 2;
      overlap += variance * coefficients[j]! * beta[first + i]!;
    }
    first += count;
  }
  const m = Math.sqrt(rho) * overlap;
  return { q, m, ...freshErrors(labels, loss, { rho, q, m }) };
}

/** Averages over fresh inputs, and over the labels given these. */
function onTestPoints(
  backend: Backend,
  { features, targets }: Fresh,
  fits: readonly ClassifierFit[],
  judged: Judged,
): OnFresh[] {
  const { workspace } = backend;
  return workspace.scope(() => {
    const coefficients = workspace.matrix(features.columns, fits.length);
    fits.forEach((fit, k) => {
      setColumn(coefficients, k, fit.coefficients);
    });
    const f = product(backend, features, coefficients);
    return fits.map((_, k) => averagesOf(columnOf(f, k), columnOf(targets, k), judged));
  });
}

function averagesOf(f: Float64Array, targets: Float64Array, { loss, labels, rho }: Judged): OnFresh {
  const root = Math.sqrt(rho);
  let [classificationError, labelError, testLoss, q, m] = [0, 0, 0, 0, 0];
  f.forEach((each, i) => {
    const target = root * targets[i]!;
    const positive = labels.probability(target);
    if (each < 0 !== target < 0) classificationError++;
    labelError += positive * (each < 0 ? 1 : 0) + (1 - positive) * (-each < 0 ? 1 : 0);
    // Of labels without noise one side has no chance.
    testLoss +=
      (positive > 0 ? positive * loss.value(each) : 0) +
      (positive < 1 ? (1 - positive) * loss.value(-each) : 0);
    q += each * each;
    m += each * target;
  });
  const [errors, wrong, lost] = [classificationError, labelError, testLoss].map((sum) => sum / f.length);
  return {
    classificationError: errors!,
    labelError: wrong!,
    testLoss: lost!,
    q: q / f.length,
    m: m / f.length,
  };
}
