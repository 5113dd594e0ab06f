import { LoadingOutlined } from '@ant-design/icons';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntdApp, ConfigProvider } from 'antd';
import englishLocale from 'antd/locale/en_US';
import chineseLocale from 'antd/locale/zh_CN';
import { RouterProvider } from 'react-router';
import { ApiError } from './api/api-error.ts';
import { LanguageProvider, useLanguage } from './i18n/language-provider.tsx';
import { router } from './router.tsx';
import { SessionGate } from './session/session-gate.tsx';
import { theme } from './theme.ts';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // The default pauses queries that the browser thinks are offline; a server on this machine is still there.
      networkMode: 'always',
      retry: (failures, error) =>
        failures < 3 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
    },
    mutations: { networkMode: 'always' },
  },
});

export function App() {
  return (
    <LanguageProvider>
      <QueryClientProvider client={queryClient}>
        <ThemedApp />
      </QueryClientProvider>
    </LanguageProvider>
  );
}

function ThemedApp() {
  const { language } = useLanguage();
  return (
    <ConfigProvider
      theme={theme}
      locale={language === 'zh' ? chineseLocale : englishLocale}
      // The icon is announced by its own name otherwise, and becomes part of the name of its button.
      button={{ autoInsertSpace: false, loadingIcon: <LoadingOutlined aria-hidden /> }}
    >
      <AntdApp>
        <SessionGate>
          <RouterProvider router={router} />
        </SessionGate>
      </AntdApp>
    </ConfigProvider>
  );
}
