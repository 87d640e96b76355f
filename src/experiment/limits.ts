// How much of anything there may be: what a visitor types, what a file brings, what is kept. Each limit stands here and nowhere else.

// An experiment
export const mostArms = 12; // also of a comparison of kept runs
export const mostSeeds = 16; // of each arm, trained or added at once
export const mostAxes = 4; // of a sweep
export const mostPoints = 256; // of a sweep: its arms
export const mostRates = 32; // tried for an arm
export const mostRuns = 1024; // of a sweep, all seeds together
export const mostContrasts = 24; // that an experiment is asked, and sentences to choose from
export const largestSeed = 2 ** 32 - 1;
export const mostSteps = 1_000_000; // of a run, whether its budget is in steps or in tokens
export const span = 8; // tokens that stay together where windows are shuffled: a window has at least two
/** Below it no spread can be told from two numbers: no interval, no verdict. */
export const fewestSeeds = 3;

// Words
export const longestName = 120; // characters of the name of an arm, a run or a text, and of a title
export const longestQuestion = 1000;
export const longestNote = 2000;
export const longestPrompt = 500; // characters that a model is asked to go on with
export const longestLook = 1024; // characters that a model is looked into with
export const longestAnswer = 512; // tokens that a model writes at once
export const hottest = 5; // temperature
export const mostChoices = 1000; // top-k

// Memory
/**
 * Bytes of GPU memory for everything an experiment holds at once. No browser tells how much a GPU has, and the limits of a device are
 * those of one buffer; phones end a page at about 1.5 GB, desktops slow down beyond a few GB.
 */
export const mostMemory = 4 * 2 ** 30;

// A text to train on
export const largestText = 64_000_000; // bytes of UTF-8
export const largestAlphabet = 512; // different characters; beyond it, bytes

// What is kept
export const mostCaptures = 200; // of what is inside an arm

// A file
export const largestRecord = 64 * 2 ** 20; // bytes of JSON
export const largestStudy = 16 * 2 ** 20; // the same of a study, which the page reads by itself
export const largestWeights = 2 ** 30; // bytes: larger than any model this page can train, small enough for one array
export const mostArmsInFile = mostPoints;
export const mostSeedsInFile = 256; // of one arm
export const mostTrainings = mostArmsInFile * mostSeedsInFile; // each run of a comparison may come from another
export const longestCurve = 1_000_000; // points
export const longestTrace = 10_000; // captures
export const mostTraces = 100_000; // of one arm
export const deepestMessage = 4; // messages within a message
export const deepestFile = 12; // levels of nesting
