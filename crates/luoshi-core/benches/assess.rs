//! How fast a large assessment is and what it needs: `cargo bench -p luoshi-core --bench assess`.
//!
//! A synthetic scheme of twenty kinds in turn, units in groups of about 133, values from a fixed
//! generator. Every measurement runs in a process of its own, whose peak memory is then its own too;
//! the rows are Markdown. Processor time says more than the clock where others share the machine.

#![expect(clippy::print_stdout, reason = "a bench prints its rows")]

use std::error::Error;
use std::fmt::Write as _;
use std::fs::read_to_string;
use std::hint::black_box;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use luoshi_core::assess::engine::{Assessment, Entry, Extra, Unit};
use luoshi_core::assess::scheme;
use serde_json::{Value, json};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let number = |at: usize| args.get(at).and_then(|a| a.parse::<usize>().ok());
    match (args.first().map(String::as_str), number(1), number(2), number(3)) {
        (Some("whole"), Some(units), Some(items), Some(groups)) => whole(units, items, groups),
        (Some("growth"), Some(units), Some(items), _) => growth(units, items),
        (Some("kinds"), Some(units), ..) => kinds(units),
        _ => report(),
    }
}

/// Everything, each in a process of its own.
fn report() -> Outcome {
    println!("| what | clock | processor | peak memory |\n| --- | ---: | ---: | ---: |");
    call(&["whole", "40000", "200", "300"])?;
    println!(
        "\n| units × 50 items | entered | full run | processor | peak memory |\n| ---: | ---: | ---: | ---: | ---: |"
    );
    for units in ["100", "1000", "10000", "40000", "100000"] {
        call(&["growth", units, "50"])?;
    }
    println!();
    call(&["kinds", "20000"])
}

/// How much of a full run each rule takes: ten items of it alone, and ten of a plain one, which is what
/// the rest of the engine takes.
fn kinds(units: usize) -> Outcome {
    println!("| rule | a value, in nanoseconds of processor time |\n| --- | ---: |");
    for (number, rule) in RULES.iter().enumerate() {
        let text = scheme_of(10, units.div_ceil(133), |_| rule)?;
        let mut assessment = filled(&text, units, units.div_ceil(133), |item| item * 20 + number)?;
        let before = processor_of_all()?;
        for _ in 0..5 {
            assessment.run(1).map_err(|refused| format!("{:?}", refused.first()))?;
        }
        let used = processor_of_all()?.saturating_sub(before).as_nanos();
        let name = rule.lines().next().unwrap_or_default();
        println!("| `{name}` | {} |", used / u128::try_from(units * 50)?);
    }
    Ok(())
}

fn call(args: &[&str]) -> Outcome {
    let status = Command::new(std::env::current_exe()?).args(args).status()?;
    if status.success() { Ok(()) } else { Err("a measurement failed".into()) }
}

fn whole(units: usize, items: usize, groups: usize) -> Outcome {
    let text = text(items, groups)?;
    row("a scheme of 200 items read and checked", 20, || drop(black_box(scheme::read(&text))))?;
    let (clock, before) = (Instant::now(), processor()?);
    let mut assessment = filled(&text, units, groups, |item| item)?;
    println!(
        "| {} values entered | {} | {} | {} |",
        units * items,
        ms(clock.elapsed()),
        ms(used(before)?),
        peak()?
    );
    for threads in [1, 2] {
        let (clock, processor) = (Instant::now(), processor_of_all()?);
        assessment.run(threads).map_err(|refused| format!("{:?}", refused.first()))?;
        let processor = processor_of_all()?.saturating_sub(processor);
        let what = format!("{units} units × {items} items in {groups} groups, {threads} thread(s)");
        println!("| {what} | {} | {} | {} |", ms(clock.elapsed()), ms(processor), peak()?);
    }
    let rounds = items * 4;
    let mut turn = 0_usize;
    let mut touched = 0;
    let mut slowest = (Duration::ZERO, 0);
    let what = format!("one changed value, mean of {rounds} over all items");
    row(&what, rounds, || {
        let (item, unit) = (turn % items, (turn * 7919) % units);
        turn += 1;
        let entry = entry(item, unit + turn * units);
        let start = Instant::now();
        let change = assessment.change(item, unit, &entry);
        slowest = slowest.max((start.elapsed(), item));
        touched += change.map_or(0, |touched| touched.points.len());
    })?;
    let rule = RULES[slowest.1 % 20].lines().next().unwrap_or_default();
    println!("| the slowest of them, `{rule}` ({touched} points moved in all) | {} | | |", us(slowest.0));
    let mut unit = 0;
    row("explanation of one unit, mean of 50", 50, || {
        unit = (unit + 7919) % units;
        drop(black_box(assessment.explain(unit)));
    })?;
    Ok(())
}

