import type { ThemeConfig } from 'antd';

const sans =
  "Inter, 'Segoe UI', system-ui, -apple-system, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

/** The same values are custom properties in `styles.css` for what is drawn without a component. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#1f4fd8',
    colorInfo: '#1f4fd8',
    colorSuccess: '#15803d',
    colorWarning: '#b45309',
    colorError: '#c2261c',
    colorTextBase: '#141a26',
    colorBorder: '#d5dae3',
    colorBorderSecondary: '#e6e9ef',
    colorBgLayout: '#f6f7fa',
    borderRadius: 8,
    fontFamily: sans,
    fontSize: 14,
    controlHeight: 36,
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', fontWeight: 500 },
    Tabs: { horizontalItemPadding: '12px 2px', horizontalItemGutter: 28 },
  },
};
