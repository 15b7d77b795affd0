import { useEffect, useState } from 'react';
import { answer, api } from '~/api/client';
import type { Deployment } from '~/api/types';

/** What this deployment offers, once it is known: without the data layer, which loads behind sign-in. */
export function useDeployment(): Deployment | undefined {
  const [deployment, setDeployment] = useState<Deployment>();
  useEffect(() => {
    answer(api.GET('/v1/deployment')).then(setDeployment, () => {
      // Whoever signs in by password needs none of it.
    });
  }, []);
  return deployment;
}
