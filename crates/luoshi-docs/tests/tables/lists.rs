//! Lists of units and people, allotments and pairings.

use luoshi_docs::table::AllocationKind;
use time::macros::date;

use crate::build::{allocation, roster, sheet};

#[test]
fn a_list_of_units() {
    let doc = sheet(
        &[
            "单位名录",
            "序号|单位简称|单位全称|单位类型|上级单位|其他叫法",
            "1|水利站|水利管理站|站办所|松岗镇|水管站、水站",
            "2|水利站||站办所|水利站|",
        ],
        &[(0, 0, 0, 5)],
    );
    let r = roster(&doc);
    assert_eq!(r.units.len(), 1);
    assert_eq!(r.units[0].full.as_deref(), Some("水利管理站"));
    assert_eq!(r.units[0].aliases, ["水管站", "水站"]);
    assert_eq!(r.errors.iter().map(|e| e.code.as_str()).collect::<Vec<_>>(), ["unit-twice"]);
    assert_eq!(r.errors[0].row, 3);
}

#[test]
fn a_roster_of_people_with_errors_by_cell() {
    let doc = sheet(
        &[
            "序号|单位|姓名|职务|任职时间|联系电话|备注",
            "1|水利站|甘　棠|站长|2023.06|0000-1230001|",
            "2||骆原（主持工作）|副站长|2024年3月5日|13x|",
            "3|林业站|（空缺）|站长|||",
            "4|林业站|各科员|干事|昨天||",
            "5|林业站|尹双||2024-01||",
        ],
        &[(1, 1, 2, 1)],
    );
    let r = roster(&doc);
    assert_eq!(r.people.len(), 5);
    assert_eq!((r.people[0].name.as_deref(), r.people[0].since), (Some("甘棠"), Some(date!(2023 - 06 - 01))));
    assert_eq!((r.people[1].unit.as_str(), r.people[1].remark.as_deref()), ("水利站", Some("主持工作")));
    assert_eq!(r.people[1].since, Some(date!(2024 - 03 - 05)));
    assert_eq!(r.people[2].name, None);
    let errors: Vec<_> = r.errors.iter().map(|e| (e.code.as_str(), e.row, e.col)).collect();
    assert_eq!(errors, [("odd-phone", 2, 5), ("odd-date", 4, 4), ("no-post", 5, 3)]);
    assert_eq!(r.units.len(), 2);
}

#[test]
fn an_allotment_with_sums() {
    let doc = sheet(
        &[
            "序号|姓名|职务|招商信息数（条）|签约额（万元）|完成时限|联络员|备注",
            "1|甘棠|镇长|3|5000|11月底前|尹双|",
            "2|骆原|副镇长|2|3000|11月底前|尹双|",
            "合计|||5|7000|||",
        ],
        &[],
    );
    let a = allocation(&doc);
    assert_eq!(a.kind, AllocationKind::Allotment);
    let values: Vec<_> =
        a.rows[0].values.iter().map(|v| format!("{} {:?}", v.heading, v.quantity.value)).collect();
    assert_eq!(values[1], "签约额（万元） Some(Fen(5000000000))");
    assert_eq!(a.sums.iter().map(|s| s.agrees()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(a.rows[0].liaison, ["尹双"]);
}

#[test]
fn a_pairing_with_a_leader_over_several_rows() {
    let doc = sheet(
        &[
            "序号|包挂领导|职务|包挂对象|行业|对象联系人、电话|走访频次|联络科室",
            "1|甘棠|镇长|澄新机械|装备|骆原 0000-1230001|每月1次|经发办",
            "2|||柳湾村||||",
        ],
        &[(1, 1, 2, 1), (1, 2, 2, 2)],
    );
    let a = allocation(&doc);
    assert_eq!(a.kind, AllocationKind::Pairing);
    assert_eq!(a.rows.iter().map(|r| r.people[0].name.as_str()).collect::<Vec<_>>(), ["甘棠", "甘棠"]);
    assert_eq!(a.rows.iter().map(|r| r.object.as_str()).collect::<Vec<_>>(), ["澄新机械", "柳湾村"]);
    assert_eq!(a.rows[0].object_contact[0].phone.as_deref(), Some("0000-1230001"));
}
