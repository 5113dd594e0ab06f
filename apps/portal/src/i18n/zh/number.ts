export const number = (count: number): string => count.toLocaleString('zh-CN');
