import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { type FieldError, Problem } from '~/api/problem';

/** The words for a code, or how they are made of what the problem says besides. */
type Words = MessageDescriptor | ((problem: Problem) => MessageDescriptor);

const problems: Record<string, Words> = {
  network: msg`The server cannot be reached. Check the connection and try again.`,
  invalid_credentials: msg`The e-mail address or the password is wrong.`,
  too_many_attempts: msg`Too many wrong tries. Wait a while before you try again.`,
  too_many_codes: msg`Too many codes were asked for. Use the newest message, or wait a while.`,
  invalid_code: msg`This was not accepted, or it was used already. Try again.`,
  invalid_passkey: msg`This passkey did not work here. Try again, or sign in with your password.`,
  passkey_taken: msg`This passkey is registered already.`,
  passkey_failed: msg`The browser could not use the passkey. Try again, or go another way.`,
  passkeys_unavailable: msg`Passkeys do not work at this address.`,
  no_passkey: msg`This account has no passkey. Use the password or a code.`,
  code_spent: msg`This code is spent: it was tried too often, has expired, or was replaced. Have another one sent.`,
  email_taken: msg`There is an account with this e-mail address already.`,
  mail_not_configured: msg`This deployment cannot send mail yet. Tell whoever runs it.`,
  reauthentication_required: msg`Confirm that it is you to go on.`,
  second_factor_setup_required: msg`This organization requires a second factor of its members. Set one up in your account, under Security.`,
  temporary_password_expired: msg`This temporary password is older than 72 hours and no longer works. Ask an administrator of your organization for a new one.`,
  account_disabled: msg`This account is disabled. An administrator of your organization can enable it.`,
  unauthenticated: msg`You are signed out. Sign in again.`,
  link_spent: msg`This link has been used, replaced or has expired.`,
  sign_up_closed: msg`New organizations are registered by the platform's staff here.`,
  permission_required: msg`You do not have the permission for this.`,
  organization_suspended: msg`This organization is suspended. The platform's staff can reactivate it.`,
  not_found: msg`It does not exist, or you may not see it.`,
  stale: msg`Somebody else has changed it meanwhile.`,
  external_key_taken: msg`Another organization has this external key.`,
  organization_in_use: msg`Something still refers to this organization.`,
  type_in_use: msg`The type cannot change while executing organizations are registered under it.`,
  platform_organization: msg`This is the platform's own organization; it can only be renamed.`,
  import_has_invalid_rows: msg`Some rows are invalid. Correct them, or import the valid rows only.`,
  import_outdated: msg`The data has changed since this file was checked, so it was checked again. Look at the result before you import.`,
  import_not_ready: msg`This import is over, or being worked on.`,
  idempotency_key_reused: msg`This was already sent with other content. Try again.`,
  validation_failed: msg`Some fields need another look.`,
};

