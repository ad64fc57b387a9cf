/**
 * What is learned of each eigenspace of the population's kernel: the learnability L_i = s_i/(s_i + κ), of random features s_i/(s_i + γ), which is the mean
 * coefficient of the target's mode i in the predictor; Σ m_i L_i = n for ridge 0.
 *
 * Source: Simon, Dickens, Karkada & DeWeese, arXiv:2110.03922 (eigenlearning); cumulative power, Canatar, Bordelon & Pehlevan, arXiv:2006.13198.
 */
import { InputError } from '../errors.ts';
import { explicitSpectrum } from '../parts/inputs/spectrum.ts';
import type { Point } from '../parts/parameter.ts';
import { beyond, predictLimit } from '../theories/engine.ts';
import { checkSpectrum, limitOf, type Model, resolvePoint } from './model.ts';
import { dimensionOf, givenNumber, spectrumOf } from './spectra.ts';

/** One eigenspace. */
export interface Mode {
  /** Counted from 1, by descending eigenvalue. */
  readonly mode: number;
  readonly eigenvalue: number;
  /** Directions that it has; per sample, or per input dimension, where sizes are ratios. */
  readonly multiplicity: number;
  /** Target power. */
  readonly power: number;
  /** Share of all of the target's power in this mode and those before. */
  readonly cumulativePower: number;
  readonly learnability: number;
  /** What the mode adds to the bias, v_i (1 − L_i)² over what noise is multiplied by too, 1 − d2/n; of linear features and kernels. */
  readonly bias: number | null;
  readonly [name: string]: number | null;
}

/** The first `count` modes at a point. @throws {InputError} where there is no one effective ridge */
export function modesAt(model: Model, given: Point, count: number): Mode[] {
  checkSpectrum(model);
  const point = resolvePoint(model, given);
  const { classifier: _, ...problem } = limitOf(model, point);
  const { kernel, training } = problem;
  const odd = beyond(problem, ['layers', 'ensemble', 'scaled']);
  if (odd !== null) throw new InputError(`--modes are of ridge regression, not known with ${odd}`);
  const { kappa, gammaEffective, bias, status } = predictLimit(problem);
  const effective = gammaEffective ?? kappa;
  if (effective === null)
    throw new InputError(`--modes: there is no effective ridge at this point (status ${status})`);
  const whole = kernel.targets.reduce((sum, v) => sum + v, kernel.unlearnable);
  const missed = (s: number) => (s + effective === 0 ? 0 : effective / (s + effective));
  const unlearned2 = kernel.targets.reduce((sum, v, i) => sum + v * missed(kernel.eigenvalues[i]!) ** 2, 0);
  const gain =
    bias !== null && training.features === Number.POSITIVE_INFINITY && unlearned2 > 0
      ? (bias - kernel.unlearnable) / unlearned2
      : null;
  let cumulative = 0;
  return leadingSpaces(model, point, count).map(({ eigenvalue, multiplicity, power }, i) => {
    cumulative += power;
    const left = eigenvalue > 0 ? missed(eigenvalue) : 1;
    return {
      mode: i + 1,
      ...{ eigenvalue, multiplicity, power },
      cumulativePower: whole > 0 ? cumulative / whole : 0,
      learnability: 1 - left,
      bias: gain === null ? null : gain * power * left * left,
    };
  });
}

type Space = Pick<Mode, 'eigenvalue' | 'multiplicity' | 'power'>;

/** Those of an explicit spectrum as they are, not as the few nodes that stand for many. */
function leadingSpaces(model: Model, point: Point, count: number): Space[] {
  const { kernel } = limitOf(model, point);
  const spectrum = spectrumOf(point);
  if (spectrum.kind === 'blocks') {
    const spaces = kernel.eigenvalues.map(
      (eigenvalue, i): Space => ({
        eigenvalue,
        multiplicity: kernel.multiplicities[i]!,
        power: kernel.targets[i]!,
      }),
    );
    return spaces.sort((one, other) => other.eigenvalue - one.eigenvalue).slice(0, count);
  }
  const kept = givenNumber(point, 'p');
  const dimension = dimensionOf(spectrum, kept ?? givenNumber(point, 'd'), 'p');
  const { variances, counts, powers } = explicitSpectrum(spectrum, dimension);
  const scale = kernel.eigenvalues[0]! / variances[0]!;
  const signal = Number(point['signal'] ?? 1);
  const spaces: Space[] = [];
  let before = 0;
  for (let i = 0; i < Math.min(count, variances.length) && before < (kept ?? dimension); i++) {
    before += counts[i]!;
    spaces.push({ eigenvalue: scale * variances[i]!, multiplicity: counts[i]!, power: signal * powers[i]! });
  }
  return spaces;
}
