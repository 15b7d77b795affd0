import { useQuery } from '@tanstack/react-query';
import { organizationQuery } from './api';

/** An organization's name and how many others the caller sees below it; undefined while it is not known. */
export function useOrganizationInfo(id: string | undefined) {
  const found = useQuery({ ...organizationQuery(id ?? ''), enabled: id !== undefined });
  const organization = found.data?.organization;
  return organization && { name: organization.name, lowerLevels: organization.lowerLevels };
}
