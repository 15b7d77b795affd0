// Writes a .gz beside every file of dist that gains from it, so that the server never compresses at run time.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';

const compressible = /\.(js|css|html|svg|json)$/;

function walk(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

for (const path of walk('dist').filter((file) => compressible.test(file))) {
  const plain = readFileSync(path);
  const packed = gzipSync(plain, { level: constants.Z_BEST_COMPRESSION });
  // A file that compression does not make smaller is served as it is.
  if (packed.length < plain.length) writeFileSync(`${path}.gz`, packed);
}
