// How far something is: a thin line under the buttons.

import { css } from 'lit';

export const progressStyles = css`
  progress {
    display: block;
    width: 100%;
    height: 3px;
    margin-block: var(--space-2) var(--space-1);
    border: 0;
    appearance: none;
    background: var(--rule);
  }
  progress::-webkit-progress-bar {
    background: var(--rule);
  }
  progress::-webkit-progress-value {
    background: var(--ink);
  }
  progress::-moz-progress-bar {
    background: var(--ink);
  }
`;
