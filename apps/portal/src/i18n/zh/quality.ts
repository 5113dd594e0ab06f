export const quality = {
  title: '质量',
  tabs: {
    runs: '评测',
  },
};
