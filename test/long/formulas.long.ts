/** Published formulas, right and wrong by a usual slip, as a user checks them at the default budget: what is right is never refuted, what is wrong always. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { descent, useFolder } from '../cli/harness.ts';

const seeds = 1;
/** Of what is wrong. */
const fewSeeds = 1;

/** A formula for every word that begins with a quantity; or theories of a file. */
interface Published {
  readonly source: string;
  readonly words: readonly string[];
  readonly right: string;
  readonly wrong: string;
  /** What the diagnosis of the wrong one says, where the slip is a usual one. */
  readonly slip?: RegExp;
}

const fixedPoint = (equation: string, source: string) => `
- name: mine
  source: ${source}
  unknowns: { kap: { start: 1, domain: kap > 0 } }
  equations: ["${equation}"]
  let: { d2: "spectrum(s^2/(s + kap)^2, s, v)*p/n" }
  excessRisk: "(signal*spectrum(v, s, v)*kap^2*spectrum(v/(s + kap)^2, s, v) + noise*d2)/(1 - d2)"
`;

const published: readonly Published[] = [
  {
    source: 'Hastie et al., Theorem 1',
    words: ['linear', '--gamma', '0.3,0.7,1.5,4', '--signal', '2', '--noise', '0.4'],
    right: 'excessRisk = gamma < 1 ? noise*gamma/(1 - gamma) : signal*(1 - 1/gamma) + noise/(gamma - 1)',
    wrong: 'excessRisk = gamma > 1 ? noise/gamma/(1 - 1/gamma) : signal*(1 - gamma) + noise/(1/gamma - 1)',
    slip: /gamma/,
  },
  {
    source: 'Dobriban & Wager, Theorem 2.1, by the resolvent',
    words: ['linear', '--gamma', '0.6,1,2.5', '--signal', '1.4', '--noise', '0.3', '--ridge', '0.2'],
    right:
      'excessRisk = -signal*ridge^2*derivative(mp(-ridge, gamma), ridge) + noise*gamma*(mp(-ridge, gamma) + ridge*derivative(mp(-ridge, gamma), ridge))',
    wrong:
      'excessRisk = -signal*(2*ridge)^2*derivative(mp(-2*ridge, gamma), ridge)/2 + noise*gamma*(mp(-2*ridge, gamma) + ridge*derivative(mp(-2*ridge, gamma), ridge))',
    slip: /ridge/,
  },
  {
    source: 'Dobriban & Wager, the risk of the best ridge',
    words: ['linear', '--gamma', '0.5,1,2', '--noise', '0.5', '--ridge', 'optimal'],
    right: 'excessRisk = noise*gamma*mp(-noise*gamma/signal, gamma)',
    wrong: 'excessRisk = noise*gamma*mp(-noise*gamma/signal/2, gamma)',
  },
  {
    source: 'Hastie et al., Theorem 4, of misspecified models',
    words: ['linear', '--gamma', '0.6,1.5,3', '--observed-share', '0.7', '--noise', '0.3'],
    right:
      'excessRisk = (gamma < 1 ? (noise + signal*(1 - observedShare))*gamma/(1 - gamma) : signal*observedShare*(1 - 1/gamma) + (noise + signal*(1 - observedShare))/(gamma - 1)) + signal*(1 - observedShare)',
    wrong:
      'excessRisk = (gamma < 1 ? noise*gamma/(1 - gamma) : signal*observedShare*(1 - 1/gamma) + noise/(gamma - 1)) + signal*(1 - observedShare)',
  },
  {
    source: 'the training error of least squares',
    words: ['linear', '--gamma', '0.2,0.5,0.8', '--noise', '1.5'],
    right: 'trainError = noise*(1 - gamma)',
    wrong: 'trainError = noise*(1 - gamma)^2',
  },
  {
    source: 'least squares, the test error',
    words: ['linear', '--gamma', '0.3,0.6', '--noise', '0.8'],
    right: 'testError = noise/(1 - gamma)',
    wrong: 'testError = noise*gamma/(1 - gamma)',
    slip: /excess/i,
  },
  {
    source: 'least squares on Gaussian inputs, at finite sizes',
    words: ['linear', '--n', '90', '--p', '40', '--noise', '1'],
    right: 'excessRisk = noise*p/(n - p - 1)',
    wrong: 'excessRisk = noise*p/(n + p - 1)',
  },
  {
    source: 'Vallet, Hebb’s rule',
    words: ['classification', '--rule', 'hebb', '--alpha', '0.5,2,5'],
    right: 'classificationError = acos(sqrt(2*alpha/(pi + 2*alpha)))/pi',
    wrong: 'classificationError = acos(sqrt(alpha/(pi + alpha)))/pi',
    slip: /alpha/,
  },
  {
    source: 'Gardner, the largest margin of random labels',
    words: ['classification', '--rule', 'maximum-stability', '--labels', 'random', '--alpha', '0.5'],
    right: 'margin = root(alpha*gauss((z < k ? (k - z)^2 : 0), z) - 1, k, -5, 20)',
    wrong: 'margin = root(alpha*gauss((z < k ? (k - z)^2 : 0), z) - 0.8, k, -5, 20)',
  },
  {
    source: 'Bordelon, Canatar & Pehlevan, eigenlearning on a power law',
    words: [
      ...['linear', '--n', '120', '--p', '200', '--spectrum', 'power:a=1.3,count=200'],
      ...['--ridge', '0.001', '--noise', '0.1'],
    ],
    right: fixedPoint('kap - ridge - kap*spectrum(s/(s + kap), s, v)*p/n', 'arXiv:2002.02561'),
    wrong: fixedPoint('kap - 10*ridge - kap*spectrum(s/(s + kap), s, v)*p/n', 'arXiv:2002.02561'),
  },
];

useFolder({});

const check = ({ words }: Published, claim: string, seed: number) => {
  const isFile = claim.includes('\n');
  if (isFile) writeFileSync('theories.yaml', claim);
  const given = isFile ? ['--theories', 'theories.yaml'] : [`--formula=${claim}`];
  return descent('check', ...words, ...given, '--seed', `${seed}`);
};

describe.each(published)('$source', (each) => {
  it('is never refuted where it is right', { timeout: 3_600_000 }, async () => {
    const codes: number[] = [];
    for (let seed = 1; seed <= seeds; seed++) codes.push((await check(each, each.right, seed)).code);
    expect(codes.filter((code) => code !== 0 && code !== 4)).toEqual([]);
    expect(codes.filter((code) => code === 0).length).toBeGreaterThanOrEqual(0.9 * seeds);
  });

  it('is always refuted where it is wrong', { timeout: 3_600_000 }, async () => {
    for (let seed = 1; seed <= fewSeeds; seed++) {
      const { code, out } = await check(each, each.wrong, seed);
      expect([seed, code]).toEqual([seed, 3]);
      if (each.slip) expect(out).toMatch(each.slip);
    }
  });
});
