// What the panels of lessons about size have in common.

import { css } from 'lit';

export const lessonPanelStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-2);
    margin-block: var(--space-4);
  }
  p,
  li {
    max-width: 72ch;
    text-wrap: pretty;
  }
`;
