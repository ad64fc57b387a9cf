/** `descent spectrum estimate DATA.npy LABELS.npy`: the spectrum file of the user's own data. */
import { clip, InputError } from '../errors.ts';
import { openBackend } from '../linalg/select.ts';
import { estimateSpectrum, openData } from '../problem/inputs/data.ts';
import { toCsv } from '../report/csv.ts';
import type { Given, Terminal } from './command.ts';

export function estimate({ words, options }: Given, { out }: Terminal): number {
  const foreign = [...options.keys()].find((name) => name !== 'json' && name !== 'csv');
  if (foreign !== undefined)
    throw new InputError(`--${foreign} is not for descent spectrum estimate; it takes --json or --csv`);
  const [, inputs, labels, ...more] = words;
  if (inputs === undefined || labels === undefined || more.length > 0)
    throw new InputError(
      `descent spectrum estimate ${clip(words.slice(1).join(' '))}: two files are needed, DATA.npy and LABELS.npy`,
    );
  const data = openData(inputs, labels);
  const rows = estimateSpectrum(openBackend('embedded'), data);
  const comment = `spectrum of the ${data.inputs.rows} rows of ${inputs}, and the power of ${labels} along it; on eigenvalue 0 what is not linear in the inputs`;
  out(
    options.has('json')
      ? `${JSON.stringify(rows)}\n`
      : toCsv(
          rows.map((row) => ({ ...row })),
          [comment],
        ),
  );
  return 0;
}
