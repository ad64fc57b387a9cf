/** The end of the process although a worker is deep in a library's routine, for which every way that Node.js has would wait. */
import { createRequire } from 'node:module';

const cLibraries: Partial<Record<NodeJS.Platform, string>> = {
  darwin: '/usr/lib/libSystem.B.dylib',
  win32: 'ucrtbase.dll',
  linux: 'libc.so.6',
};

/** By the C library's _exit; where it is not found, as by SIGINT. */
export function exitAtOnce(code: number): void {
  try {
    const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi');
    koffi.load(cLibraries[process.platform] ?? 'libc.so').func('_exit', 'void', ['int'])(code);
  } catch {
    process.kill(process.pid, 'SIGINT');
  }
}
