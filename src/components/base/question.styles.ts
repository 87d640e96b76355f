// What somebody has claimed, and the question that it leads to.

import { css } from 'lit';

export const questionStyles = css`
  .claim {
    color: var(--muted);
    text-wrap: pretty;
  }
  a {
    color: inherit;
    text-decoration-color: var(--field);
    text-underline-offset: 0.2em;
  }
  h1 {
    font-size: var(--question);
    line-height: 1.2;
    font-weight: 600;
    text-wrap: balance;
  }
`;
