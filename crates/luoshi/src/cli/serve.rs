//! `luoshi serve`: the server.

use std::net::SocketAddr;

use clap::Args;

use super::{StoreArgs, language, open_store, print_json, start_log, tell};
use crate::account::links;
use crate::app::{App, Clock};
use crate::web::server::{listen, serve};

/// Run the server; the first start prints a one-time set-up link
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    store: StoreArgs,
    /// Address to listen on
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Print {"url", "setup"} as one JSON line when it answers
    #[arg(long)]
    json: bool,
}

impl Serve {
    /// Serves until Ctrl-C or SIGTERM.
    ///
    /// # Errors
    /// When the store cannot be opened or the address is taken.
    pub async fn run(self) -> anyhow::Result<()> {
        let mut config = self.store.settings()?;
        if let Some(address) = self.listen {
            config.listen = address;
        }
        start_log(&config);
        let db = open_store(&config).await?;
        let listener = listen(config.listen).await?;
        let address = listener.local_addr()?;
        let url = match config.public_url.trim_end_matches('/') {
            "" => format!("http://{address}"),
            public => public.to_owned(),
        };
        let app = App::new(db, config, Clock::system());
        let setup = links::first_run(&app).await?.map(|token| format!("{url}/setup/{token}"));
        announce(&url, setup.as_deref(), self.json);
        serve(std::sync::Arc::clone(&app), listener).await?;
        app.db.clone().close().await?;
        Ok(())
    }
}

fn announce(url: &str, setup: Option<&str>, json: bool) {
    if json {
        print_json(&serde_json::json!({ "url": url, "setup": setup }));
    }
    let lang = language();
    tell(&lang.text_with("cli-serving", &[("url", url.to_owned())]));
    if let Some(setup) = setup {
        tell(&lang.text("cli-first-run"));
        tell(&format!("  {setup}"));
    }
}
