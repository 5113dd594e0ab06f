import { createBrowserRouter, Navigate } from 'react-router';
import { CollectionsPage } from './collections/collections.page.tsx';
import { AppShell } from './layout/app-shell.tsx';
import { Loading } from './states/loading.tsx';
import { NotFound, PageError } from './states/page-error.tsx';

/** The first page is in the first chunk; every other page is loaded when it is opened. */
export const router = createBrowserRouter([
  {
    path: '/',
    element: <AppShell />,
    errorElement: <PageError />,
    hydrateFallbackElement: <Loading />,
    children: [
      {
        // Inside the shell, so that the navigation stays when a page fails.
        errorElement: <PageError />,
        children: [
          { index: true, element: <Navigate to="/collections" replace /> },
          { path: 'collections', element: <CollectionsPage /> },
          {
            path: 'collections/:collectionId',
            lazy: async () => ({ Component: (await import('./collections/collection.page.tsx')).CollectionPage }),
            children: [
              { index: true, element: <Navigate to="documents" replace /> },
              {
                path: 'documents',
                lazy: async () => ({ Component: (await import('./documents/documents.tab.tsx')).DocumentsTab }),
              },
              {
                path: 'sources',
                lazy: async () => ({ Component: (await import('./sources/sources.tab.tsx')).SourcesTab }),
              },
              { path: 'ask', lazy: async () => ({ Component: (await import('./ask/ask.tab.tsx')).AskTab }) },
              {
                path: 'lexicon',
                lazy: async () => ({ Component: (await import('./lexicon/lexicon.tab.tsx')).LexiconTab }),
              },
              {
                path: 'intents',
                lazy: async () => ({ Component: (await import('./intents/intents.tab.tsx')).IntentsTab }),
              },
              { path: 'faq', lazy: async () => ({ Component: (await import('./faq/faq.tab.tsx')).FaqTab }) },
              {
                path: 'profile',
                lazy: async () => ({ Component: (await import('./gate/profile.tab.tsx')).ProfileTab }),
              },
              {
                path: 'search',
                lazy: async () => ({ Component: (await import('./search/search.tab.tsx')).SearchTab }),
              },
            ],
          },
          {
            path: 'collections/:collectionId/documents/:documentId',
            lazy: async () => ({ Component: (await import('./documents/document.page.tsx')).DocumentPage }),
          },
          {
            path: 'answers/:answerId',
            lazy: async () => ({ Component: (await import('./explain/explanation.page.tsx')).ExplanationPage }),
          },
          {
            path: 'evaluations',
            lazy: async () => ({ Component: (await import('./evaluations/evaluations.page.tsx')).EvaluationsPage }),
          },
          {
            path: 'evaluations/compare',
            lazy: async () => ({ Component: (await import('./gate/comparison.page.tsx')).ComparisonPage }),
          },
          {
            path: 'evaluations/:evaluationId',
            lazy: async () => ({ Component: (await import('./evaluations/evaluation.page.tsx')).EvaluationPage }),
          },
          {
            path: 'gold-sets',
            lazy: async () => ({ Component: (await import('./gold-sets/gold-sets.page.tsx')).GoldSetsPage }),
          },
          {
            path: 'gold-sets/:goldSet',
            lazy: async () => ({ Component: (await import('./gold-sets/gold-set.page.tsx')).GoldSetPage }),
          },
          {
            path: 'reviews',
            lazy: async () => ({ Component: (await import('./reviews/reviews.page.tsx')).ReviewsPage }),
          },
          {
            path: 'gaps',
            lazy: async () => ({ Component: (await import('./gaps/gaps.page.tsx')).GapsPage }),
          },
          {
            path: 'gaps/:gapId',
            lazy: async () => ({ Component: (await import('./gaps/gap.page.tsx')).GapPage }),
          },
          {
            path: 'schedules',
            lazy: async () => ({ Component: (await import('./schedules/schedules.page.tsx')).SchedulesPage }),
          },
          {
            path: 'schedules/:scheduleId',
            lazy: async () => ({ Component: (await import('./schedules/schedule.page.tsx')).SchedulePage }),
          },
          {
            path: 'imports',
            lazy: async () => ({ Component: (await import('./imports/imports.page.tsx')).ImportsPage }),
          },
          {
            path: 'api-keys',
            lazy: async () => ({ Component: (await import('./api-keys/api-keys.page.tsx')).ApiKeysPage }),
          },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
]);
