/**
 * What the ridge of a paper is in terms of the replica literature's λ of Σ ℓ(y f) + (λ/2)|w|², f = w·x/√d or w·φ/√N. All have the same f, and the
 * V, q and m of this model are always those of that objective.
 */
import { InputError } from '../../errors.ts';

interface Convention {
  readonly meaning: string;
  /** λ of the replica literature over this one, at α = n/d and ψ1 = N/d, undefined for linear features. */
  readonly factor: (alpha: number, psi1: number | undefined) => number;
}

const replica: Convention = {
  meaning: 'Σ ℓ + (λ/2)|w|², f = w·x/√d or w·φ/√N (Gerace et al., Loureiro et al., Gardner)',
  factor: () => 1,
};

const mean: Convention = {
  meaning: '(1/n) Σ ℓ + (λ/2)|w|², f = w·x or √(d/N) w·φ (the other models; Hastie et al., Mei & Montanari)',
  factor: (alpha) => alpha,
};

export const conventions: Readonly<Record<string, Convention>> = {
  replica,
  gerace: replica,
  loureiro: replica,
  mean,
  hastie: mean,
  'mei-montanari': mean,
  dascoli: {
    meaning: 'λ = ψ1 λ_replica, as in the code of d’Ascoli et al., arXiv:2006.03509; random features only',
    factor: (_, psi1) => {
      if (psi1 === undefined)
        throw new InputError('convention dascoli is for random features; give psi1, or another convention');
      return 1 / psi1;
    },
  },
};
