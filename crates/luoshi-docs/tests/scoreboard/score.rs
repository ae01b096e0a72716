//! The matching rules of the corpus guide ("How an extractor is scored"), field by field.

use std::collections::BTreeMap;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The fields in the order of the table.
pub const FIELDS: [&str; 24] = [
    "genre",
    "title",
    "date",
    "plan_year",
    "issuer",
    "people",
    "people.post",
    "priorities",
    "priorities.level",
    "tasks",
    "tasks.lead",
    "tasks.assist",
    "tasks.deadline",
    "measures",
    "measures.direction",
    "results",
    "results.direction",
    "issued",
    "letters",
    "forces",
    "forces.count",
    "frameworks",
    "honours",
    "campaigns",
];

/// True positives, predicted and gold items of one field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub hit: usize,
    pub pred: usize,
    pub gold: usize,
}

impl Count {
    fn add(&mut self, hit: usize, pred: usize, gold: usize) {
        self.hit += hit;
        self.pred += pred;
        self.gold += gold;
    }

    /// Precision, recall and F1; `None` where nothing was asked or offered.
    pub fn prf(self) -> (Option<f64>, Option<f64>, Option<f64>) {
        let part = |of: usize| (of > 0).then(|| self.hit as f64 / of as f64);
        let (precision, recall) = (part(self.pred), part(self.gold));
        let f1 = match (precision, recall) {
            (None, None) => None,
            (Some(p), Some(r)) if p > 0.0 && r > 0.0 => Some(2.0 * p * r / (p + r)),
            _ => Some(0.0),
        };
        (precision, recall, f1)
    }
}

/// Counts per field over all documents, and what was missed or wrong.
#[derive(Debug, Default)]
pub struct Tally {
    pub counts: BTreeMap<&'static str, Count>,
    pub log: Vec<(&'static str, &'static str, String, String)>,
}

impl Tally {
    fn add(&mut self, field: &'static str, hit: usize, pred: usize, gold: usize) {
        self.counts.entry(field).or_default().add(hit, pred, gold);
    }

    /// Adds one document.
    pub fn score(&mut self, id: &str, gold: &Value, pred: &Value) {
        self.scalar(id, "genre", gold, pred, |g, p| g == p);
        self.scalar(id, "title", gold, pred, |g, p| string(&show(g), &show(p), 0.6) > 0.0);
        self.scalar(id, "date", gold, pred, |g, p| show(g) == show(p));
        self.scalar(id, "plan_year", gold, pred, |g, p| show(g) == show(p));
        self.scalar(id, "issuer", gold, pred, |g, p| string(&show(g), &show(p), 0.3) > 0.0);
        self.people(id, gold, pred);
        self.priorities(id, gold, pred);
        self.tasks(id, gold, pred);
        self.figures(id, "measures", "measures.direction", gold, pred);
        self.figures(id, "results", "results.direction", gold, pred);
        for field in ["issued", "letters", "frameworks", "honours", "campaigns"] {
            let keep = |v: &Value| strings(&v[field]).into_iter().map(Value::from).collect::<Vec<_>>();
            self.listed(id, field, &keep(gold), &keep(pred), |g, p| string(&show(g), &show(p), 0.5), show);
        }
        let (g, p) = (objects(&gold["forces"]), objects(&pred["forces"]));
        let pairs = self.listed(
            id,
            "forces",
            &g,
            &p,
            |g, p| string(&show(&g["name"]), &show(&p["name"]), 0.5),
            |x| show(&x["name"]),
        );
        let hit = pairs
            .iter()
            .filter(|&&(i, j)| !g[i]["count"].is_null() && g[i]["count"] == p[j]["count"])
            .count();
        let some = |list: &[Value]| list.iter().filter(|x| !x["count"].is_null()).count();
        self.add("forces.count", hit, some(&p), some(&g));
    }

    fn scalar(
        &mut self,
        id: &str,
        field: &'static str,
        gold: &Value,
        pred: &Value,
        ok: impl Fn(&Value, &Value) -> bool,
    ) {
        let (g, p) = (&gold[field], &pred[field]);
        let hit = !g.is_null() && !p.is_null() && ok(g, p);
        self.add(field, hit.into(), usize::from(!p.is_null()), usize::from(!g.is_null()));
        if !hit && !g.is_null() {
            self.log.push((field, "missed", id.to_owned(), show(g)));
        }
        if !hit && !p.is_null() {
            self.log.push((field, "wrong", id.to_owned(), show(p)));
        }
    }

    fn listed(
        &mut self,
        id: &str,
        field: &'static str,
        gold: &[Value],
        pred: &[Value],
        score: impl Fn(&Value, &Value) -> f64,
        name: impl Fn(&Value) -> String,
    ) -> Vec<(usize, usize)> {
        let pairs = pair(gold, pred, score);
        self.add(field, pairs.len(), pred.len(), gold.len());
        for (_, item) in gold.iter().enumerate().filter(|(i, _)| !pairs.iter().any(|pair| pair.0 == *i)) {
            self.log.push((field, "missed", id.to_owned(), name(item)));
        }
        for (_, item) in pred.iter().enumerate().filter(|(j, _)| !pairs.iter().any(|pair| pair.1 == *j)) {
            self.log.push((field, "wrong", id.to_owned(), name(item)));
        }
        pairs
    }

