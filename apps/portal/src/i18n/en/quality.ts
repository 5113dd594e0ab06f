export const quality = {
  title: 'Quality',
  tabs: {
    runs: 'Runs',
  },
};
