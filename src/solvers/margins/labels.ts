import { InputError } from '../../errors.ts';

/** @throws {InputError} unless every sample has a label, −1 or 1 */
export function requireLabels(labels: Float64Array, samples: number): void {
  if (labels.length !== samples) {
    throw new InputError(`${labels.length} labels for ${samples} samples: there must be one a sample`);
  }
  const wrong = labels.find((label) => Math.abs(label) !== 1);
  if (wrong !== undefined) throw new InputError(`a label of ${wrong}: labels must be −1 or 1`);
}
