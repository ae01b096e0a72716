//! Lines of a table become the items of a draft; what is uncertain becomes a question.

use std::collections::BTreeSet;

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::round::Rounding;
use luoshi_core::assess::rules::grade_quota::{GradeQuota, LineTie};
use luoshi_core::assess::rules::rank::{Ranking, Scope};
use luoshi_core::assess::scheme::model::{Dimension, Grading, Item, Role, Scheme, Total, Veto};

use super::data::Data;
use super::sheet::{Annex, Line, Node, named, points};
use super::wording::{self, Context, Reading, Rule};
use super::words::{self, Section};
use super::{Choice, Question};
use crate::assess::Spot;

/// What became of a file.
#[derive(Debug)]
pub(super) struct Draft {
    pub scheme: Scheme,
    pub questions: Vec<Question>,
    /// For each item of the scheme: where it stands, its content, notes.
    pub origins: Vec<Origin>,
    /// Whether a sheet of data gave everything that no table says.
    pub whole: bool,
}

/// What stands beside an item in the table.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    pub spot: Option<Spot>,
    pub content: String,
    pub note: String,
}

/// Makes a draft of tables of indicators.
pub(super) fn draft(annexes: Vec<Annex>, data: Option<Data>, name: &str) -> Draft {
    let title = annexes.iter().find_map(|annex| title(&annex.title)).unwrap_or_default();
    let year = annexes.iter().flat_map(|annex| &annex.title).find_map(|text| year(text));
    let mut desk = Desk::new(data, if title.is_empty() { name } else { &title }, year);
    for annex in annexes {
        desk.annex(annex);
    }
    desk.finish()
}

/// The title of a table: what is above its heading and is no 附件3, no unit, no date.
fn title(above: &[String]) -> Option<String> {
    let text = above.iter().find(|text| {
        let plain: String = text.split_whitespace().collect();
        plain.chars().count() >= 5 && !plain.contains(['：', ':']) && !plain.starts_with("附件")
    })?;
    let plain: String = text.split_whitespace().collect();
    let tail = words::form("title");
    Some(plain.strip_suffix(tail).filter(|rest| !rest.is_empty()).unwrap_or(&plain).to_owned())
}

/// The year that a title names.
pub(super) fn year(text: &str) -> Option<i32> {
    let even = luoshi_core::text::even(text);
    let at = even.find("20")?;
    let digits = even.get(at..at + 4)?;
    digits.parse().ok().filter(|y| (2000..2100).contains(y))
}

struct Desk {
    scheme: Scheme,
    data: Option<Data>,
    questions: Vec<Question>,
    origins: Vec<Origin>,
    names: BTreeSet<String>,
    /// Names of bonuses and deductions among them.
    adjusts: BTreeSet<String>,
    /// Points that somebody states for a part of the table, and what its items add up to.
    stated: Vec<(Node, Exact)>,
    /// Lines of the item that is being read, the last with its wording.
    pending: Option<Line>,
    total: Option<(Spot, Exact)>,
    /// Places that the sheet of data gives to the items.
    order: Vec<usize>,
}

impl Desk {
    fn new(data: Option<Data>, name: &str, year: Option<i32>) -> Self {
        let mut scheme = data.as_ref().map_or_else(|| empty(name), |data| data.rest.clone());
        let mut questions = Vec::new();
        if data.is_none() {
            match year {
                Some(year) => {
                    scheme.year = year;
                    scheme.id = format!("draft-{year}");
                }
                None => questions.push(Question::of(Spot::File, "year-unsaid", "")),
            }
        }
        Self {
            scheme,
            data,
            questions,
            origins: Vec::new(),
            names: BTreeSet::new(),
            adjusts: BTreeSet::new(),
            stated: Vec::new(),
            pending: None,
            total: None,
            order: Vec::new(),
        }
    }

    fn annex(&mut self, annex: Annex) {
        for (spot, heading) in annex.twice {
            self.questions.push(Question { found: heading, ..Question::of(spot, "heading-two", "") });
        }
        for line in annex.lines {
            if line.continues
                && let Some(pending) = self.pending.as_mut()
            {
                if !line.wording.text.is_empty() && line.wording.text != pending.wording.text {
                    pending.wording.text = format!("{}\n{}", pending.wording.text, line.wording.text);
                }
                continue;
            }
            self.settle();
            self.pending = Some(line);
        }
        self.settle();
        self.total = annex.sums.last().cloned().or(self.total.take());
    }

    fn settle(&mut self) {
        let Some(line) = self.pending.take() else { return };
        let Some(last) = line.path.last().cloned() else {
            if !line.wording.text.is_empty() {
                self.ask(&line, "", "name-missing", &line.wording.text);
            }
            return;
        };
        let above = line.path.split_last().map_or(&[][..], |(_, above)| above);
        let short = line.path.len() == 1 && last.name.chars().count() <= 6;
        let does = line.does.or_else(|| above.iter().find_map(|node| words::section(&node.name)));
        let does = does.or_else(|| if short { words::section(&last.name) } else { None });
        match does {
            Some(Section::Veto) => self.veto(&line, &last),
            None => self.item(&line, &last, Role::Base),
            Some(Section::Bonus) => self.item(&line, &last, Role::Bonus),
            Some(Section::Deduction) => self.item(&line, &last, Role::Deduction),
            Some(Section::Both) => {
                let text = &line.wording.text;
                let (adds, takes) = (text.contains(['加', '奖']), text.contains('扣'));
                if adds == takes {
                    self.ask(&line, &last.name, "role-unclear", text);
                }
                let role = if takes && !adds { Role::Deduction } else { Role::Bonus };
                self.item(&line, &last, role);
            }
        }
    }

    fn ask(&mut self, line: &Line, item: &str, code: &'static str, found: &str) {
        let question = Question {
            item: item.to_owned(),
            sentence: line.wording.text.clone(),
            found: found.to_owned(),
            ..Question::of(line.wording.spot.clone(), code, "")
        };
        self.questions.push(question);
    }

    /// A name that no adjustment shares with another item: values call them by it.
    fn name(&mut self, name: &str, role: Role) -> String {
        let mut own = name.to_owned();
        let mut n = 1;
        let taken = if role == Role::Base { &self.adjusts } else { &self.names };
        while taken.contains(&own) {
            n += 1;
            own = format!("{name}（{n}）");
        }
        self.names.insert(own.clone());
        if role != Role::Base {
            self.adjusts.insert(own.clone());
        }
        own
    }

    fn full(&mut self, line: &Line, name: &str, role: Role) -> Option<Exact> {
        let text = &line.points.text;
        let full = points(text).map(|p| if role == Role::Deduction { p.abs() } else { p });
        let code = match (&full, text.is_empty()) {
            _ if line.shared => "points-shared",
            (None, false) => "points-unclear",
            (None, true) if role == Role::Base => "points-missing",
            _ => return full,
        };
        let question = Question {
            item: name.to_owned(),
            found: text.clone(),
            ..Question::of(line.points.spot.clone(), code, &line.wording.text)
        };
        self.questions.push(question);
        full.filter(|_| !line.shared)
    }

    fn item(&mut self, line: &Line, node: &Node, role: Role) {
        if role == Role::Bonus
            && let Some(cap) = self.cap(line)
        {
            self.scheme.total.bonus_cap = Some(cap);
        }
        if role == Role::Deduction
            && let Some(cap) = self.cap(line)
        {
            self.scheme.total.deduction_cap = Some(cap);
        }
        let mut line = line.clone();
        line.points.text = match &node.points {
            Some(own) if line.points.text.is_empty() => own.to_string(),
            _ => line.points.text,
        };
        let full = self.full(&line, &node.name, role);
        let name = self.name(&node.name, role);
        self.state(&line, full.as_ref().filter(|_| role == Role::Base));
        if line.hidden {
            self.ask(&line, &name, "hidden", "");
        }
        let known = self.data.as_mut().and_then(|data| {
            data.take(&name, full.as_ref().unwrap_or(&Exact::ZERO), &line.wording.text, role)
        });
        let item = match known {
            Some((place, item)) => {
                self.order.push(place);
                item
            }
            None => {
                if self.data.is_some() {
                    self.ask(&line, &name, "data-differs", "");
                }
                let dimension = (role == Role::Base).then(|| self.dimension(&line));
                self.read(&line, name, full, role, dimension)
            }
        };
        let spot = line.path.last().map(|node| node.spot.clone());
        let content = if line.content == item.name { String::new() } else { line.content.clone() };
        self.origins.push(Origin { spot, content, note: line.note.clone() });
        self.scheme.items.push(item);
    }

    /// The most that a whole section adds or takes.
    fn cap(&self, line: &Line) -> Option<Exact> {
        let above = line.path.split_last().map_or(&[][..], |(_, above)| above);
        line.section.iter().chain(above).find_map(|node| node.cap.clone().or_else(|| node.points.clone()))
    }

    /// Counts the points of an item for everything above it that states a sum.
    fn state(&mut self, line: &Line, full: Option<&Exact>) {
        let Some(full) = full else { return };
        let above = line.path.split_last().map_or(&[][..], |(_, above)| above);
        for node in line.section.iter().chain(above).filter(|node| node.points.is_some()) {
            match self.stated.iter_mut().find(|(own, _)| own.spot == node.spot && own.name == node.name) {
                Some((_, sum)) => *sum = &*sum + full,
                None => self.stated.push((node.clone(), full.clone())),
            }
        }
    }

    fn dimension(&mut self, line: &Line) -> usize {
        let top = if line.path.len() > 1 { line.path.first() } else { line.section.as_ref() };
        let name = top.map_or_else(|| words::form("dimension").to_owned(), |node| node.name.clone());
        let same = |d: &Dimension| d.name == name || named(&d.name).0 == name;
        if let Some(found) = self.scheme.dimensions.iter().position(same) {
            return found;
        }
        let id = (self.scheme.dimensions.len() + 1..)
            .map(|n| format!("d{n}"))
            .find(|id| !self.scheme.dimensions.iter().any(|d| d.id == *id))
            .unwrap_or_default();
        self.scheme.dimensions.push(Dimension { id, name });
        self.scheme.dimensions.len() - 1
    }

    fn read(
        &mut self,
        line: &Line,
        name: String,
        full: Option<Exact>,
        role: Role,
        dimension: Option<usize>,
    ) -> Item {
        let context = Context { name: &name, full: full.as_ref(), role };
        let text = &line.wording.text;
        let bare = full.clone().unwrap_or_default();
        let question = |code: &'static str, found: String| Question {
            item: name.clone(),
            sentence: text.clone(),
            found,
            expected: bare.to_string(),
            ..Question::of(line.wording.spot.clone(), code, "")
        };
        let rule = match wording::read(text, &context) {
            Reading::Rule(rule, doubts) => {
                self.questions.extend(doubts.into_iter().map(|d| question(d.code, d.found)));
                rule
            }
            Reading::Marks => wording::manual(&bare, role),
            Reading::Veto => {
                self.questions.push(Question { open: true, ..question("wording-unknown", String::new()) });
                wording::manual(&bare, role)
            }
            Reading::Open(doubt, rules) => {
                let choices = rules.into_iter().map(|(label, rule)| Choice::new(label, &rule)).collect();
                let asked = question(doubt.code, doubt.found);
                self.questions.push(Question { open: true, choices, ..asked });
                wording::manual(&bare, role)
            }
        };
        let code = self.code(dimension);
        made(line, rule, Called { code, name, full: bare, role, dimension })
    }

    /// A code that nobody has: rows may be gone whose neighbours keep theirs.
    fn code(&self, dimension: Option<usize>) -> String {
        let number = self.scheme.items.iter().filter(|i| i.dimension == dimension).count() + 1;
        let Some(dimension) = dimension else { return format!("+{number}") };
        let free = |code: &String| {
            !self.scheme.items.iter().any(|item| item.code == *code)
                && !self.data.as_ref().is_some_and(|data| data.has_code(code))
        };
        (number..).map(|n| format!("{}.{n}", dimension + 1)).find(free).unwrap_or_default()
    }

    /// 一票否决: its effect and the document that permits it are no matter of a table.
    fn veto(&mut self, line: &Line, node: &Node) {
        let known = self.scheme.grading.iter().flat_map(|g| &g.vetoes).any(|v| v.name == node.name);
        if self.data.is_some() && known {
            return;
        }
        self.ask(line, &node.name, "veto-effect", "");
        self.ask(line, &node.name, "veto-basis", "");
        let grading =
            self.scheme.grading.get_or_insert_with(|| Grading { quota: no_grades(), vetoes: Vec::new() });
        grading.vetoes.push(Veto {
            name: node.name.clone(),
            at_most: None,
            rank: Default::default(),
            no_award: false,
            when: None,
            basis: None,
        });
    }

    fn finish(mut self) -> Draft {
        for (node, sum) in std::mem::take(&mut self.stated) {
            let stated = node.points.clone().unwrap_or_default();
            if stated != sum {
                self.questions.push(Question {
                    item: node.name.clone(),
                    found: sum.to_string(),
                    expected: stated.to_string(),
                    ..Question::of(node.spot, "points-sum", "")
                });
            }
        }
        let base = self.scheme.items.iter().filter(|i| i.role == Role::Base);
        let sum: Exact = base.map(|i| i.full.clone()).sum();
        if let Some((spot, stated)) = self.total.take() {
            if stated != sum {
                self.questions.push(Question {
                    found: sum.to_string(),
                    expected: stated.to_string(),
                    ..Question::of(spot, "points-total", "")
                });
            }
            if self.data.is_none() {
                self.scheme.full = Some(stated);
            }
        }
        let whole = self.data.as_ref().is_some_and(Data::used);
        // The table lists bonuses before deductions; the scheme has an order of its own. Without one, a
        // dimension that the table comes back to later has its items together, as a scheme file has them.
        let own = whole && self.order.len() == self.scheme.items.len();
        let order = std::mem::take(&mut self.order);
        let places = self.scheme.items.iter().enumerate().map(|(at, item)| match order.get(at) {
            Some(place) if own => *place,
            _ => item.dimension.unwrap_or(usize::MAX),
        });
        let places: Vec<usize> = places.collect();
        let items = std::mem::take(&mut self.scheme.items).into_iter().zip(std::mem::take(&mut self.origins));
        let mut placed: Vec<_> = places.into_iter().zip(items).collect();
        placed.sort_by_key(|(place, _)| *place);
        (self.scheme.items, self.origins) = placed.into_iter().map(|(_, pair)| pair).unzip();
        if let Some(data) = &self.data {
            data.restore(&mut self.scheme);
            // A row that was taken away, or that goes on with the item above: nothing goes in silence.
            let differs = self.questions.iter().filter(|q| q.code == "data-differs");
            let mut asked: Vec<String> = differs.map(|q| q.item.clone()).collect();
            for item in data.left() {
                if let Some(at) = asked.iter().position(|name| *name == named(&item.name).0) {
                    asked.swap_remove(at);
                    continue;
                }
                let name = item.label().to_owned();
                self.questions.push(Question { found: name, ..Question::of(Spot::File, "data-left", "") });
            }
        }
        Draft { scheme: self.scheme, questions: self.questions, origins: self.origins, whole }
    }
}

struct Called {
    code: String,
    name: String,
    full: Exact,
    role: Role,
    dimension: Option<usize>,
}

fn made(line: &Line, rule: Rule, called: Called) -> Item {
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let mut params = rule.params;
    wording::fill(&rule.kind, &mut params, &called.full);
    Item {
        code: called.code,
        name: called.name,
        dimension: called.dimension,
        role: called.role,
        full: called.full,
        full_by_group: Default::default(),
        kind: rule.kind,
        params,
        out_of: rule.out_of,
        floor: rule.at_least,
        cap: rule.at_most,
        peers: if rule.grouped { Scope::Group } else { Scope::All },
        round: Rounding::half_up(2),
        marker: some(&line.marker),
        evidence: some(&line.source),
        text: some(line.wording.text.trim()),
        applies_to: None,
        unit: some(&line.unit),
    }
}

fn empty(name: &str) -> Scheme {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let name = if stem.is_empty() { words::form("draft") } else { stem };
    Scheme {
        id: "draft".to_owned(),
        name: name.to_owned(),
        year: 0,
        basis: None,
        full: None,
        groups: Vec::new(),
        dimensions: Vec::new(),
        items: Vec::new(),
        total: Total::new(Rounding::half_up(2)),
        ranking: Ranking::default(),
        grading: None,
        awards: None,
        after: Vec::new(),
        flow: Default::default(),
    }
}

fn no_grades() -> GradeQuota {
    GradeQuota {
        scope: Scope::All,
        quota_base: Default::default(),
        quota_rounding: Default::default(),
        boundary_tie: LineTie::default(),
        grades: Vec::new(),
    }
}
