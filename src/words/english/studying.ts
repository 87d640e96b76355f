// What is said of studies, learned by whoever runs or reads one.

export const studying = {
  noSuchStudy: ({ study, known }: { study: string; known: string }) => `There is no study “${study}”; there are ${known}.`,
  studyNeedsText: ({ id }: { id: string }) =>
    `This study needs the text “${id}”, which this build does not have (npm run corpora fetches it).`,
  mustBeShares: () => 'must be shares from 0 to 1, as it says of how many',
  studyTrains: () => 'This study is training, perhaps in another tab: stop it there before deleting it.',
  studyNotKept: ({ why }: { why: string }) => `This study is not kept on this machine, and would be lost with this tab: ${why}`,
};
