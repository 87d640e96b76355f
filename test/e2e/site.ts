// Before the journeys: builds the page as it is published and serves it from a nested folder, as any static host might.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildSite, serveSite } from '../../scripts/site.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the built page, with a final slash. */
    site: string;
    /** The same from a host that reads `_headers`. */
    siteWithHeaders: string;
  }
}

/** A build that only works at the root of a host fails here. */
const FOLDER = '/people/someone/plateau/';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dist = mkdtempSync(join(tmpdir(), 'plateau-site-'));
  buildSite(dist);
  const plain = await serveSite(dist, FOLDER);
  const withHeaders = await serveSite(dist, FOLDER, 'reads headers');
  project.provide('site', plain.url);
  project.provide('siteWithHeaders', withHeaders.url);
  return async () => {
    await Promise.all([plain.close(), withHeaders.close()]);
    rmSync(dist, { recursive: true, force: true });
  };
}
