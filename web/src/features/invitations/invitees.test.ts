import { describe, expect, it } from 'vitest';
import { fieldOf, inviteesOf, isPeople, parsePeople, rowsOf } from './invitees';

const person = (name: string, email: string, ...roles: string[]) => ({ name, email, roles });

describe('a pasted list of people', () => {
  it.each([
    ['an address', 'kim@a.kr', [person('', 'kim@a.kr')]],
    ['a mailbox', 'Kim Minsu <kim@a.kr>', [person('Kim Minsu', 'kim@a.kr')]],
    ['a quoted name with a comma', '"Kim, Minsu" <kim@a.kr>', [person('Kim, Minsu', 'kim@a.kr')]],
    ['name and address', '김민수, kim@a.kr', [person('김민수', 'kim@a.kr')]],
    ['address and name', 'kim@a.kr, 김민수', [person('김민수', 'kim@a.kr')]],
    ['without a comma', '김민수 kim@a.kr', [person('김민수', 'kim@a.kr')]],
    ['a full-width comma', '田中，tanaka@a.jp', [person('田中', 'tanaka@a.jp')]],
    ['full-width brackets', '田中＜tanaka@a.jp＞', [person('田中', 'tanaka@a.jp')]],
    ['a comment', 'kim@a.kr (Kim)', [person('Kim', 'kim@a.kr')]],
    ['a copied link', 'Kim <mailto:kim@a.kr>', [person('Kim', 'kim@a.kr')]],
    ['cells', 'Kim\tkim@a.kr\tAdmin; Night shift', [person('Kim', 'kim@a.kr', 'Admin', 'Night shift')]],
    ['family and given name in cells', 'Kim\tMinsu\tkim@a.kr', [person('Kim Minsu', 'kim@a.kr')]],
    ['quoted cells', '"Kim ""Max"""\t"kim@a.kr"', [person('Kim "Max"', 'kim@a.kr')]],
    ['addresses in a row', 'kim@a.kr; lee@b.kr', [person('', 'kim@a.kr'), person('', 'lee@b.kr')]],
    [
      'mailboxes in a row',
      'Kim <kim@a.kr>, "Lee, J" <lee@b.kr>,',
      [person('Kim', 'kim@a.kr'), person('Lee, J', 'lee@b.kr')],
    ],
    ['a name without quotes', 'Kim, Minsu <kim@a.kr>', [person('Kim Minsu', 'kim@a.kr')]],
    [
      'pairs in a row',
      'Kim, kim@a.kr, Lee, lee@b.kr',
      [person('Kim', 'kim@a.kr'), person('Lee', 'lee@b.kr')],
    ],
    ['what has no address', 'Kim, nowhere', [person('Kim', 'nowhere')]],
  ])('reads %s', (_, text, expected) => expect(parsePeople(text)).toEqual(expected));

  it('takes lines of any kind and leaves the header and empty lines out', () => {
    expect(parsePeople('이름\t이메일\t역할\r\n\r\n김\tkim@a.kr\t\n  \nLee <lee@b.kr>\r')).toEqual([
      person('김', 'kim@a.kr'),
      person('Lee', 'lee@b.kr'),
    ]);
    expect(parsePeople('')).toEqual([]);
  });

  it('is told apart from the text of one field', () => {
    for (const text of ['kim@a.kr', 'Kim Minsu', ' kim@a.kr ']) expect(isPeople(text), text).toBe(false);
    for (const text of ['Kim <kim@a.kr>', 'Kim\tkim@a.kr', 'kim@a.kr\nlee@b.kr', 'kim@a.kr;lee@b.kr'])
      expect(isPeople(text), text).toBe(true);
  });
});

describe('rows to invite', () => {
  const roles = [
    { id: 'rol_1', name: 'Admin' },
    { id: 'rol_2', name: 'Night shift' },
  ];

  it('have the roles that the list names, and say which are not there', () => {
    expect(
      rowsOf(
        [person('a', 'a@b.c', 'ADMIN', 'admin'), person('b', 'b@b.c', 'Day shift'), person('c', 'c@b.c')],
        roles,
      ),
    ).toEqual([
      { name: 'a', email: 'a@b.c', roleIds: ['rol_1'] },
      { name: 'b', email: 'b@b.c', roleIds: [], unknownRoles: ['Day shift'] },
      { name: 'c', email: 'c@b.c' },
    ]);
  });

  it('take the roles for all where they have none of their own', () => {
    const rows = [
      { key: 1, name: ' a ', email: 'a@b.c ' },
      { key: 2, name: 'b', email: 'b@b.c', roleIds: [] },
    ];
    expect(inviteesOf(rows, ['rol_2'])).toEqual([
      { name: 'a', email: 'a@b.c', roleIds: ['rol_2'] },
      { name: 'b', email: 'b@b.c', roleIds: [] },
    ]);
  });

  it('show a refusal at the field that it is about', () => {
    expect(fieldOf('body.invitations[3].name')).toBe('name');
    expect(fieldOf('body.invitations[3].roleIds')).toBe('roleIds');
    expect(fieldOf('body.invitations[3].roleIds[1]')).toBe('roleIds');
    expect(fieldOf(undefined)).toBe('email');
  });
});
