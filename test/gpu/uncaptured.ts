// Set up for every file of tests in Node, also for those that share a process.

import { afterEach, expect } from 'vitest';
import { uncapturedErrors } from './watched.ts';

afterEach(async () => expect(await uncapturedErrors(), 'uncaptured GPU errors').toEqual([]));
