/** `descent phase WHAT`: boundaries of classification, as a table, CSV or JSON. */
import { unknownName } from '../errors.ts';
import { cautionsOf, phases } from '../models/classification/phases.ts';
import type { Command } from './command.ts';
import { parameterOptions, readScan, valueNotes } from './parameterOptions.ts';
import { rowFormat, rowOptions, tableOf } from './rows.ts';

const output = rowOptions('point');
const names = phases.map(({ name }) => name);

export const phase: Command = {
  options: [...parameterOptions(phases), ...output],
  notes: [
    ...phases.map(({ name, meaning }) => `${name}: ${meaning}.`),
    'A boundary that is nowhere is null, and status says on which side all is.',
    valueNotes,
  ].join(' '),
  execute: async (given, terminal) => {
    const [name] = given.words as [string];
    const found = phases.find((each) => each.name === name);
    if (!found) throw unknownName('phase', name, names);
    const format = rowFormat(given);
    const { axes, points } = readScan(found, given, output);
    const rows = points.map((point) => ({ ...point, ...found.find(point), cautions: cautionsOf(point) }));
    terminal.out(format(rows, tableOf(rows, axes)));
    return 0;
  },
};
