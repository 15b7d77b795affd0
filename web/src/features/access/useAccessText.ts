import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import type { PermissionAnswer } from '~/api/types';

type AccessPath = PermissionAnswer['paths'][number];
type Missing = PermissionAnswer['missing'][number];

/** The words for how a permission reaches somebody, and for what keeps it from them. */
export function useAccessText() {
  const { t } = useLingui();

  function above(levels: number): string {
    return t`${plural(levels, { one: '# level above', other: '# levels above' })}`;
  }

  return {
    path({ roleName, organizationName, levelsAbove, platform }: AccessPath): string {
      const role = roleName ?? t`A role`;
      if (platform) return t`${role} of the platform`;
      const organization = organizationName ?? t`another organization`;
      if (levelsAbove === 0) return t`${role} of ${organization}`;
      const levels = above(levelsAbove);
      return t`${role} of ${organization}, ${levels}`;
    },

    missing({ code, roleName, organizationName }: Missing): string {
      const organization = organizationName ?? t`another organization`;
      const role = roleName ?? t`A role`;
      switch (code) {
        case 'not_a_member':
          return t`They are no member here, nor of an organization above.`;
        case 'member_pending':
          return t`Their membership of ${organization} is pending.`;
        case 'member_disabled':
          return t`Their membership of ${organization} is disabled.`;
        case 'no_roles':
          return t`They have no role in ${organization}.`;
        case 'role_lacks_permission':
          return t`None of their roles in ${organization} holds it.`;
        case 'reach_own':
          return t`${role} of ${organization} holds it, but counts there only, not below.`;
        case 'organization_suspended':
          return t`${organization} is suspended: its roles grant nothing.`;
        case 'second_factor_required':
          return t`${organization} requires a second factor, and their account has none.`;
        case 'permission_not_supported':
          return t`This product does not support member permissions yet.`;
        default:
          return code;
      }
    },
  };
}
