// Every sentence that something below the page says, by its code: what was refused and why, what is being done, how it ended.
// One sentence says what is wrong and what is allowed. Values are what the code that speaks knows. `why` is what a browser or a driver
// said in words of its own: it is kept with the message, for whoever looks for a fault, and never shown.

import { formatPercent, grouped } from '../numbers.ts';
import { options } from './options.ts';

export const labelOf = (option: string): string =>
  Object.hasOwn(options, option) ? options[option as keyof typeof options].label : option;

/** A value as the editor calls it. */
function choiceOf(option: string, value: string | number): string {
  const words: object = Object.hasOwn(options, option) ? options[option as keyof typeof options] : {};
  const choices: object = 'choices' in words ? (words.choices as object) : {};
  return Object.hasOwn(choices, value) ? String(choices[value as keyof typeof choices]) : String(value);
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;
const gibibytes = (bytes: number): string => `${bytes / 2 ** 30} GiB`;
const restart = 'Restart the browser; if that does not help, update the graphics driver.';
const lower = {
  weights: 'lower the width, the depth or the number of seeds',
  layer: 'lower the batch, the context, the width or the number of seeds',
  arm: 'lower the batch, the depth, the width or the number of seeds',
};

/** 0 of something that fits: that alone does not help. */
function waysToFit({ fittingArms, fittingSeeds }: { fittingArms: number; fittingSeeds: number }): string {
  const arms = fittingArms > 0 && `train ${fittingArms === 1 ? 'the first arm alone' : `only the first ${fittingArms}`}`;
  const seeds = fittingSeeds > 0 && `train ${fittingSeeds} ${fittingSeeds === 1 ? 'seed' : 'seeds'} of each`;
  return [arms, seeds, 'lower the batch, the depth or the width'].filter(Boolean).join(', or ');
}

interface Merged {
  readonly here: number;
  readonly hereOn: string;
  readonly came: number;
  readonly cameFrom: string;
  readonly left: number;
  readonly differing: number;
}
const on = (adapters: string): string => (adapters === '' ? '' : ` (${adapters})`);

/** A sentence without the `why` of its message. */
const withheld =
  (sentence: string): ((values: { readonly why: string }) => string) =>
  () =>
    sentence;

export const sentences = {
  /** The words of an older version. */
  said: ({ text }: { text: string }) => text,
  unexpected: () => 'Something went wrong that this page did not expect: reload it and try again. What is saved is still there.',
  unreadableFile: () => 'This file could not be read: it may have been moved, changed or locked since. Choose it again.',
  noMemory: () => 'The browser has not enough memory for this: close other tabs, or choose something smaller.',
  experimentFiles: () => 'Only .json and .safetensors files that this page exported can be imported.',
  fileTooLarge: ({ most }: { most: number }) => `This file is larger than ${mebibytes(most)}, so it cannot come from this page.`,

  // The GPU
  noWebgpu: () => 'This browser has no WebGPU.',
  insecure: () => 'WebGPU is switched off because this page was not loaded over a secure connection.',
  insecureAdvice: () => 'Open the page through https:// or from localhost.',
  adapterFailed: withheld('WebGPU failed to look for a GPU.'),
  noAdapter: () => 'WebGPU is there, but the browser offers it no GPU.',
  adapterTooLimited: ({ limit, found, needed }: { limit: string; found: number; needed: number }) =>
    `This GPU is too limited: ${limit} is ${found}, and training needs ${needed}.`,
  adapterTooLimitedAdvice: () => 'Another browser or another machine may offer more.',
  deviceRefused: withheld('The GPU refused to start.'),
  restart: () => restart,
  reloadThen: () => 'Then reload the page.',
  chromeOnLinux: () => 'On Linux, open chrome://flags, enable “Unsafe WebGPU Support” and “Vulkan”, and restart Chrome.',
  hardwareAcceleration: () => `${restart} Hardware acceleration must be switched on in the browser’s settings.`,
  updateFirefox: () => 'Use Firefox 141 or later on Windows, 145 or later on a Mac with Apple silicon, or Chrome or Edge.',
  updateIos: () => 'Update to iOS 26 or later.',
  updateAndroid: () => 'Use Chrome 121 or later.',
  updateChrome: () => 'Update Chrome or Edge: version 113 or later has WebGPU, on Linux version 144.',
  updateSafari: () => 'Update to Safari 26 or later, or use Chrome.',
  otherBrowser: () => 'Use a recent Chrome, Edge, Safari or Firefox.',
  noDevice: ({ reason, advice }: { reason: string; advice: string }) => `${reason} ${advice}`,
  wrongProducts: () => 'This GPU multiplies matrices wrongly: update its driver, or use another browser.',
  noSuchKernels: ({ possible, asked }: { possible: string; asked: string }) =>
    `Kernels must be one or two, with a comma, of ${possible} on this GPU, not “${asked}”.`,
  gpuError: withheld(
    'The GPU reported an error, so its results cannot be trusted: everything up to the last checkpoint is kept.',
  ),
  gpuLost: withheld('The GPU stopped answering: everything up to the last checkpoint is kept.'),

  // Memory
  weightsTooLarge: ({ needed, allowed }: { needed: number; allowed: number }) =>
    `The weights need ${mebibytes(needed)} in one buffer, but this GPU allows ${mebibytes(allowed)}: ${lower.weights}.`,
  layerTooLarge: ({ needed, allowed }: { needed: number; allowed: number }) =>
    `One layer needs ${mebibytes(needed)} in one buffer, but this GPU allows ${mebibytes(allowed)}: ${lower.layer}.`,
  armTooLarge: ({ needed, allowed }: { needed: number; allowed: number }) =>
    `This arm needs ${mebibytes(needed)} of GPU memory, and a page may use ${mebibytes(allowed)}: ${lower.arm}.`,
  experimentTooLarge: (v: { arms: number; needed: number; allowed: number; fittingArms: number; fittingSeeds: number }) =>
    `These ${v.arms} arms need ${mebibytes(v.needed)} of GPU memory together, and a page may use ${mebibytes(v.allowed)}: ${waysToFit(v)}.`,
  outOfMemory: () => `The GPU has not enough memory for this arm: ${lower.arm}.`,
  noRoomToLook: () => 'The GPU has not enough memory left to look inside this arm.',
  noRoomToTime: () => 'The GPU has not enough memory left to time the kernels of this arm.',
  recomputed: () => 'Activations are recomputed to fit this GPU’s memory: each step takes about a third longer.',

  // Settings of an arm
  notInRange: ({ option, whole, min, max }: { option: string; whole: boolean; min: number; max: number }) =>
    `${labelOf(option)} must be ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}.`,
  numberInDoubt: ({ one, other }: { one: number; other: number }) =>
    `This can be read as ${one} or as ${other}: write it without a comma or point for thousands.`,
  notAChoice: ({ option, choices }: { option: string; choices: string }) => `${labelOf(option)} must be one of ${choices}.`,
  notASwitch: ({ option }: { option: string }) => `${labelOf(option)} must be on or off.`,
  notAName: ({ option, most }: { option: string; most: number }) =>
    `${labelOf(option)} must be a name of 1 to ${most} characters.`,
  widthOfHeads: ({ heads, near }: { heads: number; near: number }) =>
    `Width must be a multiple of 4 × heads: with ${heads} heads, ${near} would do.`,
  headTooWide: ({ most }: { most: number }) => `A head may have at most ${most} channels: use more heads or less width.`,
  tooManySteps: ({ most, tokens }: { most: number; tokens: number }) =>
    `Tokens may give at most ${grouped(most)} steps: with this batch and context, ${grouped(tokens)} tokens.`,
  warmupTooLong: ({ steps }: { steps: number }) => `Warm-up must be shorter than the run, which has ${steps} steps.`,
  oneSpan: ({ fewest }: { fewest: number }) => `Span shuffle needs a context of at least ${fewest}, or 0.`,
  hyperExcludes: ({ option }: { option: string }) =>
    `Hyper-connections replace the join that ${labelOf(option)} works on: choose one of them.`,
  hyperNeedsResidual: () => 'Hyper-connections carry the residual stream: turn the residual on.',
  reZeroNeedsResidual: () =>
    'ReZero without residual is dead from the start: every update begins at 0 and nothing else carries the signal.',
  valuesMixedTwice: () => 'Value embeddings and the value shortcut both mix into the values: choose one of them.',

  armName: ({ most }: { most: number }) => `Name must have 1 to ${most} characters.`,
  sourceNotHere: () => 'Data must be one of the texts or sources in the list; this one is not on this machine.',
  sourceNotInBuild: ({ title }: { title: string }) => `Data: ${title} was not included when this page was built; choose another.`,

  // An experiment
  armCount: ({ most, found }: { most: number; found: number }) => `An experiment has 1 to ${most} arms, not ${found}.`,
  seedCount: ({ most, found }: { most: number; found: number }) => `An experiment has 1 to ${most} seeds per arm, not ${found}.`,
  wrongSeed: ({ most }: { most: number }) => `A seed must be a whole number from 0 to ${most}.`,
  ofArm: ({ arm, what }: { arm: string; what: string }) => `${arm}: ${what}`,
  seedsOfComparison: () => 'This is a comparison of kept runs: add seeds to the experiments it was made of.',
  seedsTooEarly: () => 'This experiment has not ended: finish it before adding seeds.',
  seedsNotNew: () => 'Seeds that are added must differ from each other and from those that were trained.',
  tooFewToCompare: () => 'Choose runs of at least two arms to compare them.',
  tooManyToCompare: ({ most, found }: { most: number; found: number }) =>
    `At most ${most} arms can be compared; these runs belong to ${found}.`,
  givenUp: () => 'This was given up.',
  gone: () => 'This experiment is no longer on this machine.',
  openElsewhere: () => 'This experiment is open in another tab: continue it there, or close that tab.',
  trainsElsewhere: () => 'This experiment is training in another tab: stop it there before deleting it.',
  stillTraining: ({ title }: { title: string }) => `“${title}” is training: press Reset before deleting it.`,
  alreadyTraining: () => 'An experiment is already training here: stop it first.',
  cannotContinue: () => 'The weights of this experiment were not kept: its curves can be seen, but it cannot continue.',
  noWeights: () => 'The weights of this experiment were not kept: only its curves are here.',
  otherShape: () => 'The checkpoint belongs to a model of another shape.',
  noModel: () => 'No model is loaded: start or resume an experiment first.',
  modelsLost: () => 'The models were lost with the GPU: start or resume an experiment first.',
  notInSession: () => 'This arm is not part of the session.',
  wrongCadence: () => 'What is inside is captured every whole number of steps; 0 is never.',
  nothingToLookAt: () => 'There is nothing to look at: the text has no character that this arm knows.',
  noSuchLayer: ({ last }: { last: number }) => `The layer must be a whole number from 0 to ${last}.`,
  noSuchHead: ({ last }: { last: number }) => `The head must be a whole number from 0 to ${last}.`,
  unreadableStreams: () => 'Without residual each block writes in a language of its own, which the head cannot read.',

  // How it goes, and how it ended
  readingData: () => 'Reading the data.',
  filtering: () => 'Training a small model to filter the text.',
  compiling: () => 'Compiling the kernels.',
  preparing: () => 'Preparing.',
  wasStopped: () => 'This experiment was stopped.',
  wasInterrupted: () => 'This experiment was interrupted.',
  endedWithoutWord: () => 'Training ended without a word.',
  workerNotLoaded: () => 'The training program could not be loaded.',
  workerFailed: withheld('The training program failed: everything up to the last checkpoint is kept.'),
  reloadOrOther: () => 'Reload the page; if that does not help, try another browser.',
  diverged: ({ step }: { step: number }) =>
    `The loss was no longer a number at step ${step}: a lower learning rate usually helps.`,
  importedUnfinished: () => 'Imported before it had ended.',

  sweepsMerged: ({ here, hereOn, came, cameFrom, left, differing }: Merged) =>
    [
      `Merged: ${grouped(here)} ${here === 1 ? 'run was' : 'runs were'} here${on(hereOn)}, ${grouped(came)} came from the file${on(cameFrom)}`,
      left > 0 && `, ${grouped(left)} ${left === 1 ? 'is' : 'are'} left to train`,
      differing > 0 &&
        `; ${grouped(differing)} that both had ${differing === 1 ? 'ends' : 'end'} with another loss in the file, and what was here is kept`,
      '.',
    ]
      .filter(Boolean)
      .join(''),

  // Texts
  textEmpty: ({ fewest }: { fewest: number }) => `This file is empty: choose a text of at least ${grouped(fewest)} characters.`,
  textTooLarge: ({ bytes, most }: { bytes: number; most: number }) =>
    `This file has ${grouped(Math.ceil(bytes / 1e6))} MB, and at most ${most / 1e6} MB are allowed: cut out a part of it.`,
  textTooShort: ({ characters, fewest }: { characters: number; fewest: number }) =>
    `This text has ${grouped(characters)} characters, and at least ${grouped(fewest)} are needed, because a tenth is held out to test on.`,
  textRepeats: () => 'This text repeats one character, so there is nothing to learn: choose another.',
  textBinary: () =>
    'This file holds zero bytes, as pictures, archives and word-processor documents do: save it as plain text in UTF-8.',
  textNotUtf16: () => 'This file is marked as UTF-16 but is not valid UTF-16: save it as UTF-8 and try again.',
  textNotUtf8: ({ byte }: { byte: number }) =>
    `This file is not UTF-8 text (byte ${grouped(byte)} is wrong): save it as UTF-8 and try again.`,
  textName: ({ most }: { most: number }) => `The name of a text must have 1 to ${most} characters.`,
  textInUse: () => 'This text is being trained on: it can be deleted when that has ended.',
  textDamaged: () => 'This stored text is damaged: add it again.',
  textGone: () => 'This text is no longer on this machine.',
  textNotLoaded: ({ status }: { status: number }) => `The text could not be loaded (${status}).`,

  // Data
  noSuchSource: ({ source, known }: { source: string; known: string }) =>
    `There is no data source “${source}”: choose ${known}, or a text of your own.`,
  notInBuild: ({ title, instead }: { title: string; instead: string }) =>
    `The text “${title}” is not part of this build: choose another, or “${instead}”, which needs none.`,
  ownTextGone: ({ instead }: { instead: string }) =>
    `This text of your own is not on this machine: choose another, or “${instead}”, which needs none.`,
  rareCharacters: ({ different, rare, share }: { different: number; rare: number; share: number }) =>
    `The text has ${grouped(different)} different characters; the ${grouped(rare)} rarest, ${share < 0.001 ? 'under 0.1 %' : formatPercent(share)} of the text, are all read as �.`,
  charactersReplaced: ({ characters, more }: { characters: string; more: number; nothing: boolean }) =>
    `Read as �, because this arm has no token of its own for them: ${characters}${more ? ` and ${more} more` : ''}`,
  charactersLeftOut: ({ characters, more, nothing }: { characters: string; more: number; nothing: boolean }) =>
    `${nothing ? 'All of it was left out' : 'Left out'}, because the text of this arm has none of them: ${characters}${more ? ` and ${more} more` : ''}`,
  tooLittleHeldOut: ({ name, tokens, context }: { name: string; tokens: number; context: number }) =>
    `“${name}” holds out ${grouped(tokens)} tokens, too few for a context of ${context}: choose a context below ${tokens} or a longer text.`,
  contextTooShort: ({ name, fewest }: { name: string; fewest: number }) => `“${name}” needs a context of at least ${fewest}.`,
  tooLittleToStopBy: ({ fewest }: { fewest: number }) =>
    `With this text Stop after must be 0, and no learning rates can be tried: to decide by one part of what is held out and measure on another, it needs about ${grouped(fewest)} characters.`,
  uniqueTextTooShort: ({ context, characters }: { context: number; characters: number }) =>
    `Unique text must be more than the context of ${context} tokens, or 0 for all of it: ${grouped(characters)} characters are too few.`,
  noOtherCase: ({ name }: { name: string }) =>
    `Random case needs a text with a letter in both cases: with “${name}” it must be 0.`,
  tooLittleKept: ({ name, tokens, context }: { name: string; tokens: number; context: number }) =>
    `“${name}” keeps ${grouped(tokens)} tokens, too few for a context of ${context}: let the filter keep more, or choose a shorter context.`,
  filterOfAnotherText: () => 'The filter of this record was made for another text: train it anew.',
  onlyOfText: ({ name, option, usual }: { name: string; option: string; usual: string | number }) =>
    `“${name}” is made of examples, not of running text: ${labelOf(option)} must be ${choiceOf(option, usual)} with it.`,
  uniqueExamplesTooFew: ({ name, fewest }: { name: string; fewest: number }) =>
    `Unique text must be at least ${fewest} characters, one example of “${name}”, or 0 for all.`,

  // An experiment's file
  notARecord: ({ place, rule }: { place: string; rule: string }) =>
    `This is not a Plateau experiment: ${place || 'the file'} ${rule}.`,
  notASpec: ({ place, rule }: { place: string; rule: string }) =>
    `This is not an experiment to train: ${place || 'the file'} ${rule}.`,
  notKept: ({ what, rule }: { what: string; rule: string }) => `This cannot be kept: ${what || 'what was written'} ${rule}.`,
  strangeKeys: ({ misplaced, unknown, noSettings }: { misplaced: string; unknown: string; noSettings: string }) => {
    const told = [
      misplaced && `settings belong into the config of an arm, so not here: ${misplaced}`,
      unknown && `an experiment has title, question, seeds, arms and baseline, an arm name and config, but not ${unknown}`,
      noSettings && `no settings: ${noSettings}`,
    ];
    return `This is not an experiment to train: ${told.filter(Boolean).join('; ')}.`;
  },
  notALink: ({ place, rule }: { place: string; rule: string }) => `This link is not an experiment to train: ${place} ${rule}.`,
  linkTooLong: ({ most }: { most: number }) =>
    `This link is longer than ${grouped(most)} characters, so it cannot come from this page.`,
  linkOfAnotherVersion: ({ version }: { version: string }) =>
    `This link is of version ${version}, and this page reads version 1: reload the page, or ask for a new link.`,
  linkKeysIgnored: ({ keys }: { keys: string }) =>
    `The link asks for what this page does not know, and that was ignored: ${keys}.`,
  resultsTooLong: () => 'This experiment is too large for a link: export it as JSON and send the file.',
  resultsDamaged: () => 'The results in this link are damaged or were cut off: ask for the link again, or for the exported JSON.',
  mustBeArms: ({ most, last }: { most: number; last: string }) => `must be 1 to ${most} letters from a to ${last}`,
  mustBeObject: () => 'must be an object',
  isMissing: () => 'is missing',
  mustBeText: ({ shortest, longest }: { shortest: number; longest: number }) =>
    `must be a text of ${shortest} to ${longest} characters`,
  mustNotBeBlank: () => 'must not be blank',
  mustHaveSeedsOnce: () => 'must have each seed once',
  mustEndBy: ({ steps }: { steps: number }) => `must end at step ${steps}, as its arm does, or before`,
  mustDiffer: () => 'must differ from each other',
  mustBeAxis: () => 'must have lists of the same length, one for each setting that changes along it',
  tooManyPoints: ({ most }: { most: number }) => `must have at most ${most} points`,
  tooManyRuns: ({ most }: { most: number }) => `must have at most ${most} runs, of all points and seeds`,
  mustAscend: () => 'must hold rates from the lowest to the highest, each once',
  mustHaveLoss: () => 'must hold a rate with a loss',
  armsOrSweep: () => 'must not stand beside arms: a sweep says what its arms are',
  mustBeFinite: () => 'must be a finite number',
  mustBePositive: () => 'must be a number of 0 or more',
  mustBeTruth: () => 'must be true or false',
  mustBeWholeFrom: ({ smallest }: { smallest: number }) => `must be a whole number of ${smallest} or more`,
  mustBeWhole: ({ smallest, largest }: { smallest: number; largest: number }) =>
    `must be a whole number from ${smallest} to ${largest}`,
  mustBeList: ({ fewest, most }: { fewest: number; most: number }) => `must be a list of ${fewest} to ${most} entries`,
  mustBeOneOf: ({ values }: { values: string }) => `must be one of ${values}`,
  mustBeTime: () => 'must be a time like 2025-01-31T12:00:00Z',
  mustBeChecksum: () => 'must have only the digits 0 to 9 and a to f',
  mustBeKept: () => 'must tell in hexadecimal digits which blocks were kept, and no more of them than there are',
  mustBeId: () => 'must have only letters, digits and hyphens',
  mustBeCurve: ({ most }: { most: number }) => `must be a list of at most ${most} pairs [step, loss]`,
  wrongPair: ({ at }: { at: number }) =>
    `has a wrong pair [step, loss] at ${at}: the step must be whole and later than the one before, the loss a finite number`,
  oneValuePerStep: () => 'must have at most one value of each trace for each step',
  oneValuePerWeight: () => 'must have one weight of each seed for each trace of weights',
  mustBeMessage: () => 'must be a code and its values',
  mustBeFloor: () => 'must have the order of an n-gram, the name of another, and neither otherwise',
  mustBeGrid: () => 'has other arms than its sweep says',
  namesNoTraining: () => 'has a run of a training that it does not name',
  namesNoContrast: () => 'has a choice of a contrast that is not asked',
  namesNoPlan: () => 'has a run of a plan that its training does not name',
  wrongVersion: ({ newest }: { newest: number }) => `must be 1 to ${newest}: this file was made by another version of Plateau`,
  cannotBeUsed: ({ what }: { what: string }) => `cannot be used: ${what.replace(/\.$/, '')}`,
  recordTooLarge: ({ most }: { most: number }) => `An experiment file may have at most ${mebibytes(most)}.`,
  notJson: () => 'This file is not JSON: choose an experiment that was exported from Plateau.',
  tooDeep: ({ most }: { most: number }) => `An experiment file may nest at most ${most} levels.`,
  forbiddenKey: ({ key }: { key: string }) => `An experiment file may not have a key ${key}.`,
  keyTwice: ({ key }: { key: string }) => `This file names ${key} twice in one object: each name may stand once.`,
  title: ({ most }: { most: number }) => `A title must have 1 to ${most} characters.`,

  // A weights file
  headerTooLong: ({ most }: { most: number }) => `The header of a weight file may have at most ${most / 2 ** 20} MiB.`,
  weightsFileTooLarge: ({ most }: { most: number }) => `A weight file may have at most ${gibibytes(most)}.`,
  notSafetensors: ({ most }: { most: number }) =>
    `This is not a safetensors file, or its header is longer than ${most / 2 ** 20} MiB.`,
  tooShort: () => 'This file is too short to be a safetensors file.',
  headerCutOff: () => 'This file is cut off: its header is incomplete.',
  headerNotJson: () => 'The header of this file is not readable JSON.',
  headerNoObject: () => 'The header of this file is not a JSON object.',
  headerKeyTwice: ({ key }: { key: string }) => `The header of this file names ${key} twice: each name may stand once.`,
  metadataNoObject: () => 'The metadata of a weight file must be an object of texts.',
  metadataNoText: ({ key }: { key: string }) => `The metadata of a weight file must be texts, and ${key} is not.`,
  metadataForbidden: ({ key }: { key: string }) => `The metadata of a weight file may not have an entry ${key}.`,
  tensorName: ({ name }: { name: string }) => `A tensor may not be called ${name}.`,
  tensorTwice: ({ name }: { name: string }) => `Two tensors are called ${name}.`,
  tensorEntry: ({ name }: { name: string }) => `The entry of tensor ${name} must be an object.`,
  tensorType: ({ name }: { name: string }) => `Tensor ${name} must have type F32.`,
  tensorSize: ({ name }: { name: string }) => `Tensor ${name} does not have the size of its shape.`,
  tensorShape: ({ name, most }: { name: string; most: number }) =>
    `The shape of tensor ${name} must be at most ${most} whole numbers of 0 or more.`,
  tensorShapeTooLarge: ({ name }: { name: string }) => `The shape of tensor ${name} is too large.`,
  tensorOffsets: ({ name, most }: { name: string; most: number }) =>
    `The offsets of tensor ${name} must be at most ${most} whole numbers of 0 or more.`,
  tensorBounds: ({ name }: { name: string }) => `The offsets of tensor ${name} must be a begin and an end.`,
  tensorCutOff: ({ name }: { name: string }) => `This file is cut off: tensor ${name} ends after the file.`,
  tensorGap: ({ name }: { name: string }) => `Tensor ${name} leaves a gap or overlaps another one.`,
  tensorNotFinite: ({ name }: { name: string }) => `Tensor ${name} has a value that is not a finite number.`,
  longerThanTensors: () => 'This file is longer than its tensors.',
  checksum: () => 'This file was changed after it was written: its checksum does not match.',
  noOwner: () => 'These weights were not exported by Plateau: the file does not say which model they belong to.',
  noArm: () => 'The file names no arm that its weights belong to.',
  tensorMissing: ({ name, shape }: { name: string; shape: string }) =>
    `The file has no tensor ${name} of shape [${shape}], which its model needs.`,

  // What is kept on this machine
  storageFull: () => 'The browser has no room left for this page: export and delete experiments you no longer need.',
  storageLost: () =>
    'The browser cannot reach its storage, as on a full disk: export what is shown before you reload the page. What was saved before is still there.',
  storageForbidden: () => 'The browser does not let this page store anything: allow site data for it in the browser’s settings.',
  storageOfOtherVersion: () => 'The browser’s storage was made by another version of this page: close its other tabs and reload.',
  storageFailed: withheld('The browser could not store or read this experiment.'),
  storageSlow: () => 'The browser’s storage does not answer.',
  storageInMemory: () => 'The browser does not let this page store anything, or its storage does not answer.',
  curvesNotKept: ({ why }: { why: string }) =>
    `Not kept on this machine: what is shown can be used and exported until this page is closed. ${why}`,
  weightsNotKept: ({ why }: { why: string }) =>
    `The curves are kept, but not the weights of this run, which are lost when this page is closed. ${why}`,
  checkpointOfOther: () => 'This checkpoint belongs to another experiment.',
  checkpointDamaged: () => 'The checkpoint of this experiment is damaged: its curves can be seen, but it cannot continue.',
  checkpointReplaced: ({ savedAt }: { savedAt: string }) =>
    `The last checkpoint is damaged: the one of ${savedAt} is used instead.`,
  noLongerExists: () => 'This experiment no longer exists.',
};
