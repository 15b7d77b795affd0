package access

// Permission is a key of the form product.resource.verb.
type Permission string

// What the console's own product declares for every organization.
const (
	OrganizationUpdate   Permission = "console.organization.update" // name, website
	OrganizationErase    Permission = "console.organization.erase"
	PolicyManage         Permission = "console.policy.manage"
	MembersRead          Permission = "console.members.read"
	MembersInvite        Permission = "console.members.invite"
	MembersUpdate        Permission = "console.members.update"
	MembersDisable       Permission = "console.members.disable"
	MembersDelete        Permission = "console.members.delete"
	MembersResetPassword Permission = "console.members.reset_password"
	RolesRead            Permission = "console.roles.read"
	RolesManage          Permission = "console.roles.manage"
	NumbersRead          Permission = "console.numbers.read"
	NumbersAdd           Permission = "console.numbers.add"
	NumbersUpdate        Permission = "console.numbers.update"
	NumbersMove          Permission = "console.numbers.move"
	NumbersDelete        Permission = "console.numbers.delete"
	UsagesRead           Permission = "console.usages.read"
	UsagesManage         Permission = "console.usages.manage"
	APIKeysRead          Permission = "console.api_keys.read"
	APIKeysManage        Permission = "console.api_keys.manage"
	AccessCheck          Permission = "console.access.check"
	AuditRead            Permission = "console.audit.read"
)

// What can be held in the platform organization only.
const (
	OrganizationsRegister Permission = "console.organizations.register" // and edit the registration
	OrganizationsSuspend  Permission = "console.organizations.suspend"
	OrganizationsDelete   Permission = "console.organizations.delete"
	GroupsManage          Permission = "console.groups.manage"
	MembersAdd            Permission = "console.members.add"
	MembersEditAccount    Permission = "console.members.edit_account"
	ProductsManage        Permission = "console.products.manage"
	MailRead              Permission = "console.mail.read"
)

// everywhere are the permissions that the role Admin of any organization has, in the order they are shown.
var everywhere = []Permission{
	OrganizationUpdate, OrganizationErase, PolicyManage,
	MembersRead, MembersInvite, MembersUpdate, MembersDisable, MembersDelete, MembersResetPassword,
	RolesRead, RolesManage,
	NumbersRead, NumbersAdd, NumbersUpdate, NumbersMove, NumbersDelete,
	UsagesRead, UsagesManage, APIKeysRead, APIKeysManage, AccessCheck, AuditRead,
}

// platformOnly are the further permissions of the platform organization's Admin.
var platformOnly = []Permission{
	OrganizationsRegister, OrganizationsSuspend, OrganizationsDelete, GroupsManage,
	MembersAdd, MembersEditAccount, ProductsManage, MailRead,
}

var platformAll = append(append([]Permission{}, everywhere...), platformOnly...)

// OfAdmin returns what the role Admin of an organization holds.
func OfAdmin(platform bool) []Permission {
	if platform {
		return platformAll
	}
	return everywhere
}
