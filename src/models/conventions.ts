/**
 * What `ridge` is in the objectives that papers and programs minimise. With the coefficients a of the features that f is linear in (the inputs, the neurons
 * σ(θ_i·x/√d), or those of a kernel, whose |a|² is |f|²), every one of them is, but for a factor,
 *
 *     Σ (y − f)² + weight·ridge·|a|²
 *
 * so that ridges of two conventions are the same where their products with the weights are. Weights are counts: n samples, N neurons, d inputs.
 */
import { InputError } from '../errors.ts';
import type { ChoiceParameter, Parameter, Point } from '../parts/parameter.ts';
import type { RegressionModel } from './model.ts';
import { withRidge } from './ridgeExpression.ts';

/** In units of their own where they are ratios. */
export interface ConventionSizes {
  readonly n: number;
  readonly neurons?: number | undefined;
  readonly d: number;
  readonly absolute: boolean;
}

/** What f is linear in. */
export type Fitted = 'inputs' | 'neurons' | 'kernel';

interface Objective {
  readonly text: string;
  readonly weight: (sizes: { readonly n: number; readonly N: number; readonly d: number }) => number;
}

const perSample = (penalty: string, weight: Objective['weight']): Objective => ({
  text: `(1/n) Σ (y − f)² + ${penalty}`,
  weight,
});
const inputs = perSample('λ|w|²', ({ n }) => n);
const neurons = perSample('(Nλ/d)|a|²', ({ n, N, d }) => (n * N) / d);
const halves = (penalty: string): Objective => ({
  text: `(1/2n) Σ (y − f)² + (λ/2)|${penalty}|²`,
  weight: ({ n }) => n,
});
const sums = (penalty: string): Objective => ({ text: `Σ (y − f)² + λ|${penalty}|²`, weight: () => 1 });
const plusIdentity = (kernel: string, weight: Objective['weight'] = () => 1): Objective => ({
  text: `f = k·(K + λI)⁻¹y, K = ${kernel}`,
  weight,
});

/** By name, and by what is fitted. */
const objectives: Readonly<Record<string, Readonly<Partial<Record<Fitted, Objective>>>>> = {
  mean: { inputs, neurons, kernel: perSample('λ|f|²', ({ n }) => n) },
  hastie: { inputs },
  'mei-montanari': { neurons },
  replica: {
    inputs: { text: 'Σ (y − f)²/2 + (λ/2)|w|², f = w·x/√d', weight: ({ d }) => d },
    neurons: { text: 'Σ (y − f)²/2 + (λ/2)|w|², f = w·σ/√N', weight: ({ N }) => N },
  },
  dascoli: { neurons: { text: 'N/d times that of replica', weight: ({ d }) => d } },
  eigenlearning: {
    inputs: plusIdentity('x·x′'),
    neurons: plusIdentity('(1/N) Σ σσ′', ({ N }) => N),
    kernel: plusIdentity('h(x·x′)'),
  },
  sklearn: { inputs: sums('w'), neurons: sums('a'), kernel: sums('f') },
  glmnet: { inputs: halves('w'), neurons: halves('a') },
};

export const ownConvention = 'mean';

/** The names of the conventions for what is fitted. */
export function conventionNames(fitted: Fitted): string[] {
  return Object.keys(objectives).filter((name) => objectives[name]![fitted]);
}

/** Ridge of the convention `to` per unit of ridge of `from`. @throws {InputError} where that depends on sizes of which only ratios are given */
export function ridgeFactor(
  from: string,
  to: string,
  fitted: Fitted,
  { n, neurons: N = Number.NaN, d, absolute }: ConventionSizes,
): number {
  const weightOf = (name: string, scale: number) =>
    objectives[name]![fitted]!.weight({ n: scale * n, N: scale * N, d: scale * d });
  const factor = (scale: number) => weightOf(from, scale) / weightOf(to, scale);
  // At ratios counts are known up to a common factor.
  if (!absolute && factor(2) !== factor(1))
    throw new InputError(
      `convention ${from} has a ridge λ that depends on counts, and only ratios are given; expected absolute sizes, or a convention of ratios: ${conventionsOfRatios(fitted).join(', ')}`,
    );
  return factor(1);
}

/** Those whose ridge has a limit with that of the own convention. */
export function conventionsOfRatios(fitted: Fitted): string[] {
  const weightOf = (name: string, n: number) => objectives[name]![fitted]!.weight({ n, N: n, d: n });
  return conventionNames(fitted).filter((name) => weightOf(name, 2) === 2 * weightOf(name, 1));
}

function conventionParameter(fitted: Fitted, names: readonly string[]): ChoiceParameter {
  const texts = new Set(names.map((name) => objectives[name]![fitted]!.text));
  const told = [...texts].map((text) => {
    const those = names.filter((name) => objectives[name]![fitted]!.text === text);
    return `${those.join(', ')}: ${text}`;
  });
  return {
    kind: 'choice',
    name: 'convention',
    of: 'fit',
    usedAt: { where: 'a ridge other than 0', holds: ({ ridge }) => ridge !== 0 },
    tex: '\\text{convention}',
    meaning: `what ridge λ is, by the objective that it is of: ${told.join('; ')}`,
    choices: names,
    default: ownConvention,
  };
}

/**
 * The model, written for the ridge of its own convention, with a parameter that says of which another ridge is.
 * @param names those that there are; all of what is fitted unless given
 */
export function withConventions<C>(
  model: RegressionModel<C>,
  fitted: Fitted,
  sizesOf: (point: Point) => ConventionSizes,
  names: readonly string[] = conventionNames(fitted),
): RegressionModel<C> {
  const factorAt = (point: Point) =>
    ridgeFactor(String(point['convention'] ?? ownConvention), ownConvention, fitted, sizesOf(point));
  const own = (point: Point): Point => {
    const { convention = ownConvention, ridge } = point;
    if (convention === ownConvention || typeof ridge !== 'number' || ridge === 0) return point;
    return { ...point, convention: ownConvention, ridge: ridge * factorAt(point) };
  };
  const { exactMeans, scaled } = model;
  return {
    ...model,
    parameters: model.parameters.flatMap((each): Parameter[] =>
      each.name === 'ridge' ? [each, conventionParameter(fitted, names)] : [each],
    ),
    check: (point) => {
      model.check?.(point);
      if (withRidge(model, point)['ridge'] !== 0) factorAt(point);
    },
    limit: (point) => model.limit(own(point)),
    realise: (point, size) => model.realise(own(point), size),
    ...(exactMeans ? { exactMeans: { ...exactMeans, at: (point) => exactMeans.at(own(point)) } } : {}),
    // Sizes grow at the ridge of the limit, which another convention's may have to grow for.
    ...(scaled
      ? {
          scaled: (given, scale) => {
            const point = withRidge(model, given);
            return rescaled(point, scaled(point, scale), factorAt);
          },
        }
      : {}),
    ridgeFactor: factorAt,
  };
}

function rescaled(point: Point, scaled: Point | null, factorAt: (point: Point) => number): Point | null {
  const { ridge } = point;
  if (scaled === null || typeof ridge !== 'number' || ridge === 0) return scaled;
  const [before, after] = [factorAt(point), factorAt(scaled)];
  return before === after ? scaled : { ...scaled, ridge: (ridge * before) / after };
}
