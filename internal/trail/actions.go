package trail

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Actions are those that this version records, in their order. A test compares them with what the program says.
var Actions = []string{
	"access.refused",
	"account.created", "account.deleted", "account.deletion_asked", "account.email_change_asked", "account.email_change_given_up", "account.email_changed", "account.password_changed", "account.password_reset", "account.password_reset_asked", "account.updated",
	"api_key.created", "api_key.revoked",
	"code.refused",
	"group.created", "group.deleted", "group.organization_added", "group.organization_moved", "group.organization_removed", "group.updated",
	"import.applied",
	"invitation.accepted", "invitation.asked_again", "invitation.declined", "invitation.resent", "invitation.revoked", "invitation.sent",
	"mail.retried",
	"member.accepted", "member.added", "member.declined", "member.deleted", "member.disabled", "member.enabled", "member.left", "member.moved_away", "member.moved_here", "member.password_reset", "member.second_factor_reset", "member.updated",
	"number.added", "number.deleted", "number.moved", "number.updated",
	"organization.created", "organization.deleted", "organization.erased", "organization.erasure_asked", "organization.erasure_finished", "organization.updated",
	"passkey.added", "passkey.removed", "passkey.renamed", "passkey.suspected",
	"policy.updated",
	"product.declared", "product.withdrawn",
	"recovery_code.used",
	"recovery_codes.replaced",
	"role.created", "role.deleted", "role.updated",
	"session.ended", "session.others_ended", "session.proved", "session.refused", "session.started",
	"sign_up.asked",
	"totp.added", "totp.removed",
	"usage.changed", "usage.ended", "usage.started",
}

// UnknownAction says what is wrong with the first of some actions, or beginnings of them, that there is none of: neither
// of this version, nor of an earlier one in the trail. It is "" where they all are.
func (s *Service) UnknownAction(ctx context.Context, asked []string) (problem string, err error) {
	if asked = without(asked, Actions); len(asked) == 0 {
		return "", nil
	}
	stored, err := actions(ctx, s.db.Querier(ctx))
	if err != nil {
		return "", err
	}
	if asked = without(asked, stored); len(asked) == 0 {
		return "", nil
	}
	return wayOut(asked[0]), nil
}

// without are those of some actions, or beginnings of them, that none of all is meant by.
func without(asked, all []string) []string {
	return slices.DeleteFunc(slices.Clone(asked), func(a string) bool {
		return slices.ContainsFunc(all, func(action string) bool { return means(a, action) })
	})
}

// means reports whether an action is meant by one, or by its beginning up to and with the dot.
func means(asked, action string) bool {
	return asked == action || strings.HasSuffix(asked, ".") && strings.HasPrefix(action, asked)
}

// wayOut says what there is instead of an action that there is not: others of the same subject, or other subjects.
func wayOut(asked string) string {
	subject, _, _ := strings.Cut(asked, ".")
	var same, subjects []string
	for _, action := range Actions {
		if means(subject+".", action) {
			same = append(same, action)
		}
		of, _, _ := strings.Cut(action, ".")
		subjects = append(subjects, of+".")
	}
	if len(same) > 0 {
		return fmt.Sprintf("There is no action %.100q. Must be one of %s, or %s. for all of them.", asked, strings.Join(same, ", "), subject)
	}
	return fmt.Sprintf("There is no action %.100q. Must be an action such as member.disabled, or the beginning of some: one of %s.",
		asked, strings.Join(slices.Compact(subjects), ", "))
}
