import { describe, expect, it } from 'vitest';
import { bracketedRoot } from '../../src/numerics/bracketedRoot.ts';
import { normalDensity } from '../helpers/scalar.ts';
import solved from '../reference/brglm2_solve_se.json' with { type: 'json' };
import thresholds from '../reference/glmhd_phase_transition.json' with { type: 'json' };
import { descent, succeed } from './harness.ts';

type Row = Readonly<Record<string, number | string | null>>;
const json = async (...argv: string[]): Promise<Row[]> =>
  JSON.parse(await succeed('phase', ...argv, '--json'));
const one = async (...argv: string[]): Promise<Record<string, number>> => {
  const [row, ...rest] = await json(...argv);
  expect(rest).toEqual([]);
  return row as Record<string, number>;
};

/**
 * τ and b of Sur, Chen & Candès, arXiv:1706.01191, equations (12) and (13): with Ψ(z; b) = b ρ′(prox_{bρ}(z)), ρ(t) = log(1 + eᵗ),
 *
 *     τ² = E Ψ(τZ; b)²/κ        κ = E Ψ′(τZ; b)
 *
 * over x = prox_{bρ}(τZ), of which τZ = x + b ρ′(x).
 */
function surChenCandes(kappa: number): { tau: number; b: number } {
  const moments = (tau: number, b: number) => {
    let [square, slope] = [0, 0];
    const [first, last, count] = [-9 * tau - b, 9 * tau, 1200];
    const h = (last - first) / count;
    for (let i = 0; i <= count; i++) {
      const x = first + i * h;
      const sigma = 1 / (1 + Math.exp(-x));
      const curvature = b * sigma * (1 - sigma);
      const density = normalDensity((x + b * sigma) / tau) / tau;
      square += h * density * (1 + curvature) * (b * sigma) ** 2;
      slope += h * density * curvature;
    }
    return { square, slope };
  };
  const bOf = (tau: number) =>
    Math.exp(bracketedRoot((logB) => moments(tau, Math.exp(logB)).slope - kappa, [-5, 6]));
  const excess = (tau: number) => Math.log(moments(tau, bOf(tau)).square / (kappa * tau * tau));
  const tau = bracketedRoot(excess, [0.3, 20]);
  return { tau, b: bOf(tau) };
}

describe('descent phase separability', () => {
  it('scans label laws, and says which data are always separable', async () => {
    const [sign, random, ...rest] = await json('separability', '--labels', 'sign,random');
    expect(sign).toMatchObject({ alphaC: null, gammaC: 0, status: 'always-separable' });
    expect(random).toMatchObject({ alphaC: 2, gammaC: 0.5, classificationError: 0.5, status: 'ok' });
    expect(rest).toEqual([]);
    const csv = await succeed('phase', 'separability', '--labels', 'sign,random', '--csv');
    expect(csv).toMatch(
      /^labels,.*,alphaC,gammaC,classificationError,labelError,status,residual,cautions\nsign,.*nan/,
    );
    expect(await succeed('phase', 'separability', '--labels', 'sign,random')).toMatch(
      /^labels +alphaC +gammaC/,
    );
  });

  it('does not take labels with next to no noise for signs', async () => {
    const row = (...argv: string[]) => json('separability', '--labels', 'probit', ...argv);
    const [near, far] = await row('--delta', '1e-7,1e-12', '--intercept', '1');
    expect(near!['status']).toBe('ok');
    expect(far).toMatchObject({ alphaC: null, status: 'not-converged', residual: null });
    expect((await row('--delta', '0', '--intercept', '1'))[0]).toMatchObject({ status: 'always-separable' });
  });

  it('finds psi1 from alpha, as alpha from psi1', async () => {
    const relu = ['--activation', 'relu', '--labels', 'flip', '--flip', '0.1', '--blocks', '0.5:1,0.5:3'];
    const { psi1C, gammaC } = await one('separability', '--alpha', '3', ...relu);
    expect(gammaC).toBeCloseTo(psi1C! / 3, 14);
    const { alphaC } = await one('separability', '--psi1', String(psi1C), ...relu);
    expect(alphaC).toBeCloseTo(3, 11);
    const identity = ['--activation', 'x', '--labels', 'flip', '--flip', '0.1'];
    expect(await one('separability', '--alpha', '4', ...identity)).toMatchObject({
      psi1C: null,
      status: 'never-separable',
    });
  });

  it('takes absolute sizes, and spectra that have no others', async () => {
    const spectrum = ['--spectrum', 'power:a=1,count=50', '--labels', 'logit'];
    const { alphaC } = await one('separability', ...spectrum);
    // All of the target is seen, whatever the variances.
    const { alphaC: plain } = await one(
      'separability',
      '--labels',
      'logit',
      '--signal',
      String(await power()),
    );
    expect(alphaC).toBeCloseTo(plain!, 10);
    const relu = ['--activation', 'relu', '--labels', 'random'];
    expect(await one('separability', '--k', '40', '--d', '100', ...relu)).toMatchObject({ alphaC: 0.8 });
    expect(await one('separability', '--n', '40', '--d', '100', ...relu)).toMatchObject({ psi1C: 0.2 });
  });

  /** Of the teacher on that spectrum. */
  async function power(): Promise<number> {
    const argv = ['--spectrum', 'power:a=1,count=50', '--n', '10', '--ridge', '1', '--json'];
    return JSON.parse(await succeed('calc', 'classification', ...argv))[0].rho;
  }
});

