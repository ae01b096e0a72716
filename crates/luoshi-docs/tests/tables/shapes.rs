//! The shapes that an importer must understand (specification of workbooks, §3.1), by number.

use luoshi_core::deadline::{LimitKind, Reference};
use luoshi_docs::model::CellKind;
use luoshi_docs::table::{Field, Recognised, SkipReason, TaskRow, TaskTable, list_items, recognise};
use proptest::prelude::*;
use time::macros::date;

use crate::build::{sheet, tasks};

fn titles(table: &TaskTable) -> Vec<&str> {
    table.rows.iter().map(|r| r.title.text.as_str()).collect()
}

fn names(row: &TaskRow) -> (Vec<&str>, Vec<&str>) {
    (row.lead.iter().map(|u| u.name.as_str()).collect(), row.assist.iter().map(|u| u.name.as_str()).collect())
}

fn codes(table: &TaskTable) -> Vec<&str> {
    table.questions.iter().map(|q| q.code.as_str()).collect()
}

fn skipped(table: &TaskTable, why: SkipReason) -> usize {
    table.skipped.iter().filter(|s| s.why == why).count()
}

#[test]
fn shape_01_title_and_unit_rows_above_the_heading() {
    let doc = sheet(
        &[
            "松岗镇2025年任务分解表",
            "填报单位：党政办|||填报日期：2025年3月1日",
            "序号|目标任务|责任单位|完成时限",
            "1|修渠道|水利站|6月底前",
        ],
        &[(0, 0, 0, 3)],
    );
    let table = tasks(&doc);
    assert_eq!(table.title.as_deref(), Some("松岗镇2025年任务分解表"));
    assert_eq!(table.above.len(), 1);
    assert_eq!(titles(&table), ["修渠道"]);
    assert_eq!(doc.slice(table.rows[0].title.span.unwrap()), "修渠道");
    assert_eq!(doc.slice(table.rows[0].due.span.unwrap()), "6月底前");
}

#[test]
fn shape_02_heading_of_two_and_three_rows() {
    let merged = sheet(
        &[
            "序号|目标任务|进度安排||||牵头单位",
            "||一季度|二季度|三季度|四季度|",
            "1|修渠道|勘测|开工|过半|完工|水利站",
        ],
        &[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 5), (0, 6, 1, 6)],
    );
    // The same without merged cells, as CSV has it.
    let plain = sheet(
        &[
            "序号|目标任务|进度安排||||牵头单位",
            "||一季度|二季度|三季度|四季度|",
            "1|修渠道|勘测|开工|过半|完工|水利站",
        ],
        &[],
    );
    let three = sheet(
        &[
            "序号|目标任务|2025年工作安排||||牵头单位",
            "||进度安排||||",
            "||一季度|二季度|三季度|四季度|",
            "1|修渠道|勘测|开工|过半|完工|水利站",
        ],
        &[(0, 0, 2, 0), (0, 1, 2, 1), (0, 2, 0, 5), (1, 2, 1, 5), (0, 6, 2, 6)],
    );
    for doc in [merged, plain, three] {
        let table = tasks(&doc);
        assert_eq!(titles(&table), ["修渠道"]);
        let quarters: Vec<_> = table.rows[0].quarters.iter().map(|q| q.text.as_str()).collect();
        assert_eq!(quarters, ["勘测", "开工", "过半", "完工"]);
        assert_eq!(names(&table.rows[0]).0, ["水利站"]);
        assert!(table.columns[3].heading.ends_with("进度安排/二季度"), "{:?}", table.columns[3]);
        assert_eq!(codes(&table), Vec::<&str>::new());
    }
}

#[test]
fn shape_03_merged_areas_fill_down_inside_only() {
    let doc = sheet(
        &["序号|工作领域|目标任务|责任单位", "1|水利|修渠道|水利站", "2||清淤|水利站", "3||植树|林业站"],
        &[(1, 1, 2, 1)],
    );
    let areas: Vec<_> = tasks(&doc).rows.iter().map(|r| r.area.clone()).collect();
    assert_eq!(areas, ["水利", "水利", ""]);
}

