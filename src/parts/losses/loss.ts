/**
 * Losses of the margin by name; each has its file, with both lives: what the limit needs of it, and what a
 * fit needs.
 */
import { clip, InputError } from '../../errors.ts';
import type { MarginLoss } from '../../theory/replica/channel.ts';
import { hinge } from './hinge.ts';
import { logistic } from './logistic.ts';
import { square } from './square.ts';
import { squaredHinge } from './squaredHinge.ts';

export const losses: Readonly<Record<LossName, MarginLoss>> = {
  square,
  logistic,
  hinge,
  'squared-hinge': squaredHinge,
};

export const lossNames = ['square', 'logistic', 'hinge', 'squared-hinge'] as const;
export type LossName = (typeof lossNames)[number];

/** @throws {InputError} naming what would be valid */
export function findLoss(name: string): MarginLoss {
  if (Object.hasOwn(losses, name)) return losses[name as LossName];
  throw new InputError(`unknown loss '${clip(name)}'; expected ${lossNames.join(', ')}`);
}
