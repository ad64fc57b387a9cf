/** The rows of the user's own at a point, where its parameter `data` names some. */
import { InputError } from '../errors.ts';
import { type DataSet, openData } from '../parts/inputs/data.ts';
import type { Point } from '../parts/parameter.ts';
import { type ExplicitText, givenNumber, spectrumOf } from './spectra.ts';

/** null: trials draw from the inputs' distribution. */
export function dataOf(point: Point): DataSet | null {
  const text = String(point['data'] ?? 'none');
  return text === 'none' ? null : openData(text);
}

/** Rows that errors of a fit of n of them are measured on. */
export function testRows({ inputs: { rows }, population }: DataSet, n: number): number {
  return population ? rows : rows - n;
}

/**
 * That n rows can be drawn, and nothing is asked of the labels that they are not.
 * @throws {InputError} naming what cannot be had of them
 */
export function checkData(point: Point, dimensionOf: (spectrum: ExplicitText) => number): void {
  const data = dataOf(point);
  if (data === null) return;
  const spectrum = spectrumOf(point);
  if (spectrum.kind === 'blocks')
    throw new InputError(
      `data ${point['data']} needs its spectrum, spectrum: file:… as descent spectrum estimate writes it`,
    );
  const { rows, columns } = data.inputs;
  const n = givenNumber(point, 'n')!;
  const dimension = dimensionOf(spectrum);
  if (n >= rows && !data.population)
    throw new InputError(`n ${n} leaves no rows of ${data.name} to test on: it has ${rows}`);
  if (dimension > columns)
    throw new InputError(
      `spectrum ${point['spectrum']} has ${dimension} directions, data ${data.name} ${columns} columns`,
    );
  for (const [name, value] of [
    ['signal', 1],
    ['nonlinear', 0],
    ['noise', 0],
  ] as const) {
    if ((point[name] ?? value) !== value)
      throw new InputError(
        `${name} ${point[name]} cannot be had of data; expected ${value}: the labels are as they are`,
      );
  }
}
