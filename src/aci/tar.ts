/** A file or a folder of an archive. */
export interface TarEntry {
  /** With `/` on every system; a folder's without one at its end. */
  readonly path: string;
  /** Absent for a folder. */
  readonly content?: Buffer;
  readonly isExecutable?: boolean;
}

const blockBytes = 512;

/** The first moment that other kinds of archives can express, too: Python refuses to zip a file from before. */
const modified = Date.UTC(1980, 0, 1) / 1000;

/**
 * A tar archive (POSIX.1-2001) that is made of nothing but its entries: the same ones give the same bytes on every
 * machine, at any time and for every user.
 */
export function tar(entries: readonly TarEntry[]): Buffer {
  const end = Buffer.alloc(2 * blockBytes);
  return Buffer.concat([...entries.flatMap(blocksOf), end]);
}

function blocksOf({ path, content, isExecutable = false }: TarEntry): Buffer[] {
  const name = Buffer.from(content === undefined ? `${path}/` : path);
  const isLong = name.length > 100;
  return [
    ...(isLong ? longName(name) : []),
    header(name.subarray(0, 100), {
      type: content === undefined ? "5" : "0",
      mode: content === undefined || isExecutable ? 0o755 : 0o644,
      bytes: content?.length ?? 0,
    }),
    ...(content === undefined ? [] : [padded(content)]),
  ];
}

/** What does not fit into a header goes ahead of it as a record, whose length counts itself. */
function longName(name: Buffer): Buffer[] {
  const text = Buffer.concat([Buffer.from(" path="), name, Buffer.from("\n")]);
  let length = text.length;
  while (length < text.length + String(length).length) {
    length = text.length + String(length).length;
  }
  const record = Buffer.concat([Buffer.from(String(length)), text]);
  return [header(Buffer.from("path"), { type: "x", mode: 0o644, bytes: record.length }), padded(record)];
}

function header(name: Buffer, { type, mode, bytes }: { type: string; mode: number; bytes: number }): Buffer {
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  name.copy(block);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108); // owner
  block.write(octal(0, 7), 116); // group
  block.write(octal(bytes, 11), 124);
  block.write(octal(modified, 11), 136);
  block.write(" ".repeat(8), 148); // the checksum counts itself as blanks
  block.write(type, 156);
  block.write("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes)]);
}
