// Design tokens: every colour, size and space of the page, as custom properties on the root element, light and dark.

import { css, unsafeCSS } from 'lit';

// Okabe–Ito, darkened or lightened where the paper asks for it: at least 3:1 against the background for every line.
const light = `
  color-scheme: light;
  --paper: #ffffff;
  --shade: #f4f4f1;
  --ink: #17191d;
  --muted: #595e66;
  --rule: #d6d7d3;
  --field: #85898f;
  --grid: #ecece8;
  --arm-a: #0072b2;
  --arm-b: #d55e00;
  --arm-c: #009267;
  --arm-d: #b4558a;
  --arm-e: #2b2b2b;
  --arm-f: #a67400;
`;
/** For what leaves the page, as a picture or on paper: always on white. */
export const lightColour = (token: string): string => new RegExp(`${token}: ([^;]+);`).exec(light)?.[1] ?? '#888888';

const dark = `
  color-scheme: dark;
  --paper: #14161a;
  --shade: #1d2026;
  --ink: #e6e6e2;
  --muted: #a0a5ad;
  --rule: #33373e;
  --field: #767c86;
  --grid: #22252b;
  --arm-a: #56b4e9;
  --arm-b: #f0803c;
  --arm-c: #1fbf92;
  --arm-d: #dd92bb;
  --arm-e: #d8d8d4;
  --arm-f: #f0e442;
`;

const root = css`
  :root {
    ${unsafeCSS(light)}
    --font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
    --small: 0.8125rem;
    --text: 0.9375rem;
    --title: 1.375rem;
    --question: 1.75rem;
    --space-1: 0.25rem;
    --space-2: 0.5rem;
    --space-3: 0.75rem;
    --space-4: 1rem;
    --space-6: 1.5rem;
    --space-8: 2.5rem;
    --target: 1.75rem;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      ${unsafeCSS(dark)}
    }
  }
  :root[data-theme='light'] {
    ${unsafeCSS(light)}
  }
  :root[data-theme='dark'] {
    ${unsafeCSS(dark)}
  }
  /* Paper is white, whatever the screen is. */
  @media print {
    :root,
    :root[data-theme] {
      ${unsafeCSS(light)}
    }
  }
  @media (prefers-contrast: more) {
    :root {
      --muted: var(--ink);
      --rule: var(--field);
    }
  }
  :root[data-present] {
    --small: 1.125rem;
    --text: 1.25rem;
    --title: 1.5rem;
    --question: 2.25rem;
    --chart-scale: 1.5;
    --small-print: none;
    --loss-height: 48vh;
    --scale-height: 40vh;
    --headline: 1.75rem;
    --headline-width: none;
  }
  @media (pointer: coarse) {
    :root {
      --target: 2.75rem;
    }
  }
  html {
    background: var(--paper);
    color: var(--ink);
    font: 100%/1.45 var(--font);
    font-variant-numeric: tabular-nums;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }
  body {
    margin: 0;
    font-size: var(--text);
  }
`;

/** Puts the tokens on the document, as a constructed sheet because the security policy forbids inline styles. */
export function applyTokens(document: Document): void {
  const sheet = root.styleSheet;
  if (sheet && !document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
}
