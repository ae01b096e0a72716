// Makes small workbooks, and edits the cells of one that the program wrote, as a clerk would in Excel.
import assert from 'node:assert/strict';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const SPREADSHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A workbook of texts: {name of the sheet: rows of cells}. */
export function workbook(sheets) {
  const names = Object.keys(sheets);
  const parts = new Map();
  parts.set(
    '[Content_Types].xml',
    `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Override PartName="/xl/workbook.xml" ContentType="${SHEET}.sheet.main+xml"/>` +
      names.map((_, n) => `<Override PartName="/xl/worksheets/sheet${n + 1}.xml" ContentType="${SHEET}.worksheet+xml"/>`).join('') +
      '</Types>',
  );
  parts.set('_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']]));
  parts.set(
    'xl/workbook.xml',
    `${HEAD}<workbook xmlns="${SPREADSHEET}" xmlns:r="${RELATIONS}"><sheets>` +
      names.map((name, n) => `<sheet name="${escape(name)}" sheetId="${n + 1}" r:id="r${n + 1}"/>`).join('') +
      '</sheets></workbook>',
  );
  parts.set('xl/_rels/workbook.xml.rels', relations(names.map((_, n) => ['worksheet', `worksheets/sheet${n + 1}.xml`])));
  names.forEach((name, n) => parts.set(`xl/worksheets/sheet${n + 1}.xml`, worksheet(sheets[name])));
  return zip(new Map([...parts].map(([name, text]) => [name, Buffer.from(text)])));
}

function relations(list) {
  const items = list.map(([kind, target], n) => `<Relationship Id="r${n + 1}" Type="${RELATIONS}/${kind}" Target="${target}"/>`);
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${items.join('')}</Relationships>`;
}

function worksheet(rows) {
  const cells = (row, r) => row.map((text, c) => (text === '' ? '' : cell(`${column(c)}${r + 1}`, '', text))).join('');
  const body = rows.map((row, r) => `<row r="${r + 1}">${cells(row, r)}</row>`).join('');
  return `${HEAD}<worksheet xmlns="${SPREADSHEET}"><sheetData>${body}</sheetData></worksheet>`;
}

const cell = (at, style, text) =>
  `<c r="${at}"${style} t="inlineStr"><is><t xml:space="preserve">${escape(text)}</t></is></c>`;
const column = (index) => (index < 26 ? '' : column(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const plain = (xml) =>
  xml.replace(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** The first sheet of a workbook, to be read and edited cell by cell. */
export class Sheet {
  static FIRST = 'xl/worksheets/sheet1.xml';

  constructor(bytes) {
    this.parts = unzip(bytes);
    this.xml = this.parts.get(Sheet.FIRST).toString();
    const shared = this.parts.get('xl/sharedStrings.xml')?.toString() ?? '';
    this.shared = [...shared.matchAll(/<si>(.*?)<\/si>/gs)].map(([, text]) => plain(text));
  }

  /** Every cell with a text: {at: 'B3', text}. */
  cells() {
    return [...this.xml.matchAll(/<c r="([A-Z]+\d+)"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, at, kind, inner]) => {
      const text = plain(inner ?? '');
      return { at, text: kind.includes('t="s"') ? this.shared[Number(text)] : text };
    });
  }

  /** The letters of the column with this heading. */
  column(heading) {
    const found = this.cells().find(({ text }) => text === heading);
    assert.ok(found, `no column is called ${heading}`);
    return found.at.replace(/\d+/, '');
  }

  /** The number of the row in which a cell says just this. */
  row(text) {
    const found = this.cells().find((one) => one.text === text);
    assert.ok(found, `no cell says ${text}`);
    return Number(found.at.replace(/\D+/, ''));
  }

  text(at) {
    return this.cells().find((one) => one.at === at)?.text ?? '';
  }

  /** Types a text over what stands in a cell; its format stays. */
  type(at, text) {
    const there = new RegExp(`<c r="${at}"([^>]*?)(?:/>|>.*?</c>)`, 's');
    assert.match(this.xml, there, `${at} is not in the sheet`);
    this.xml = this.xml.replace(there, (_, kind) => cell(at, kind.match(/ s="\d+"/)?.[0] ?? '', text));
  }

  save() {
    this.parts.set(Sheet.FIRST, Buffer.from(this.xml));
    return zip(this.parts);
  }
}

function unzip(bytes) {
  const parts = new Map();
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const start = bytes.readUInt32LE(at + 42);
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const raw = bytes.subarray(data, data + packed);
    parts.set(bytes.toString('utf8', at + 46, at + 46 + name), method === 0 ? raw : inflateRawSync(raw));
    at += 46 + name + extra + comment;
  }
  return parts;
}

function zip(parts) {
  const [files, directory] = [[], []];
  let offset = 0;
  for (const [name, content] of parts) {
    const packed = deflateRawSync(content);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x0800, 2);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(4);
    place.writeUInt32LE(offset);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), facts, Buffer.from(name), packed]);
    const version = Buffer.from([20, 0]);
    directory.push(Buffer.from('PK\u0001\u0002', 'latin1'), version, facts, Buffer.alloc(10), place, Buffer.from(name));
    files.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.size, 4);
  end.writeUInt16LE(parts.size, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, list, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