fn growth(units: usize, items: usize) -> Outcome {
    let groups = units.div_ceil(133).max(1);
    let text = text(items, groups)?;
    let clock = Instant::now();
    let mut assessment = filled(&text, units, groups, |item| item)?;
    let entered = clock.elapsed();
    let (clock, processor) = (Instant::now(), processor_of_all()?);
    assessment.run(1).map_err(|refused| format!("{:?}", refused.first()))?;
    let processor = processor_of_all()?.saturating_sub(processor);
    println!("| {units} | {} | {} | {} | {} |", ms(entered), ms(clock.elapsed()), ms(processor), peak()?);
    Ok(())
}

fn row(what: &str, times: usize, mut work: impl FnMut()) -> Outcome {
    let (clock, processor) = (Instant::now(), processor()?);
    for _ in 0..times {
        work();
    }
    let n = u32::try_from(times)?.max(1);
    println!("| {what} | {} | {} | {} |", us(clock.elapsed() / n), us(used(processor)? / n), peak()?);
    Ok(())
}

fn ms(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

fn us(time: Duration) -> String {
    format!("{}.{:03} ms", time.as_millis(), time.as_micros() % 1000)
}

/// Processor time of this thread.
fn processor() -> Result<Duration, Box<dyn Error>> {
    let text = read_to_string("/proc/thread-self/schedstat")?;
    Ok(Duration::from_nanos(text.split(' ').next().unwrap_or_default().parse()?))
}

fn used(before: Duration) -> Result<Duration, Box<dyn Error>> {
    Ok(processor()?.saturating_sub(before))
}

/// Processor time of all threads, in steps of a hundredth of a second.
fn processor_of_all() -> Result<Duration, Box<dyn Error>> {
    let text = read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|t| t.parse::<u64>().ok()).unwrap_or_default();
    Ok(Duration::from_millis((ticks(11) + ticks(12)) * 10))
}

fn peak() -> Result<String, Box<dyn Error>> {
    let text = read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    let kib: usize = line.trim().trim_end_matches(" kB").parse()?;
    Ok(format!("{} MB", kib / 1024))
}

