/** What of Node the rooms below do without: every entry of the program imports this first. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { InputError } from './errors.ts';
import { readFilesBy } from './parts/inputs/files.ts';

readFilesBy({
  bytes: (path) => {
    try {
      return readFileSync(path);
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw new InputError(`${path}: ${missing ? 'there is no such file' : 'this file cannot be read'}`);
    }
  },
  inflate: (packed, size) => inflateRawSync(packed, { maxOutputLength: size + 1 }),
  digest: (parts) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest('hex').slice(0, 16);
  },
});
