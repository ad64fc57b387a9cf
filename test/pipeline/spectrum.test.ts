import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { linear } from '../../src/models/linear/linear.ts';
import type { Model } from '../../src/models/model.ts';
import { randomFeatures } from '../../src/models/random-features/randomFeatures.ts';
import { spectrumOf } from '../../src/pipeline/spectrum.ts';
import { sampleSpectrum } from '../../src/pipeline/spectrumSample.ts';

const backend = openEmbedded();
const point = {
  signal: 1,
  nonlinear: 0,
  noise: 0,
  ridge: 0,
  observedShare: 1,
  activation: 'tanh',
  weights: 'sphere',
  distribution: 'gaussian',
  blocks: 'isotropic',
};

function sampled(model: Model, given: Record<string, number | string>, matrix: 'covariance' | 'gram') {
  const shown = spectrumOf(model, { ...point, ...given }, { matrix, points: 100 });
  return sampleSpectrum(model, shown, backend, { size: 100, trials: 64, seed: '1' });
}

describe('sampleSpectrum', () => {
  it.each<[Model, Record<string, number | string>, 'covariance' | 'gram']>([
    [linear, { gamma: 1 }, 'covariance'],
    [linear, { gamma: 2.5, blocks: '0.2:4,0.8:0.25', distribution: 'rademacher' }, 'gram'],
    [linear, { gamma: 0.6, observedShare: 0.5, blocks: '0.5:1,0.5:6' }, 'covariance'],
    [randomFeatures, { psi1: 1, psi2: 2 }, 'covariance'],
    [randomFeatures, { psi1: 2, psi2: 0.8, activation: 'relu', distribution: 'sphere' }, 'gram'],
  ])('finds agreement: %#', (model, given, matrix) => {
    const { judgement, distance, zeros } = sampled(model, given, matrix);
    expect(judgement.judgements.map(({ verdict }) => verdict)).not.toContain('disagree');
    expect(judgement.omnibus?.rejected).toBe(false);
    expect(distance).toBeLessThan(0.02);
    expect(zeros.mean).toBeCloseTo(zeros.theory, 9);
  });

  it('refutes a law that is 8 % too wide', () => {
    const wrong = { ...linear, featureScale: () => 1.08 };
    expect(sampled(wrong, { gamma: 0.8 }, 'covariance').judgement.verdict).toBe('disagree');
  });
});
