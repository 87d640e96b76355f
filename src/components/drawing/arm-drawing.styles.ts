// Styles of <arm-drawing>: quiet ink, the arm's colour where it differs from the first arm, and lines that show without colour.

import { css } from 'lit';

export const drawingStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  svg {
    display: block;
    max-width: 100%;
    height: auto;
    margin-inline: auto;
    overflow: visible;
    touch-action: manipulation;
  }
  svg:focus {
    outline: none;
  }
  .a {
    --arm: var(--arm-a);
  }
  .b {
    --arm: var(--arm-b);
  }
  .c {
    --arm: var(--arm-c);
  }
  .d {
    --arm: var(--arm-d);
  }
  .e {
    --arm: var(--arm-e);
  }
  .f {
    --arm: var(--arm-f);
  }
  .line {
    fill: none;
    stroke: var(--line);
    stroke-linecap: round;
    stroke-linejoin: round;
    pointer-events: none;
  }
  .line:not(.learned) {
    stroke-width: 1.5;
  }
  .family,
  .part {
    --line: var(--ink);
    --fill: var(--shade);
    outline: none;
  }
  .way {
    --line: var(--field);
  }
  .way .line:not(.learned) {
    stroke-width: 1;
  }
  .residual .line:not(.learned) {
    stroke-width: 3;
    stroke-linecap: butt;
  }
  .differs {
    --line: var(--arm);
  }
  .bus {
    opacity: 0.85;
  }
  .learned.negative {
    stroke-dasharray: 4 3;
    stroke-linecap: butt;
  }
  .none {
    stroke-dasharray: 1 3;
  }
  .sign {
    font: 700 11px var(--font);
    fill: var(--line);
    stroke: var(--paper);
    stroke-width: 3;
    paint-order: stroke;
    text-anchor: middle;
    dominant-baseline: central;
    pointer-events: none;
  }
  .box {
    fill: var(--shade);
    stroke: var(--field);
    stroke-width: 1;
  }
  .part.differs .box {
    stroke: var(--arm);
    stroke-width: 1.5;
  }
  .letters .box {
    fill: var(--ink);
    stroke: var(--ink);
  }
  .next .box {
    fill: var(--paper);
  }
  .plate {
    font: 11px var(--font);
    text-anchor: middle;
    dominant-baseline: central;
    fill: var(--ink);
    pointer-events: none;
  }
  .letters .plate {
    fill: var(--paper);
  }
  .zone {
    fill: transparent;
    stroke: none;
    cursor: pointer;
  }
  .reach {
    fill: none;
    stroke: transparent;
    stroke-width: 8;
    pointer-events: stroke;
    cursor: pointer;
  }
  .locked :is(.zone, .reach) {
    cursor: default;
  }
  /* What is not there is drawn only to who is about to press it. */
  .family.ghost .line:not(.learned) {
    --line: var(--field);
    stroke-width: 1;
    stroke-dasharray: 2 3;
    opacity: 0;
  }
  svg:is(:hover, :focus-within) .family.ghost:not(.denseFormer, .hyperConnections) .line {
    opacity: 0.35;
  }
  svg:is(:hover, :focus-within):not(.locked) .family.ghost:is(:hover, :focus-visible) .line {
    --line: var(--arm);
    opacity: 1;
  }
  .family:not(.ghost):hover .line {
    stroke: var(--arm);
  }
  :is(.family, .part):focus-visible > .ring {
    stroke: var(--ink);
    stroke-width: 2;
  }
  .ring {
    fill: none;
    stroke: none;
    pointer-events: none;
  }
  .line:focus {
    outline: none;
  }
  .line:focus-visible {
    stroke: var(--ink);
    filter: drop-shadow(0 0 2px var(--ink));
  }
  @media (pointer: coarse) {
    svg .family.ghost:not(.denseFormer, .hyperConnections) .line {
      opacity: 0.35;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .line {
      transition:
        stroke-width 0.2s,
        opacity 0.1s;
    }
  }
  @media print {
    .ghost {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .family,
    .part {
      --line: CanvasText;
    }
    .differs {
      --line: Highlight;
    }
    .box {
      fill: Canvas;
      stroke: CanvasText;
    }
    .letters .box {
      fill: CanvasText;
    }
    .plate {
      fill: CanvasText;
    }
    .letters .plate {
      fill: Canvas;
    }
    .ghost .line {
      --line: GrayText;
    }
    .part.differs .box {
      stroke: Highlight;
    }
  }
`;
