#![no_main]

use libfuzzer_sys::fuzz_target;

/// The frame that a workbook needs to be opened at all.
const FRAME: &str = concat!(
    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>\0",
    "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>\0",
);

fuzz_target!(|data: &[u8]| {
    let parts = [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ];
    let input = [FRAME.as_bytes(), data].concat();
    luoshi_fuzz::check(&luoshi_fuzz::container(&parts, &input));
});
