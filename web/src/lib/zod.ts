import { z } from 'zod';

// zod compiles its checks with `new Function`, which the Content-Security-Policy refuses. The only import of it.
z.config({ jitless: true });

export { z };
