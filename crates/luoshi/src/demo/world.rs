//! `demo/year.toml` as types. References are by natural key; its README says what the fields mean.

use anyhow::Context as _;
use serde::Deserialize;

const TOML: &str = include_str!("../../../../demo/year.toml");

/// The whole file.
#[derive(Debug, Deserialize)]
pub struct World {
    /// The body.
    pub tenant: Tenant,
    /// Its years.
    pub year: Vec<Year>,
    /// Its units.
    pub unit: Vec<Unit>,
    /// Words for groups of units.
    pub unit_group: Vec<UnitGroup>,
    /// Its posts.
    pub post: Vec<Post>,
    /// Its people.
    pub person: Vec<Person>,
    /// Its accounts.
    pub account: Vec<Account>,
    /// Powers lent.
    pub delegation: Vec<Delegation>,
    /// Its frameworks and those above it.
    pub framework: Vec<Framework>,
    /// Its goals.
    pub goal: Vec<Goal>,
    /// Its documents.
    pub document: Vec<Document>,
    /// Its tasks.
    pub task: Vec<Task>,
}

/// The body.
#[derive(Debug, Deserialize)]
pub struct Tenant {
    /// Short name.
    pub name: String,
    /// The level above.
    pub district: String,
}

/// A year.
#[derive(Debug, Deserialize)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// Its state.
    pub state: String,
    /// Day of the mobilisation meeting.
    pub deployed_on: String,
}

/// A unit.
#[derive(Debug, Deserialize)]
pub struct Unit {
    /// Short name, its key.
    pub short: String,
    /// Full name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// Unit above.
    pub parent: Option<String>,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A word for a group of units.
#[derive(Debug, Deserialize)]
pub struct UnitGroup {
    /// The word.
    pub name: String,
    /// Kinds it stands for.
    pub kinds: Vec<String>,
}

/// A post.
#[derive(Debug, Deserialize)]
pub struct Post {
    /// Key.
    pub key: String,
    /// Title.
    pub title: String,
    /// Unit.
    pub unit: String,
    /// Who held it, in order.
    #[serde(default)]
    pub holders: Vec<Holder>,
}

/// Somebody who held a post.
#[derive(Debug, Deserialize)]
pub struct Holder {
    /// Person.
    pub person: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: Option<String>,
}

/// A person.
#[derive(Debug, Deserialize)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Office telephone.
    pub phone: String,
}

/// An account.
#[derive(Debug, Clone, Deserialize)]
pub struct Account {
    /// Name to sign in with.
    pub login: String,
    /// Person.
    pub person: String,
    /// `system`, `security`, `audit`, `clerk`, `leader`, `head`, `reporter`.
    pub role: String,
}

/// Powers lent.
#[derive(Debug, Deserialize)]
pub struct Delegation {
    /// Who was away.
    pub from_person: String,
    /// Who acted.
    pub to_person: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Why.
    pub reason: String,
}

/// A framework.
#[derive(Debug, Deserialize)]
pub struct Framework {
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Body that set it.
    pub owner: String,
    /// Year.
    pub year: i32,
    /// Framework above.
    pub upper: Option<String>,
    /// Themes.
    pub themes: Vec<Theme>,
}

/// A theme.
#[derive(Debug, Deserialize)]
pub struct Theme {
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Theme above that it serves.
    pub upper: Option<String>,
}

/// A goal.
#[derive(Debug, Deserialize)]
pub struct Goal {
    /// Key.
    pub key: String,
    /// Year.
    pub year: i32,
    /// Theme.
    pub theme: String,
    /// What is to be reached.
    pub title: String,
    /// Numbers.
    #[serde(default)]
    pub measures: Vec<Measure>,
}

/// A measure.
#[derive(Debug, Clone, Deserialize)]
pub struct Measure {
    /// What is measured.
    pub name: String,
    /// Direction.
    pub op: String,
    /// Value.
    pub value: String,
    /// Unit of measure.
    pub unit: String,
    /// Last year's.
    pub base: Option<String>,
    /// The upper level's.
    pub upper: Option<String>,
    /// Why it asks for more.
    pub reason: Option<String>,
}

/// A document.
#[derive(Debug, Deserialize)]
pub struct Document {
    /// Key.
    pub key: String,
    /// File in `demo/documents`.
    pub file: String,
    /// Day that it bears.
    pub date: Option<String>,
}

/// A task.
#[derive(Debug, Deserialize)]
pub struct Task {
    /// Number in the file.
    pub no: u32,
    /// 工作领域.
    pub area: String,
    /// What is to be done.
    pub title: String,
    /// To what extent.
    pub requirement: Option<String>,
    /// How.
    pub action: Option<String>,
    /// Units that lead.
    pub lead: Vec<String>,
    /// Units that are responsible.
    #[serde(default)]
    pub responsible: Vec<String>,
    /// Units that help.
    #[serde(default)]
    pub assist: Vec<String>,
    /// 责任领导.
    pub sponsor: Option<String>,
    /// Post in charge.
    pub post: Option<String>,
    /// Person in charge.
    pub owner: Option<String>,
    /// Time limit as spelled.
    pub deadline: Option<String>,
    /// The day that was confirmed.
    pub due: Option<String>,
    /// What kind of question the limit was.
    pub ask: Option<String>,
    /// Numbers.
    #[serde(default)]
    pub measures: Vec<Measure>,
    /// Steps.
    #[serde(default)]
    pub milestones: Vec<Step>,
    /// What can be seen by the end of each quarter.
    #[serde(default)]
    pub visible: std::collections::BTreeMap<String, String>,
    /// Themes; the first counts.
    #[serde(default)]
    pub themes: Vec<String>,
    /// Goal.
    pub goal: Option<String>,
    /// Documents; the first is where it was taken from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// What is left out on purpose.
    #[serde(default)]
    pub missing: Vec<String>,
}

/// A dated step.
#[derive(Debug, Deserialize)]
pub struct Step {
    /// By this day.
    pub due: String,
    /// What.
    pub text: String,
}

impl World {
    /// Reads the file that the program carries.
    ///
    /// # Errors
    /// When it does not fit the types.
    pub fn read() -> anyhow::Result<Self> {
        toml::from_str(TOML).context("reading demo/year.toml")
    }

    /// Title of the post that a person holds last.
    #[must_use]
    pub fn post_of(&self, person: &str) -> Option<&str> {
        let holds = |p: &&Post| p.holders.last().is_some_and(|h| h.person == person && h.to.is_none());
        self.post.iter().find(holds).map(|p| p.title.as_str())
    }
}
