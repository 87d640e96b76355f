// Fails a test that caused a GPU error which nobody captured. Set up for every file of tests in Node, so that files which share a
// process are watched too.

import { afterEach, expect } from 'vitest';
import { uncapturedErrors } from './watched.ts';

afterEach(async () => expect(await uncapturedErrors(), 'uncaptured GPU errors').toEqual([]));
