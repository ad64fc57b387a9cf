/**
 * How the trials of a scenario are drawn; a simulator may have designs of its own beside these, or not all of them.
 *
 * direct: every cell on its own. nested: the cells of one path, in the number of features or of samples, read off one draw.
 * tridiagonal: exact in distribution without a matrix, for isotropic Gaussian linear regression. crossed: every cell on several data sets ×
 * several sets of features, for the terms of the risk and for ensembles. bagged: several subsamples of one data set. leave-one-out: as direct, with the estimates of the test error that the
 * training data give.
 */
export const designs = ['direct', 'nested', 'tridiagonal', 'crossed', 'bagged', 'leave-one-out'] as const;

/** Label vectors per draw, or the exact average over signals and noise. */
export type Labels = number | 'exact';
