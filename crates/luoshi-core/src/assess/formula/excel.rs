//! A formula for Excel, so that a result workbook computes in front of the reader.

use super::Act;
use super::parse::{Formula, Leaf};
use crate::assess::rule::Op;

impl Formula {
    /// The formula as Excel writes it, without the equals sign. `cell` gives the address of a name,
    /// `column` the range of a name over all units.
    #[must_use]
    pub fn excel(&self, cell: &dyn Fn(&str) -> String, column: &dyn Fn(&str) -> String) -> String {
        self.node(self.nodes.len().saturating_sub(1), cell, column)
    }

    fn node(&self, index: usize, cell: &dyn Fn(&str) -> String, column: &dyn Fn(&str) -> String) -> String {
        let Some(node) = self.nodes.get(index) else { return String::new() };
        let name = |index: usize| self.names.get(index).map_or("", String::as_str);
        let act = match &node.what {
            Leaf::Number(number) => return number.to_string(),
            Leaf::Name(index) => return cell(name(*index)),
            Leaf::Act(act) => *act,
        };
        let parts: Vec<String> = node.parts.iter().map(|p| self.node(*p, cell, column)).collect();
        let single = match node.parts.as_slice() {
            [part] => self.nodes.get(*part).and_then(|n| match n.what {
                Leaf::Name(index) => Some(name(index)),
                Leaf::Number(_) | Leaf::Act(_) => None,
            }),
            _ => None,
        };
        match (act, parts.as_slice(), single) {
            (Act::Rank, _, Some(name)) => format!("RANK({},{})", cell(name), column(name)),
            (Act::Sum, _, Some(name)) => format!("SUM({})", column(name)),
            (Act::Average, _, Some(name)) => format!("AVERAGE({})", column(name)),
            (Act::Minus, [a], _) => format!("-({a})"),
            (Act::Clamp, [x, low, high], _) => format!("MAX({low},MIN({high},{x}))"),
            (Act::Ceil, [a], _) => format!("-INT(-({a}))"),
            // Excel asks for the places even where there are none.
            (Act::Round, [a], _) => format!("ROUND({a},0)"),
            (_, [a, b], _) if sign(act).is_some() => format!("({a}{}{b})", sign(act).unwrap_or_default()),
            _ => format!("{}({})", function(act), parts.join(",")),
        }
    }
}

const fn sign(act: Act) -> Option<&'static str> {
    Some(match act {
        Act::Add => "+",
        Act::Subtract => "-",
        Act::Multiply => "*",
        Act::Divide => "/",
        Act::Compare(Op::AtLeast) => ">=",
        Act::Compare(Op::Above) => ">",
        Act::Compare(Op::AtMost) => "<=",
        Act::Compare(Op::Below) => "<",
        Act::Compare(Op::Equal) => "=",
        Act::Differs => "<>",
        _ => return None,
    })
}

const fn function(act: Act) -> &'static str {
    match act {
        Act::Not => "NOT",
        Act::And => "AND",
        Act::Or => "OR",
        Act::If => "IF",
        Act::Min => "MIN",
        Act::Max => "MAX",
        Act::Round => "ROUND",
        // Excel's INT goes down, also below nought.
        Act::Floor => "INT",
        Act::Abs => "ABS",
        Act::Average => "AVERAGE",
        Act::Missing => "ISBLANK",
        _ => "SUM",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_excel() {
        let excel = |text: &str| {
            let formula = Formula::parse(text).unwrap();
            formula.excel(&|n| format!("[{n}]"), &|n| format!("{{{n}}}"))
        };
        assert_eq!(excel("限于((a - b) * 0.1, 0, 2)"), "MAX(0,MIN(2,(([a]-[b])*0.1)))");
        assert_eq!(
            excel("if(缺(a) 或 a ≥ 1, 取整(a), 进一(a))"),
            "IF(OR(ISBLANK([a]),([a]>=1)),INT([a]),-INT(-([a])))"
        );
        assert_eq!(excel("round(a) + round(a, 2)"), "(ROUND([a],0)+ROUND([a],2))");
        assert_eq!(
            excel("a - 平均(a) + rank(a) + sum(a, b)"),
            "((([a]-AVERAGE({a}))+RANK([a],{a}))+SUM([a],[b]))"
        );
    }
}
