/**
 * Linear regression on p of the inputs, n samples: ridge and ridgeless least squares.
 *
 * Hastie, Montanari, Rosset & Tibshirani, arXiv:1903.08560v5 (Ann. Stat. 2022): Theorem 1 (isotropic ridgeless), Section 6 (ridge),
 * Section 5 (misspecified: the unobserved signal acts as noise in the equations and stays in the risk).
 * Extensive quantities are counted per sample: n = 1.
 */

import { InputError } from '../../errors.ts';
import type { DataSet } from '../../parts/inputs/data.ts';
import type { Distribution } from '../../parts/inputs/distributions.ts';
import { ownDimension } from '../../parts/inputs/spectrum.ts';
import type { Point } from '../../parts/parameter.ts';
import type { DrawCell } from '../../simulators/cell.ts';
import { estimatedQuantities, simulatedQuantities } from '../../simulators/regression/quantities.ts';
import type { Readout } from '../../simulators/regression/readings.ts';
import regression from '../../simulators/regression/regression.ts';
import type { RegressionProblem } from '../../theories/engine.ts';
import { samplesCaution } from '../cautions.ts';
import { withConventions } from '../conventions.ts';
import { rowsCaution } from '../estimated.ts';
import { blocksKernel, directionsKernel, noFeatures, type ObservedBlock } from '../inputKernel.ts';
import { unevenRowsCaution } from '../leverage.ts';
import type { ExactMeans, RegressionModel, RegressionRealisation } from '../model.ts';
import * as shared from '../parameters.ts';
import { numberOf, textOf } from '../parameters.ts';
import { regressionObservables } from '../quantities.ts';
import { readoutOf, realiseFeatures } from '../realisation.ts';
import { checkData, dataOf } from '../rows.ts';
import {
  checkSizes,
  countedPoint,
  dimensionOf,
  type ExplicitText,
  givenNumber,
  leadingDirections,
  realiseDirections,
  scaledCounts,
  spectrumOf,
  wholeCount,
} from '../spectra.ts';
import {
  checkSubsampling,
  subsampleRatio,
  subsamplingOf,
  subsamplingParameters,
  wholeSubsample,
} from '../subsampling.ts';
import {
  checkTraining,
  componentsOf,
  rcondParameter,
  trainingParameters,
  wholeComponents,
} from '../trainingTime.ts';
import { checkOracle, fittedBlocks, oracleParameter, realisedBlocks } from './blocks.ts';
import { linearExactMeans } from './exactMeans.ts';
import {
  checkShift,
  shiftedBlocks,
  shiftOfBlocks,
  shiftOfDirections,
  testLaw,
  testVariance,
} from './shift.ts';