#[test]
fn shape_04_a_merged_value_that_is_not_in_the_corner() {
    let doc = sheet(
        &["序号|工作领域|目标任务|责任单位", "1||修渠道|水利站", "2|水利|清淤|水利站"],
        &[(1, 1, 2, 1)],
    );
    let areas: Vec<_> = tasks(&doc).rows.iter().map(|r| r.area.clone()).collect();
    assert_eq!(areas, ["水利", "水利"]);
}

#[test]
fn shape_05_section_rows_become_the_area() {
    let doc = sheet(
        &[
            "序号|目标任务|责任单位",
            "一、水利建设（3项）",
            "1|修渠道|水利站",
            "2|清淤|水利站",
            "（一）林业",
            "3|植树|林业站",
            "二、民生保障（3项）",
            "4|修路|城建办",
        ],
        &[(1, 0, 1, 2)],
    );
    let table = tasks(&doc);
    let areas: Vec<_> = table.rows.iter().map(|r| r.area.as_str()).collect();
    assert_eq!(areas, ["水利建设", "水利建设", "林业", "民生保障"]);
    assert_eq!(table.rows[2].sections, ["水利建设", "林业"]);
    assert_eq!(skipped(&table, SkipReason::Section), 3);
    // 民生保障 states three items and has one.
    assert_eq!(codes(&table), ["sum-differs"]);
    assert_eq!(table.questions[0].choices, ["3", "1"]);
}

#[test]
fn shape_06_sums_are_checked_and_notes_skipped() {
    let doc = sheet(
        &[
            "序号|目标任务|责任单位|分值",
            "1|修渠道|水利站|10",
            "2|清淤|水利站|5.5",
            "|小计||15.50",
            "3|植树|林业站|4",
            "合计|||20",
            "备注：1.分值由水利站解释。",
            "2.每季度末报送。",
            "填表人：甲|||审核人：乙",
        ],
        &[(6, 0, 6, 3), (7, 0, 7, 3), (8, 0, 8, 2)],
    );
    let table = tasks(&doc);
    assert_eq!(titles(&table), ["修渠道", "清淤", "植树"]);
    assert_eq!((skipped(&table, SkipReason::Sum), skipped(&table, SkipReason::Note)), (2, 3));
    let agree: Vec<bool> = table.sums.iter().map(|s| s.agrees()).collect();
    assert_eq!(agree, [true, false]);
    assert_eq!(table.sums[1].computed.to_string(), "19.5");
    assert_eq!(codes(&table), ["sum-differs"]);
}

