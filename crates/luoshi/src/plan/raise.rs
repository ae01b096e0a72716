//! 加码: a number that asks for more than the upper level's. It may, with a reason that can be read.

use luoshi_core::decimal::Decimal;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::store::{Direction, measure};
use crate::db::ids::TenantId;
use crate::error::AppError;

/// Whether a value asks for more than the upper level's, by exact comparison of the digits. More of
/// what must be reached, less of what may not be exceeded, anything else where one number is set.
/// What is no number asks for nothing.
#[must_use]
pub fn tighter(direction: Direction, value: &str, upper: &str) -> bool {
    let (Ok(value), Ok(upper)) = (value.trim().parse::<Decimal>(), upper.trim().parse::<Decimal>()) else {
        return false;
    };
    match direction {
        Direction::AtLeast | Direction::Growth => value > upper,
        Direction::AtMost => value < upper,
        Direction::Exactly => value != upper,
    }
}

/// Whether a measure does.
#[must_use]
pub fn is_tighter(measure: &measure::Model) -> bool {
    measure.upper_value.as_deref().is_some_and(|upper| tighter(measure.direction, &measure.value, upper))
}

/// The measures of a year that ask for more without saying why. Of goals first.
///
/// # Errors
/// When the store cannot be read.
pub async fn unexplained(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    year: i32,
) -> Result<Vec<measure::Model>, AppError> {
    let rows = measure::Entity::find()
        .filter(measure::Column::TenantId.eq(tenant))
        .filter(measure::Column::Year.eq(year))
        .filter(measure::Column::UpperValue.is_not_null())
        .filter(measure::Column::RaiseReason.is_null())
        .order_by_asc(measure::Column::Id)
        .all(conn)
        .await?;
    let (mut goals, tasks): (Vec<_>, Vec<_>) =
        rows.into_iter().filter(is_tighter).partition(|m| m.goal_id.is_some());
    goals.extend(tasks);
    Ok(goals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_tighter_in_the_direction_that_binds() {
        let cases = [
            (Direction::AtLeast, "5.5", "5.20", true),
            (Direction::AtLeast, "5.2", "5.20", false),
            (Direction::AtLeast, "10", "9", true),
            (Direction::AtMost, "3", "4", true),
            (Direction::AtMost, "4.0", "4", false),
            (Direction::AtMost, "5", "4", false),
            (Direction::Exactly, "100", "100.0", false),
            (Direction::Exactly, "101", "100", true),
            (Direction::Growth, "0.1000000001", "0.1", true),
            (Direction::Growth, "若干", "0.1", false),
        ];
        for (direction, value, upper, expected) in cases {
            assert_eq!(tighter(direction, value, upper), expected, "{direction:?} {value} {upper}");
        }
    }
}
