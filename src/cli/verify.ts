/** `descent verify`: the certificate of somebody's check, judged and in part drawn again. */
import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { clip, InputError } from '../errors.ts';
import { automatic } from '../execution/automatic.ts';
import { readCertificate } from '../pipeline/certificate.ts';
import { type Verification, verifyCertificate } from '../pipeline/verification.ts';
import type { Command, Given } from './command.ts';
import { mostWorkers, readText, textOf, wholeNumber } from './options.ts';

export const verify: Command = {
  options: [
    {
      name: 'sample',
      of: 'command',
      meaning: 'share of the blocks of trials to draw again, one of every draw at least [default 5%]',
    },
    {
      name: 'seed',
      of: 'command',
      meaning: 'says which blocks, to draw the same ones again [default: another one each time]',
    },
    { name: 'workers', of: 'command', meaning: 'worker threads [default: one a core]' },
  ],
  notes: [
    'Files that the parameters name are found by the same paths as when the certificate was written.',
    'Exit codes: 0 verified, 2 no certificate, or one that this version cannot verify, 3 something differs.',
  ].join(' '),
  execute: async (given, { out, tell }) => {
    const [file] = given.words as [string];
    const share = readShare(given);
    const seed = textOf(given, 'seed') ?? randomBytes(4).toString('hex');
    const workers = wholeNumber(given, 'workers', mostWorkers) ?? availableParallelism();
    if (existsSync(file) && !statSync(file).isFile() && !statSync(file).isDirectory())
      throw new InputError(`${file}: this is no regular file; a certificate of descent check is needed`);
    const text = readText(file);
    const certificate = readCertificate(file, text);
    const executor = automatic({ workers, blas: 'embedded' });
    const found = await verifyCertificate(file, text, certificate, { share, seed, executor });
    for (const note of found.notes) tell(`${file}: ${note}\n`);
    if (found.difference !== null) {
      out(`${file}: ${found.difference}\n`);
      return 3;
    }
    const { verdict, significance, tolerance } = certificate.conclusion;
    tell(`${verdict ?? 'untested'}, at significance ${significance}, tolerance ${tolerance}\n`);
    out(`verified: ${verified(found)}; the same sample again: --seed ${seed}\n`);
    return 0;
  },
};

function verified({ claims, drawn, blocks }: Verification): string {
  const share = blocks === 0 ? '' : ` (${Number(((100 * drawn) / blocks).toPrecision(2))} %)`;
  return `${claims} ${claims === 1 ? 'claim' : 'claims'} judged again, ${drawn} of ${blocks} blocks drawn again${share}, all equal`;
}

function readShare(given: Given): number {
  const text = textOf(given, 'sample') ?? '5%';
  const [, number] = /^(\d+(?:\.\d+)?) ?%$/.exec(text) ?? [];
  const share = Number(number) / 100;
  if (share > 0 && share <= 1) return share;
  throw new InputError(`--sample ${clip(text)}: a share such as 5% is needed, > 0 and at most 100%`);
}
