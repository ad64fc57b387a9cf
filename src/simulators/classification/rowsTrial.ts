/** Classification on the rows of a data set: there is no teacher, and what is measured on the test set is about the labels. */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, setColumn } from '../../linalg/matrix.ts';
import { labelLaw } from '../../parts/labels/signs.ts';
import { losses } from '../../parts/losses/loss.ts';
import { cellName, samplerOf } from '../cell.ts';
import { openStreams } from '../draw.ts';
import { drawDataRows, inputRows, labelRows } from '../rows.ts';
import { type ClassifierFit, fitClassifiers } from './fit.ts';
import type { ClassifierPlan, ClassifierSeries } from './plan.ts';

/** Rows of the test set whose features are held at a time. */
const panel = 256;

/** What a fit does on the test set. */
export interface OnRows {
  readonly labelError: number;
  readonly testLoss: number;
  readonly q: number;
}

/** Of every series its fit and what that does; null where a fit has no certificate. */
export function fitRows(
  backend: Backend,
  { series, seed }: ClassifierPlan,
  trial: number,
): ({ readonly fit: ClassifierFit; readonly onFresh: OnRows } | null)[] {
  const { cell } = series[0]!;
  const streams = openStreams(seed, cellName(cell), trial);
  const { inputs, training, tests, data } = drawDataRows(backend, cell, streams);
  const sampler = samplerOf(cell);
  const { design, weights } = sampler.design(backend, inputs, streams, Number.POSITIVE_INFINITY);
  const y = classesOf(labelRows(backend, data, training));
  const fits = series.map((each) => fitOne(backend, each, design, y));
  const sums = series.map(() => ({ labelError: 0, testLoss: 0, q: 0 }));
  const found = fits.flatMap((fit, i) =>
    fit ? [{ fit, sum: sums[i]!, loss: losses[series[i]!.classifier.loss] }] : [],
  );
  for (let first = 0; first < tests.length && found.length > 0; first += panel) {
    const rows = tests.subarray(first, first + panel);
    backend.workspace.scope(() => {
      const z = sampler.rows(backend, inputRows(backend, data, rows, sampler.drawn), weights);
      const classes = classesOf(labelRows(backend, data, rows));
      const coefficients = backend.workspace.matrix(z.columns, found.length);
      found.forEach(({ fit }, k) => {
        setColumn(coefficients, k, fit.coefficients);
      });
      const f = backend.workspace.matrix(z.rows, found.length);
      backend.multiply(f, z, coefficients);
      classes.forEach((label, i) => {
        found.forEach(({ sum, loss }, k) => {
          const margin = label * f.data[i * found.length + k]!;
          sum.labelError += (margin < 0 ? 1 : 0) / tests.length;
          sum.testLoss += loss.value(margin) / tests.length;
          sum.q += margin ** 2 / tests.length;
        });
      });
    });
  }
  return fits.map((fit, i) => fit && { fit, onFresh: sums[i]! });
}

function fitOne(
  backend: Backend,
  { cell, classifier, ridge }: ClassifierSeries,
  design: Parameters<typeof fitClassifiers>[1]['design'],
  y: Float64Array,
): ClassifierFit | null {
  const own = { y, labels: labelLaw(classifier.labels), teacher: new Float64Array(0) };
  const draw = { cell, design, gram: undefined, stream: noStream };
  const fits = fitClassifiers(backend, draw, [own], classifier, ridge);
  // What the fit is made of is kept: the coefficients and margins are copies.
  return (
    fits && { ...fits[0]!, coefficients: fits[0]!.coefficients.slice(), margins: fits[0]!.margins.slice() }
  );
}

function noStream(): never {
  throw new TypeError('rows have no teacher whose posterior could be drawn');
}

/** ±1; labels that are centred have the signs that they had. */
function classesOf({ data }: Matrix): Float64Array {
  return Float64Array.from(data, (label) => (label > 0 ? 1 : -1));
}
