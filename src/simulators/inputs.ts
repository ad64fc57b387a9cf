/** Training inputs of a draw, and the name of a draw by its content: noise, signal and ridge are not in it, they are read off. */
import type { CellBlock } from '../parts/cell.ts';
import type { DataSource } from '../parts/inputs/data.ts';
import type { Distribution } from '../parts/inputs/distributions.ts';
import { digestOf } from './simulator.ts';

/** The law of the inputs. */
export interface InputLaw {
  readonly distribution: Distribution;
  readonly blocks: readonly CellBlock[];
}

/** Training samples of that law. */
export interface TrainingInputs extends InputLaw {
  /** Training samples n. */
  readonly samples: number;
  /** The rows to draw from, instead of the inputs' distribution and the labels' law. */
  readonly data?: DataSource;
}

/** Blocks beyond which a name holds their digest. */
const mostNamed = 64;

/** The name of a draw of these inputs and of features of that name, in a fixed order: the root of its random streams. */
export function drawName(
  { distribution, blocks, samples, data }: TrainingInputs,
  features: readonly unknown[],
): string {
  const spectrum = blocks.map(({ count, observed, variance, power, testVariance }) => [
    ...[count, observed, variance],
    ...(power === undefined ? [] : [power]),
    ...(testVariance === undefined ? [] : [['test', testVariance]]),
  ]);
  return JSON.stringify([
    distribution,
    blocks.length <= mostNamed ? spectrum : digestOf(JSON.stringify(spectrum)),
    samples,
    features,
    ...(data ? [data.digest] : []),
  ]);
}
