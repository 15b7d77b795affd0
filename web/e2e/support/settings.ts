function need(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the journeys run against a server of their own`);
  return value;
}

/** A fresh server: an empty database, sign-up open, one member of staff, one set-up link that is not used yet. */
export const settings = {
  url: need('TENANTRY_E2E_URL'),
  email: need('TENANTRY_E2E_EMAIL'),
  password: need('TENANTRY_E2E_PASSWORD'),
  organizationsCsv: need('TENANTRY_E2E_ORGANIZATIONS_CSV'),
  setUpLink: need('TENANTRY_E2E_SETUP_LINK'),
  /** The folder that the server's mail is written to. */
  outbox: need('TENANTRY_E2E_OUTBOX'),
};
