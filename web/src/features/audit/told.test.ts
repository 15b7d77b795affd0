import { expect, it } from 'vitest';
import { renderHook } from '~/test/renderHook';
import { useToldWords } from './told';

it('what an event tells is told in words, as far as there are some', async () => {
  const { field, value } = (await renderHook(useToldWords)).result();
  expect(field('roleIds')).toBe('Roles');
  expect(field('registration.address.base')).toBe('Address');
  expect(field('name.ko')).toBe('Name (한국어)');
  expect(field('name.xx')).toBeUndefined();
  expect(field('unheard')).toBeUndefined();
  expect(value('reach', 'subtree')).toBe('This and everything below');
  expect(value('registration.type', 'executing')).toBe('Executing');
  expect(value('reach', 'sideways')).toBeUndefined();
  expect(field('constructor')).toBeUndefined();
  expect(value('name', 'constructor')).toBeUndefined();
  expect(value('status', 'constructor')).toBeUndefined();
});
