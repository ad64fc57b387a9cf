/** `descent spectrum estimate DATA.npy LABELS.npy`: the spectrum file of the user's own data. */
import { clip, InputError } from '../errors.ts';
import { openBackend } from '../linalg/select.ts';
import { openData } from '../parts/inputs/data.ts';
import { type EstimatedPower, estimateSpectrum } from '../parts/inputs/estimate.ts';
import { toCsv } from '../report/csv.ts';
import type { Given, Terminal } from './command.ts';

export function estimate({ words, options }: Given, { out }: Terminal): number {
  const [, inputs, labels, ...more] = words;
  if (inputs === undefined || labels === undefined || more.length > 0)
    throw new InputError(
      `descent spectrum estimate ${clip(words.slice(1).join(' '))}: two files are needed, DATA.npy and LABELS.npy`,
    );
  const data = openData(inputs, labels);
  const { rows, explained, unexplained } = estimateSpectrum(openBackend('embedded'), data);
  if (options.has('json')) {
    out(`${JSON.stringify({ explained, unexplained, spectrum: rows })}\n`);
    return 0;
  }
  const comments = [
    `spectrum of the population of the ${data.inputs.rows} rows of ${inputs}, and the power of ${labels} along it; on eigenvalue 0 what is not linear in the inputs`,
    `explained by the inputs: ${powerText(explained)}; not explained: ${powerText(unexplained)}`,
  ];
  out(
    toCsv(
      rows.map((row) => ({ ...row })),
      comments,
    ),
  );
  return 0;
}

function powerText({ power, standardError }: EstimatedPower): string {
  return `${Number(power.toPrecision(6))} (standard error ${standardError.toPrecision(2)})`;
}
