import { crc32, inflateRawSync } from 'node:zlib';

// A workbook is a zip of XML; what a person would type over in a spreadsheet is replaced in there.

type Entry = { name: string; content: Buffer };

/** The same workbook with other texts in its cells. Fails where a text is not in it. */
export function retype(workbook: Buffer, cells: Record<string, string>): Buffer {
  const left = new Set(Object.keys(cells));
  const entries = read(workbook).map(({ name, content }) => {
    if (!name.startsWith('xl/') || !name.endsWith('.xml')) return { name, content };
    let xml = content.toString('utf8');
    for (const [from, to] of Object.entries(cells)) {
      if (!xml.includes(`>${from}<`)) continue;
      xml = xml.replaceAll(`>${from}<`, `>${to}<`);
      left.delete(from);
    }
    return { name, content: Buffer.from(xml) };
  });
  if (left.size > 0) throw new Error(`the workbook has no cell ${[...left].join(', ')}`);
  return write(entries);
}

/** Everything that its cells say, for a look at what was downloaded. */
export function textOf(workbook: Buffer): string {
  return read(workbook)
    .filter(({ name }) => name.startsWith('xl/') && name.endsWith('.xml'))
    .map(({ content }) => content.toString('utf8').replace(/<[^>]*>/g, '\n'))
    .join('\n');
}

function read(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + packed);
    at += 46 + nameLength + extra + comment;
    return { name, content: method === 0 ? content : inflateRawSync(content) };
  });
}

/** Stored, not deflated: a zip all the same. */
function write(entries: Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const title = Buffer.from(name);
    const sums = Buffer.alloc(12);
    sums.writeUInt32LE(crc32(content), 0);
    sums.writeUInt32LE(content.length, 4);
    sums.writeUInt32LE(content.length, 8);
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(title.length, 0);
    // Version 2.0, names in UTF-8, stored, and the first day that a zip knows.
    const kind = Buffer.from([20, 0, 0, 8, 0, 0, 0, 0, 33, 0]);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), kind, sums, lengths, title, content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), kind, sums, lengths, place, title]),
    );
    parts.push(local);
    offset += local.length;
  }
  const all = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(all.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, all, end]);
}
