/** `descent spectrum …`: spectra of data. */

import type { Command } from './command.ts';
import { estimate } from './estimate.ts';
import { unknownName } from './options.ts';
import { rowOptions } from './rows.ts';

export const spectrum: Command = {
  options: rowOptions('eigenvalue'),
  notes:
    'descent spectrum estimate X.npy y.npy > eigs.csv makes a spectrum file of data: eigenvalues of XᵀX/N, and the power of the labels along each.',
  execute: async (given, terminal) => {
    const [what = ''] = given.words;
    if (what !== 'estimate') throw unknownName('kind of spectrum', what, ['estimate']);
    return estimate(given, terminal);
  },
};