/// One of 64 bits of noise for each number: SplitMix64.
fn noise(seed: usize) -> u64 {
    let mut z = u64::try_from(seed).unwrap_or_default().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// An assessment with values; `like` says after which item of twenty kinds in turn an item takes its values.
fn filled(
    text: &str,
    units: usize,
    groups: usize,
    like: impl Fn(usize) -> usize,
) -> Result<Assessment, Box<dyn Error>> {
    let read = scheme::read(text)
        .map_err(|places| places.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let items = read.items.len();
    let list = (0..units).map(|n| Unit {
        id: format!("{n:06}").into(),
        name: format!("单位{n}").into(),
        group: n % groups,
    });
    let mut assessment =
        Assessment::new(Arc::new(read), list.collect()).map_err(|faults| format!("{faults:?}"))?;
    for item in 0..items {
        for unit in 0..units {
            assessment
                .enter(item, unit, &entry(like(item), unit))
                .map_err(|f| format!("item {item}: {f}"))?;
        }
    }
    for unit in (0..units).step_by(97) {
        assessment.set_extra(unit, Extra { matters: vec!["重大事故".to_owned()], ..Extra::default() });
    }
    Ok(assessment)
}

/// What is entered for an item and a unit; another number beyond the units gives other values.
fn entry(item: usize, unit: usize) -> Entry {
    let seed = unit * 1009 + item;
    let mut state = 0;
    let mut below = |n: u64| {
        state += 1;
        noise(seed * 31 + state) % n
    };
    match below(100) {
        0 => return Entry::NotApplicable,
        1 => return Entry::Missing,
        _ => {}
    }
    let mut between = |least: u64, n: u64| {
        let digits = least + below(n);
        format!("{}.{:02}", digits / 100, digits % 100)
    };
    // A target of nothing is a fault of the values, which the engine refuses by name.
    let target = between(100, 15_000);
    let mut number = |n: u64| between(0, n);
    let level = |n: u64| ["省", "市", "县"][usize::try_from(n % 3).unwrap_or_default()];
    let facts = match item % 20 {
        0 | 2 | 13 | 19 => json!({"actual": number(20_000), "target": target}),
        1 | 5 | 6 | 12 | 15 | 16 => json!({"value": number(1_000_000)}),
        3 | 7 => json!({"value": number(13_000)}),
        4 => json!({"numerator": noise(seed) % 90, "denominator": 90 + noise(seed) % 20}),
        8 => json!({"this": number(1_000_000), "last": number(1_000_000)}),
        9 => {
            json!({"counts": {"满意": noise(seed) % 60, "基本满意": noise(seed) % 30, "不满意": noise(seed) % 5, "不了解": 3}})
        }
        10 if noise(seed).is_multiple_of(4) => {
            json!({"events": [{"level": level(noise(seed)), "matter": "信访"}]})
        }
        10 => json!({"events": []}),
        11 if noise(seed).is_multiple_of(5) => {
            json!({"honours": [{"level": level(noise(seed)), "matter": "表彰"}]})
        }
        11 => json!({"honours": []}),
        14 => json!({"variables": {"查实率": number(10_000), "平均值": "50"}}),
        17 => json!({"occurrences": [{"name": "个访", "count": noise(seed) % 4, "points": "0.5"}]}),
        _ => {
            json!({"scores": {"1": number(10_000), "2": number(10_000), "3": number(10_000), "4": number(10_000)}})
        }
    };
    match facts {
        Value::Object(facts) => Entry::Facts(facts),
        _ => Entry::Missing,
    }
}

/// The rule of an item, as a scheme file has it.
const RULES: [&str; 20] = [
    "rule = \"ratio\"\ncap_ratio = \"1.2\"\nzero_target = \"full\"",
    "rule = \"efficacy\"\npool = \"group\"\nbase = \"60\"\nspan = \"40\"",
    "rule = \"base_step\"\nmeasure = \"absolute\"\nover = { per = \"1\", points = \"0.1\", cap = \"2\", partial = \"whole\" }\nunder = { per = \"1\", points = \"0.1\", floor = \"0\", partial = \"proportional\" }",
    "rule = \"ladder\"\nbands = [{ op = \">=\", bound = \"100\", score = \"10\" }, { op = \">=\", bound = \"60\", score = \"6\" }]\notherwise = \"0\"",
    "rule = \"rate\"\nempty = \"full\"\ntarget_rate = \"98\"\npoints_per_percent_point = \"0.1\"",
    "rule = \"rank_decrement\"\npool = \"group\"\nstep_percent = \"0.5\"\nties = \"average\"",
    "rule = \"relative_to_best\"\npool = \"group\"",
    "rule = \"piecewise_linear\"\npoints = [[\"0\", \"0\"], [\"60\", \"5\"], [\"100\", \"9\"], [\"130\", \"10\"]]",
    "rule = \"mix\"\npool = \"group\"\nbase = \"60\"\nspan = \"40\"\nweights = { total = \"4\", increment = \"3\", growth = \"3\" }\ngrowth_when_last_is_zero = \"0\"",
    "raters = { options = { \"满意\" = \"100\", \"基本满意\" = \"75\", \"不满意\" = \"0\" }, exclude = [\"不了解\"] }",
    "rule = \"deduct_by_level\"\ntable = { \"省\" = \"2\", \"市\" = \"1\", \"县\" = \"0.5\" }\nsame_matter = \"highest\"\ncap = \"5\"",
    "rule = \"honour_bonus\"\ntable = { \"省\" = \"1\", \"市\" = \"0.5\", \"县\" = \"0.2\" }\nsame_matter = \"highest\"\ncap = \"1\"",
    "rule = \"versus_average\"\npool = \"group\"\nbase = \"8\"\nper = \"100\"\nup_points = \"0.1\"\nup_cap = \"2\"\ndown_points = \"0.1\"\nfloor = \"0\"",
    "rule = \"control_limit\"\nmeasure = \"percent_of_target\"\ndirection = \"lower_better\"\nunder = { per = \"1\", points = \"0.2\", floor = \"0\", partial = \"started\" }",
    "formula = \"限于((查实率 - 平均值) * 0.1 + 5, 0, 10)\"",
    "rule = \"t_score\"\npool = \"group\"\ncenter = \"70\"\nspread = \"10\"\nmin = \"40\"\nmax = \"100\"",
    "rule = \"rank_band\"\npool = \"group\"\nbands = [{ through_percent = \"20\", score = \"10\" }, { through_percent = \"60\", score = \"8\" }]\notherwise = \"6\"",
    "rule = \"deduct_per_occurrence\"\nfloor = \"0\"\ncap = \"5\"",
    "periods = { calendar = \"quarter\", combine = \"weighted\", weights = [\"15\", \"25\", \"25\", \"35\"], missing = \"skip\" }",
    "rule = \"pass_fail\"\nop = \">=\"\nfail_score = \"2\"",
];

/// A scheme file of items of twenty kinds in turn.
fn text(items: usize, groups: usize) -> Result<String, std::fmt::Error> {
    scheme_of(items, groups, |item| RULES[item % 20])
}

fn scheme_of(
    items: usize,
    groups: usize,
    rule: impl Fn(usize) -> &'static str,
) -> Result<String, std::fmt::Error> {
    let mut text = "[scheme]\nid = \"bench\"\nname = \"2024年度综合考核\"\nyear = 2024\n\
        round_item = { places = 3, mode = \"四舍五入\" }\nround_total = { places = 2, mode = \"四舍五入\" }\n"
        .to_owned();
    for group in 0..groups {
        write!(text, "[[group]]\nid = \"g{group}\"\nname = \"第{group}组\"\n")?;
    }
    for dimension in 0..5 {
        write!(text, "[[dimension]]\nid = \"d{dimension}\"\nname = \"类{dimension}\"\nna = \"本类折算\"\n")?;
        for item in (0..items).filter(|item| item * 5 / items == dimension) {
            let rule = rule(item);
            write!(
                text,
                "[[dimension.item]]\ncode = \"{item}\"\nname = \"指标{item}\"\nfull = 10\nmarker = \"办公室\"\n{rule}\n"
            )?;
        }
    }
    text.push_str(
        "[total]\nfloor = \"0\"\n[rank]\nscope = \"同组\"\nmethod = \"并列占位\"\ntie_breakers = [\"类:类0\"]\n\
         [grade]\nscope = \"同组\"\norder = [\"优秀\", \"良好\", \"一般\", \"较差\"]\n\
         bands = { \"优秀\" = \"1000\", \"良好\" = \"800\", \"一般\" = \"600\" }\n\
         quota = { \"优秀\" = { percent = \"30\", round = \"四舍五入\", base = \"全体\", line_tie = \"都不取\" } }\n\
         [[grade.veto]]\nname = \"重大事故\"\nat_most = \"一般\"\nno_award = true\nrank = \"保留\"\n\
         [[award]]\nname = \"一等奖\"\neach_group = 1\n[[award]]\nname = \"二等奖\"\neach_group = 3\n",
    );
    Ok(text)
}
