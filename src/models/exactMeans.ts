/** The exact finite-size means that a model knows, at points of absolute sizes. */
import type { Point } from '../parts/parameter.ts';
import { type Model, resolvePoint } from './model.ts';

/** Means over the trials of a point. */
export interface FiniteSizeMeans {
  /** Whether every mean is there; or some has none, as its integral diverges; or no formula of them is known. */
  readonly status: 'ok' | 'no mean' | 'not known';
  /** By quantity; null where there is none. */
  readonly means: Readonly<Record<string, number | null>>;
}

/** Of a point whose parameters are all given; null where its sizes are ratios, and where the model knows none anywhere. */
export function exactMeansAt(model: Model, point: Point): FiniteSizeMeans | null {
  if (!model.exactMeans || model.absoluteSize(point) === null) return null;
  const known = Object.entries(model.exactMeans.at(resolvePoint(model, point)));
  const means = known.map(
    ([name, exact]) => [name, Number.isFinite(exact!.mean) ? exact!.mean : null] as const,
  );
  const status =
    means.length === 0 ? 'not known' : means.some(([, mean]) => mean === null) ? 'no mean' : 'ok';
  return { status, means: Object.fromEntries(means) };
}
