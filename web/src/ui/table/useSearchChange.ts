import { useNavigate } from '@tanstack/react-router';

/** Shows the page that one is on with another search; `replace` leaves no step for Back. */
export function useSearchChange<Search extends object>() {
  const navigate = useNavigate();
  return (next: Search, options?: { replace?: boolean }) =>
    void navigate({ to: '.', search: () => next, replace: options?.replace ?? false });
}
