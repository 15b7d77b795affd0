/** The pages that need no session. They are loaded without the router and all that stands behind it. */
export const startPaths = ['/sign-in', '/set-up', '/reset-password', '/sign-up', '/invitation'] as const;

export type StartPath = (typeof startPaths)[number];
