export const quality = {
  title: 'Quality',
  tabs: {
    runs: 'Runs',
    goldSets: 'Gold sets',
    reviews: 'Review',
    gaps: 'Gaps',
    reports: 'Reports',
  },
};
