# 工作台（crates/luoshi/src/web/desk.html）
desk-greeting = 您好，{ $name }
