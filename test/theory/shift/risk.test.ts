import { describe, expect, it } from 'vitest';
import { exactMeansAt } from '../../../src/models/exactMeans.ts';
import { predictGiven } from '../../../src/models/given.ts';
import { findOptimum, tunable } from '../../../src/models/optimum.ts';
import { modelNamed } from '../../../src/models/registry.ts';
import { predictRisk } from '../../../src/theory/risk.ts';
import { predictShifted } from '../../../src/theory/shift/risk.ts';
import { relativeError } from '../../helpers/random.ts';

/**
 * Deterministic equivalents at ridge 0.1 and noise 0.2 of pairs of covariances that do not commute, evaluated with matrices (numpy), in the
 * eigenbasis of the training law: β and Σ̃ there.
 */
const rotated = [
  {
    samples: 12,
    eigenvalues: [
      0.5253486082081076, 0.599761128999746, 0.7063153812798288, 0.874654549756453, 1.191671157185504,
      2.1022491745703618,
    ],
    beta: [
      -1.4561466679427508, 0.15069215643851597, -1.7692836054859775, 0.18195135810081364,
      -0.014680756843868159, 0.8326118287950486,
    ],
    test: [
      [
        1.3224567537169913, 0.8282653026390043, -0.12107970373197037, -0.37738236756705823,
        -0.2505793697663147, -0.07244012427551189,
      ],
      [
        0.8282653026390044, 1.5092579994198225, 0.08910598534917145, 0.3210638763513128, 0.039400491084550106,
        0.27577022714703087,
      ],
      [
        -0.12107970373197041, 0.08910598534917143, 0.46615333854998026, 0.33904171383116394,
        0.14686274624544848, 0.1615127656145194,
      ],
      [
        -0.37738236756705823, 0.32106387635131284, 0.339041713831164, 1.4855583252846465, 0.4835219815444358,
        0.5374940699774883,
      ],
      [
        -0.2505793697663146, 0.03940049108455017, 0.14686274624544848, 0.4835219815444357, 0.5813185625843353,
        0.22019304081207328,
      ],
      [
        -0.07244012427551186, 0.27577022714703103, 0.16151276561451947, 0.537494069977488, 0.2201930408120733,
        0.6352550204442213,
      ],
    ],
    shifted: 0.4178476992892791,
    unshifted: 0.35078035171558003,
  },
  {
    samples: 14,
    eigenvalues: [
      0.516842175792182, 0.5772078646720107, 0.6581458226690085, 0.7736042295044281, 0.9548825219404606,
      1.2921744104913777, 2.227142974930529,
    ],
    beta: [
      1.4226015057713581, -1.3804964609453934, 1.5183376928315413, 0.5107293075161231, -0.6989481754012472,
      0.012946048168826302, -0.1246777847312065,
    ],
    test: [
      [
        0.710239000687603, 0.3383484204657603, -0.42928412263707955, -0.1363042219487093, 0.41176143477038407,
        -0.24692534951600892, 0.08596920377408707,
      ],
      [
        0.3383484204657603, 0.7780575768548301, -0.5274785460239455, -0.037424230268994725,
        0.44036775342021295, -0.24700768081757352, 0.04407929427881214,
      ],
      [
        -0.4292841226370799, -0.5274785460239455, 1.3824336352291593, -0.539980823082396, -0.5127647743484514,
        0.1956665024071533, 0.20645563352503127,
      ],
      [
        -0.13630422194870934, -0.03742423026899466, -0.539980823082396, 1.8265357921152352,
        -0.2878225421748718, 0.38236433434557654, -0.6481649435626694,
      ],
      [
        0.411761434770384, 0.4403677534202129, -0.5127647743484515, -0.28782254217487185, 0.954870001184312,
        -0.34915469883378264, 0.1618533704990783,
      ],
      [
        -0.24692534951600892, -0.24700768081757352, 0.1956665024071531, 0.3823643343455765,
        -0.3491546988337826, 0.6514178186159933, -0.19074776249798897,
      ],
      [
        0.085969203774087, 0.04407929427881213, 0.2064556335250313, -0.6481649435626696, 0.16185337049907844,
        -0.19074776249798886, 0.6964461753128647,
      ],
    ],
    shifted: 0.5200357535157619,
    unshifted: 0.41584629056770933,
  },
];

