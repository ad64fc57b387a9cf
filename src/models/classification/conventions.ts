/**
 * What the ridge of a paper is in terms of the replica literature's λ of Σ ℓ(y f) + (λ/2)|w|², f = w·x/√d or w·φ/√N. All have the same f, and the
 * V, q and m of this model are always those of that objective.
 */
import { InputError } from '../../errors.ts';
import { ridgeFactor } from '../conventions.ts';

interface Convention {
  readonly meaning: string;
  /** Its name in regression, of which ℓ = (y − f)²/2 is the case. */
  readonly name: 'replica' | 'mean' | 'dascoli';
}

const replica: Convention = {
  meaning: 'Σ ℓ + (λ/2)|w|², f = w·x/√d or w·φ/√N (Gerace et al., Loureiro et al., Gardner)',
  name: 'replica',
};

const mean: Convention = {
  meaning: '(1/n) Σ ℓ + (λ/2)|w|², f = w·x or √(d/N) w·φ (the other models; Hastie et al., Mei & Montanari)',
  name: 'mean',
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
    name: 'dascoli',
  },
};

/** λ of the replica literature over that of the convention, at α = n/d and ψ1 = N/d, undefined for linear features. */
export function replicaFactor(convention: string, alpha: number, psi1: number | undefined): number {
  const { name } = conventions[convention]!;
  if (name === 'dascoli' && psi1 === undefined)
    throw new InputError('convention dascoli is for random features; give psi1, or another convention');
  const sizes = { n: alpha, neurons: psi1, d: 1, absolute: false };
  return ridgeFactor(name, 'replica', psi1 === undefined ? 'inputs' : 'neurons', sizes);
}