const model: RegressionModel<DrawCell> = {
  name: 'linear',
  title: 'Linear regression, ridge and ridgeless',
  formula:
    'y = x·β + noise, x ~ (0, Σ) of dimension p; minimise (1/n) Σ (y − x·w)² + ridge |w|² over the observed inputs; fitIntercept: y − b − x·w in its place, over b, too',
  references: [
    'Hastie, Montanari, Rosset & Tibshirani, Surprises in high-dimensional ridgeless least squares interpolation, Ann. Stat. 50 (2022), arXiv:1903.08560v5',
    'Dobriban & Wager, High-dimensional asymptotics of prediction, Ann. Stat. 46 (2018), arXiv:1507.03003',
  ],
  hasSpectrum: true,
  size: { tex: 'n', meaning: 'training samples' },
  parameters: [
    shared.ratioOrCounts('gamma', '\\gamma', 'p/n', 'fitted parameters per sample, p/n'),
    shared.samples,
    shared.countParameter(
      'p',
      'fitted parameters, with absolute sizes: the leading directions of an explicit spectrum, all of them unless given',
    ),
    shared.signal,
    shared.nonlinear,
    shared.noise,
    shared.ridgeParameter('(1/n) Σ (y − f)² + λ|w|²', {
      below: true,
      numbers: ['n', 'p', 'gamma', 'signal', 'nonlinear', 'noise', 'observedShare'],
    }),
    shared.fitIntercept,
    {
      kind: 'number',
      name: 'observedShare',
      of: 'fit',
      tex: 'p/d',
      meaning:
        'share p/d of the d inputs (of every block) that is observed and fitted; the rest of the signal acts as noise',
      minimum: 0,
      exclusive: true,
      maximum: 1,
      default: 1,
    },
    oracleParameter,
    testVariance,
    ...subsamplingParameters,
    ...trainingParameters,
    rcondParameter,
  ],
  inputs: [...shared.inputParameters, shared.data],
  observables: regressionObservables,
  check,
  absoluteSize: (point) => givenNumber(counted(point, wholeCount), 'n'),
  scaled: (point, scale) => (dataOf(point) === null ? scaledCounts(point, scale, ['n', 'p']) : null),
  cautions: (given) => {
    const point = counted(given);
    return [...samplesCaution(point), ...rowsCaution(point), ...unevenRowsCaution(linear, point)];
  },
  exactMeans: {
    quantities: simulatedQuantities.filter((each) => !estimatedQuantities.includes(each)),
    where:
      'at ridge 0, trained to the end, on gaussian inputs and targets linear in them: p ≤ n, or all fitted directions of one variance; |n − p| ≤ 1, or with an intercept |n − 1 − p| ≤ 1, has no mean',
    at: exactMeansAt,
  },
  limit,
  simulator: regression,
  realise,
  threshold: (name, point) => thresholds(point)[name] ?? null,
  ratios: (point) => {
    const spectrum = spectrumOf(point);
    if (spectrum.kind === 'blocks') return { gamma: gammaOf(point) };
    const { n, p } = explicitSizes(point, spectrum);
    return { gamma: p / n, n, p };
  },
};

export const linear: RegressionModel<DrawCell> = withConventions(model, 'inputs', (point) => {
  const n = givenNumber(counted(point), 'n');
  const spectrum = spectrumOf(point);
  const d =
    spectrum.kind === 'blocks'
      ? (gammaOf(point) * (n ?? 1)) / Number(point['observedShare'] ?? 1)
      : explicitSizes(point, spectrum).dimension;
  return { n: n ?? 1, d, absolute: n !== null };
});

function check(point: Point): void {
  checkTraining(point);
  checkSubsampling(point);
  checkSizes(point, ['gamma'], ['n'], 'p');
  const spectrum = spectrumOf(point);
  checkData(counted(point, wholeCount), (explicit) => fittedDirections(point, explicit).dimension);
  if (spectrum.kind !== 'blocks') {
    if (point['rcond'] !== undefined) throw singleDirections(point);
    checkFitted(point, explicitSizes(point, spectrum));
    if (numberOf(point, 'observedShare') < 1)
      throw new InputError(
        `observedShare ${point['observedShare']} is not for an explicit spectrum; give p, the directions that are fitted`,
      );
  } else if (givenNumber(point, 'n') !== null && givenNumber(point, 'p') === null)
    throw new InputError(`n ${point['n']} needs p beside it; give both, or gamma`);
  checkOracle(point, gammaOf(point), spectrum.kind !== 'blocks');
  checkShift(point, spectrum.kind === 'blocks' || allFitted(explicitSizes(point, spectrum)));
}

function singleDirections(point: Point): InputError {
  return new InputError(
    `rcond ${point['rcond']} is relative to the largest singular value, of which spectrum ${point['spectrum']} has no limit: it is one direction’s; expected components`,
  );
}

/** With an explicit spectrum n = p/gamma. */
function counted(point: Point, round?: (count: number) => number): Point {
  return countedPoint(
    point,
    { gamma: (gamma) => ['n', fittedDirections(point, spectrumOf(point) as ExplicitText).p / gamma] },
    round,
  );
}

