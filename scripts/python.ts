// Debian's python3 has Debian's packages; another python3 may come first on the path.

import { spawnSync } from 'node:child_process';

export const python = '/usr/bin/python3';

export const hasTorch = (): boolean => spawnSync(python, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0;
