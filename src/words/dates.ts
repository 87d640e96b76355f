// How moments become text: always in the visitor's own time zone, so that what is shown is what is searched. Files keep ISO 8601.

import { dash } from './numbers.ts';

const medium = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const two = (n: number): string => String(n).padStart(2, '0');

/** "Nov 19, 2026, 4:30 PM" */
export function formatDate(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? dash : medium.format(time);
}

/** "2026-11-19 16:30:05": sorts by time, and its beginning is the day. */
export function localTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  const day = [String(time.getFullYear()).padStart(4, '0'), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}
