/**
 * How uncertain a prediction is whose spectrum is estimated from rows of data: by the jackknife over the spectrum file's replicates, each the estimate
 * without a part of the rows (parts/inputs/replicates.ts).
 */
import { openData, parseData } from '../parts/inputs/data.ts';
import { jackknifeError } from '../parts/inputs/replicates.ts';
import { aboutSpectrumFile, type Origin } from '../parts/inputs/spectrumFile.ts';
import type { Point } from '../parts/parameter.ts';
import { type Predicted, quantityOf } from '../theories/engine.ts';
import { type Model, predicted, resolvePoint } from './model.ts';
import { givenNumber, leadingDirections, spectrumOf } from './spectra.ts';

/** What the point's spectrum was estimated from; null where it was not. */
function originOf(point: Point): { readonly replicates: number; readonly origin: Origin | null } | null {
  const spectrum = spectrumOf(point);
  return spectrum.kind === 'file' ? aboutSpectrumFile(spectrum.path) : null;
}

const known = new WeakMap<Point, readonly Predicted[]>();

function replicatesOf(model: Model, point: Point): readonly Predicted[] {
  const count = originOf(point)?.replicates ?? 0;
  const found =
    known.get(point) ??
    Array.from({ length: count }, (_, k) => {
      const replicate = { ...point, spectrum: `${point['spectrum']}#${k + 1}` };
      return predicted(model, resolvePoint(model, replicate));
    });
  known.set(point, found);
  return found;
}

/**
 * Standard error of what theory predicts of a quantity for the population that the rows of the spectrum are of; null where the spectrum is no estimate, has no
 * replicates, or one of them has no such prediction.
 */
export function predictionError(model: Model, point: Point, quantity: string): number | null {
  const values = replicatesOf(model, point).map((each) => quantityOf(each, quantity) ?? Number.NaN);
  const error = values.length > 1 ? jackknifeError(values) : Number.NaN;
  return Number.isFinite(error) ? error : null;
}

/**
 * The same of what trials on the point's rows of data are expected to find. Rows that the spectrum was estimated from are no other rows: what they have by
 * chance is in both, and nothing is uncertain. M rows where the spectrum is from N others have a chance of their own, N/M of the variance.
 */
export function errorOnRows(model: Model, point: Point, quantity: string): number | null {
  const text = String(point['data'] ?? 'none');
  const origin = originOf(point)?.origin ?? null;
  if (text === 'none' || origin === null) return null;
  const { source, inputs, population } = openData(text);
  if (population || source.digest === origin.digest) return null;
  const error = predictionError(model, point, quantity);
  return error === null ? null : error * Math.sqrt(1 + origin.rows / inputs.rows);
}

/** Where too few rows say nothing of so many samples, and what of the rows themselves makes predictions another thing than one may think. */
export function rowsCaution(point: Point): string[] {
  const origin = originOf(point)?.origin;
  const n = givenNumber(point, 'n');
  const text = String(point['data'] ?? 'none');
  return [
    ...(origin?.few && n !== null && n >= origin.rows
      ? [`few rows: n = ${n} is not below the ${origin.rows} rows of the spectrum, which say nothing of it`]
      : []),
    ...(text === 'none' ? [] : openData(text).uncentred.map((note) => `uncentred data: ${note}`)),
    ...(text === 'none' || !origin ? [] : preparedOtherwise(text, origin)),
  ];
}

/** Rows of the same files that are not those of the spectrum: they are centred, or what is the label, in another way. */
function preparedOtherwise(text: string, { text: own, digest }: Origin): string[] {
  return own !== '' && isOfArrays(own, text) && openData(text).source.digest !== digest
    ? [
        `other rows: the spectrum is that of ${own}, the data are ${text}; expected the same words, or files that have not changed`,
      ]
    : [];
}

/** Whether both name the same inputs and labels. */
function isOfArrays(one: string, other: string): boolean {
  const [a, b] = [parseData(one), parseData(other)];
  return a.inputs === b.inputs && a.labels === b.labels;
}

/** Share of the labels' power beyond functions linear in the inputs from which the rest may matter. */
const smallRest = 0.01;

/**
 * Where nonlinear features are fitted to rows of data: to their limit all that is not linear in d → ∞ inputs is noise. Features of few directions learn of it:
 * of handwritten digits (one-hot labels, 35 % not linear, an effective dimension of 13) 800 ReLU features on 1000 rows leave 40 % less than the limit.
 */
export function nonlinearLabelsCaution(point: Point): string[] {
  const spectrum = spectrumOf(point);
  const data = String(point['data'] ?? 'none');
  if (data === 'none' || spectrum.kind === 'blocks') return [];
  const { columns } = openData(data).inputs;
  const { lost, spectrum: seen } = leadingDirections(spectrum, columns, columns);
  const share = lost / (lost + seen.powers.reduce((sum, power) => sum + power, 0));
  if (!(share > smallRest)) return [];
  return [
    `labels beyond linear: ${Number((100 * share).toPrecision(2))} % of their power is not linear in the inputs and noise to the limit; nonlinear features learn of it where it is none`,
  ];
}
