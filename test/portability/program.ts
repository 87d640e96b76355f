// Runs in Deno, whose WGSL compiler is naga: prints the measurements as one line of JSON, or why there are none.

import { measure } from './measure.ts';

const gpu = navigator.gpu as GPU | undefined;
const adapter = await gpu?.requestAdapter();
if (adapter) {
  const device = await adapter.requestDevice({ label: 'portability' });
  try {
    console.log(JSON.stringify(await measure(device)));
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
} else console.log(JSON.stringify({ missing: 'Deno finds no adapter' }));
