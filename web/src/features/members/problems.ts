import { msg } from '@lingui/core/macro';
import { addProblemTexts } from '~/lib/problemText';

/** What the operations on members, roles and products refuse, in words. */
addProblemTexts({
  problems: {
    already_member: msg`Whoever has this address is a member of this organization already.`,
    last_admin: msg`This is the organization's last active Admin. Make somebody else Admin first; only a higher level or the platform can go on without one.`,
    exceeds_own_permissions: msg`A role of theirs, or one that you chose, holds a permission that you do not hold here yourself with the same reach.`,
    account_beyond_reach: msg`This account is also a member of an organization in which you may not do this. Its owner can, or somebody of a higher level.`,
    nothing_to_answer: msg`This question has been answered or withdrawn.`,
    role_name_taken: msg`Another role of this organization has this name.`,
    role_is_fixed: msg`The role Admin is fixed and cannot be changed or deleted.`,
    product_in_use: msg`Campaigns or schedules of this product still use organizations or their numbers. They have to end first.`,
    product_is_fixed: msg`The console's own permissions come with Tenantry and cannot be changed.`,
  },
  fields: {
    'roleIds.not_found': msg`One of these roles does not exist any more.`,
    unknown_permission: msg`One of these permissions does not exist any more.`,
    same_organization: msg`This is where the member is. Choose another organization.`,
    'email.email_taken': msg`Another account has this address.`,
    duplicate: msg`The same is there twice.`,
    member_permissions_not_supported: msg`This product does not support member permissions yet.`,
    platform_only: msg`This permission can be given in the platform organization only.`,
    invalid_key: msg`Use a to z, 0 to 9 and _, beginning with a letter.`,
  },
});