    fn people(&mut self, id: &str, gold: &Value, pred: &Value) {
        let (g, p) = (objects(&gold["people"]), objects(&pred["people"]));
        let same = |a: &Value, b: &Value| {
            let name = norm(&show(&a["name"]));
            if !name.is_empty() && name == norm(&show(&b["name"])) { 2.0 } else { 0.0 }
        };
        let pairs = self.listed(id, "people", &g, &p, same, |x| show(&x["name"]));
        let post = |x: &Value| !show(&x["post"]).is_empty();
        let hit = pairs
            .iter()
            .filter(|&&(i, j)| {
                post(&g[i]) && post(&p[j]) && string(&show(&g[i]["post"]), &show(&p[j]["post"]), 0.5) > 0.0
            })
            .count();
        self.add(
            "people.post",
            hit,
            p.iter().filter(|x| post(x)).count(),
            g.iter().filter(|x| post(x)).count(),
        );
    }

    fn priorities(&mut self, id: &str, gold: &Value, pred: &Value) {
        let (g, p) = (objects(&gold["priorities"]), objects(&pred["priorities"]));
        let name = |x: &Value| format!("{} {}", show(&x["ordinal"]), show(&x["heading"]));
        let pairs = self.listed(id, "priorities", &g, &p, heading, name);
        let hit = pairs.iter().filter(|&&(i, j)| g[i]["level"] == p[j]["level"]).count();
        self.add("priorities.level", hit, p.len(), g.len());
        for &(i, j) in pairs.iter().filter(|&&(i, j)| g[i]["level"] != p[j]["level"]) {
            self.log.push((
                "priorities.level",
                "wrong",
                id.to_owned(),
                format!("{} is {} not {}", name(&g[i]), g[i]["level"], p[j]["level"]),
            ));
        }
    }

    fn tasks(&mut self, id: &str, gold: &Value, pred: &Value) {
        let (g, p) = (objects(&gold["tasks"]), objects(&pred["tasks"]));
        let pairs = self.listed(id, "tasks", &g, &p, task, |x| show(&x["text"]));
        for (part, field) in [("lead", "tasks.lead"), ("assist", "tasks.assist")] {
            let units = |x: &Value| strings(&x[part]).into_iter().map(Value::from).collect::<Vec<_>>();
            let mut hit = 0;
            for &(i, j) in &pairs {
                let found = pair(&units(&g[i]), &units(&p[j]), |a, b| unit(&show(a), &show(b))).len();
                hit += found;
                if found < units(&g[i]).len().max(units(&p[j]).len()) {
                    self.log.push((
                        field,
                        "wrong",
                        id.to_owned(),
                        format!("{} is {} not {}", show(&g[i]["text"]), g[i][part], p[j][part]),
                    ));
                }
            }
            let all = |list: &[Value]| list.iter().map(|x| units(x).len()).sum();
            self.add(field, hit, all(&p), all(&g));
        }
        let day = |x: &Value| !show(&x["deadline"]).is_empty();
        let hit = pairs.iter().filter(|&&(i, j)| day(&g[i]) && g[i]["deadline"] == p[j]["deadline"]).count();
        self.add(
            "tasks.deadline",
            hit,
            p.iter().filter(|x| day(x)).count(),
            g.iter().filter(|x| day(x)).count(),
        );
        for &(i, j) in pairs.iter().filter(|&&(i, j)| g[i]["deadline"] != p[j]["deadline"]) {
            self.log.push((
                "tasks.deadline",
                "wrong",
                id.to_owned(),
                format!("{} is {} not {}", show(&g[i]["text"]), g[i]["deadline"], p[j]["deadline"]),
            ));
        }
    }

    fn figures(
        &mut self,
        id: &str,
        field: &'static str,
        direction: &'static str,
        gold: &Value,
        pred: &Value,
    ) {
        let (g, p) = (objects(&gold[field]), objects(&pred[field]));
        let name = |x: &Value| format!("{} = {} {}", show(&x["text"]), show(&x["value"]), show(&x["unit"]));
        let pairs = self.listed(id, field, &g, &p, figure, name);
        let hit = pairs.iter().filter(|&&(i, j)| g[i]["direction"] == p[j]["direction"]).count();
        self.add(direction, hit, p.len(), g.len());
        for &(i, j) in pairs.iter().filter(|&&(i, j)| g[i]["direction"] != p[j]["direction"]) {
            self.log.push((
                direction,
                "wrong",
                id.to_owned(),
                format!("{} is {} not {}", name(&g[i]), g[i]["direction"], p[j]["direction"]),
            ));
        }
    }
}

