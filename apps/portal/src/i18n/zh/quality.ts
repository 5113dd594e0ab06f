export const quality = {
  title: '质量',
  tabs: {
    runs: '评测',
    goldSets: '评测集',
    reviews: '人工评审',
    gaps: '知识缺口',
    reports: '报告',
  },
};
