# Messages of the command line (crates/luoshi/src/cli)
cli-serving = Luoshi is serving at { $url } (Ctrl-C stops it)
cli-first-run = There is no account yet. Open this one-time set-up link within 24 hours:
