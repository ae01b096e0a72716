//! The walk over a page's content: pieces of text with their places.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::font::Font;
use super::matrix::Matrix;

/// A piece of text as one operator shows it.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) text: String,
    /// Left end of the base line, in points of the upright page.
    pub(super) x: f32,
    pub(super) y: f32,
    /// Right end.
    pub(super) end: f32,
    /// Height of the font.
    pub(super) size: f32,
}

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) runs: Vec<Run>,
    /// Characters whose font does not say what they are.
    pub(super) unreadable: usize,
    /// Pictures or forms are shown.
    pub(super) pictures: bool,
}

/// The dictionaries in which a content stream looks up names, nearest first.
pub(super) type Resources<'a> = Vec<&'a Dictionary>;

/// A walk with a budget of bytes and runs.
pub(super) struct Walk<'a, 'b> {
    pdf: &'a Pdf,
    left: &'b mut u64,
    overspent: bool,
    found: Found,
    fonts: BTreeMap<(usize, Vec<u8>), Font<'a>>,
}

#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<(usize, Vec<u8>)>,
    size: f32,
    leading: f32,
    letter: f32,
    word: f32,
    stretch: f32,
    rise: f32,
}

const DEEPEST_FORM: usize = 5;
const MOST_RUNS: usize = 300_000;
const DEEPEST_STATE: usize = 100;

/// The resources of a page and of those it inherits from.
pub(super) fn page_resources(pdf: &Pdf, id: ObjectId) -> Resources<'_> {
    let Ok((direct, referenced)) = pdf.get_page_resources(id) else { return Vec::new() };
    direct.into_iter().chain(referenced.into_iter().filter_map(|id| pdf.get_dictionary(id).ok())).collect()
}

impl<'a, 'b> Walk<'a, 'b> {
    /// A walk over one page.
    pub(super) fn new(pdf: &'a Pdf, left: &'b mut u64) -> Self {
        Self { pdf, left, overspent: false, found: Found::default(), fonts: BTreeMap::new() }
    }

