// Package erasure is the workflow by which an Admin of an organization erases it for good. It spans everything that
// belongs to organizations.
//
// It asks for the organization's name and for a code that is mailed to the Admin. Then, in one transaction, the
// organization leaves its group and everybody's sight, its API keys, invitations and imports end, the platform's audit
// trail and the products learn of it, and a job is queued that removes what is left, little by little, so that nobody
// else waits for it. What the job has not come to yet is out of reach all the same.
//
//	erasure.go   what will be gone, the code, and the one transaction
//	work.go      the job
package erasure