/** That all directions are fitted: columns of data are, whatever their variance. */
function checkFitted(point: Point, { p, dimension }: ReturnType<typeof explicitSizes>): void {
  const data = dataOf(point);
  if (data !== null && p < dimension)
    throw new InputError(
      `p ${p} of the ${dimension} directions of data ${data.name} cannot be drawn; leave it out: all columns are fitted`,
    );
}

function allFitted({ p, dimension }: ReturnType<typeof explicitSizes>): boolean {
  return p === dimension;
}

/** Where the ridgeless risk has its threshold along each axis. */
function thresholds(point: Point): Readonly<Record<string, number | null>> {
  const spectrum = spectrumOf(point);
  const p =
    spectrum.kind === 'blocks'
      ? givenNumber(point, 'p')
      : Math.min(givenNumber(point, 'p') ?? Infinity, ownDimension(spectrum) ?? Infinity);
  if (givenNumber(point, 'oracleComponents') !== null) return {};
  const [share, n] = [givenNumber(point, 'subsample') ?? 1, givenNumber(point, 'n')];
  const gamma = givenNumber(point, 'gamma') ?? (p === null || n === null ? null : p / n);
  return {
    ...{ gamma: share, oracleComponents: share },
    subsample: gamma !== null && gamma <= 1 ? gamma : null,
    n: p === null ? null : p / share,
    p: n === null ? null : share * n,
  };
}

/** Samples, fitted directions and all of them, of a point with an explicit spectrum. */
function explicitSizes(point: Point, spectrum: ExplicitText) {
  return { n: numberOf(counted(point), 'n'), ...fittedDirections(point, spectrum) };
}

function fittedDirections(point: Point, spectrum: ExplicitText) {
  const p = givenNumber(point, 'p');
  const dimension = dimensionOf(spectrum, p, 'p');
  if (p !== null && p > dimension)
    throw new InputError(`p ${p} is more than the ${dimension} directions of spectrum ${spectrum.text}`);
  return { p: p ?? dimension, dimension };
}

function limit(point: Point): RegressionProblem {
  const readout = readoutOf(point);
  const spectrum = spectrumOf(point);
  if (spectrum.kind === 'blocks') {
    const given = shiftedBlocks(point, spectrum.blocks);
    const { blocks, perSample } = fittedBlocks(point, given, gammaOf(point));
    return limitProblem(blocks, perSample, readout, point);
  }
  const { n, p, dimension } = explicitSizes(point, spectrum);
  const kernel = directionsKernel(spectrum, { dimension, kept: p, unit: n }, noFeatures, readout);
  return {
    kernel,
    training: trainingOf(readout),
    ...shiftOfDirections(point, kernel),
    ...subsamplingOf(point),
    ...(readout.schedule ? { schedule: readout.schedule } : {}),
  };
}

function gammaOf(point: Point): number {
  const spectrum = spectrumOf(point);
  if (spectrum.kind === 'blocks') {
    const n = givenNumber(point, 'n');
    return n === null ? numberOf(point, 'gamma') : numberOf(point, 'p') / n;
  }
  const { n, p } = explicitSizes(point, spectrum);
  return p / n;
}

function limitProblem(
  blocks: readonly ObservedBlock[],
  gamma: number,
  readout: Readout,
  point: Point,
): RegressionProblem {
  return {
    kernel: blocksKernel(blocks, noFeatures, readout, gamma),
    training: trainingOf(readout),
    ...shiftOfBlocks(blocks, readout.signal),
    ...subsamplingOf(point),
    ...(readout.schedule ? { schedule: readout.schedule } : {}),
  };
}

function trainingOf({ ridge, noise }: Readout): RegressionProblem['training'] {
  return { samples: 1, features: Number.POSITIVE_INFINITY, ridge, noise };
}