const linear = modelNamed('linear');
const blocks = '0.5:1.6:0.3,0.5:0.4:0.7';
const at = (point: object) => predictGiven(linear, { noise: 0.2, ...point });

describe('ridge regression under covariate shift', () => {
  it.each(rotated)('is the deterministic equivalent of matrices that do not commute: $shifted', (given) => {
    const { samples, eigenvalues, beta, test, shifted, unshifted } = given;
    const kernel = {
      eigenvalues,
      multiplicities: eigenvalues.map(() => 1),
      rank: eigenvalues.length,
      targets: eigenvalues.map((s, i) => s * beta[i]! ** 2),
      tail: 0,
      unlearnable: 0,
    };
    const training = { samples, features: Number.POSITIVE_INFINITY, ridge: 0.1, noise: 0.2 };
    expect(relativeError(predictRisk(kernel, training).excessRisk!, unshifted)).toBeLessThan(1e-9);
    const gains = eigenvalues.map((s, i) => test[i]![i]! / s);
    const { excessRisk, kappa } = predictShifted(kernel, training, { gains, unlearnable: 0 });
    // Of this one β, what is left of it along one eigenvector is correlated at test with what is left along another.
    const left = beta.map((b, i) => (b * kappa!) / (eigenvalues[i]! + kappa!));
    const cross = left.reduce(
      (sum, one, i) => left.reduce((all, other, j) => all + (i === j ? 0 : one * other * test[i]![j]!), sum),
      0,
    );
    expect(relativeError(excessRisk! + cross, shifted)).toBeLessThan(1e-9);
  });

  it('is ridge regression where the law stays, and twice the error where all variances double', () => {
    const names = [
      'excessRisk',
      'bias',
      'variance',
      'trainError',
      'bias2',
      'varianceData',
      'noiseData',
      'gcv',
    ] as const;
    for (const gamma of [0.5, 2]) {
      for (const ridge of [0, 0.1, gamma > 1 ? -0.01 : 3]) {
        const [plain, same, twice] = ['s', '1*s', '2*s'].map((testVariance) =>
          at({ gamma, ridge, blocks, observedShare: 0.8, testVariance }),
        );
        for (const name of names) {
          const factor = name === 'trainError' || name === 'gcv' ? 1 : 2;
          expect(Math.abs(same![name]! - plain![name]!), name).toBeLessThan(1e-12);
          expect(Math.abs(twice![name]! - factor * plain![name]!), name).toBeLessThan(1e-12);
        }
        expect(twice!.testError).toBeCloseTo(twice!.excessRisk! + 0.2, 13);
      }
    }
  });

  it('has terms that sum to the risk, and power that is not observed at its variance at test', () => {
    const found = at({ gamma: 0.6, blocks, observedShare: 0.8, testVariance: '3,0.5' });
    const { bias2, varianceData, noiseData, excessRisk, bias, variance } = found;
    expect(bias2! + varianceData! + noiseData!).toBeCloseTo(excessRisk!, 12);
    expect(bias! + variance!).toBeCloseTo(excessRisk!, 12);
    const [trained, tested] = [0.2 * 1, 0.2 * (0.3 * (3 / 1.6) + 0.7 * (0.5 / 0.4))];
    expect(bias2).toBeCloseTo(tested, 12);
    // E_test tr Σ̃Σ⁻¹/n of least squares on fewer parameters than samples.
    const trace = 0.6 * (0.5 * (3 / 1.6) + 0.5 * (0.5 / 0.4));
    expect(excessRisk).toBeCloseTo(tested + ((trained + 0.2) / (1 - 0.6)) * trace, 12);
  });

  // Σ̃ of variances 3 and 0.2 that is turned by 0.6 between the blocks; mean and four standard errors of 40 draws of p = 400 (numpy).
  it('is what simulation measures of a law that does not commute', () => {
    const mixed = [0.6, 0.6 + Math.PI / 2].map((t) => 3 * Math.cos(t) ** 2 + 0.2 * Math.sin(t) ** 2);
    const found = at({ gamma: 1.6, ridge: 0.05, blocks, testVariance: mixed.join() });
    expect(Math.abs(found.bias! - 1.26647)).toBeLessThan(0.004);
    expect(Math.abs(found.variance! - 0.42837)).toBeLessThan(0.0014);
  });

  it('has the best ridge γσ²/r² whatever the law at test, where β has no preferred direction', () => {
    const spread = '0.3:1.6,0.7:0.4';
    for (const testVariance of ['s', '1/s', '5,0.1', '0,1']) {
      const { argument } = findOptimum(
        linear,
        { ...base, gamma: 2, noise: 0.1, blocks: spread, testVariance },
        tunable(linear, 'ridge'),
        null,
      );
      expect(relativeError(argument, 0.2)).toBeLessThan(1e-6);
      const free = at({
        gamma: 2,
        noise: 0.1,
        blocks: spread,
        testVariance,
        ridge: 'optimal',
      });
      const near = [0.19, 0.2, 0.21].map(
        (ridge) => at({ gamma: 2, noise: 0.1, blocks: spread, testVariance, ridge }).excessRisk!,
      );
      expect(relativeError(free.excessRisk!, near[1]!)).toBeLessThan(1e-12);
      expect(near[1]).toBeLessThan(Math.min(near[0]!, near[2]!));
    }
  });

  it('has a negative best ridge where strong directions matter more at test', () => {
    const point = { gamma: 4, noise: 0.01, blocks: '0.1:6:0.9,0.9:0.4:0.1', testVariance: '6,0.01' };
    const best = at({ ...point, ridge: 'optimalSigned' });
    const positive = at({ ...point, ridge: 'optimal' });
    expect(best.kappa).toBeLessThan(at(point).kappa!);
    expect(best.excessRisk).toBeLessThan(positive.excessRisk!);
  });

  it('has the exact mean (σ² + v⊥) tr Σ̃Σ⁻¹/(n − p − 1) at p < n − 1, and none that is known beyond', () => {
    const point = { ...base, n: 40, p: 20, noise: 0.2, blocks, testVariance: '3,0.5' };
    const { means } = exactMeansAt(linear, point)!;
    const trace = 10 * (3 / 1.6 + 0.5 / 0.4);
    expect(means['excessRisk']).toBeCloseTo((0.2 * trace) / 19, 12);
    expect(means['trainError']).toBeCloseTo(0.1, 12);
    expect(exactMeansAt(linear, { ...point, p: 60 })!.status).toBe('not known');
  });

  it('has one expression for each block, with commas of its own in parentheses', () => {
    const typed = at({ gamma: 2, blocks, testVariance: 'max(s,(1+s)),min(2,s)' });
    expect(typed.excessRisk).toBe(at({ gamma: 2, blocks, testVariance: '2.6,0.4' }).excessRisk);
  });

  it.each([
    [{ testVariance: 's - 1' }, 'testVariance s - 1 at s = 0.4 is -0.6'],
    [{ testVariance: '1,2,3' }, 'has 3 expressions for 2 blocks; expected one each'],
    [{ testVariance: '2*q' }, 'q'],
    [{ testVariance: '2*s', nonlinear: 0.3 }, 'testVariance 2*s is not known with nonlinear 0.3; expected 0'],
    [
      { testVariance: '2*s', time: 3 },
      'testVariance 2*s is not known with time 3; expected ridge regression',
    ],
    [
      {
        testVariance: '2*s',
        blocks: 'isotropic',
        spectrum: 'power:a=1,count=9',
        n: 20,
        p: 4,
        gamma: undefined,
      },
      'needs all directions of spectrum power:a=1,count=9; leave p 4 out',
    ],
  ])('refuses %o', (point, message) => {
    expect(() => at({ gamma: 2, blocks, ...point })).toThrow(message);
  });
});

const base = {
  signal: 1,
  nonlinear: 0,
  observedShare: 1,
  distribution: 'gaussian',
  ridge: 0,
  fitIntercept: 'false',
};
