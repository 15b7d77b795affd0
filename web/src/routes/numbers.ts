// Outgoing numbers, what uses them, and API keys.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseWayInSearch } from '../features/addNumbers/search';
import { parseImportSearch } from '../features/imports/search';
import { parseNumberForm, parseNumberSearch } from '../features/numbers/search';
import { parseUsageSearch } from '../features/usages/search';
import { area } from '../i18n';
import { parseListSearch } from '../lib/listSearch';
import { inside, platform } from './layouts';

const allNumbers = createRoute({
  getParentRoute: () => platform,
  path: '/numbers',
  validateSearch: parseNumberSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('../features/numbers/AllNumbersPage')),
    'AllNumbersPage',
  ),
});

const addAllNumbers = createRoute({
  getParentRoute: () => platform,
  path: '/numbers/add',
  validateSearch: parseWayInSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('../features/addNumbers/AddNumbersPage')),
    'AddAllNumbersPage',
  ),
});

const addAllRange = createRoute({
  getParentRoute: () => platform,
  path: '/numbers/range',
  validateSearch: parseWayInSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('../features/addNumbers/RangePage')),
    'AllRangePage',
  ),
});

const allNumberImports = createRoute({
  getParentRoute: () => platform,
  path: '/numbers/import',
  component: lazyRouteComponent(
    area('numbers', () => import('../features/addNumbers/NumberImportsPage')),
    'AllNumberImportsPage',
  ),
});

const allNumberImport = createRoute({
  getParentRoute: () => platform,
  path: '/numbers/import/$importId',
  validateSearch: parseImportSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('../features/addNumbers/NumberImportPage')),
    'AllNumberImportPage',
  ),
});

const numbers = createRoute({
  getParentRoute: () => inside,
  path: '/numbers',
  validateSearch: parseNumberSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('../features/numbers/NumbersPage')),
    'NumbersPage',
  ),
});

const number = createRoute({
  getParentRoute: () => inside,
  path: '/numbers/$numberId',
  validateSearch: parseNumberForm,
  component: lazyRouteComponent(
    area('numbers', () => import('../features/numbers/NumberPage')),
    'NumberPage',
  ),
});

const usages = createRoute({
  getParentRoute: () => inside,
  path: '/usages',
  validateSearch: parseUsageSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('../features/usages/UsagesPage')),
    'UsagesPage',
  ),
});

const usage = createRoute({
  getParentRoute: () => inside,
  path: '/usages/$usageId',
  validateSearch: parseListSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('../features/usages/UsagePage')),
    'UsagePage',
  ),
});

const addNumbers = createRoute({
  getParentRoute: () => inside,
  path: '/numbers/add',
  component: lazyRouteComponent(
    area('numbers', () => import('../features/addNumbers/AddNumbersPage')),
    'AddNumbersPage',
  ),
});

const addRange = createRoute({
  getParentRoute: () => inside,
  path: '/numbers/range',
  component: lazyRouteComponent(
    area('numbers', () => import('../features/addNumbers/RangePage')),
    'RangePage',
  ),
});

const numberImports = createRoute({
  getParentRoute: () => inside,
  path: '/numbers/import',
  component: lazyRouteComponent(
    area('numbers', () => import('../features/addNumbers/NumberImportsPage')),
    'NumberImportsPage',
  ),
});

const numberImport = createRoute({
  getParentRoute: () => inside,
  path: '/numbers/import/$importId',
  validateSearch: parseImportSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('../features/addNumbers/NumberImportPage')),
    'NumberImportPage',
  ),
});

const apiKeys = createRoute({
  getParentRoute: () => inside,
  path: '/api-keys',
  validateSearch: parseListSearch,
  component: lazyRouteComponent(
    area(
      'people',
      area('numbers', () => import('../features/apiKeys/ApiKeysPage')),
    ),
    'ApiKeysPage',
  ),
});

const newApiKey = createRoute({
  getParentRoute: () => inside,
  path: '/api-keys/new',
  component: lazyRouteComponent(
    area(
      'people',
      area('numbers', () => import('../features/apiKeys/NewApiKeyPage')),
    ),
    'NewApiKeyPage',
  ),
});

const apiKey = createRoute({
  getParentRoute: () => inside,
  path: '/api-keys/$keyId',
  component: lazyRouteComponent(
    area(
      'people',
      area('numbers', () => import('../features/apiKeys/ApiKeyPage')),
    ),
    'ApiKeyPage',
  ),
});

export const onPlatform = [
  allNumbers,
  addAllNumbers,
  addAllRange,
  allNumberImports,
  allNumberImport,
] as const;
export const insideOne = [
  numbers,
  number,
  usages,
  usage,
  addNumbers,
  addRange,
  numberImports,
  numberImport,
  apiKeys,
  newApiKey,
  apiKey,
] as const;