describe('descent phase max-margin', () => {
  it('is what calc finds, beside the threshold', async () => {
    const argv = ['--alpha', '0.5,2,5', '--labels', 'logit', '--signal', '4'];
    const rows = await json('max-margin', ...argv);
    const hinge = JSON.parse(await succeed('calc', 'classification', ...argv, '--loss', 'hinge', '--json'));
    rows.slice(0, 2).forEach((row, i) => {
      for (const name of ['margin', 'classificationError', 'labelError', 'q', 'm'])
        expect(row[name]).toBe(hinge[i][name]);
      expect(row['status']).toBe('ok');
    });
    expect(rows[2]).toMatchObject({ margin: null, q: null, status: 'not-separable' });
    expect(rows[2]!['alphaC']).toBeLessThan(5);
    const { alphaC } = await one('capacity', '--margin', String(rows[1]!['margin']), ...argv.slice(2));
    expect(alphaC).toBeCloseTo(2, 10);
  });
});

describe('descent phase capacity', () => {
  it('is of random labels unless others are given, and at margin 0 the threshold', async () => {
    const rows = await json('capacity', '--margin', '0,1');
    expect(rows.map(({ alphaC }) => alphaC)).toEqual([2, expect.closeTo(1 / 1.924660216656229, 12)]);
    expect(rows[0]).toMatchObject({ labels: 'random', status: 'ok' });
    const [sign] = await json('capacity', '--margin', '0', '--labels', 'sign');
    expect(sign).toMatchObject({ alphaC: null, status: 'always-separable' });
  });
});