    /// Takes bytes out of the budget.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), ()> {
        match self.left.checked_sub(bytes as u64) {
            Some(left) => {
                *self.left = left;
                Ok(())
            }
            None => {
                self.overspent = true;
                Err(())
            }
        }
    }

    /// What was found, unless the budget ran out.
    pub(super) fn finish(self) -> Result<Found, ()> {
        if self.overspent { Err(()) } else { Ok(self.found) }
    }

    /// Walks a content stream; answers whether it could be parsed.
    pub(super) fn content(&mut self, bytes: &[u8], resources: &Resources<'a>, depth: usize) -> bool {
        self.content_at(bytes, resources, depth, Matrix::ONE)
    }

    fn content_at(&mut self, bytes: &[u8], resources: &Resources<'a>, depth: usize, page: Matrix) -> bool {
        let Ok(content) = Content::decode(bytes) else { return false };
        let start = State {
            page,
            font: None,
            size: 1.0,
            leading: 0.0,
            letter: 0.0,
            word: 0.0,
            stretch: 1.0,
            rise: 0.0,
        };
        let mut state = start;
        let mut saved = Vec::new();
        let (mut text, mut line) = (Matrix::ONE, Matrix::ONE);
        for operation in &content.operations {
            if self.found.runs.len() > MOST_RUNS || self.overspent {
                break;
            }
            let number = |at: usize| {
                operation.operands.get(at).and_then(|object| object.as_float().ok()).unwrap_or(0.0)
            };
            match operation.operator.as_str() {
                "q" if saved.len() < DEEPEST_STATE => saved.push(state.clone()),
                "Q" => state = saved.pop().unwrap_or(state),
                "cm" => state.page = Matrix([0, 1, 2, 3, 4, 5].map(number)).then(state.page),
                "BT" => (text, line) = (Matrix::ONE, Matrix::ONE),
                "Tm" => {
                    line = Matrix([0, 1, 2, 3, 4, 5].map(number));
                    text = line;
                }
                "Td" | "TD" => {
                    if operation.operator == "TD" {
                        state.leading = -number(1);
                    }
                    line = Matrix::shift(number(0), number(1)).then(line);
                    text = line;
                }
                "T*" | "'" | "\"" => {
                    line = Matrix::shift(0.0, -state.leading).then(line);
                    text = line;
                    self.show(operation, &state, &mut text);
                }
                "Tj" | "TJ" => self.show(operation, &state, &mut text),
                "Do" => self.form(operation, resources, depth, &state),
                _ => self.set(operation, resources, &mut state),
            }
        }
        true
    }

    fn set(&mut self, operation: &Operation, resources: &Resources<'a>, state: &mut State) {
        let number =
            |at: usize| operation.operands.get(at).and_then(|object| object.as_float().ok()).unwrap_or(0.0);
        match operation.operator.as_str() {
            "Tf" => {
                state.size = number(1);
                state.font = operation.operands.first().and_then(|name| name.as_name().ok()).map(|name| {
                    // The same name means another font in another form.
                    let home =
                        resources.first().map_or(0, |dictionary| std::ptr::from_ref(*dictionary) as usize);
                    (home, name.to_vec())
                });
                if let Some(key) = state.font.clone().filter(|key| !self.fonts.contains_key(key))
                    && let Some(font) =
                        lookup(self.pdf, resources, b"Font", &key.1).and_then(|font| font.as_dict().ok())
                {
                    self.fonts.insert(key, Font::new(self.pdf, font));
                }
            }
            "TL" => state.leading = number(0),
            "Tc" => state.letter = number(0),
            "Tw" => state.word = number(0),
            "Tz" => state.stretch = number(0) / 100.0,
            "Ts" => state.rise = number(0),
            _ => {}
        }
    }

    /// Shows strings; numbers between them move the pen by thousandths.
    fn show(&mut self, operation: &Operation, state: &State, text: &mut Matrix) {
        if operation.operator == "T*" {
            return;
        }
        let Some(operand) = operation.operands.last() else { return };
        match operand {
            Object::Array(parts) => {
                for part in parts {
                    if let Ok(bytes) = part.as_str() {
                        self.string(bytes, state, text);
                    } else if let Ok(back) = part.as_float() {
                        *text = Matrix::shift(-back / 1000.0 * state.size * state.stretch, 0.0).then(*text);
                    }
                }
            }
            Object::String(bytes, _) => self.string(bytes, state, text),
            _ => {}
        }
    }

    fn string(&mut self, bytes: &[u8], state: &State, text: &mut Matrix) {
        let Some(font) = state.font.as_ref().and_then(|key| self.fonts.get(key)) else { return };
        let mut words = String::new();
        let mut advance = 0.0;
        for glyph in font.glyphs(bytes) {
            self.found.unreadable += glyph.text.matches('\u{fffd}').count();
            words.push_str(&glyph.text);
            let spacing = state.letter + if glyph.blank { state.word } else { 0.0 };
            advance += (glyph.width / 1000.0 * state.size + spacing) * state.stretch;
        }
        let start = Matrix::shift(0.0, state.rise).then(*text).then(state.page);
        let size = state.size.abs() * start.scale();
        *text = Matrix::shift(advance, 0.0).then(*text);
        if let Some((x, y)) = start.upright()
            && !words.is_empty()
            && size.is_finite()
            && advance.is_finite()
        {
            let end = x + advance * start.scale();
            self.found.runs.push(Run { text: words, x, y, end, size });
        }
    }

    /// Text may stand in forms that the page shows, and in forms inside them.
    fn form(&mut self, operation: &Operation, resources: &Resources<'a>, depth: usize, state: &State) {
        let name = operation.operands.first().and_then(|name| name.as_name().ok());
        let object = name.and_then(|name| lookup(self.pdf, resources, b"XObject", name));
        let Some(stream) = object.and_then(|object| object.as_stream().ok()) else { return };
        if !stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form") {
            self.found.pictures = true;
            return;
        }
        if depth >= DEEPEST_FORM {
            return;
        }
        let room = usize::try_from(*self.left).unwrap_or(usize::MAX).min(super::LARGEST_STREAM);
        let Ok(bytes) = stream.get_plain_content_with_limit(room) else { return };
        // A form shown thousands of times costs its bytes each time.
        if self.spend(bytes.len() + 1000).is_err() {
            return;
        }
        let mut inner = Resources::new();
        inner.extend(stream.dict.get_deref(b"Resources", self.pdf).and_then(Object::as_dict).ok());
        inner.extend(resources.iter().copied().filter(|_| inner.is_empty()).collect::<Vec<_>>());
        let own = stream.dict.get_deref(b"Matrix", self.pdf).and_then(Object::as_array).ok();
        let mut matrix = Matrix::ONE;
        for (slot, value) in matrix.0.iter_mut().zip(own.into_iter().flatten()) {
            *slot = value.as_float().unwrap_or(*slot);
        }
        self.content_at(&bytes, &inner, depth + 1, matrix.then(state.page));
    }
}

/// An entry of a resource category by its name.
fn lookup<'a>(pdf: &'a Pdf, resources: &Resources<'a>, category: &[u8], name: &[u8]) -> Option<&'a Object> {
    resources.iter().find_map(|dictionary| {
        let entries = dictionary.get_deref(category, pdf).and_then(Object::as_dict).ok()?;
        entries.get_deref(name, pdf).ok()
    })
}