#[test]
fn shape_07_numbers_of_rows_are_never_keys() {
    let doc = sheet(
        &[
            "序号|目标任务|责任单位",
            "1-1|修渠道|水利站",
            "（1）|清淤|水利站",
            "1-1|植树|林业站",
            "|修路|城建办",
        ],
        &[],
    );
    let table = tasks(&doc);
    assert_eq!(table.rows.len(), 4);
    assert_eq!(table.rows.iter().map(|r| r.seq.as_str()).collect::<Vec<_>>(), ["1-1", "（1）", "1-1", ""]);
    assert_eq!(table.rows.iter().map(|r| r.row).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn shape_08_pasted_headings_are_dropped() {
    let doc = sheet(
        &["序号|目标任务|责任单位", "1|修渠道|水利站", "序 号|目标\\n任务|责任单位", "2|清淤|水利站"],
        &[],
    );
    let table = tasks(&doc);
    assert_eq!(titles(&table), ["修渠道", "清淤"]);
    assert_eq!(skipped(&table, SkipReason::RepeatedHeading), 1);
}

#[test]
fn shape_09_hidden_rows_are_read_and_asked_about_once() {
    let mut doc =
        sheet(&["序号|目标任务|责任单位", "1|修渠道|水利站", "2|清淤|水利站", "3|植树|林业站"], &[]);
    doc.tables[0].hidden_rows = vec![1, 2];
    doc.tables[0].hidden_cols = vec![2];
    let table = tasks(&doc);
    assert_eq!(table.rows.iter().map(|r| r.hidden).collect::<Vec<_>>(), [true, true, false]);
    assert!(table.columns[2].hidden);
    assert_eq!(codes(&table), ["hidden-rows"]);
    assert_eq!(table.questions[0].found, "2");
}

#[test]
fn shape_10_several_sheets_and_two_tables_in_one_sheet() {
    let mut doc = sheet(&["序号|目标任务|责任单位", "1|修渠道|水利站"], &[]);
    let other = sheet(&["只有一句话"], &[]);
    doc.tables.push(other.tables[0].clone());
    let found = recognise(&doc);
    assert!(matches!(found.as_slice(), [Recognised::TaskTable(_), Recognised::Unknown(_)]), "{found:?}");

    let doc = sheet(
        &[
            "水利任务",
            "序号|目标任务|责任单位",
            "1|修渠道|水利站",
            "",
            "企业包联表",
            "序号|包联领导|包联企业|联系科室",
            "1|甘棠|澄新机械|经发办",
        ],
        &[(0, 0, 0, 3), (4, 0, 4, 3)],
    );
    let found = recognise(&doc);
    let [Recognised::TaskTable(first), Recognised::Allocation(second)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((first.rows.len(), second.rows.len()), (1, 1));
    assert_eq!(second.title.as_deref(), Some("企业包联表"));
}

#[test]
fn shape_12_raw_cells_stay_beside_the_cleaned_ones() {
    let doc = sheet(&["序号|目标任务|责任单位|分值", "１|　修渠道　|水利站 |1，200"], &[]);
    let row = &tasks(&doc).rows[0];
    assert_eq!(row.title.text, "修渠道");
    assert_eq!(row.raw, ["１", "修渠道", "水利站", "1，200"]);
    assert_eq!(names(row).0, ["水利站"]);
}

#[test]
fn shape_13_limits_are_read_with_the_date_system_of_the_sheet() {
    let mut doc = sheet(
        &[
            "序号|目标任务|责任单位|完成时限",
            "1|修渠道|水利站|45657",
            "2|清淤|水利站|2024.1",
            "3|植树|林业站|每季度末",
        ],
        &[],
    );
    let reference = Reference::new(date!(2024 - 02 - 26));
    let limits = |doc: &luoshi_docs::model::Document| {
        let table = tasks(doc);
        table.rows.iter().map(|r| r.limit(&reference, table.date_1904)).collect::<Vec<_>>()
    };
    let read = limits(&doc);
    assert_eq!(read[0].end, Some(date!(2024 - 12 - 31)));
    assert_eq!((&read[1].kind, read[1].candidates.len()), (&LimitKind::Ambiguous, 2));
    assert!(matches!(read[2].kind, LimitKind::Recur(_)));
    doc.tables[0].date_1904 = true;
    assert_eq!(limits(&doc)[0].end, Some(date!(2029 - 01 - 01)));
}

#[test]
fn shape_14_units_are_split_and_groups_marked() {
    let doc = sheet(
        &[
            "序号|目标任务|牵头单位|责任单位|配合单位",
            "1|修渠道|水利站、城建办|各村（社区）；财政所|镇直各部门 供电所",
        ],
        &[],
    );
    let row = &tasks(&doc).rows[0];
    assert_eq!(
        names(row),
        (vec!["水利站", "城建办"], vec!["各村（社区）", "财政所", "镇直各部门", "供电所"])
    );
    assert_eq!(row.assist.iter().map(|u| u.group).collect::<Vec<_>>(), [true, false, true, false]);
}

#[test]
fn responsible_units_lead_alone_and_help_beside_a_lead() {
    let alone = tasks(&sheet(&["序号|任务名称|责任单位", "1|修渠道|水利站"], &[]));
    assert_eq!(names(&alone.rows[0]), (vec!["水利站"], vec![]));
    let beside = tasks(&sheet(&["序号|任务名称|主要责任单位|责任单位", "1|修渠道|水利站|城建办"], &[]));
    assert_eq!(names(&beside.rows[0]), (vec!["水利站"], vec!["城建办"]));
    let inside =
        tasks(&sheet(&["序号|任务名称|责任单位", "1|修渠道|牵头：水利站\\n配合：城建办、财政所"], &[]));
    assert_eq!(names(&inside.rows[0]), (vec!["水利站"], vec!["城建办", "财政所"]));
}

#[test]
fn shape_15_people_with_blanks_phones_and_second_names() {
    let doc = sheet(
        &[
            "序号|目标任务|责任领导|责任人|联系人及电话",
            "1|修渠道|甘　棠（兼）|陶知行、骆　原|尹双 0000-1230001",
        ],
        &[],
    );
    let row = &tasks(&doc).rows[0];
    assert_eq!((row.sponsor[0].name.as_str(), row.sponsor[0].remark.as_deref()), ("甘棠", Some("兼")));
    assert_eq!(row.owner.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["陶知行", "骆原"]);
    assert_eq!(
        (row.contact[0].name.as_str(), row.contact[0].phone.as_deref()),
        ("尹双", Some("0000-1230001"))
    );
}

#[test]
fn shape_16_lists_in_cells_are_kept_and_can_be_split() {
    let doc = sheet(&["序号|目标任务|工作举措|责任单位", "1|修渠道|1.勘测。\\n2.开工。|水利站"], &[]);
    let row = &tasks(&doc).rows[0];
    assert_eq!(row.measure.text, "1.勘测。\n2.开工。");
    assert_eq!(list_items(&row.measure.text), ["勘测。", "开工。"]);
}

#[test]
fn shape_17_formula_errors_are_empty_and_reported() {
    let doc = sheet(&["序号|目标任务|责任单位|分值", "1|修渠道|水利站|#REF!"], &[]);
    assert_eq!(doc.tables[0].rows[1][3].kind, CellKind::Error);
    let table = tasks(&doc);
    assert_eq!(table.rows[0].score.text, "");
    assert_eq!(codes(&table), ["formula-error"]);
}

#[test]
fn shape_18_ditto_and_nothing() {
    let doc = sheet(
        &[
            "序号|目标任务|责任单位|完成时限|备注",
            "1|修渠道|水利站|6月底前|/",
            "2|清淤|同上|〃|—",
            "3|植树|林业站|同上|无",
        ],
        &[],
    );
    let table = tasks(&doc);
    assert_eq!(names(&table.rows[1]).0, ["水利站"]);
    assert_eq!(table.rows.iter().map(|r| r.due.text.as_str()).collect::<Vec<_>>(), ["6月底前"; 3]);
    assert_eq!(table.rows.iter().map(|r| r.due.ditto).collect::<Vec<_>>(), [false, true, true]);
    assert!(table.rows.iter().all(|r| r.note.text.is_empty()));
    let nothing = tasks(&sheet(&["序号|目标任务|责任单位", "1|修渠道|同上"], &[]));
    assert_eq!(codes(&nothing), ["ditto-of-nothing"]);
}

#[test]
fn shape_20_comments_are_kept() {
    let mut doc = sheet(&["序号|目标任务|责任单位", "1|修渠道|水利站"], &[]);
    doc.tables[0].rows[1][1].note = Some("每周报一次照片".to_owned());
    assert_eq!(tasks(&doc).rows[0].comments, ["每周报一次照片"]);
}

#[test]
fn a_title_merged_down_is_one_task() {
    let doc = sheet(
        &[
            "序号|目标任务|量化指标|完成时限|责任单位",
            "1|修渠道|三干渠5公里|6月底前|水利站",
            "||支渠12公里|10月底前|水利站、城建办",
            "2|清淤|8处|年底前|水利站",
        ],
        &[(1, 0, 2, 0), (1, 1, 2, 1)],
    );
    let table = tasks(&doc);
    assert_eq!(table.rows.len(), 2);
    assert_eq!(table.rows[0].indicator.text, "三干渠5公里\n支渠12公里");
    assert_eq!(names(&table.rows[0]).0, ["水利站", "城建办"]);
    let limit = table.rows[0].limit(&Reference::new(date!(2025 - 02 - 26)), false);
    assert_eq!((limit.kind, limit.end), (LimitKind::Multi, Some(date!(2025 - 10 - 31))));
}

#[test]
fn unclear_columns_become_questions() {
    let table =
        tasks(&sheet(&["序号|目标任务|责任领导|分管领导|责任单位", "1|修渠道|甘棠|骆原|水利站"], &[]));
    assert_eq!(codes(&table), ["two-sponsors"]);
    assert_eq!(table.questions[0].choices, ["责任领导", "分管领导"]);
    assert_eq!(table.rows[0].sponsor[0].name, "甘棠");
    assert_eq!(table.rows[0].extra[0].1.text, "骆原");
    let table = tasks(&sheet(&["序号|目标任务|责任单位及责任人|完成时限", "1|修渠道|水利站|6月底前"], &[]));
    assert_eq!(codes(&table), ["mixed-column"]);
    let table = tasks(&sheet(&["序号|目标任务|责任单位|身份证号码", "1|修渠道|水利站|000"], &[]));
    assert_eq!(codes(&table), ["sensitive-column"]);
    assert!(table.rows[0].extra.is_empty());
}

#[test]
fn unknown_columns_are_kept_under_their_heading() {
    let table = tasks(&sheet(&["序号|目标任务|资金来源|责任单位", "1|修渠道|县级补助|水利站"], &[]));
    assert_eq!(table.rows[0].extra[0].0, "资金来源");
    assert_eq!(table.rows[0].extra[0].1.text, "县级补助");
}

#[test]
fn prose_tables_are_unknown() {
    let doc = sheet(&["时间|内容", "上午|参观"], &[]);
    assert!(matches!(recognise(&doc).as_slice(), [Recognised::Unknown(_)]));
}

fn cell() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "序号",
        "目标任务",
        "责任单位",
        "牵头单位",
        "完成时限",
        "一季度",
        "进度安排",
        "姓名",
        "职务",
        "单位",
        "包挂对象",
        "合计",
        "小计",
        "一、水利（2项）",
        "备注：甲",
        "同上",
        "—",
        "1",
        "3.5",
        "修渠道",
        "6月底前",
        "甘　棠",
        "水利站、城建办",
        "#REF!",
        "身份证号",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn nothing_panics(
        rows in prop::collection::vec(prop::collection::vec(cell(), 1..7), 0..9),
        merges in prop::collection::vec((0..9_usize, 0..7_usize, 0..4_usize, 0..4_usize), 0..4),
    ) {
        let lines: Vec<String> = rows.iter().map(|r| r.join("|")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let merges: Vec<_> = merges.iter().map(|(t, l, h, w)| (*t, *l, t + h, l + w)).collect();
        let doc = sheet(&lines, &merges);
        for found in recognise(&doc) {
            if let Recognised::TaskTable(table) = found {
                for row in &table.rows {
                    prop_assert!(row.span.is_none_or(|s| doc.text.get(s.start..s.end).is_some()));
                    prop_assert!(row.raw.len() == table.columns.len());
                }
                prop_assert!(table.columns.iter().filter(|c| c.field == Some(Field::Title)).count() <= 1);
            }
        }
    }
}

#[test]
fn a_large_sheet_with_wild_merges_comes_to_an_end() {
    let rows: Vec<String> = (0..20_000).map(|i| format!("{i}|任务{i}|水利站|合计")).collect();
    let mut lines = vec!["序号|目标任务|责任单位|备注"];
    lines.extend(rows.iter().map(String::as_str));
    let merges: Vec<_> = (0..2_000).map(|i| (1 + i % 7, 3, 19_000, 3)).collect();
    // Work that grows with the square of the rows would be stopped by the limit of every test.
    assert!(tasks(&sheet(&lines, &merges)).rows.len() > 10_000);
}