/// Width, case, white space and punctuation do not count; `%`, `+` and decimal points do.
pub fn norm(text: &str) -> String {
    let chars: Vec<char> = text.nfkc().flat_map(char::to_lowercase).collect();
    let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_ascii_digit());
    let keep = |&(i, c): &(usize, char)| match c {
        '%' | '+' | '×' => true,
        '.' => digit(i.checked_sub(1)) && digit(Some(i + 1)),
        _ => c.is_alphanumeric() || is_combining_mark(c),
    };
    chars.iter().copied().enumerate().filter(keep).map(|(_, c)| c).collect()
}

fn show(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn objects(value: &Value) -> Vec<Value> {
    value.as_array().map(|list| list.iter().filter(|x| x.is_object()).cloned().collect()).unwrap_or_default()
}

fn strings(value: &Value) -> Vec<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).filter(|text| !norm(text).is_empty()).map(str::to_owned).collect()
}

fn bigrams(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() == 1 {
        return vec![text.to_owned()];
    }
    chars.windows(2).map(|pair| pair.iter().collect()).collect()
}

fn dice(a: &str, b: &str) -> f64 {
    let (a, b) = (bigrams(a), bigrams(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut pool: BTreeMap<&str, usize> = BTreeMap::new();
    for gram in &a {
        *pool.entry(gram).or_default() += 1;
    }
    let mut hit = 0;
    for gram in &b {
        if let Some(left) = pool.get_mut(gram.as_str()).filter(|left| **left > 0) {
            *left -= 1;
            hit += 1;
        }
    }
    2.0 * f64::from(hit) / (a.len() + b.len()) as f64
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// One holds the other and the shorter is at least `ratio` of the longer.
fn contains(a: &str, b: &str, ratio: f64) -> bool {
    let (short, long) = if length(a) <= length(b) { (a, b) } else { (b, a) };
    !short.is_empty() && long.contains(short) && length(short) as f64 >= ratio * length(long) as f64
}

/// Pairs one to one, best score first; score 0 is no match.
fn pair(gold: &[Value], pred: &[Value], score: impl Fn(&Value, &Value) -> f64) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in pred.iter().enumerate() {
            let points = score(g, p);
            if points > 0.0 {
                candidates.push((points, i.abs_diff(j), i, j));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, _, i, j) in candidates {
        if pairs.iter().all(|&(gold, pred)| gold != i && pred != j) {
            pairs.push((i, j));
        }
    }
    pairs
}

fn string(g: &str, p: &str, ratio: f64) -> f64 {
    let (g, p) = (norm(g), norm(p));
    if g.is_empty() || p.is_empty() {
        0.0
    } else if g == p {
        2.0
    } else if length(&g).min(length(&p)) >= 2 && contains(&g, &p, ratio) {
        1.0
    } else {
        0.0
    }
}

fn unit(g: &str, p: &str) -> f64 {
    let (g, p) = (norm(g), norm(p));
    if g == p {
        2.0
    } else if length(&g).min(length(&p)) >= 3 && (g.ends_with(&p) || p.ends_with(&g)) {
        1.0
    } else {
        0.0
    }
}

fn heading(g: &Value, p: &Value) -> f64 {
    if norm(&show(&g["ordinal"])) != norm(&show(&p["ordinal"])) {
        return 0.0;
    }
    let (g, p) = (norm(&show(&g["heading"])), norm(&show(&p["heading"])));
    if g.is_empty() || p.is_empty() {
        0.0
    } else if g == p {
        2.0
    } else if p.starts_with(&g) || (g.starts_with(&p) && length(&p) >= 4) {
        1.0
    } else {
        0.0
    }
}

fn task(g: &Value, p: &Value) -> f64 {
    let (g, p) = (norm(&show(&g["text"])), norm(&show(&p["text"])));
    let same = dice(&g, &p);
    if same >= 0.7 || contains(&g, &p, 0.6) { same.max(0.7) } else { 0.0 }
}

/// Value and unit, with 万 and 亿 moved from the unit into the value.
fn amount(figure: &Value) -> (Option<f64>, String) {
    let unit = norm(&show(&figure["unit"]));
    let value = figure["value"]
        .as_f64()
        .or_else(|| figure["value"].as_str().and_then(|text| text.trim().parse().ok()));
    let Some(value) = value else { return (None, unit) };
    if !["千克", "千瓦", "千瓦时", "千米"].contains(&unit.as_str()) {
        for (word, scale) in [("万亿", 1e12), ("亿", 1e8), ("万", 1e4), ("千", 1e3)] {
            if let Some(rest) = unit.strip_prefix(word) {
                return (Some(value * scale), rest.to_owned());
            }
        }
    }
    (Some(value), unit)
}

fn figure(g: &Value, p: &Value) -> f64 {
    let ((Some(gold), gold_unit), (Some(pred), pred_unit)) = (amount(g), amount(p)) else { return 0.0 };
    if gold_unit != pred_unit || (gold - pred).abs() > 1e-9 * gold.abs().max(1.0) {
        return 0.0;
    }
    let (g, p) = (norm(&show(&g["text"])), norm(&show(&p["text"])));
    if g.is_empty() || p.is_empty() {
        return 0.0;
    }
    let same = dice(&g, &p);
    if same >= 0.5 || p.contains(&g) || g.contains(&p) { same.max(0.1) } else { 0.0 }
}