const fields: Record<string, MessageDescriptor> = {
  required: msg`This is required.`,
  empty: msg`This is required.`,
  too_long: msg`This is too long.`,
  too_short: msg`This is too short.`,
  common_password: msg`Many people use this password, or it follows a pattern. Choose something longer or less usual, such as a few words.`,
  contains_name: msg`This holds your name or the beginning of your e-mail address, which are tried first.`,
  contains_product: msg`This is made of the product’s own words, which are tried first.`,
  wrong_password: msg`This is not the password of your account.`,
  wrong_code: msg`This code is wrong, or it was used already.`,
  invalid_passkey: msg`This passkey did not work here. Try again, or go another way.`,
  must_differ: msg`Choose one that differs from the present password.`,
  not_temporary: msg`Your password is not a temporary one. Sign in with it as usual.`,
  control_characters: msg`This contains a character that cannot be used.`,
  invalid_url: msg`Enter an address that begins with http:// or https://.`,
  invalid_time_zone: msg`This time zone does not exist.`,
  immutable: msg`This cannot be changed.`,
  invalid_value: msg`This value is not one of the possible ones.`,
  not_applicable: msg`This does not apply to this kind of organization.`,
  invalid_check_digit: msg`The check digit is wrong: one of the digits is mistyped.`,
  invalid_business_registration_number: msg`Enter the ten digits of the business registration number.`,
  invalid_phone_number: msg`This is not a telephone number.`,
  invalid_email: msg`This is not an e-mail address.`,
  not_found: msg`There is no such organization.`,
  not_contracting: msg`Only a contracting organization can be chosen.`,
  external_key_taken: msg`Another organization has this external key.`,
  type_in_use: msg`Executing organizations are registered under it.`,
  not_a_workbook: msg`This is neither an Excel workbook nor a CSV file.`,
  empty_file: msg`The file is empty.`,
  unknown_column: msg`The file has a column that is not known.`,
  missing_column: msg`The file lacks a column that is needed.`,
  repeated_column: msg`The file has the same column twice.`,
  ragged_row: msg`A row has more or fewer cells than the header.`,
  formula: msg`A cell holds a formula. Paste its value instead.`,
  too_many_rows: msg`The file has too many rows.`,
  too_large: msg`The file is too large.`,
  invalid_encoding: msg`The file is not in UTF-8. Save it as CSV UTF-8, or as an Excel workbook.`,
  highest_level_must_be_contracting: msg`The highest level of a hierarchy must be a contracting organization.`,
  too_deep: msg`The hierarchy has too many levels.`,
  several_sheets: msg`The workbook has several sheets with content. Keep one.`,
  merged_cells: msg`The workbook has merged cells. Split them.`,
  date_cell: msg`A cell is a date. Format the column as text and enter the value again.`,
  bad_quotes: msg`A double quote is not closed, or stands inside a cell. Put the cell in double quotes and double the one inside.`,
  cell_too_long: msg`A cell is too long.`,
  too_many_columns: msg`The file has too many columns.`,
  unknown_format: msg`This is neither an Excel workbook nor a CSV file.`,
  email_taken: msg`There is an account with this e-mail address already.`,
  not_digits: msg`A telephone number has digits, spaces, dashes and parentheses only, and a + in front.`,
  country_code_needed: msg`Write the number with + and its country code, such as +1 650 253 0000.`,
  unknown_country_code: msg`No country has this code. Check the digits after the +.`,
  not_assigned: msg`This country assigns no such number. Check the digits.`,
  receiver_pays: msg`This is a receiver-pays number (14…): whoever calls back may be charged.`,
  special_number: msg`Special numbers such as 112 and 119 belong to public services.`,
  never_allocated: msg`No mobile number starts with 010-0 or 010-1. Check the digits after 010.`,
  old_mobile: msg`Mobile numbers with 011, 016, 017, 018 and 019 have ended. Use the 010 number.`,
  representative_with_area_code: msg`A representative number has no area code. Write it as 1588-1234.`,
  representative_with_extension: msg`A representative number has exactly eight digits. Write it as 1588-1234.`,
  bad_exchange: msg`Check the digits after the area code.`,
  unknown_prefix: msg`No number starts like this. Check the first digits.`,
  leading_zero_missing: msg`The 0 in front is missing.`,
  plus_missing: msg`The + before the country code is missing.`,
  digits_lost: msg`The spreadsheet shortened this number and its last digits are lost. Enter it again as text.`,
  business_registration_number_in_use: msg`Another organization has this business registration number already.`,
};

/** The words of an area for what only its operations refuse; `field.code` where a code's words depend on the field. */
export function addProblemTexts(more: {
  problems: Record<string, Words>;
  fields: Record<string, MessageDescriptor>;
}): void {
  Object.assign(problems, more.problems);
  Object.assign(fields, more.fields);
}

/** The same with the time to wait, where the server says so. */
function inMinutes({ code, retryAfter }: Problem): MessageDescriptor | undefined {
  if (retryAfter === undefined) return undefined;
  const minutes = Math.ceil(retryAfter / 60);
  if (code === 'too_many_attempts') return msg`Too many wrong tries. Try again in ${minutes} min.`;
  if (code === 'too_many_codes')
    return msg`Too many codes were asked for. Use the newest message, or try again in ${minutes} min.`;
  return undefined;
}

/** The words for what a server said by code; its own English where we have none. */
export function useProblemText() {
  const { _ } = useLingui();
  return {
    problem(error: unknown): string {
      if (!(error instanceof Problem)) return _(msg`Something went wrong. Try again.`);
      const known = inMinutes(error) ?? problems[error.code];
      if (known) return _(typeof known === 'function' ? known(error) : known);
      const first = error.errors[0];
      if (first) return fieldText(first);
      return error.status >= 500
        ? _(msg`The server could not do this. Try again in a moment.`)
        : error.message;
    },
    field: fieldText,
  };

  function fieldText(error: Pick<FieldError, 'code' | 'message'> & { location?: string }): string {
    const field = /(\w+)(\[\d+\])?$/.exec(error.location ?? '')?.[1];
    const known = fields[`${field}.${error.code}`] ?? fields[error.code];
    return known ? _(known) : error.message;
  }
}
