//! The demo office's own files, read from their bytes.

use std::path::Path;

use luoshi_docs::read::{Limits, read};
use luoshi_docs::table::{Recognised, recognise};

fn demo(prefix: &str) -> Vec<Recognised> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/documents");
    let file = std::fs::read_dir(folder)
        .expect("the demo's documents")
        .filter_map(Result::ok)
        .find(|f| f.file_name().to_string_lossy().starts_with(prefix))
        .expect("the file");
    let bytes = std::fs::read(file.path()).expect("its bytes");
    let reading = read(&bytes, &file.file_name().to_string_lossy(), &Limits::default());
    recognise(&reading.document.expect("a document"))
}

#[test]
fn the_demo_tables_are_understood_whole() {
    for prefix in ["03", "04", "07", "10"] {
        let found = demo(prefix);
        let [Recognised::TaskTable(table)] = found.as_slice() else { panic!("{prefix}: {found:?}") };
        assert!(table.columns.iter().all(|c| c.field.is_some()), "{prefix}: {:?}", table.columns);
        assert!(table.sums.iter().all(luoshi_docs::table::SumCheck::agrees), "{prefix}: {:?}", table.sums);
        for row in &table.rows {
            assert!(!row.title.text.is_empty() && !row.lead.is_empty(), "{prefix}: {row:?}");
            assert!(row.owner.iter().chain(&row.sponsor).all(|p| p.sure), "{prefix}: {row:?}");
        }
        let unasked: Vec<_> = table.questions.iter().filter(|q| q.code != "hidden-rows").collect();
        assert!(unasked.is_empty(), "{prefix}: {unasked:?}");
    }
}

#[test]
fn the_demo_roster_is_understood_whole() {
    let found = demo("06");
    let [Recognised::Roster(units), Recognised::Roster(people)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert!(units.people.is_empty() && units.errors.is_empty(), "{:?}", units.errors);
    assert!(units.units.iter().all(|u| u.kind.is_some()));
    assert!(people.errors.is_empty(), "{:?}", people.errors);
    assert!(
        people.people.len() >= 50 && people.people.iter().all(|p| !p.unit.is_empty() && !p.post.is_empty())
    );
    // A post without a holder stays a post.
    assert!(people.people.iter().filter(|p| p.name.is_none()).all(|p| p.since.is_none()));
}
