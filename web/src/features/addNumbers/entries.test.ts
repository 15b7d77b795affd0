import { describe, expect, it } from 'vitest';
import { bodyOf, isList, parseLines, sortByEntry } from './entries';

describe('parseLines', () => {
  it.each([
    ['02-1234-5678', [{ number: '02-1234-5678', lettering: '' }]],
    ['1588-1234\tCity hall', [{ number: '1588-1234', lettering: 'City hall' }]],
    ['1588-1234\tCity hall\t02-2133-0001', [{ number: '1588-1234', lettering: 'City hall' }]],
    ['1588-1234, City hall, east', [{ number: '1588-1234', lettering: 'City hall, east' }]],
    ['1588-1234;종로구', [{ number: '1588-1234', lettering: '종로구' }]],
    ['"1588-1234","City ""hall"""', [{ number: '1588-1234', lettering: 'City "hall"' }]],
    ['+82 (0)2 1234 5678', [{ number: '+82 (0)2 1234 5678', lettering: '' }]],
    ['\n \r\n', []],
    [
      'a\r\nb\nc\n',
      [
        { number: 'a', lettering: '' },
        { number: 'b', lettering: '' },
        { number: 'c', lettering: '' },
      ],
    ],
  ])('%j', (text, entries) => expect(parseLines(text)).toEqual(entries));

  // A lettering without its number is shown as an entry, where it is refused, and not dropped in silence.
  it('keeps a line that lacks its number', () =>
    expect(parseLines('\n, City hall')).toEqual([{ number: '', lettering: 'City hall' }]));
});

it.each([
  ['02-1234-5678', false],
  ['02-1234-5678\n', false],
  ['02 1234 5678', false],
  ['02-1234-5678\tCity', true],
  ['02-1234-5678\n02-1234-5679', true],
  ['\n\n', false],
])('%j is a list: %s', (text, list) => expect(isList(text)).toBe(list));

it('sends what was typed without the spaces around it', () => {
  const entries = [
    { key: 4, number: ' 1588-1234 ', lettering: ' City ' },
    { key: 9, number: '02-1234-5678', lettering: ' ' },
  ];
  expect(bodyOf(' 02-1 ', entries)).toEqual({
    billingNumber: '02-1',
    numbers: [{ number: '1588-1234', lettering: 'City' }, { number: '02-1234-5678' }],
  });
});

it('gives every note to the entry that it is about', () => {
  const note = (location: string) => ({ location, code: 'c', message: '' });
  const notes = [
    'body.numbers[1].number',
    'body.numbers[1].lettering',
    'body.billingNumber',
    'body.numbers[7].number',
    'body',
  ];
  const sorted = sortByEntry(notes.map(note), [4, 9]);
  expect([...sorted.entries]).toEqual([
    [9, [note('body.numbers[1].number'), note('body.numbers[1].lettering')]],
  ]);
  expect(sorted.billing).toEqual([note('body.billingNumber')]);
  expect(sorted.others).toEqual([note('body.numbers[7].number'), note('body')]);
});
