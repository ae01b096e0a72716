//! `luoshi demo`: the demo world, served.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use serde_json::json;

use super::{StoreArgs, language, open_store, print_json, start_log, tell};
use crate::app::{App, Clock};
use crate::config::Config;
use crate::ctx::day_of;
use crate::db::{self, StoreUrl};
use crate::demo;
use crate::web::server::{listen, serve};

/// Build the demo world if the folder is empty, and serve it
#[derive(Debug, Args)]
pub struct Demo {
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder of the demo's store
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    /// Print {"url", "accounts"} as one JSON line when it answers
    #[arg(long)]
    json: bool,
}

impl Demo {
    /// Serves the demo until Ctrl-C or SIGTERM.
    ///
    /// # Errors
    /// When the store cannot be opened, the world cannot be built, or the address is taken.
    pub async fn run(self) -> anyhow::Result<()> {
        let mut config = StoreArgs::at(&self.data).settings()?;
        config.listen = self.listen;
        // The demo waits for whoever is looking at something else for an hour.
        config.session_idle_minutes = 120;
        config.officer_idle_minutes = 120;
        start_log(&config);
        let listener = listen(config.listen).await?;
        let address = listener.local_addr()?;
        if !config.data.join("luoshi.db").exists() {
            tell(&language().text("cli-demo-building"));
            build(&config).await?;
        }
        let db = open_store(&config).await?;
        let app = App::new(db, config, Clock::system());
        announce(&format!("http://{address}"), self.json)?;
        serve(std::sync::Arc::clone(&app), listener).await?;
        app.db.clone().close().await?;
        Ok(())
    }
}

/// Builds the world beside its place and moves it there when it is whole: half a world is never served.
async fn build(config: &Config) -> anyhow::Result<()> {
    let half = config.data.join("building.db");
    for name in ["building.db", "building.db-wal", "building.db-shm"] {
        let leftover = config.data.join(name);
        if leftover.exists() {
            std::fs::remove_file(&leftover).with_context(|| format!("removing {}", leftover.display()))?;
        }
    }
    let db = db::open(&StoreUrl::File(half.clone())).await?;
    demo::build(&db, config, day_of(Clock::system().now())).await?;
    db.close().await?;
    std::fs::rename(&half, config.data.join("luoshi.db")).context("moving the demo's store into its place")
}

fn announce(url: &str, as_json: bool) -> anyhow::Result<()> {
    let world = demo::World::read()?;
    if as_json {
        let accounts: Vec<_> = world
            .account
            .iter()
            .map(|a| {
                json!({ "login": a.login, "password": demo::PASSWORD, "person": a.person, "role": a.role,
                        "post": world.post_of(&a.person) })
            })
            .collect();
        print_json(&json!({ "url": url, "accounts": accounts }));
    }
    let lang = language();
    tell(&lang.text_with("cli-serving", &[("url", url.to_owned())]));
    tell(&lang.text_with("cli-demo-accounts", &[("password", demo::PASSWORD.to_owned())]));
    let mut shown: Vec<&str> = Vec::new();
    for a in &world.account {
        // One of each kind is enough to begin with; the rest is in demo/year.toml.
        if shown.iter().filter(|r| **r == a.role).count() < 2 {
            shown.push(&a.role);
            let post = world.post_of(&a.person).unwrap_or_default();
            tell(&format!("  {:<14} {} {}", a.login, a.person, post));
        }
    }
    Ok(())
}