/** Trials of ratios and of blocks are of rounded sizes, those of an explicit spectrum of the point's own. */
function exactMeansAt(point: Point): ExactMeans {
  const spectrum = spectrumOf(point);
  const samples = numberOf(counted(point, wholeCount), 'n');
  if (spectrum.kind === 'blocks') return realise(point, samples).exactMeans!;
  const { dimension } = explicitSizes(point, spectrum);
  // Power of the target in directions of variance 0 is not linear in the inputs.
  const { lost } = leadingDirections(spectrum, dimension, dimension);
  return lost > 0 ? {} : exactMeansOf(point, samples, limit(counted(point, wholeCount)));
}

function exactMeansOf(point: Point, samples: number, problem: RegressionProblem): ExactMeans {
  const gaussian = point['distribution'] === 'gaussian' && dataOf(point) === null;
  const intercept = point['fitIntercept'] === 'true';
  return gaussian && numberOf(point, 'nonlinear') === 0
    ? linearExactMeans({ samples, intercept, problem })
    : {};
}

/** n = size samples, or as many as are given. */
function realise(given: Point, size: number): RegressionRealisation<DrawCell> {
  const point = wholeSubsample(wholeComponents(given, size), size);
  const spectrum = spectrumOf(point);
  if (spectrum.kind !== 'blocks') return realiseExplicit(point, spectrum, size);
  const { blocks: filled, dimension } = realisedBlocks(point, shiftedBlocks(point, spectrum.blocks), {
    gamma: gammaOf(point),
    size,
  });
  const readout = readoutOf(point);
  const realised = filled.map(({ count, observed: p, ...block }) => ({
    ...block,
    share: count / dimension,
    observedShare: p / count,
  }));
  const distribution = textOf(point, 'distribution') as Distribution;
  const parameters = filled.reduce((sum, block) => sum + block.observed, 0);
  const problem = limitProblem(realised, parameters / size, readout, point);
  const drawn = realiseFeatures(size, {
    cell: { distribution, blocks: filled, samples: size, features: { kind: 'linear' } },
    readout,
    ratios: {
      ...(givenNumber(point, 'oracleComponents') === null
        ? { gamma: parameters / size, observedShare: parameters / dimension }
        : { gamma: dimension / size, oracleComponents: parameters / size }),
      ...componentsOf(point),
      ...subsampleRatio(point),
    },
    limit: problem,
  });
  return { ...drawn, exactMeans: exactMeansOf(point, size, problem) };
}

function realiseExplicit(
  given: Point,
  spectrum: ExplicitText,
  size: number,
): RegressionRealisation<DrawCell> {
  const whole = counted(given, wholeCount);
  const { n, p, dimension } = explicitSizes(whole, spectrum);
  const point = wholeSubsample(whole, n);
  const readout = readoutOf(point);
  const data = dataOf(point);
  const common = {
    ratios: { n, p, gamma: p / n, ...componentsOf(point), ...subsampleRatio(point) },
    limit: limit(point),
  };
  if (data !== null) return realiseFeatures(size, { cell: dataCell(data, n), readout, ...common });
  const { blocks, power, lost } = realiseDirections(spectrum, dimension, p, null);
  const law = testLaw(point);
  const drawn = realiseFeatures(size, {
    cell: {
      distribution: textOf(point, 'distribution') as Distribution,
      blocks:
        law === null ? blocks : blocks.map((each) => ({ ...each, testVariance: law(each.variance, 0) })),
      samples: n,
      features: { kind: 'linear' },
    },
    readout: {
      ...readout,
      signal: readout.signal * power,
      nonlinear: readout.nonlinear + readout.signal * lost,
    },
    ...common,
  });
  return { ...drawn, exactMeans: exactMeansAt(point) };
}

/** All columns, of whatever covariance. */
function dataCell({ source, inputs }: DataSet, samples: number): DrawCell {
  const blocks = [{ count: inputs.columns, observed: inputs.columns, variance: 1 }];
  return { distribution: 'gaussian', blocks, samples, features: { kind: 'linear' }, data: source };
}
