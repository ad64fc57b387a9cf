/** What one trial of deep random features draws, by content. */
import type { DeepLayer } from '../../parts/cell.ts';
import { drawName, type TrainingInputs } from '../inputs.ts';

export interface DeepCell extends TrainingInputs {
  /** From the inputs on; the last one is fitted. */
  readonly layers: readonly DeepLayer[];
}

/** The cell's name: the root of its random streams. */
export function deepCellName(cell: DeepCell): string {
  return drawName(cell, ['deep', ...cell.layers.map(({ count, activation }) => [count, activation])]);
}
