# 命令行的提示（crates/luoshi/src/cli）
cli-serving = 落实已启动：{ $url } （按 Ctrl-C 停止）
cli-first-run = 还没有任何账号。请在 24 小时内用浏览器打开下面的一次性设置链接：
