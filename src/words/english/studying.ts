// What is said of studies, learned by whoever runs or reads one.

export const studying = {
  noSuchStudy: ({ study, known }: { study: string; known: string }) => `There is no study “${study}”; there are ${known}.`,
  studyNeedsText: ({ id }: { id: string }) =>
    `This study needs the text “${id}”, which this build does not have (npm run corpora fetches it).`,
  studyNotKept: ({ why }: { why: string }) => `This study is not kept on this machine, and would be lost with this tab: ${why}`,
};
