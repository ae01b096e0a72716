# My desk (crates/luoshi/src/web/desk.html)
desk-greeting = Hello, { $name }
