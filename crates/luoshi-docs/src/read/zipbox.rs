//! A zip container that cannot blow up: entries are counted, and bytes are counted while inflating.

use std::cell::{Cell, RefCell};
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::limits::{Limits, Refusal, Stop};

/// An opened container with a budget of bytes that all reads share.
pub(super) struct ZipBox<'a> {
    archive: RefCell<ZipArchive<Cursor<&'a [u8]>>>,
    left: Cell<u64>,
    limit: u64,
    stop: Stop,
}

impl<'a> ZipBox<'a> {
    /// Opens a container; a broken, encrypted or overfull one is refused.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::new("damaged"))?;
        if archive.len() > limits.parts {
            return Err(Refusal::new("too-many-parts").with("limit", limits.parts));
        }
        Ok(Self {
            archive: RefCell::new(archive),
            left: Cell::new(limits.unpacked),
            limit: limits.unpacked,
            stop: limits.stop.clone(),
        })
    }

    /// Whether an entry of this name exists, in any letter case as some writers spell them.
    pub(super) fn has(&self, name: &str) -> bool {
        self.real_name(name).is_some()
    }

    /// The bytes of an entry; `None` if there is none or it is broken.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        self.stop.check()?;
        let Some(name) = self.real_name(name) else { return Ok(None) };
        let mut archive = self.archive.borrow_mut();
        let entry = match archive.by_name(&name) {
            Ok(entry) => entry,
            Err(zip::result::ZipError::UnsupportedArchive(_)) => return Err(Refusal::new("encrypted")),
            Err(_) => return Ok(None),
        };
        let mut bytes = Vec::new();
        let copied = entry.take(self.left.get() + 1).read_to_end(&mut bytes);
        self.spend(bytes.len() as u64)?;
        // A checksum error at the end still leaves what was read; XML readers find out themselves.
        Ok((copied.is_ok() || !bytes.is_empty()).then_some(bytes))
    }

    /// Inflates everything into nothing, for parsers that would inflate without counting.
    pub(super) fn inflate_all(&self) -> Result<(), Refusal> {
        let mut archive = self.archive.borrow_mut();
        let mut total = 0_u64;
        for index in 0..archive.len() {
            self.stop.check()?;
            let Ok(entry) = archive.by_index(index) else { continue };
            let room = self.left.get().saturating_sub(total) + 1;
            // A broken entry has still inflated up to the break; the reader that needs it will say so.
            let mut counted = Counted(0);
            let _ = std::io::copy(&mut entry.take(room), &mut counted);
            total += counted.0;
            if total > self.left.get() {
                return Err(self.too_big());
            }
        }
        Ok(())
    }

    fn spend(&self, bytes: u64) -> Result<(), Refusal> {
        let left = self.left.get().checked_sub(bytes).ok_or_else(|| self.too_big())?;
        self.left.set(left);
        Ok(())
    }

    fn too_big(&self) -> Refusal {
        Refusal::new("too-big-unpacked").with("limit", self.limit >> 20)
    }

    fn real_name(&self, name: &str) -> Option<String> {
        let archive = self.archive.borrow();
        archive
            .file_names()
            .flatten()
            .find(|entry| entry.trim_start_matches('/').replace('\\', "/").eq_ignore_ascii_case(name))
            .map(std::borrow::Cow::into_owned)
    }
}

/// A sink that counts.
struct Counted(u64);

impl std::io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
