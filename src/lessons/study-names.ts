// What the row of lessons shows of studies: the rest of them is fetched when one is chosen.

export const afterTraining = {
  title: 'After pre-training',
  lessons: [
    { id: 'think-longer', title: 'Think longer' },
    { id: 'sample-more', title: 'Sample more' },
    { id: 'verifier', title: 'Learn from a verifier' },
    { id: 'self-play', title: 'Play yourself' },
    { id: 'search', title: 'Search while you play' },
    { id: 'own-diet', title: 'A diet of its own text' },
    { id: 'small-student', title: 'A small student' },
    { id: 'transfer', title: 'Transfer' },
    { id: 'memorise', title: 'Memorise or understand' },
    { id: 'leaner', title: 'Leaner' },
  ],
};

export const isStudy = (id: string): boolean => afterTraining.lessons.some((lesson) => lesson.id === id);
