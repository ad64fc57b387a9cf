/** The whole of docs/calibration.md, drawn again. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { descent, useFolder } from '../cli/harness.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/calibration.md'), 'utf8');
const folder = join(root, 'scenarios/calibration');
const files = readdirSync(folder).map((name) => join(folder, name));

useFolder({});

it('finds what docs/calibration.md says, hash by hash', { timeout: 7_200_000 }, async () => {
  writeFileSync('page.md', page);
  const { code, err } = await descent('calibrate', ...files, '--into', 'page.md');
  expect([code, err]).toEqual([0, '']);
  expect(readFileSync('page.md', 'utf8')).toBe(page);
});