describe('descent phase mle', () => {
  it.each(thresholds)('exists below $check_1d_quadrature, gamma $parameters.gamma0', async (reference) => {
    const { kappaStar } = await one('mle', '--signal', String(reference.parameters.gamma0 ** 2));
    expect(kappaStar).toBeCloseTo(reference.check_1d_quadrature, 9);
  });

  it('exists up to half as many parameters as samples without a signal', async () => {
    const rows = await json('mle', '--signal', '1e-2,1e-4,1e-6');
    const [first, second, third] = rows.map(({ kappaStar }) => 0.5 - (kappaStar as number));
    expect(Math.log10(first! / second!)).toBeCloseTo(2, 2);
    expect(Math.log10(second! / third!)).toBeCloseTo(2, 2);
  });

  const plain = solved.filter(({ parameters }) => parameters.alpha === 1);
  it.each(plain)('has the bias and spread that brglm2 finds, $parameters', async ({ parameters, value }) => {
    const { kappa, signal_strength_gamma: gamma, intercept } = parameters;
    const offset = intercept === null ? [] : ['--intercept', String(intercept)];
    const row = await one('mle', '--alpha', String(1 / kappa), '--signal', String(gamma ** 2), ...offset);
    const [mu, b, sigma, iota] = value;
    if (iota) expect(row['offset']! / iota).toBeCloseTo(1, 7);
    expect(row).toMatchObject({ status: 'exists' });
    expect(row['bias']! / mu!).toBeCloseTo(1, 7);
    expect(row['lambda']! / b!).toBeCloseTo(1, 7);
    expect(row['sigma']! / sigma!).toBeCloseTo(1, 7);
    expect(row['likelihoodRatio']).toBeCloseTo((kappa * row['sigma']! ** 2) / row['lambda']!, 12);
  });

  it('has the likelihood ratio of Sur, Chen & Candès, which is Wilks’s for many samples', async () => {
    // "For instance, when κ = 0.3, α(κ) ≈ 1.5", of labels that no parameter influences.
    const { likelihoodRatio } = await one('mle', '--labels', 'random', '--alpha', String(1 / 0.3));
    expect(likelihoodRatio).toBeCloseTo(1.5, 1);
    const [first, second] = await json('mle', '--alpha', '1e3,1e4');
    const beyond = (row: Row, name: string) => (row[name] as number) - 1;
    for (const name of ['likelihoodRatio', 'bias'])
      expect(Math.log10(beyond(first!, name) / beyond(second!, name))).toBeCloseTo(1, 2);
  });

  describe('under the global null hypothesis', () => {
    const tosses = ['mle', '--signal', '0'];

    it.each([0.1, 0.2, 0.3, 0.45])('solves the system of Sur, Chen & Candès at p/n = %d', async (kappa) => {
      const { tau, b } = surChenCandes(kappa);
      const row = await one(...tosses, '--alpha', String(1 / kappa));
      expect(row).toMatchObject({ kappaStar: 0.5, bias: null, status: 'exists' });
      expect(row['likelihoodRatio']! / (tau ** 2 / b)).toBeCloseTo(1, 8);
      expect(row['lambda']! / b).toBeCloseTo(1, 8);
      expect(row['sigma']! / (tau / Math.sqrt(kappa))).toBeCloseTo(1, 8);
    });

    it.each([
      ['mle', '--alpha', '4'],
      ['mle', '--alpha', '4', '--intercept', '0.7'],
      ['mle', '--alpha', '4', '--labels', 'probit', '--delta', '0.4', '--intercept', '-0.3'],
      ['separability', '--labels', 'logit', '--intercept', '0.7'],
      ['max-margin', '--labels', 'logit', '--alpha', '1.5', '--blocks', '0.5:0.5,0.5:1.5'],
      ['capacity', '--labels', 'logit', '--margin', '0.8'],
    ])('is the limit of weak signals: %j', async (...argv) => {
      const [none, weak, weaker] = await json(...argv, '--signal', '0,1e-4,1e-5');
      for (const [name, limit] of Object.entries(none!)) {
        if (name === 'residual' || name === 'signal' || typeof limit !== 'number') continue;
        const [far, near] = [weak!, weaker!].map((row) => Math.abs((row[name] as number) - limit));
        // m is linear in the signal, the angle in its root.
        expect(near, name).toBeLessThan(0.4 * far! + 1e-12);
        expect(near, name).toBeLessThan(1e-3);
      }
    });

    it('does not exist of two or fewer samples a parameter', async () => {
      const rows = await json(...tosses, '--alpha', '1.99,2.01');
      expect(rows.map(({ status }) => status)).toEqual(['does-not-exist', 'exists']);
    });
  });

  it('does not exist on separable data', async () => {
    const rows = await json('mle', '--alpha', '2,3', '--labels', 'sign,logit');
    expect(rows.map(({ status }) => status)).toEqual([
      'does-not-exist',
      'does-not-exist',
      'does-not-exist',
      'exists',
    ]);
    expect(rows[0]).toMatchObject({ kappaStar: 0, bias: null, sigma: null });
  });
});

describe('descent phase', () => {
  it.each([
    [['separable'], 'the phase separable is not known; did you mean separability?'],
    [['separability', '--margin', '1'], '--margin is not a parameter of separability'],
    [['separability', '--loss', 'hinge'], 'the option --loss is not known'],
    [
      ['separability', '--alpha', '2'],
      'alpha is what separability finds; leave it out, or give an activation',
    ],
    [
      ['separability', '--alpha', '2', '--psi1', '1', '--activation', 'relu'],
      'separability finds one of alpha and psi1 from the other',
    ],
    [['separability', '--psi1', '1'], 'need an activation'],
    [['separability', '--labels', 'flip'], 'labels flip need flip beside them'],
    [['max-margin'], '--alpha is missing'],
    [['capacity'], '--margin is missing'],
    [['capacity', '--margin', '-0.5'], 'margin -0.5: below 0 the replica-symmetric formula does not hold'],
    [['capacity', '--margin', '1', '--alpha', '2'], '--alpha is not a parameter of capacity'],
    [['mle', '--blocks', '0.5:1,0.5:3'], '--blocks is not a parameter of mle'],
    [['mle', '--signal', '0', '--labels', 'sign'], '--signal would not be used: it is for labels logit and'],
    [
      ['mle', '--signal', '0', '--labels', 'probit', '--delta', '0'],
      'signal 0: labels probit need a teacher',
    ],
    [['mle', '--json', '--csv'], '--json and --csv exclude each other'],
  ])('refuses %j', async (argv, says) => {
    const { code, out, err } = await descent('phase', ...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^descent: [^\n]+\n$/);
    expect(err).toContain(says);
  });
});
