/** A draw cell: everything that determines what one trial draws, by content, of inputs and of features that are linear or random. */
import { type LinearFeatures, linearSampler } from './features/linear.ts';
import { type RandomFeatures, randomSampler } from './features/random.ts';
import type { FeatureSampler } from './features/sampler.ts';
import { drawName, type TrainingInputs } from './inputs.ts';

export interface DrawCell extends TrainingInputs {
  readonly features: LinearFeatures | RandomFeatures;
}

export function samplerOf({ features, ...law }: DrawCell): FeatureSampler {
  return features.kind === 'linear' ? linearSampler(law) : randomSampler(law, features);
}

/** The cell's name: the root of its random streams. */
export function cellName(cell: DrawCell): string {
  return drawName(cell, samplerOf(cell).name);
}

export function parameterCount(cell: DrawCell): number {
  return samplerOf(cell).parameters;
}

/** The cell without its number of parameters: what cells that differ in nothing else have in common. */
export function withoutParameters(cell: DrawCell): DrawCell {
  const { features } = cell;
  return features.kind === 'linear'
    ? { ...cell, blocks: [] }
    : { ...cell, features: { ...features, count: 0 } };
}
