/** What choices are called in figures, where their names in scenarios are not words of papers. */

const names: Readonly<Record<string, string>> = {
  hebb: 'Hebb’s rule',
  gibbs: 'Gibbs',
  'bayes-optimal': 'Bayes-optimal',
  'maximum-stability': 'maximum stability',
  minimise: 'least loss',
  'message-passing': 'message passing',
  'squared-hinge': 'squared hinge',
  gaussian: 'Gaussian',
  rademacher: 'Rademacher',
  sphere: 'spherical',
  relu: 'ReLU',
  'leaky-relu': 'leaky ReLU',
  gelu: 'GELU',
  rbf: 'RBF',
  ntk: 'NTK',
  laplace: 'Laplace',
  arccos: 'arc-cosine',
};

/** What the choice is of, where its name is of nothing by itself. */
const nouns: Readonly<Record<string, string>> = {
  weights: 'weights',
  distribution: 'inputs',
  labels: 'labels',
};

/** The choice `value` of the parameter `name` in words. */
export function choiceWords(name: string, value: string): string {
  return [names[value] ?? value, nouns[name] ?? []].flat().join(' ');
}
