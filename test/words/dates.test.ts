// Dates are in the visitor's time zone, whatever the file says.

import { afterEach, describe, expect, it } from 'vitest';
import { formatDate, localTime } from '#src/words/dates.ts';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe('a moment', () => {
  it.each([
    ['America/Los_Angeles', '2026-11-20T03:00:00.000Z', '2026-11-19 19:00:00', 'Nov 19, 2026'],
    ['Asia/Tokyo', '2026-11-19T20:30:15.000Z', '2026-11-20 05:30:15', 'Nov 20, 2026'],
    ['UTC', '2026-11-20T01:00:00+02:00', '2026-11-19 23:00:00', 'Nov 19, 2026'],
  ])('in %s is shown and searched on one day', (place, iso, sorted, shown) => {
    process.env['TZ'] = place;
    expect(localTime(iso)).toBe(sorted);
    // The formatter keeps the zone it was made in, which in a browser never changes.
    const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
    expect(format.format(new Date(iso))).toBe(shown);
  });

  it('that is none is said to be none', () => {
    expect([formatDate('never'), localTime('never')]).toEqual(['–', '']);
  });
});
