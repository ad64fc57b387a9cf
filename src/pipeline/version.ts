/** The version of this program, from its package. */
import { createRequire } from 'node:module';

const description = createRequire(import.meta.url)('../../package.json') as { version: string };

export const version: string = description.version;
