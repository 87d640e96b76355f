// What a program of this folder does: measures something on a device with certain features, and says it in one line of JSON,
// or why it could not. Nothing but the web platform is used here, so that it runs in Node and, bundled, in Deno.

export type Answer<T> = T | { readonly missing: string } | { readonly error: string };

interface Features {
  readonly needed?: readonly GPUFeatureName[];
  readonly welcome?: readonly GPUFeatureName[];
}

export async function answer<T>(
  gpu: GPU | undefined,
  features: Features,
  measure: (device: GPUDevice) => Promise<T>,
): Promise<string> {
  return JSON.stringify(await attempt(gpu, features, measure));
}

async function attempt<T>(
  gpu: GPU | undefined,
  { needed = [], welcome = [] }: Features,
  measure: (device: GPUDevice) => Promise<T>,
): Promise<Answer<T>> {
  const adapter = await gpu?.requestAdapter();
  if (!adapter) return { missing: 'no adapter' };
  const has = (feature: GPUFeatureName): boolean => adapter.features.has(feature);
  const lacking = needed.find((feature) => !has(feature));
  if (lacking) return { missing: `no adapter with ${lacking}` };
  const requiredFeatures = [...needed, ...welcome.filter(has)];
  const device = await adapter.requestDevice({ label: 'portability', requiredFeatures });
  try {
    return await measure(device);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
