// A python3 that has PyTorch: Debian's, whose packages are Debian's, or the one that comes first on the path.

import { spawnSync } from 'node:child_process';

const usual = '/usr/bin/python3';
/** It is looked for, not imported, which takes a second. */
const looks = 'import sys; from importlib.util import find_spec; sys.exit(not (find_spec("torch") and find_spec("numpy")))';
const has = (python: string): boolean => spawnSync(python, ['-c', looks], { stdio: 'ignore' }).status === 0;

export const findTorch = (): string | undefined => [usual, 'python3'].find(has);
