import { useNavigate } from '@tanstack/react-router';
import type { FormSearch } from './search';

/** Opens the form over the page one is on: for a new organization, or for the one with the ID. */
export function useOpenForm() {
  const navigate = useNavigate();
  return (form: string) =>
    void navigate({ to: '.', search: (search) => ({ ...(search as FormSearch), form }) });
}
