//! OLE containers (compound files): their directory and single streams, bounded and without trust.
//!
//! Only what the readers need: names tell old Word, old Excel and encrypted packages apart, and the
//! workbook stream is looked at before it is parsed. Layout: [MS-CFB] sections 2.2–2.6.

use std::collections::BTreeSet;

/// An opened compound file.
pub(super) struct Ole<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

const LAST_USABLE: u32 = 0xffff_fffa;
const MINI_CUTOFF: usize = 4096;
const MINI_SECTOR: usize = 64;

impl<'a> Ole<'a> {
    /// Opens a container; `None` if its header or directory cannot be followed.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        let sector = if shift == 12 { 4096 } else { 512 };
        let mut ole = Self {
            bytes,
            sector,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
        };
        ole.fat = ole.read_fat()?;
        let directory = ole.chain(u32_at(bytes, 48)?);
        ole.entries = directory.chunks_exact(128).filter_map(entry).collect();
        let mini = ole.chain(u32_at(bytes, 60)?);
        ole.mini_fat = words(&mini);
        let root = ole.entries.first().map(|root| (root.start, root.size));
        if let Some((start, size)) = root {
            ole.mini_stream = ole.chain(start);
            ole.mini_stream.truncate(size);
        }
        (!ole.entries.is_empty()).then_some(ole)
    }

    /// Whether a stream of this name exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream, as far as its chain can be followed.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let mut bytes =
            if entry.size < MINI_CUTOFF { self.mini_chain(entry.start) } else { self.chain(entry.start) };
        bytes.truncate(entry.size);
        Some(bytes)
    }

    fn sector_bytes(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        // The last sector of a file is often cut short; what is there counts.
        self.bytes.get(start..(start + self.sector).min(self.bytes.len()))
    }

    fn read_fat(&self) -> Option<Vec<u32>> {
        let mut sectors: Vec<u32> = words(self.bytes.get(76..512)?);
        let mut next = u32_at(self.bytes, 68)?;
        let mut seen = BTreeSet::new();
        while next < LAST_USABLE && seen.insert(next) {
            let Some(block) = self.sector_bytes(next) else { break };
            let mut more = words(block);
            next = more.pop().unwrap_or(u32::MAX);
            sectors.extend(more);
        }
        let usable = sectors.into_iter().filter(|sector| *sector < LAST_USABLE);
        let mut known = BTreeSet::new();
        let blocks =
            usable.filter(|sector| known.insert(*sector)).filter_map(|sector| self.sector_bytes(sector));
        Some(blocks.flat_map(words).collect())
    }

    fn chain(&self, start: u32) -> Vec<u8> {
        follow(start, &self.fat, |sector| self.sector_bytes(sector))
    }

    fn mini_chain(&self, start: u32) -> Vec<u8> {
        follow(start, &self.mini_fat, |sector| {
            let at = (sector as usize).checked_mul(MINI_SECTOR)?;
            self.mini_stream.get(at..(at + MINI_SECTOR).min(self.mini_stream.len()))
        })
    }
}

/// Packs one stream into a container of its own, with nothing odd about it: parsers that follow the
/// chains of a damaged one can run in circles. Sectors of 4096 bytes, so that 109 table sectors,
/// which fit the header, reach further than any file that is let in.
pub(super) fn pack(name: &str, stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 4096;
    const END: u32 = 0xffff_fffe;
    const FREE: u32 = 0xffff_ffff;
    const TABLE: u32 = 0xffff_fffd;
    let sectors = stream.len().div_ceil(SECTOR).max(1);
    let tables = (sectors + 1).div_ceil(SECTOR / 4 - 1);
    let number = |count: usize| u32::try_from(count).unwrap_or(0);
    let mut head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    head.resize(24, 0);
    for word in [0x3e_u16, 4, 0xfffe, 12, 6, 0, 0, 0] {
        head.extend(word.to_le_bytes());
    }
    // Directory sectors, table sectors, directory, transactions, cut-off, no small streams, no more tables.
    for word in [1, number(tables), number(tables), 0, 4096, END, 0, END, 0] {
        head.extend(word.to_le_bytes());
    }
    for at in 0..109 {
        head.extend(if at < tables { number(at) } else { FREE }.to_le_bytes());
    }
    head.resize(SECTOR, 0);
    let mut table = vec![TABLE; tables];
    table.push(END);
    table.extend((1..sectors).map(|at| number(tables + 1 + at)));
    table.push(END);
    table.resize(tables * SECTOR / 4, FREE);
    head.extend(table.into_iter().flat_map(u32::to_le_bytes));
    let start = number(tables + 1);
    let mut directory = slot("Root Entry", 5, 1, start, 0);
    directory.extend(slot(name, 2, FREE, start, number(sectors * SECTOR)));
    directory.resize(SECTOR, 0);
    head.extend(directory);
    head.extend_from_slice(stream);
    head.resize((tables + 2 + sectors) * SECTOR, 0);
    head
}

/// One entry of a directory.
fn slot(name: &str, kind: u8, child: u32, start: u32, size: u32) -> Vec<u8> {
    let mut bytes: Vec<u8> = name.encode_utf16().take(31).flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(bytes.len() + 2).unwrap_or(2);
    bytes.resize(64, 0);
    bytes.extend(length.to_le_bytes());
    bytes.extend([kind, 1]);
    for link in [u32::MAX, u32::MAX, child] {
        bytes.extend(link.to_le_bytes());
    }
    bytes.resize(116, 0);
    bytes.extend(start.to_le_bytes());
    bytes.extend(size.to_le_bytes());
    bytes.resize(128, 0);
    bytes
}

/// Follows a chain of sectors; a loop or a sector outside the file ends it.
fn follow<'b>(start: u32, fat: &[u32], sector: impl Fn(u32) -> Option<&'b [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut at = start;
    let mut steps = 0;
    while at < LAST_USABLE && steps <= fat.len() {
        let Some(block) = sector(at) else { break };
        bytes.extend_from_slice(block);
        at = fat.get(at as usize).copied().unwrap_or(u32::MAX);
        steps += 1;
    }
    bytes
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?);
    let units = words16(bytes.get(..length.checked_sub(2)?.min(62))?);
    let name = String::from_utf16_lossy(&units);
    // Only the lower half of the size: version 3 files leave rubbish in the upper one.
    Some(Entry { name, start: u32_at(bytes, 116)?, size: u32_at(bytes, 120)? as usize })
}

fn words16(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect()
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}

/// A little-endian number of two bytes.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|two| u16::from_le_bytes([two[0], two[1]]))
}

/// A little-endian number of four bytes.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_stream_comes_out_again() {
        for length in [0, 1, 4096, 4097, 5_000_000] {
            let stream: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let packed = pack("Workbook", &stream);
            let ole = Ole::open(&packed).unwrap();
            let found = ole.stream("workbook").unwrap();
            assert_eq!(found.get(..length).unwrap(), stream);
            assert!(found.len() < length + 4097 && found[length..].iter().all(|byte| *byte == 0));
        }
    }

    #[test]
    fn circles_end() {
        let mut packed = pack("Workbook", &[7; 9000]);
        // The second sector of the stream points back at the first.
        let at = 4096 + 4 * 3;
        packed[at..at + 4].copy_from_slice(&2_u32.to_le_bytes());
        assert!(Ole::open(&packed).unwrap().stream("Workbook").unwrap().len() <= 5 << 20);
    }
}
